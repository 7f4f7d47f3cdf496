"""Server and worker of the studio killed (-9) at random moments while phones send logs and recordings.

usage: python -m bench.studio_kill [--operations 200] [--kills 12] [--seed 7]

Every operation is sent again, with its own id, until it is acknowledged, as the phone does. Afterwards nothing that was
acknowledged may be missing or different, and nothing may be there twice. Writes docs/benchmarks.md with ``--write``.
"""

import argparse
import json
import os
import random
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from bench.pages import write_section
from bench.studio_server import StudioServer

CSRF = "k" * 32
PART_BYTES = 20_000
UPLOADED_EVERY = 3
"""Every third operation is a recording of three parts, the others are batches of a session and a morning."""
PATIENCE_S, PAUSE_S = 240.0, 0.2
JOBS_WITHIN_S = 420.0


@dataclass
class Person:
    """Who sends: the client's file, programme and session, and the two logins' cookies."""

    client: str
    programme: str
    session: str
    exercises: list[str]
    cookies: dict[str, str]


@dataclass
class Sent:
    """What was acknowledged: ids of logs and mornings, recordings with their bytes; and how often it took again."""

    entries: list[str] = field(default_factory=list)
    recordings: dict[str, bytes] = field(default_factory=dict)
    repeats: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=200)
    parser.add_argument("--kills", type=int, default=12, help="of the server and of the worker, each")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-jobs", action="store_true", help="do not wait for the jobs of the recordings")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="taikan-kill-") as folder:
        data = Path(folder) / "data"
        person = _prepare(data)
        server = StudioServer(data)
        sent, kills, seconds = _run(server, person, asked)
        problems = [*_missing(sent), *_doubled(sent)]
        jobs = {} if asked.no_jobs else _jobs_in_the_end()
        problems += [f"job {status}" for status in jobs if status not in {"done", "failed"}]
        server.stop()
        problems += [] if server.all_gone(within_s=20) else ["a process is left"]
    text = (
        f"`python -m bench.studio_kill --operations {asked.operations} --kills {asked.kills} --seed {asked.seed}`: "
        f"{asked.operations} operations ({len(sent.recordings)} recordings in parts, {len(sent.entries)} logs and "
        f"mornings) in {seconds:.0f} s; the server killed {kills['server']} times, the worker {kills['worker']} times; "
        f"{sent.repeats} requests were sent again. Acknowledged and missing, different or twice: **{len(problems)}**. "
        + (f"Jobs in the end: {', '.join(f'{n} {status}' for status, n in sorted(jobs.items()))}." if jobs else "")
    )
    print(text, *problems, sep="\n")
    if asked.write:
        write_section(Path("docs/benchmarks.md"), "studio_kill", "Killing the studio", text)
    return 1 if problems else 0


def _prepare(data: Path) -> Person:
    """A demo studio in ``data`` with a client's and an owner's login; Django runs in this process for that."""
    data.mkdir(mode=0o700)
    os.environ.update(TAIKAN_DATA=str(data), TAIKAN_HTTPS="no", DJANGO_SETTINGS_MODULE="taikan.studio.settings.web")
    from taikan.studio.server.run import prepare

    prepare()
    from django.test import Client as Browser

    from taikan.studio.accounts.models import Membership, Role, Studio, User
    from taikan.studio.clients.models import Client
    from taikan.studio.demo.building import build_demo
    from taikan.studio.programmes.models import ProgrammeVersion

    build_demo()
    client = Client.objects.get(name__startswith="佐藤")
    client.user, owner = User.objects.create_user("client"), User.objects.create_user("owner")
    client.save(update_fields=["user"])
    Membership.objects.create(user=owner, studio=Studio.objects.get(), role=Role.OWNER)
    cookies = {}
    for user in (client.user, owner):
        browser = Browser()
        browser.force_login(user)
        cookies[user.username] = browser.cookies["sessionid"].value
    version = ProgrammeVersion.objects.get(client=client, status="active")
    session = version.programme["sessions"][0]
    exercises = [item["exercise"] for item in session["items"]]
    return Person(str(client.pk), str(version.pk), session["id"], exercises, cookies)


def _run(server: StudioServer, person: Person, asked: argparse.Namespace) -> tuple[Sent, Counter[str], float]:
    server.start()
    sent, kills, over, began = Sent(), Counter[str](), threading.Event(), time.monotonic()
    killer = threading.Thread(target=_kill, args=(server, asked, kills, over))
    killer.start()
    try:
        rng = random.Random(asked.seed)
        number = 0
        while number < asked.operations or not over.is_set():
            if number % UPLOADED_EVERY == 0 and number < asked.operations:
                _upload(server, person, sent, rng)
            elif number < asked.operations:
                _log(server, person, sent, number)
            else:
                time.sleep(PAUSE_S)
            number += 1
            # Spread over the time of the kills, so that they hit operations.
            time.sleep(rng.uniform(0, 2 * PAUSE_S) if not over.is_set() else 0)
    finally:
        over.set()
        killer.join()
    return sent, kills, time.monotonic() - began


