"""The worker process: takes due jobs out of the database until it is told to stop."""

import os
import signal
import threading


def main() -> None:
    """Run until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taikan.studio.settings.web")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    stop.wait()


if __name__ == "__main__":
    main()
