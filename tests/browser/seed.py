"""Fills an empty data folder with a small studio and writes what a test needs to know of it as JSON.

Run by ``conftest.py`` in a process of its own, with the settings of the real studio: ``python seed.py``.
"""

import json
from datetime import timedelta

import django

django.setup()

from answering import answered  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.utils import timezone  # noqa: E402

from taikan.studio.accounts.models import Membership, Role, Studio, User  # noqa: E402
from taikan.studio.actors import actor_of_user  # noqa: E402
from taikan.studio.bookings.models import Booking  # noqa: E402
from taikan.studio.clients.models import Client, Consent, Message, Note  # noqa: E402
from taikan.studio.programmes.composing import Wanted, assign, compose_for  # noqa: E402
from taikan.studio.programmes.models import ProgrammeVersion  # noqa: E402
from taikan.studio.sessions.models import CheckIn  # noqa: E402

PASSWORD = "a long word for tests"


def main() -> None:
    """Make the database, the people and their things."""
    call_command("migrate", verbosity=0, interactive=False)
    studio = Studio.objects.create(name="からだ工房", slug="karada")
    owner = _member(studio, "owner", "佐藤 誠", Role.OWNER)
    hana = _client(studio, owner, "hana", "山田 花")
    _client(studio, owner, "ken", "高橋 健")
    version = _programme(hana, owner.user)
    _talk(hana, owner.user)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    Booking.objects.create(
        studio=studio, kind="session", client=hana, trainer=owner, starts_at=now, ends_at=now + timedelta(hours=1)
    )
    names = ("owner", "hana", "ken")
    print(
        json.dumps(
            {
                "password": PASSWORD,
                "sessions": {name: _session_of(User.objects.get(username=name)) for name in names},
                "clients": {one.user.username: str(one.pk) for one in Client.objects.select_related("user")},
                "version": str(version.pk),
                "session": version.programme["sessions"][0]["id"],
                "trial": studio.slug,
            }
        )
    )


def _member(studio: Studio, login: str, name: str, role: Role) -> Membership:
    return Membership.objects.create(user=_user(login, name), studio=studio, role=role)


def _user(login: str, name: str) -> User:
    return User.objects.create(username=login, display_name=name, password=make_password(PASSWORD))


def _client(studio: Studio, trainer: Membership, login: str, name: str) -> Client:
    made = Client.objects.create(
        studio=studio, user=_user(login, name), trainer=trainer, name=name, goals="孫と畑仕事をしたい"
    )
    for kind in ("data", "recording"):
        Consent.objects.create(client=made, kind=kind, given=True, text_version="1")
    return made


def _programme(client: Client, by: User) -> ProgrammeVersion:
    """A client who answered everything, with pain of 3, and trains by a programme at home."""
    answered(client, actor_of_user(by), "intake", q__pain__avg=3)
    wanted = Wanted(phase="restore", home_per_week=3, home_minutes=15, gym_per_week=0, gym_minutes=0)
    made = compose_for(actor_of_user(by), client, wanted)
    assert isinstance(made, ProgrammeVersion), made
    assign(made)
    return made


def _talk(client: Client, by: User) -> None:
    for days, pain in ((1, 3), (2, 4), (4, 3), (6, 5)):
        CheckIn.objects.create(client=client, kind="morning", at=timezone.now() - timedelta(days=days), pain=pain)
    Note.objects.create(client=client, author=by, text="前屈で右腰に張り。来週は股関節から。")
    Message.objects.create(client=client, sender=by, from_client=False, text="今週もよろしくお願いします。")


def _session_of(user: User) -> str:
    browser = Browser()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


main()
