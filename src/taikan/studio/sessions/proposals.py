"""What the load controller proposes to change in the programme, and the trainer's word on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.programme.control_records import Action, Decision
from taikan.programme.decision_words import explain
from taikan.programme.records import Dose, Programme
from taikan.studio.access import Actor
from taikan.studio.clients.models import Client
from taikan.studio.intake.safety import require_open
from taikan.studio.programmes import editing
from taikan.studio.programmes.composing import assign, keep
from taikan.studio.programmes.models import ProgrammeVersion
from taikan.studio.sessions.control import Standing, standing


class ReasonMissingError(Exception):
    """A proposal is overridden without a word why."""


class OutdatedError(Exception):
    """There is nothing to decide on any more: something new was logged or given meanwhile."""


@dataclass(frozen=True)
class Proposal:
    """What one exercise should become: the decision that began with the plan's dose and ends with today's."""

    decision: Decision

    @property
    def slot(self) -> str:
        """The exercise as planned."""
        return self.decision.slot

    @property
    def action(self) -> Action:
        """What kind of change it is."""
        return self.decision.action

    def sentence(self, language: Language) -> str:
        """The change and why."""
        return explain(self.decision, language, load_knowledge())


def proposals(found: Standing) -> tuple[Proposal, ...]:
    """One proposal for each exercise that should differ from the plan, in the plan's order."""
    made = []
    for slot in found.state.exercises:
        planned = _planned(found.programme, slot.slot)
        own = [d for d in found.decisions if d.slot == slot.slot and (d.to_exercise, d.new) != (d.exercise, d.old)]
        if own and (slot.rung.exercise, slot.rung.dose) != planned:
            ends = {"exercise": planned[0], "old": planned[1], "to_exercise": slot.rung.exercise, "new": slot.rung.dose}
            made.append(Proposal(own[-1].model_copy(update=ends)))
    return tuple(made)


def remarks(found: Standing) -> tuple[Decision, ...]:
    """The newest decision for every exercise that stays as it is."""
    changed = {one.slot for one in proposals(found)}
    return tuple({one.slot: one for one in found.decisions if one.slot not in changed}.values())


@transaction.atomic
def decide_on(
    actor: Actor, client: Client, on: date, version: object, overridden: Collection[str], reason: str
) -> ProgrammeVersion:
    """The next version, with every proposal but those for the slots ``overridden``; ``reason`` is kept with it.

    It is given to the client unless it breaks a safety limit that the version before kept; then it stays a draft.

    Raises
    ------
    GateClosedError
        If the safety gate is closed.
    OutdatedError
        If ``version`` is not the active one or nothing is proposed.
    ReasonMissingError
        If something is overridden without ``reason``.
    """
    require_open(client)
    Client.objects.select_for_update().get(pk=client.pk)
    found = standing(client, on)
    if found is None or str(found.version.pk) != str(version) or not (offered := proposals(found)):
        raise OutdatedError
    if overridden and not reason:
        raise ReasonMissingError
    taken = [one.decision for one in offered if one.slot not in overridden]
    changed = changed_by(found, taken)
    request = found.situation.request
    words = [explain(one, "ja" if client.language == "ja" else "en", load_knowledge()) for one in taken]
    new = keep(actor, client, changed, request, "\n".join([*words, reason] if overridden else words))
    before = editing.broken(found.programme, request)
    if not any(one.safety and one not in before for one in editing.broken(changed, request)):
        assign(new)
    return new


def changed_by(found: Standing, taken: Collection[Decision]) -> Programme:
    """The programme with the decisions ``taken``, wherever the exercise stands with the dose they began with."""
    made, request = found.programme, found.situation.request
    for one in taken:
        for session in made.sessions:
            if any(item.exercise == one.exercise and item.dose == one.old for item in session.items):
                if one.to_exercise != one.exercise:
                    made = editing.swap(made, request, session.id, one.exercise, one.to_exercise)
                made = editing.redose(made, request, session.id, one.to_exercise, one.new)
    return made


def _planned(programme: Programme, slot: str) -> tuple[str, Dose]:
    return slot, next(item.dose for s in programme.sessions for item in s.items if item.exercise == slot)
