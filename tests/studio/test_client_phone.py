"""The client's phone: what is sent is kept once, signs close the gate, nobody writes into another's file."""

import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from programmes_made import REQUEST, composed, session_entry
from world import World

from taikan.knowledge.exercise_loader import load_exercises
from taikan.programme.records import Programme
from taikan.programme.records import SessionLog as LogRecord
from taikan.studio.clients.models import Client
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions import day
from taikan.studio.sessions.models import CheckIn, SessionLog


@pytest.fixture
def version(world: World, monkeypatch: pytest.MonkeyPatch) -> ProgrammeVersion:
    client = world.clients["hana"]
    monkeypatch.setattr("taikan.studio.sessions.views.client_gate", lambda _client: _Open())
    return ProgrammeVersion.objects.create(
        client=client,
        number=7,
        status="active",
        programme=composed().model_dump(mode="json"),
        request=REQUEST.model_dump(mode="json"),
        starts_on=timezone.localdate() - timedelta(days=3),
    )


class _Open:
    open = True


Send = Callable[..., dict[str, Any]]


@pytest.fixture
def send(world: World) -> Send:
    def sent(*entries: dict[str, Any], who: str = "hana", file: str = "hana") -> dict[str, Any]:
        browser = Browser()
        browser.force_login(world.users[who])
        body = {"client": str(world.clients[file].pk), "entries": entries}
        answer = browser.post(reverse("sync"), json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    return sent


def morning(pain: float, sequence: int, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "morning", "id": str(uuid4()), "sequence": sequence, "at": timezone.now().isoformat(), "pain": pain,
    } | changes  # fmt: skip


def test_a_session_sent_twice_is_kept_once_with_the_doses_that_were_planned(
    version: ProgrammeVersion, send: Send
) -> None:
    entry = session_entry(version)
    assert send(entry) == send(entry) == {"kept": [entry["id"]], "refused": {}}
    log = SessionLog.objects.get(pk=UUID(entry["id"]))
    record = LogRecord.model_validate(log.log)
    planned = Programme.model_validate(version.programme).sessions[0].items
    assert [item.dose for item in record.items] == [item.dose for item in planned]
    assert record.day == 3
    assert all(item.completed and item.done_sets == item.dose.sets for item in record.items)
    assert Client.objects.get(pk=version.client_id).last_session_at == log.performed_at


def test_what_was_not_said_stays_unknown(version: ProgrammeVersion, send: Send) -> None:
    entry = session_entry(version)
    entry["items"] = [{"exercise": one["exercise"], "done": "some"} for one in entry["items"]]
    send(entry)
    record = LogRecord.model_validate(SessionLog.objects.get(pk=UUID(entry["id"])).log)
    assert {(i.completed, i.rpe, i.pain_during, i.done_sets) for i in record.items} == {(False, None, None, None)}


def test_one_bad_entry_does_not_hold_up_the_others(version: ProgrammeVersion, send: Send) -> None:
    good, bad = morning(3, 2), session_entry(version, session="no such session", sequence=1)
    assert send(bad, good) == {"kept": [good["id"]], "refused": {bad["id"]: "unknown_session"}}


def test_a_foreign_programme_or_a_taken_id_is_refused(version: ProgrammeVersion, send: Send) -> None:
    foreign = session_entry(version)
    assert send(foreign, who="ken", file="ken")["refused"] == {foreign["id"]: "unknown_session"}
    mine = morning(3, 1)
    send(mine)
    assert send({**mine, "pain": 9}, who="ken", file="ken")["refused"] == {mine["id"]: "not_yours"}
    assert CheckIn.objects.get(pk=UUID(mine["id"])).pain == 3


def test_what_waited_for_somebody_else_on_this_phone_is_not_taken(send: Send) -> None:
    entry = morning(3, 1)
    assert send(entry, who="ken", file="hana") == {"kept": [], "refused": {entry["id"]: "not_yours"}}
    assert not CheckIn.objects.filter(pk=UUID(entry["id"])).exists()


def test_a_sign_at_the_start_is_a_flare_the_gate_sees(version: ProgrammeVersion, send: Send) -> None:
    entry = session_entry(version, signs=["weaker_spreading"], items=[])
    send(entry, entry)
    flare = CheckIn.objects.get(client=version.client, kind="flare", answers__has_key="ses.signs")
    assert flare.log_id == UUID(entry["id"])


def test_a_phone_whose_clock_is_ahead_logs_now(version: ProgrammeVersion, send: Send) -> None:
    entry = session_entry(version, at=(timezone.now() + timedelta(days=400)).isoformat())
    send(entry)
    assert SessionLog.objects.get(pk=UUID(entry["id"])).performed_at <= timezone.now()


def test_nonsense_is_answered_not_kept(world: World) -> None:
    browser = Browser()
    browser.force_login(world.users["hana"])
    for body in ("", "{}", '{"client": 3}', json.dumps({"client": str(uuid4()), "entries": [{"kind": "x"}]})):
        answer = browser.post(reverse("sync"), body, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]) == (400, "not_understood")


