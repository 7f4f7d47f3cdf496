"""The worker process: ``python -m taikan.studio.jobs.worker [PID of the server]``."""

import os
import signal
import sys
import threading

IDLE_S = 0.3


def main() -> None:
    """Run until SIGTERM or SIGINT, or until the server is gone; jobs that run then are taken up again later."""
    # Told by the server itself: it may be killed before this process has looked.
    parent = int(sys.argv[1]) if len(sys.argv) > 1 else os.getppid()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taikan.studio.settings.web")
    django.setup()
    from django.conf import settings

    from taikan.studio.jobs.crew import Crew

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    crew = Crew(settings.STUDIO.workers)
    while not stop.wait(IDLE_S) and os.getppid() == parent:
        crew.step()
    crew.stop()


if __name__ == "__main__":
    main()
