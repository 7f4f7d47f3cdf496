"""A link that lets a phone film one test of one client, once, without a login.

The link carries the id the recording will have; when that recording exists, the link is used up. Whoever made it must
still be allowed to add recordings when it is used.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core import signing

from taikan.studio.access import Actor, may_add
from taikan.studio.accounts.models import User
from taikan.studio.actors import actor_of_user
from taikan.studio.assessments.models import Recording
from taikan.studio.clients.models import Client

LIFE = timedelta(hours=2)
SALT = "taikan.film"


class LinkOverError(Exception):
    """The link is too old, was changed, or whoever made it may not do this any more."""


@dataclass(frozen=True)
class FilmLink:
    """Whom and what to film, as whom, and the id the recording gets."""

    client: Client
    test: str
    side: str
    recording_id: UUID
    actor: Actor

    @property
    def is_used(self) -> bool:
        """Whether its recording has arrived."""
        return Recording.objects.filter(pk=self.recording_id).exists()


def make(user: User, client: Client, test: str, side: str = "", recording_id: UUID | None = None) -> str:
    """A new link's token."""
    content = [str(user.pk), str(client.pk), test, side, str(recording_id or uuid4())]
    return signing.dumps(content, salt=SALT)


def read(token: str) -> FilmLink:
    """What the link stands for. Raises ``LinkOverError``."""
    try:
        user_id, client_id, test, side, recording_id = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature as problem:
        raise LinkOverError from problem
    user = User.objects.filter(pk=user_id, is_active=True).first()
    client = Client.objects.select_related("studio").filter(pk=client_id).first()
    if user is None or client is None:
        raise LinkOverError
    actor = actor_of_user(user)
    if not may_add(actor, client, Recording):
        raise LinkOverError
    return FilmLink(client, test, side, UUID(recording_id), actor)
