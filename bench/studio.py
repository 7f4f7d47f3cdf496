"""Server time and queries of every page of a large studio on SQLite; writes docs/benchmarks.md.

usage: python -m bench.studio [--clients 2000] [--times 20]

Pages are asked for in this process, through all of Django; files that are downloaded (PDF, zip) are no pages.
"""

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.pages import write_section

LIMIT_MS = 100.0
OF_STUDIO = ("clients", "new_client", "calendar", "overview", "settings", "audit_log", "account", "tokens")
OF_CLIENT = (
    "client", "edit_client", "invite_client", "notes", "consultation", "person_data", "safety", "tests", "profile",
    "programme", "manual_measures", "client_sessions", "client_messages", "new_booking", "intake_begin",
)  # fmt: skip
OF_SELF = ("me", "progress", "my_messages")
WARM_UP = 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--times", type=int, default=20, help="how often each page is asked for")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="taikan-bench-") as folder:
        _start_django(Path(folder))
        from bench.studio_data import grow
        from taikan.studio.demo.building import build_demo

        build_demo()
        owner = grow(asked.clients)
        rows = [_measured(name, browser, urls) for name, browser, urls in _pages(owner, asked.times)]
        text = _text(rows, asked, _numbers(), (Path(folder) / "studio.sqlite3").stat().st_size)
    write_section(Path("docs/benchmarks.md"), "studio", "Pages of the studio", text)
    print(text)
    return 0 if all(row[2] < LIMIT_MS for row in rows) else 1


def _start_django(data: Path) -> None:
    os.environ.update(TAIKAN_DATA=str(data), TAIKAN_HTTPS="no", TAIKAN_HOSTS="testserver")
    os.environ["DJANGO_SETTINGS_MODULE"] = "taikan.studio.settings.web"
    from taikan.studio.server.run import prepare

    prepare()
    logging.getLogger("taikan.studio.requests").setLevel(logging.WARNING)


def _pages(owner: Any, times: int) -> Iterator[tuple[str, Any, list[str]]]:
    """(name, browser, addresses to ask for) of every page; a page of a client is asked for of many clients."""
    from django.test import Client as Browser
    from django.urls import reverse

    from taikan.studio.accounts.models import Studio, User
    from taikan.studio.clients.models import Client
    from taikan.studio.programmes.models import ProgrammeVersion

    staff, phone = Browser(), Browser()
    staff.force_login(owner)
    phone.force_login(User.objects.get(username="client"))
    asked_for = times + WARM_UP
    some = list(Client.objects.filter(name__startswith="人").order_by("pk")[:asked_for])
    for name in OF_STUDIO:
        yield name, staff, [reverse(name)] * asked_for
    yield "clients (search)", staff, [f"{reverse('clients')}?q={one.name}" for one in some]
    yield "clients (page 40)", staff, [f"{reverse('clients')}?page=40"] * asked_for
    yield "trial_booking", Browser(), [reverse("trial_booking", args=[Studio.objects.get().slug])] * asked_for
    for name in OF_CLIENT:
        yield name, staff, [reverse(name, args=[one.pk]) for one in some]
    yield "test", staff, [reverse("test", args=[one.pk, "squat"]) for one in some]
    versions = ProgrammeVersion.objects.filter(client__in=some)
    yield "programme_version", staff, [reverse("programme_version", args=[one.pk]) for one in versions]
    for name in OF_SELF:
        yield name, phone, [reverse(name)] * asked_for
    session = ProgrammeVersion.objects.get(client__user__username="client", status="active").programme["sessions"][0]
    yield "my_session", phone, [reverse("my_session", args=[session["id"]])] * asked_for


def _measured(name: str, browser: Any, urls: list[str]) -> tuple[str, float, float, int]:
    """(name, median ms, 95th percentile ms, most queries)."""
    spent, counted = [], []
    for number, url in enumerate(urls):
        with _queries() as count:
            began = time.process_time()
            answer = browser.get(url)
            took = 1000 * (time.process_time() - began)
        if answer.status_code not in {200, 302}:
            raise RuntimeError(f"{url}: {answer.status_code}")
        if number >= WARM_UP:
            spent.append(took)
            counted.append(count[0])
    return name, float(np.median(spent)), float(np.percentile(spent, 95)), max(counted)


@contextmanager
def _queries() -> Iterator[list[int]]:
    """Counts the queries made inside."""
    from django.db import connection

    count = [0]

    def counting(execute: Any, *call: Any) -> Any:
        count[0] += 1
        return execute(*call)

    with connection.execute_wrapper(counting):
        yield count


def _numbers() -> str:
    from taikan.studio.clients.models import Client
    from taikan.studio.sessions.models import CheckIn, SessionLog

    return (
        f"{Client.objects.count():,} clients, {SessionLog.objects.count():,} sessions and "
        f"{CheckIn.objects.count():,} check-ins of a year"
    )


def _text(rows: list[tuple[str, float, float, int]], asked: argparse.Namespace, numbers: str, size: int) -> str:
    slow = sorted(row[0] for row in rows if row[2] >= LIMIT_MS)
    table = "\n".join(f"| {n} | {m:.0f} | {p:.0f} | {q} |" for n, m, p, q in sorted(rows, key=lambda r: -r[2]))
    return (
        f"`python -m bench.studio --clients {asked.clients} --times {asked.times}`: {numbers} (SQLite, "
        f"{size / 1e9:.1f} GB); each page asked for {asked.times} times as owner or client, processor time of "
        f"the server, as the machine was shared. "
        f"Slower than {LIMIT_MS:.0f} ms at the 95th percentile: **{', '.join(slow) or 'none'}**.\n\n"
        f"| page | median, ms | 95 %, ms | queries |\n|---|---|---|---|\n{table}"
    )


if __name__ == "__main__":
    sys.exit(main())
