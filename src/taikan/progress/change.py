"""What changed between two results, and what lies within measuring error (clinical list 0.5). Pure functions.

A change counts only beyond the larger MDC95 of the two, and only between recordings of the same test, view, pose model
and camera settings; otherwise it is said why not.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field

from taikan import __version__
from taikan.core.records import Measure, Provenance, Reason, Record, Side, ViewLabel
from taikan.knowledge.models import Knowledge, Norm
from taikan.movement_tests.measuring import AT_LEAST
from taikan.movement_tests.registry import movement_tests
from taikan.progress.battery import TestSummary

ChangeState = Literal["changed", "within_error", "not_comparable", "absent"]
Direction = Literal["closer", "further"]


class MeasureChange(Record):
    """One number before and after, in ``unit``; ``difference`` is after minus before.

    ``mdc95`` is the larger one of the two. ``direction`` says whether a real change leads towards the usual range or
    away from it; ``None`` without a range or where both lie in it. ``reason``: why a value is absent, or why these two
    cannot be compared though their recordings can.
    """

    code: str
    side: Side
    unit: str
    state: ChangeState
    before: float | None
    after: float | None
    difference: float | None
    sem: float = Field(gt=0)
    mdc95: float = Field(gt=0)
    direction: Direction | None = None
    reason: Reason | None = None


class TestChange(Record):
    """One test before and after; ``obstacles`` say why its numbers must not be compared, ``notes`` what to mind."""

    __test__: ClassVar[bool] = False

    test: str
    side: Side
    view_before: ViewLabel
    view_after: ViewLabel
    obstacles: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    measures: tuple[MeasureChange, ...] = ()


class Comparison(Record):
    """The one document ``taikan compare --json`` prints. ``only_before``, ``only_after``: tests the other one lacks."""

    schema_: Literal["taikan.comparison/1"] = Field(default="taikan.comparison/1", alias="schema")
    version: str
    tests: tuple[TestChange, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


Pair = tuple[TestSummary, TestSummary]


def pairs_of(before: Sequence[TestSummary], after: Sequence[TestSummary]) -> tuple[Pair, ...]:
    """The same test and side in both, from the same view where there is one, each summary used once at most."""
    pairs: list[Pair] = []
    left = list(after)
    for keys in (_exact, _test_and_side):
        for one in before:
            if any(one is used for used, _ in pairs):
                continue
            other = next((o for o in left if keys(o) == keys(one)), None)
            if other is not None:
                pairs.append((one, other))
                left.remove(other)
    return tuple(pairs)


def _exact(summary: TestSummary) -> tuple[str, ...]:
    return summary.test, summary.side, summary.view


def _test_and_side(summary: TestSummary) -> tuple[str, ...]:
    return summary.test, summary.side


def compare_tests(one: TestSummary, other: TestSummary, knowledge: Knowledge) -> TestChange:
    """Every measure of ``one`` (before) and ``other`` (after), which are of the same test and side."""
    obstacles = tuple(_obstacles(one, other, knowledge))
    after = {(m.code, m.side): m for m in other.measures}
    both = [(m, after[m.code, m.side]) for m in one.measures if (m.code, m.side) in after]
    return TestChange(
        test=one.test,
        side=one.side,
        view_before=one.view,
        view_after=other.view,
        obstacles=obstacles,
        notes=tuple(_notes(one.provenance, other.provenance)),
        measures=tuple(_change(a, b, is_comparable=not obstacles, knowledge=knowledge) for a, b in both),
    )


def _obstacles(one: TestSummary, other: TestSummary, knowledge: Knowledge) -> Iterable[Reason]:
    a, b = one.provenance, other.provenance
    if one.view != other.view:
        yield _differs("compare_other_view", one.view, other.view)
    if (a.model_sha256, a.detector_sha256) != (b.model_sha256, b.detector_sha256):
        yield _differs("compare_other_model", _model(a), _model(b))
    is_same_rate = abs(a.fps - b.fps) <= knowledge.test_settings["compare"]["same_fps_share"] * max(a.fps, b.fps)
    if (a.width_px, a.height_px) != (b.width_px, b.height_px) or not is_same_rate:
        yield _differs("compare_other_camera", _camera(a), _camera(b))
    if _variant(one) != _variant(other):
        yield _differs("compare_other_variant", _variant(one), _variant(other))


def _notes(a: Provenance, b: Provenance) -> Iterable[Reason]:
    if a.version != b.version:
        yield _differs("compare_other_version", a.version, b.version)


def _differs(code: str, before: str, after: str) -> Reason:
    return Reason(code=code, values={"before": before, "after": after})


def _model(made: Provenance) -> str:
    return f"{made.model} {made.model_sha256[:8]}"


def _camera(made: Provenance) -> str:
    return f"{made.width_px}×{made.height_px} px, {made.fps:.0f}/s"


def _variant(summary: TestSummary) -> str:
    """The test's options the recording was measured with, in words of the test."""
    if summary.test not in movement_tests():
        return ""
    known = movement_tests().get(summary.test).options
    return ", ".join(str(summary.provenance.settings.get(o.name, o.default)) for o in known)


