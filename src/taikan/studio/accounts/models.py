"""Who logs in, what they may do in which studio, and who saw what."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    """What a person is in a studio."""

    OWNER = "owner"
    TRAINER = "trainer"
    CLINICIAN = "clinician"
    CLIENT = "client"


STAFF = frozenset({Role.OWNER, Role.TRAINER})


class User(AbstractUser):
    """A person with a login. ``display_name`` is what others see; an email address is not needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    display_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2, blank=True)

    @property
    def shown_name(self) -> str:
        """The name others see."""
        return self.display_name or self.username


class Studio(models.Model):
    """A gym. Everything belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=40, unique=True)
    self_sign_up = models.BooleanField(default=False)
    keep_recordings = models.BooleanField(default=True)
    retention_days = models.PositiveIntegerField(default=365)
    blur_faces = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in a studio. It is ended, never deleted, so that history keeps its names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "studio"], name="one_role_a_studio")]

    def __str__(self) -> str:
        return f"{self.user.shown_name}"


class Invitation(models.Model):
    """A link that lets one person in, once. Only the token's hash is kept.

    ``client`` is set when it hands a client their own questions or makes their login; one made by nobody is the
    one-time link of the first start, which makes the owner, of the demo studio where there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, null=True, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role.choices)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True, related_name="invitations")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"Invitation({self.role})"

    @property
    def is_first(self) -> bool:
        """Whether it is the link of the first start: nobody made it. It makes the owner, never anybody else."""
        return self.role == Role.OWNER and self.made_by_id is None


class ApiToken(models.Model):
    """Access for a program, limited to ``scopes``. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """Who did or saw what of whom, and when. Ids instead of relations: it outlives what it tells of."""

    at = models.DateTimeField(auto_now_add=True)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, null=True, related_name="audit_events")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True, db_index=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["studio", "-at"], condition=Q(studio__isnull=False), name="audit_of_studio")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}"
