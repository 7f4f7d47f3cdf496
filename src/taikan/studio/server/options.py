"""What ``taikan serve`` is told, and what follows from it for the settings."""

import contextlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from taikan.studio.server.certificates import is_local

HTTPS_PORT, HTTP_PORT, SETUP_PORT = 8443, 8000, 8080


@dataclass(frozen=True)
class ServeOptions:
    """``host``: the address to listen on; ``name``: under which name phones find this computer (``<name>.local``)."""

    data: Path
    host: str = "0.0.0.0"
    port: int | None = None
    setup_port: int = SETUP_PORT
    name: str | None = None
    https: bool = True
    demo: bool = False

    @property
    def listens_on(self) -> int:
        """The port of the pages."""
        return self.port or (HTTPS_PORT if self.https else HTTP_PORT)

    @property
    def local_name(self) -> str:
        """``name.local``; this computer's own name where none was given."""
        name = self.name or socket.gethostname().split(".")[0].lower() or "taikan"
        return name if name.endswith(".local") else f"{name}.local"

    @property
    def url(self) -> str:
        """Where the pages are."""
        host = "localhost" if self.host in {"127.0.0.1", "::1", "localhost"} else self.local_name
        return f"{'https' if self.https else 'http'}://{host}:{self.listens_on}"

    @property
    def setup_url(self) -> str:
        """Where phones are set up: by address, because a phone may not find the name yet."""
        address = "localhost" if self.host in {"127.0.0.1", "localhost"} else next(iter(lan_addresses()), "localhost")
        return f"http://{address}:{self.setup_port}"

    def certified(self) -> list[str]:
        """Names and addresses the certificate is for; only local ones, as the authority may sign no other."""
        return [*filter(is_local, self.hosts()), "localhost", "127.0.0.1"]

    def hosts(self) -> list[str]:
        """Names and addresses the pages answer to."""
        return list(dict.fromkeys([self.local_name, socket.gethostname(), *lan_addresses()]))

    def to_environment(self) -> None:
        """Put what Django's settings need into the environment, for this process and the worker's."""
        more = [one for one in os.environ.get("TAIKAN_HOSTS", "").split(",") if one]
        os.environ["TAIKAN_DATA"] = str(self.data)
        os.environ["TAIKAN_HTTPS"] = "yes" if self.https else "no"
        os.environ["TAIKAN_HOSTS"] = ",".join([*self.hosts(), *more])
        os.environ["DJANGO_SETTINGS_MODULE"] = "taikan.studio.settings.web"


def lan_addresses() -> list[str]:
    """This computer's IPv4 addresses in the local network, the one it reaches others by first."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only chooses the outgoing address.
            probe.connect(("192.0.2.1", 9))
            found.append(probe.getsockname()[0])
        except OSError:
            pass
    with contextlib.suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [one for one in dict.fromkeys(found) if not one.startswith("127.")]
