"""One command: data folder, database, static files, worker, pages; all stop together."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import uvicorn

from taikan.core.errors import OutputNotWritableError, PortInUseError
from taikan.studio.server.certificates import certificates
from taikan.studio.server.options import ServeOptions
from taikan.studio.server.processes import Worker
from taikan.studio.server.setup_page import SetupPage

Say = Callable[..., None]
GRACE_S = 10


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
    with contextlib.ExitStack() as open_now:
        listener = open_now.enter_context(_listen(options.host, options.listens_on))
        setup = open_now.enter_context(_listen(options.host, options.setup_port)) if options.https else None
        prepare()
        if options.demo:
            _begin_demo(say)
        _tell(options, say)
        open_now.enter_context(Worker())
        # The server hands a signal on when it has finished; it must not end us before the worker has stopped too.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(options, listener, setup))
    say("stopped")


def prepare() -> None:
    """Bring Django up, the database to the newest form and the static files into the data folder."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


async def _serve(options: ServeOptions, listener: socket.socket, setup: socket.socket | None) -> None:
    """Both servers until the first of them is told to stop; then both."""
    from taikan.studio.asgi import application

    if setup is None:
        await uvicorn.Server(_config(application)).serve(sockets=[listener])
        return
    made = certificates(options.data, options.certified())
    page = SetupPage(options.url, options.setup_url, made.authority)
    beside = uvicorn.Server(_config(page))
    task = asyncio.create_task(beside._serve(sockets=[setup]))
    tls = {"ssl_certfile": str(made.certificate), "ssl_keyfile": str(made.key)}
    try:
        await uvicorn.Server(_config(application, tls)).serve(sockets=[listener])
    finally:
        beside.should_exit = True
        await task


def _config(application: Any, tls: Mapping[str, Any] | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        proxy_headers=False,
        **(tls or {}),
    )


def _begin_demo(say: Say) -> None:
    from taikan.studio.demo.building import build_demo

    if build_demo():
        say("demo")


def _tell(options: ServeOptions, say: Say) -> None:
    from taikan.studio.accounts.invitations import invite_first, needs_owner

    say("ready", url=options.url)
    if options.https:
        say("phones", url=options.setup_url)
    say("data", path=options.data)
    if needs_owner():
        say("owner", url=f"{options.url}/start/{invite_first()}/")
    say("stop")
    sys.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        raise PortInUseError(port=port) from problem
    return listener


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o700)
    except OSError as problem:
        raise OutputNotWritableError(path=str(data)) from problem
