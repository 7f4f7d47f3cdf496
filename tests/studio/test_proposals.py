"""The load controller in the studio: what the logs propose, the trainer's word, and what the client sees."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from programmes_made import REQUEST, composed
from world import World

from taikan.programme.records import ItemLog, Programme
from taikan.programme.records import SessionLog as LogRecord
from taikan.studio.clients.models import Client
from taikan.studio.programmes import editing
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.control import standing
from taikan.studio.sessions.models import CheckIn, SessionLog
from taikan.studio.sessions.proposals import proposals

BEGUN_DAYS_AGO = 12
GATES = ("sessions.control", "sessions.views", "programmes.views", "programmes.composing", "sessions.proposals")


class Gate:
    """A gate as far as these pages look at it."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.open, self.modifiers, self.level = is_open, (), "go"


@pytest.fixture
def version(world: World, monkeypatch: pytest.MonkeyPatch) -> ProgrammeVersion:
    for name in GATES:
        for asked in ("client_gate", "require_open"):
            monkeypatch.setattr(f"taikan.studio.{name}.{asked}", lambda _client: Gate(), raising=False)
    client = world.clients["hana"]
    SessionLog.objects.filter(client=client).delete()
    CheckIn.objects.filter(client=client).delete()
    ProgrammeVersion.objects.filter(client=client).delete()
    return ProgrammeVersion.objects.create(
        client=client,
        number=1,
        status="active",
        programme=composed().model_dump(mode="json"),
        request=REQUEST.model_dump(mode="json"),
        starts_on=timezone.localdate() - timedelta(days=BEGUN_DAYS_AGO),
    )


Train = Callable[..., SessionLog]


@pytest.fixture
def train(version: ProgrammeVersion) -> Train:
    """A session some days ago and the morning after it."""

    def trained(days_ago: int, pain: float = 0.0, morning: float | None = 1.0, rpe: float = 2.0) -> SessionLog:
        session = Programme.model_validate(version.programme).sessions[0]
        record = LogRecord(
            id=f"log-{days_ago}", day=0, session=session.id, pain_before=1.0, pain_after=1.0, painkiller_6h=False,
            items=tuple(
                ItemLog(
                    exercise=i.exercise, dose=i.dose, completed=True, done_sets=i.dose.sets, done_reps=i.dose.reps,
                    done_hold_s=i.dose.hold_s, done_time_s=i.dose.time_s, rpe=min(i.dose.rpe, rpe), pain_during=pain,
                )
                for i in session.items
            ),
        )  # fmt: skip
        log = SessionLog.objects.create(
            client=version.client, programme=version, session=session.id, place="home", performed_at=noon(days_ago),
            log=record.model_dump(mode="json"),
        )  # fmt: skip
        if morning is not None:
            CheckIn.objects.create(
                client=version.client, kind="next_morning", pain=morning, log=log, at=noon(days_ago - 1, 7),
                answers={"response": "same" if morning < 4 else "still"},
            )  # fmt: skip
        return log

    return trained


def noon(days_ago: int, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=days_ago), time(hour)))


def offered(client: Client) -> dict[str, str]:
    found = standing(client, timezone.localdate())
    assert found is not None
    return {one.slot: one.action for one in proposals(found)}


def decide(world: World, version: ProgrammeVersion, **given: Any) -> Any:
    browser = Browser()
    browser.force_login(world.users["tora"])
    url = reverse("decide_on_proposals", args=[version.client_id])
    return browser.post(url, {"version": str(version.pk)} | given, follow=True)


def good_weeks(train: Train) -> None:
    for days_ago in (11, 9, 7, 5, 3):
        train(days_ago)


def test_good_sessions_propose_a_step_up_and_telling_it_twice_says_the_same(
    version: ProgrammeVersion, train: Train
) -> None:
    good_weeks(train)
    today = timezone.localdate()
    assert set(offered(version.client).values()) == {"progress"}
    assert standing(version.client, today) == standing(version.client, today)


def test_a_red_session_proposes_less(version: ProgrammeVersion, train: Train) -> None:
    train(3, pain=7, morning=1.0)
    assert set(offered(version.client).values()) <= {"regress", "swap"}
    assert offered(version.client)


def test_without_the_morning_after_nothing_goes_up(version: ProgrammeVersion, train: Train) -> None:
    for days_ago in (11, 9, 7, 5, 3):
        train(days_ago, morning=None)
    assert "progress" not in offered(version.client).values()


def test_a_closed_gate_proposes_nothing(
    version: ProgrammeVersion, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_weeks(train)
    monkeypatch.setattr("taikan.studio.sessions.control.client_gate", lambda _client: Gate(is_open=False))
    assert standing(version.client, timezone.localdate()) is None


def test_accepting_gives_the_client_the_next_version_and_settles_it(
    world: World, version: ProgrammeVersion, train: Train
) -> None:
    good_weeks(train)
    before = offered(version.client)
    assert decide(world, version).status_code == 200
    new = ProgrammeVersion.objects.get(client=version.client, status="active")
    made = Programme.model_validate(new.programme)
    assert new.number == 2
    assert new.programme != version.programme
    assert not [one for one in editing.broken(made, REQUEST) if one.safety]
    assert before.keys().isdisjoint(offered(version.client))
    decide(world, version)
    assert ProgrammeVersion.objects.filter(client=version.client).count() == 2


def test_an_override_needs_a_reason_and_keeps_the_exercise(
    world: World, version: ProgrammeVersion, train: Train
) -> None:
    good_weeks(train)
    slots = list(offered(version.client))
    decide(world, version, override=slots)
    assert ProgrammeVersion.objects.filter(client=version.client).count() == 1
    decide(world, version, override=slots, reason="来週は試合")
    new = ProgrammeVersion.objects.get(client=version.client, status="active")
    assert "来週は試合" in new.change
    assert new.programme["sessions"] == version.programme["sessions"]
    assert not offered(version.client)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_trainer_reads_every_proposal_with_its_sentence(
    world: World, version: ProgrammeVersion, train: Train, language: str, django_assert_max_num_queries: Any
) -> None:
    good_weeks(train)
    browser = Browser(headers={"accept-language": language})
    browser.force_login(world.users["tora"])
    with django_assert_max_num_queries(40):
        page = unescape(browser.get(reverse("client_sessions", args=[version.client_id])).content.decode())
    found = standing(version.client, timezone.localdate())
    assert found is not None
    assert all(one.sentence(language) in page for one in proposals(found))  # type: ignore[arg-type]


def test_a_flare_up_shows_the_client_what_to_do_today(world: World, version: ProgrammeVersion, train: Train) -> None:
    good_weeks(train)
    CheckIn.objects.create(client=version.client, kind="flare", pain=7, at=noon(1))
    found = standing(version.client, timezone.localdate())
    assert found is not None
    assert found.state.flare is not None
    browser = Browser(headers={"accept-language": "ja"})
    browser.force_login(world.users["hana"])
    page = unescape(browser.get(reverse("me")).content.decode())
    assert all(one.in_language("ja") in page for one in found.flare_advice())
    assert found.flare_advice()
    assert "progress" not in offered(version.client).values()