def _change(before: Measure, after: Measure, *, is_comparable: bool, knowledge: Knowledge) -> MeasureChange:
    """Of two absent values the later one's reason is given."""
    mdc = max(before.mdc95, after.mdc95)
    if before.value is None or after.value is None:
        difference, reason = None, after.absent_reason or before.absent_reason
        state: ChangeState = "absent"
    else:
        difference, reason = after.value - before.value, _cannot_tell(before, after, mdc)
        state = "changed" if abs(difference) > mdc else "within_error"
        state = state if is_comparable and reason is None else "not_comparable"
    return MeasureChange(
        code=before.code,
        side=before.side,
        unit=before.unit,
        state=state,
        before=before.value,
        after=after.value,
        difference=difference,
        sem=max(before.sem, after.sem),
        mdc95=mdc,
        direction=_direction(before, after, knowledge) if state == "changed" else None,
        reason=reason,
    )


def _cannot_tell(before: Measure, after: Measure, mdc95: float) -> Reason | None:
    """Why two values cannot be told apart or said to be alike; ``None`` where they can."""
    if before.method != after.method:
        return _differs("compare_other_method", before.method, after.method)
    assert before.value is not None
    assert after.value is not None
    rise = after.value - before.value
    is_open_below, is_open_above = before.note == AT_LEAST, after.note == AT_LEAST
    # What was cut short may have been any amount more: only a change away from that is certain.
    is_certain = (rise > mdc95 and not is_open_below) or (-rise > mdc95 and not is_open_above)
    return Reason(code="compare_at_least") if (is_open_below or is_open_above) and not is_certain else None


def _direction(before: Measure, after: Measure, knowledge: Knowledge) -> Direction | None:
    """Towards the usual range or away from it; ``None`` without a range or if both values lie as far from it."""
    definition = knowledge.measures.get(before.code)
    if definition is None or definition.norm is None or before.value is None or after.value is None:
        return None
    was, now = _outside(before.value, definition.norm), _outside(after.value, definition.norm)
    if was == now:
        return None
    return "closer" if now < was else "further"


def _outside(value: float, norm: Norm) -> float:
    """How far ``value`` lies outside the range; 0 within."""
    below = 0.0 if norm.low is None else norm.low - value
    above = 0.0 if norm.high is None else value - norm.high
    return max(0.0, below, above)


def compare(before: Sequence[TestSummary], after: Sequence[TestSummary], knowledge: Knowledge) -> Comparison:
    """Everything the two results have in common, and what only one of them has."""
    pairs = pairs_of(before, after)
    lone_before = [s.test for s in before if not any(s is one for one, _ in pairs)]
    lone_after = [s.test for s in after if not any(s is other for _, other in pairs)]
    return Comparison(
        version=__version__,
        tests=tuple(compare_tests(one, other, knowledge) for one, other in pairs),
        only_before=tuple(dict.fromkeys(lone_before)),
        only_after=tuple(dict.fromkeys(lone_after)),
    )
