"""Which tests a session may offer one client, and why not the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from taikan.core.records import Record
from taikan.factors.admission import Admission
from taikan.factors.records import ClientEvidence, FactorResult
from taikan.knowledge.factor_model import FactorModel, TrialTest

WhyNot = Literal["done", "level", "modifier", "pain", "missing", "not_for_client"]
ASSUMED_ABSENT = frozenset({"treadmill", "trainer", "strap"})
"""Things a room is not taken to have unless it is said."""


class NotOffered(Record):
    """A test that is not offered, and why; ``because`` names a safety code, pain limit, thing or factor."""

    id: str
    why: WhyNot
    because: str = ""


@dataclass(frozen=True)
class SessionRoom:
    """Codes of the things and places that are there."""

    has: frozenset[str]

    @classmethod
    def usual(cls, model: FactorModel) -> "SessionRoom":
        """A gym without treadmill, strap and hands-on findings."""
        return cls(frozenset(model.places) - ASSUMED_ABSENT)


@dataclass(frozen=True)
class Offers:
    """``codes``: test to the evidence it would add; ``limited_by``: test to the safety codes that limit it."""

    codes: Mapping[str, Sequence[str]]
    limited_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    target_only: frozenset[str] = frozenset()
    not_offered: tuple[NotOffered, ...] = ()

    def without(self, done: Sequence[str]) -> "Offers":
        """The same after the evidence ``done`` was taken."""
        left = {name: [c for c in codes if c not in done] for name, codes in self.codes.items()}
        return replace(self, codes={name: codes for name, codes in left.items() if codes})


def offers_for(client: ClientEvidence, admission: Admission, room: SessionRoom) -> Offers:
    """What may be offered to ``client`` in ``room``; a test keeps only codes that are neither known nor excluded."""
    model = admission.model
    known = {o.code for o in client.observations if admission.refusal_of(o.code) is None}
    codes: dict[str, Sequence[str]] = {}
    limited_by, target_only, not_offered = {}, set(), []
    for name, test in model.session_items.items():
        problem = _problem(name, test, client, admission, room, known)
        if problem is not None:
            not_offered.append(problem)
            continue
        codes[name] = [c for c in test.codes if c not in known and admission.refusal_of(c) is None]
        limited_by[name] = tuple(dict.fromkeys(limit.code for limit in admission.ways(test)))
        if test.effort_pain is not None and (client.pain_now or 0.0) >= test.effort_pain:
            target_only.add(name)
    return Offers(codes, limited_by, frozenset(target_only), tuple(not_offered))


def _problem(
    name: str, test: TrialTest, client: ClientEvidence, admission: Admission, room: SessionRoom, known: set[str]
) -> NotOffered | None:
    left = [c for c in test.codes if c not in known]
    if not left:
        return NotOffered(id=name, why="done")
    if test.only_with is not None and test.only_with in client.hide:
        return NotOffered(id=name, why="not_for_client", because=test.only_with)
    refusals = [admission.refusal_of(code) for code in left]
    if all(refusals):
        first = next(r for r in refusals if r is not None)
        return NotOffered(id=name, why=first.reason, because=first.because)
    if (client.pain_now or 0.0) > test.max_pain:
        return NotOffered(id=name, why="pain", because=str(test.max_pain))
    needs = (*test.equipment, *([test.space] if test.space else []))
    lacking = [thing for thing in needs if thing not in room.has]
    return NotOffered(id=name, why="missing", because=lacking[0]) if lacking else None


def offered_trials(factors: Sequence[FactorResult], admission: Admission) -> tuple[str, ...]:
    """Trials for factors that were found and not tried yet, unless safety excludes a movement like them."""
    untried = {f.id for f in factors if f.found} - {t.factor for t in admission.client.trials}
    trials = admission.model.trials.items()
    return tuple(n for n, t in trials if t.factor in untried and admission.refusal_of(t.like) is None)