def test_every_sign_but_none_closes_the_session_on_the_phone(world: World) -> None:
    signs = day.start_questions(world.clients["hana"])[0]
    assert signs.question.id == "ses.signs"
    assert signs.closing == {o.code for o in signs.question.options} - {"none"}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_of_the_phone_show_the_programme(world: World, version: ProgrammeVersion, language: str) -> None:
    browser = Browser(headers={"accept-language": language})
    browser.force_login(world.users["hana"])
    session = Programme.model_validate(version.programme).sessions[0]
    names = [load_exercises().exercises[i.exercise].name.in_language(language) for i in session.items]  # type: ignore[arg-type]
    for url in (reverse("me"), reverse("my_session", kwargs={"session": session.id})):
        page = unescape(browser.get(url).content.decode())
        assert all(name in page for name in names)
    for url in ("progress", "my_messages"):
        assert browser.get(reverse(url)).status_code == 200


def test_a_message_sent_twice_is_one_and_reading_marks_it(world: World) -> None:
    hers, trainers = Browser(), Browser()
    hers.force_login(world.users["hana"])
    trainers.force_login(world.users["tora"])
    client, key = world.clients["hana"], str(uuid4())
    for _ in range(2):
        hers.post(reverse("my_messages"), {"id": key, "text": "膝が楽になりました"})
    message = client.messages.get(pk=key)
    assert message.from_client
    assert message.read_at is None
    assert (
        "膝が楽になりました" in trainers.get(reverse("client_messages", kwargs={"client": client.pk})).content.decode()
    )
    message.refresh_from_db()
    assert message.read_at is not None


def test_the_trend_shows_one_point_a_day_and_leaves_gaps(world: World, send: Send) -> None:
    CheckIn.objects.all().delete()
    now = timezone.now()
    for days, pain in ((0, 2), (1, 3), (5, 6)):
        send(morning(pain, 10 - days, at=(now - timedelta(days=days)).isoformat()))
    trend = day.pain_trend(world.clients["hana"], timezone.localdate())
    assert [pain for _day, pain in trend] == [6, 3, 2]
    assert day.usual_pain(trend, timezone.localdate()) == pytest.approx(11 / 3)
    browser = Browser()
    browser.force_login(world.users["hana"])
    chart = browser.get(reverse("progress")).content.decode()
    assert chart.count("<circle") == 3
    assert len([one for one in chart.split('<path d="')[1].split('"')[0].split() if one.startswith("M")]) == 2


def test_on_a_lighter_day_the_phone_shows_and_keeps_the_lighter_dose(
    world: World, version: ProgrammeVersion, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *rest = Programme.model_validate(version.programme).sessions[0].items
    light = first.model_copy(update={"dose": first.dose.model_copy(update={"sets": 1, "rpe": 1.0})})

    class Lighter:
        state = SimpleNamespace(stopped=False)

        def session_today(self, _session: object) -> tuple[object, ...]:
            return (light, *rest[1:])

    for module in ("views", "receiving"):
        monkeypatch.setattr(f"taikan.studio.sessions.{module}.standing", lambda _client, _day: Lighter())
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(world.users["hana"])
    page = browser.get(reverse("my_session", kwargs={"session": session_entry(version)["session"]})).content.decode()
    assert f'data-exercise="{first.exercise}"' in page
    assert f'data-exercise="{rest[0].exercise}"' not in page
    entry = session_entry(version, items=[{"exercise": first.exercise, "done": "all"}])
    send(entry)
    kept = LogRecord.model_validate(SessionLog.objects.get(pk=UUID(entry["id"])).log).items[0]
    assert (kept.dose, kept.done_sets) == (light.dose, 1)
