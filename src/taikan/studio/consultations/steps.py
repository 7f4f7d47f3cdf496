"""Where a first consultation stands, read from what is there: so it can be left and taken up anywhere."""

from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from taikan.studio.access import Actor, visible
from taikan.studio.assessments.models import Assessment, ProfileVersion
from taikan.studio.clients.models import Client
from taikan.studio.intake.safety import client_gate
from taikan.studio.programmes.models import ProgrammeVersion

State = Literal["done", "now", "later"]


@dataclass(frozen=True)
class Step:
    """One step: its name, where it is done, how it stands, and a number its words may need."""

    name: str
    url: str
    state: State
    count: int = 0


def steps(actor: Actor, client: Client) -> tuple[Step, ...]:
    """All steps in order; the first that is not done is the one to do now, and later ones wait for the gate."""
    gate = client_gate(client)
    measured = (
        visible(actor, Assessment).filter(client=client, status=Assessment.Status.READY, replaced_by=None).count()
    )
    has_profile = visible(actor, ProfileVersion).filter(client=client).exists()
    plans = visible(actor, ProgrammeVersion).filter(client=client)
    active = plans.filter(status=ProgrammeVersion.Status.ACTIVE).first()
    safe, here = gate.open, [client.pk]
    handout = reverse("programme_handout", args=[active.pk]) if active is not None else reverse("programme", args=here)
    found = (
        ("intake", reverse("safety", args=here), gate.screened_at is not None, 0),
        ("gate", reverse("safety", args=here), safe, 0),
        ("tests", reverse("tests", args=here), safe and measured > 0, measured),
        ("profile", reverse("profile", args=here), safe and has_profile, 0),
        ("programme", reverse("programme", args=here), safe and active is not None, 0),
        ("handout", handout, False, 0),
    )
    now = next(name for name, _url, done, _count in found if not done)
    return tuple(
        Step(name, url, "now" if name == now else "done" if done else "later", n) for name, url, done, n in found
    )
