"""Change one answer or measure and see what moves."""

from collections.abc import Mapping

from taikan.core.records import Grade, Record
from taikan.factors.admission import Admission
from taikan.factors.engine import build_profile
from taikan.factors.records import ClientEvidence, Observation, Profile
from taikan.factors.table import FactorTable

_LEAST_MOVE = 1e-9


class Move(Record):
    """One factor that moves: probability of the finding, priority and place (from 1) before and after."""

    factor: str
    probability_before: float
    probability_after: float
    priority_before: float
    priority_after: float
    place_before: int
    place_after: int


class WhatIf(Record):
    """``changes``: evidence code to its new grade, ``None`` for taken away. ``moves``: the largest change first.

    ``excluded``: codes safety excludes for this client, which therefore move nothing.
    """

    changes: dict[str, Grade | None]
    moves: tuple[Move, ...]
    themes_before: tuple[str, ...]
    themes_after: tuple[str, ...]
    excluded: tuple[str, ...] = ()


def changed(client: ClientEvidence, changes: Mapping[str, Grade | None], table: FactorTable) -> ClientEvidence:
    """``client`` as if ``changes`` had been seen: a new grade keeps the confidence and sides the code had.

    A code not seen before gets the confidence its test usually reaches.
    """
    kept = [o for o in client.observations if o.code not in changes]
    for code, grade in changes.items():
        if grade is None:
            continue
        before = [o for o in client.observations if o.code == code]
        sides = [(o.side, o.confidence) for o in before] or [("none", _usual_confidence(code, table))]
        kept += [
            Observation.model_validate({"code": code, "side": s, "grade": grade, "confidence": c}) for s, c in sides
        ]
    return client.model_copy(update={"observations": tuple(kept)})


def what_if(client: ClientEvidence, changes: Mapping[str, Grade | None], table: FactorTable) -> WhatIf:
    """What ``changes`` would move in the profile of ``client``."""
    before, after = build_profile(client, table), build_profile(changed(client, changes, table), table)
    places = [{f.id: n for n, f in enumerate(p.factors, start=1)} for p in (before, after)]
    moves = [
        Move(
            factor=old.id,
            probability_before=old.probability,
            probability_after=new.probability,
            priority_before=old.priority,
            priority_after=new.priority,
            place_before=places[0][old.id],
            place_after=places[1][old.id],
        )
        for old in before.factors
        if abs((new := after.factor(old.id)).priority - old.priority) > _LEAST_MOVE
    ]
    moves.sort(key=lambda m: -abs(m.priority_after - m.priority_before))
    admission = Admission(table.model, client)
    return WhatIf(
        changes=dict(changes),
        moves=tuple(moves),
        themes_before=_themes(before),
        themes_after=_themes(after),
        excluded=tuple(code for code in changes if admission.refusal_of(code) is not None),
    )


def _themes(profile: Profile) -> tuple[str, ...]:
    return tuple(t.id for t in profile.themes)


def _usual_confidence(code: str, table: FactorTable) -> float:
    return max((t.confidence for t in table.model.session_items.values() if code in t.codes), default=1.0)