def _kill(server: StudioServer, asked: argparse.Namespace, kills: Counter[str], over: threading.Event) -> None:
    """Kill, in random order and at random moments; ``over`` is set when all are done."""
    rng = random.Random(asked.seed + 1)
    order = ["server", "worker"] * asked.kills
    rng.shuffle(order)
    for what in order:
        if over.wait(rng.uniform(0.1, 3.0)):
            return
        if what == "worker":
            while not server.kill_worker():
                time.sleep(PAUSE_S)
        else:
            server.kill()
            server.start()
        kills[what] += 1
    over.set()


def _log(server: StudioServer, person: Person, sent: Sent, number: int) -> None:
    common = {"at": datetime.now(UTC).isoformat(), "sequence": 10_000 + 2 * number}
    items = [{"exercise": one, "done": "all", "rpe": 4, "pain": 1} for one in person.exercises]
    session = common | {
        "kind": "session", "id": str(uuid4()), "programme": person.programme, "session": person.session, "items": items,
    }  # fmt: skip
    morning = common | {"kind": "morning", "id": str(uuid4()), "pain": 2, "sequence": common["sequence"] + 1}  # type: ignore[operator]
    body = json.dumps({"client": person.client, "entries": [session, morning]}).encode()
    answer = _until_acknowledged(server, "/me/sync/", body, person.cookies["client"], sent)
    sent.entries += answer["kept"]


def _upload(server: StudioServer, person: Person, sent: Sent, rng: random.Random) -> None:
    """A recording in parts; where the server asks for another place, it goes on there."""
    recording, content = str(uuid4()), rng.randbytes(3 * PART_BYTES)
    start = 0
    while True:
        part = content[start : start + PART_BYTES]
        last = int(start + len(part) == len(content))
        path = f"/clients/{person.client}/uploads/{recording}/?test=squat&start={start}&last={last}&name=a.mp4"
        answer = _until_acknowledged(server, path, part, person.cookies["owner"], sent)
        if "assessment" in answer:
            sent.recordings[recording] = content
            return
        start = answer["received"]


def _until_acknowledged(server: StudioServer, path: str, body: bytes, cookie: str, sent: Sent) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE_S
    headers = {"Cookie": f"sessionid={cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
    while time.monotonic() < until:
        request = urllib.request.Request(server.url + path, body, headers | {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            if refused.code != 409:  # a gap: the answer says where to go on
                raise
            return dict(json.load(refused))
        except (OSError, ValueError):
            sent.repeats += 1
            time.sleep(PAUSE_S)
    raise TimeoutError(path)


def _missing(sent: Sent) -> list[str]:
    """Acknowledged, and not there or not the same."""
    from taikan.studio.assessments.models import Recording
    from taikan.studio.sessions.models import CheckIn, SessionLog
    from taikan.studio.vault.store import read

    there = {str(pk) for model in (SessionLog, CheckIn) for pk in model.objects.values_list("pk", flat=True)}
    problems = [f"entry {one} is missing" for one in sent.entries if one not in there]
    for pk, content in sent.recordings.items():
        recording = Recording.objects.select_related("file").filter(pk=UUID(pk)).first()
        if recording is None or recording.file is None or b"".join(read(recording.file)) != content:
            problems.append(f"recording {pk} is missing or different")
    return problems


def _doubled(sent: Sent) -> list[str]:
    """Twice: one session has one row, a recording one file, one assessment and one job."""
    from django.db.models import Count

    from taikan.studio.assessments.models import Assessment, Recording
    from taikan.studio.jobs.models import Job
    from taikan.studio.sessions.models import SessionLog

    logs = SessionLog.objects.filter(sequence__gte=10_000)
    twice = logs.values("sequence").annotate(n=Count("pk")).filter(n__gt=1).count()
    problems = [f"{twice} sessions are there twice"] if twice else []
    if logs.count() * 2 != len(sent.entries):
        problems.append(f"{logs.count()} sessions of {len(sent.entries) // 2} acknowledged")
    assessed = Assessment.objects.filter(recording__in=[UUID(pk) for pk in sent.recordings])
    expected = len(sent.recordings)
    counts = {
        "assessments": assessed.count(),
        "recordings": Recording.objects.exclude(_of_the_demo()).count(),
        "jobs": Job.objects.filter(pk__in=assessed.values("job")).count(),
    }
    return problems + [f"{n} {what} instead of {expected}" for what, n in counts.items() if n != expected]


def _of_the_demo() -> Any:
    """The recordings that came with the demo studio."""
    from django.db.models import Q

    from taikan.studio.accounts.models import User

    return Q(uploaded_by=User.objects.get(username="demo-trainer"))


def _jobs_in_the_end() -> Counter[str]:
    """Status of every job of a recording, once none is waiting or running any more."""
    from taikan.studio.jobs.models import Job

    until = time.monotonic() + JOBS_WITHIN_S
    jobs = Job.objects.filter(kind="analysis")
    while jobs.filter(status__in=["waiting", "running"]).exists() and time.monotonic() < until:
        time.sleep(1)
    return Counter(jobs.values_list("status", flat=True))


if __name__ == "__main__":
    sys.exit(main())
