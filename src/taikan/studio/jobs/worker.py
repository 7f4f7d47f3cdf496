"""The worker process: ``python -m taikan.studio.jobs.worker``."""

import os
import signal
import threading

IDLE_S = 0.3


def main() -> None:
    """Run until SIGTERM or SIGINT; jobs that run then are taken up again later."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taikan.studio.settings.web")
    django.setup()
    from django.conf import settings

    from taikan.studio.jobs.crew import Crew

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Started by a server that was killed, it must not stay behind.
    parent = os.getppid()
    crew = Crew(settings.STUDIO.workers)
    while not stop.wait(IDLE_S) and os.getppid() == parent:
        crew.step()
    crew.stop()


if __name__ == "__main__":
    main()
