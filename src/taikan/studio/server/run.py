"""One command: data folder, database, static files, worker, pages; all stop together."""

import asyncio
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from taikan.core.errors import OutputNotWritableError, PortInUseError
from taikan.studio.server.options import ServeOptions
from taikan.studio.server.processes import Worker

Say = Callable[..., None]


def serve(options: ServeOptions, say: Say) -> None:
    """Run until Ctrl-C or SIGTERM. ``say(key, **values)`` tells the person who started it.

    Raises
    ------
    PortInUseError
        If somebody else listens there.
    OutputNotWritableError
        If the data folder cannot be made.
    """
    _make_folder(options.data)
    options.to_environment()
    with _listen(options) as listener:
        prepare()
        _tell(options, say)
        with Worker():
            asyncio.run(_serve(options, listener))
    say("stopped")


def prepare() -> None:
    """Bring Django up, the database to the newest form and the static files into the data folder."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


async def _serve(options: ServeOptions, listener: socket.socket) -> None:
    from taikan.studio.asgi import application

    config = uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        proxy_headers=False,
        **_tls(options),
    )
    await uvicorn.Server(config).serve(sockets=[listener])


def _tls(options: ServeOptions) -> dict[str, str]:
    return {}


def _tell(options: ServeOptions, say: Say) -> None:
    from taikan.studio.accounts.invitations import invite, needs_owner
    from taikan.studio.accounts.models import Role

    say("ready", url=options.url)
    say("data", path=options.data)
    if needs_owner():
        say("owner", url=f"{options.url}/start/{invite(Role.OWNER, None, None)}/")
    say("stop")
    sys.stdout.flush()


def _listen(options: ServeOptions) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.listens_on))
    except OSError as problem:
        listener.close()
        raise PortInUseError(port=options.listens_on) from problem
    return listener


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o700)
    except OSError as problem:
        raise OutputNotWritableError(path=str(data)) from problem
