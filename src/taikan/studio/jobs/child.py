"""The process of one try of one job. It ends with its worker."""

import multiprocessing
import os
import threading
from multiprocessing.connection import wait
from uuid import UUID


def do(job_id: UUID, token: UUID) -> None:
    """Do ``job_id`` while ``token`` holds its lease."""
    import django

    django.setup()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from taikan.studio.jobs.work import attempt

    attempt(job_id, token)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
