"""The demo studio: people in every state, made once, in an empty folder only; nobody has a password before the link."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from world import World

from taikan.programme.records import SessionLog as LogRecord
from taikan.studio.access import Actor
from taikan.studio.accounts.invitations import invite_first, needs_owner
from taikan.studio.accounts.models import Membership, Role, Studio, User
from taikan.studio.actors import actor_of_user
from taikan.studio.bookings.models import Booking, OpeningHours
from taikan.studio.clients.listing import listed, signs
from taikan.studio.clients.models import Client, TrialOutcome
from taikan.studio.demo.building import build_demo
from taikan.studio.jobs.models import Job
from taikan.studio.sessions.models import CheckIn, SessionLog

PASSWORD = "a long word of one's own"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> object:
    """The demo studio, made once for all tests of this module; each test's own changes are undone."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        assert build_demo()
        yield
        _empty()


def _empty() -> None:
    """Take the demo studio away again: other tests begin with an empty database."""
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def trainer(demo: None, db: None) -> Actor:
    return actor_of_user(User.objects.get())


def test_people_are_in_different_states(trainer: Actor) -> None:
    today = timezone.localdate()
    rows = {client.name[:2]: client for client in listed(trainer)}
    said = {name: [sign.code for sign in signs(client, today)] for name, client in rows.items()}
    assert len(rows) == 6
    assert said["伊藤"] == ["red_flag"]
    assert said["渡辺"] == ["no_intake"]
    assert "absent" in said["田中"]
    states = {name: set(client.programmes.values_list("status", flat=True)) for name, client in rows.items()}
    assert states["佐藤"] == states["鈴木"] == states["田中"] == {"active"}
    assert states["高橋"] == {"draft"}
    assert states["伊藤"] == states["渡辺"] == set()


def test_weeks_of_logs_are_plausible(trainer: Actor) -> None:
    desk_worker = Client.objects.get(name__startswith="佐藤")
    logs = SessionLog.objects.filter(client=desk_worker).order_by("performed_at")
    mornings = CheckIn.objects.filter(client=desk_worker, kind="morning").order_by("at")
    assert logs.count() >= 6
    assert mornings.count() == 21
    first, last = list(mornings)[:7], list(mornings)[-7:]
    assert sum(one.pain or 0 for one in last) < sum(one.pain or 0 for one in first)
    assert [LogRecord.model_validate(log.log).day for log in logs] == sorted(
        (timezone.localdate(log.performed_at) - logs[0].programme.starts_on).days for log in logs
    )
    assert logs.last().performed_at == desk_worker.last_session_at


def test_there_are_hours_appointments_outcomes_and_recordings(trainer: Actor) -> None:
    assert OpeningHours.objects.count() == 2
    assert sorted(Booking.objects.values_list("kind", flat=True)) == ["consultation", "session", "trial"]
    assert set(TrialOutcome.objects.values_list("outcome", flat=True)) == {"joined", "thinking"}
    assert Job.objects.filter(kind="analysis", status="waiting").count() == 2


def test_it_is_made_only_once(trainer: Actor) -> None:
    assert not build_demo()
    assert Studio.objects.count() == 1


def test_nobody_has_a_password_and_the_link_makes_the_owner_of_this_studio(trainer: Actor) -> None:
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert needs_owner()
    token, other = invite_first(), invite_first()
    browser = Browser()
    page = browser.get(reverse("first_start", args=[token]))
    assert trainer.studio is not None
    assert trainer.studio.name in page.content.decode()
    said = {"studio_name": "Studio", "display_name": "O", "username": "o", "password1": PASSWORD, "password2": PASSWORD}
    assert browser.post(reverse("first_start", args=[token]), said).status_code == 302
    owner = Membership.objects.get(role=Role.OWNER)
    assert (owner.user.username, owner.studio.pk, owner.studio.name) == ("o", trainer.studio.pk, "Studio")
    assert listed(actor_of_user(owner.user)).count() == 6
    for name in ("first_start", "join", "join_account"):
        assert Browser().get(reverse(name, args=[other])).status_code == 404


def test_pages_of_everybody_answer(trainer: Actor) -> None:
    browser = Browser()
    browser.force_login(trainer.user)
    for name in ("home", "clients", "calendar"):
        assert browser.get(reverse(name), follow=True).status_code == 200, name
    for client in Client.objects.all():
        for name in ("client", "client_sessions", "notes", "tests", "safety"):
            assert browser.get(reverse(name, args=[client.pk])).status_code == 200, (client.name, name)


@pytest.mark.django_db
def test_a_folder_with_data_is_left_alone(world: World) -> None:
    before = (Studio.objects.count(), Client.objects.count(), User.objects.count())
    assert not build_demo()
    assert before == (Studio.objects.count(), Client.objects.count(), User.objects.count())
