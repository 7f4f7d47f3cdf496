"""Runs a movement test on one recording: gate, repetitions, measures, verdict. The same steps for every test."""

from dataclasses import dataclass

import numpy as np

from taikan.core.records import Measure, Phase, Reason, Repetition, Side, Verdict
from taikan.kinematics.events import RepetitionSpan, whole_or_partial
from taikan.kinematics.holds import HoldSpan
from taikan.kinematics.motion import Motion
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge, MeasureDefinition
from taikan.movement_tests import gate as quality_gate
from taikan.movement_tests.base import AtLeast, LimbSide, MovementTest, Recipe, Take, TestInput, TestOutcome
from taikan.movement_tests.measuring import absent_measure, present_measure
from taikan.movement_tests.points import body_positions, missing_point, tap_error


@dataclass(frozen=True)
class _Taken:
    """One measure of one side, with its value in each repetition that has one, and its name there."""

    measure: Measure
    column: str
    by_repetition: dict[int, float]


def run_test(test: MovementTest, data: TestInput, knowledge: Knowledge | None = None) -> TestOutcome:
    """Judge and measure one recording.

    Never raises for a poor recording: the verdict says what is wrong, and every declared measure is present with a
    value or with the reason it has none. Raises ``WrongOptionError`` for an option the test does not have.
    """
    knowledge = knowledge or load_knowledge()
    options = test.resolve_options(data.options)
    problems = list(data.problems or quality_gate.problems_before(test, data, knowledge.gate))
    if problems:
        return _refused(test, data, problems, knowledge)
    spans = test.segment(data.motion, options)
    problems = list(quality_gate.problems_after(test, data.motion, spans, options, knowledge.gate))
    if problems:
        return _refused(test, data, problems, knowledge, spans)
    take = Take(
        motion=data.motion,
        contour=data.contour,
        options=options,
        spans=whole_or_partial(spans),
        points=body_positions(data.motion, data.points),
    )
    taken = [t for recipe in test.recipes for t in _measure(recipe, take, data, knowledge)]
    return TestOutcome(
        verdict=Verdict(valid=True, notes=(*data.notes, *_notes(test, data, spans, knowledge))),
        repetitions=_repetitions(test, data.motion, spans, take.spans, taken),
        measures=tuple(t.measure for t in taken),
        spans=spans,
    )


def _refused(
    test: MovementTest,
    data: TestInput,
    problems: list[Reason],
    knowledge: Knowledge,
    spans: tuple[RepetitionSpan, ...] = (),
) -> TestOutcome:
    measures = tuple(
        absent_measure(recipe.code, problems[0], knowledge=knowledge, side=side)
        for recipe in test.recipes
        for side in _sides(knowledge.measures[recipe.code], data)
    )
    return TestOutcome(
        verdict=Verdict(valid=False, reasons=tuple(problems), notes=data.notes),
        repetitions=_repetitions(test, data.motion, spans, (), []),
        measures=measures,
        spans=spans,
    )


def _notes(
    test: MovementTest, data: TestInput, spans: tuple[RepetitionSpan, ...], knowledge: Knowledge
) -> tuple[Reason, ...]:
    notes = []
    complete = sum(span.partial == "none" for span in spans)
    if complete < test.min_repetitions:
        values: dict[str, str | float | int] = {"found": max(1, complete), "needed": test.min_repetitions}
        notes.append(Reason(code="partial_repetition", values=values))
    notes.extend(_hold_notes(spans))
    roll = data.motion.camera_roll_deg
    if abs(roll) > knowledge.gate.note_roll_deg:
        notes.append(Reason(code="camera_tilted", values={"roll_deg": abs(roll)}))
    if data.motion.scale.height_cm is None:
        notes.append(Reason(code="height_not_stated"))
    return tuple(notes)


def _hold_notes(spans: tuple[RepetitionSpan, ...]) -> list[Reason]:
    """That the clip began or ended in the middle of a hold."""
    holds = [span for span in spans if isinstance(span, HoldSpan)]
    notes = [Reason(code="hold_begun_before", values={"held_s": h.held_s}) for h in holds if h.begun_before]
    return notes + [Reason(code="hold_still_held", values={"held_s": h.held_s}) for h in holds if h.ended == "clip"]


def _repetitions(
    test: MovementTest,
    motion: Motion,
    spans: tuple[RepetitionSpan, ...],
    counted: tuple[RepetitionSpan, ...],
    taken: list[_Taken],
) -> tuple[Repetition, ...]:
    alone = len(counted) == 1
    result = []
    for index, span in enumerate(spans, start=1):
        values = {}
        if span in counted:
            at = counted.index(span)
            values = {t.column: t.by_repetition[at] for t in taken if at in t.by_repetition}
        result.append(
            Repetition(
                index=index,
                side=span.side,
                start_s=span.start_s,
                bottom_s=span.bottom_s,
                end_s=span.end_s,
                partial=span.partial != "none" or (alone and test.min_repetitions > 1),
                phases=_phases(test, motion, span),
                measures=values,
            )
        )
    return tuple(result)


def _phases(test: MovementTest, motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    if test.allows_photo:
        return (Phase(name="held", start_s=span.start_s, end_s=span.end_s),)
    if test.phases is not None:
        return test.phases(motion, span)
    first, second = test.phase_names
    parts = ((first, span.start_s, span.bottom_s), (second, span.bottom_s, span.end_s))
    return tuple(Phase(name=name, start_s=start, end_s=end) for name, start, end in parts if end > start)


def _sides(definition: MeasureDefinition, data: TestInput | Take) -> tuple[Side, ...]:
    near = data.motion.view.near_side
    if definition.sides == "each":
        return ("left", "right")
    if definition.sides == "near" and near != "both":
        return (near,)
    return ("none",)


def _measure(recipe: Recipe, take: Take, data: TestInput, knowledge: Knowledge) -> list[_Taken]:
    """The measure of ``recipe`` for each of its sides."""
    definition = knowledge.measures[recipe.code]
    return [_measure_side(recipe, take, side, data, knowledge) for side in _sides(definition, take)]


def _measure_side(recipe: Recipe, take: Take, side: Side, data: TestInput, knowledge: Knowledge) -> _Taken:
    definition = knowledge.measures[recipe.code]
    reason = (
        data.withheld.get(recipe.code) or _cannot_show(definition, take) or _hidden(definition, take, side, knowledge)
    )
    values: dict[int, float] = {}
    if reason is None:
        values, reason = _values(recipe, take, side)
    if not values:
        reason = reason or Reason(code="movement_not_seen")
        return _Taken(absent_measure(recipe.code, reason, knowledge=knowledge, side=side), recipe.code, {})
    columns = quality_gate.keypoints(definition.landmarks, _seen_sides(definition, take, side))
    frames = quality_gate.frames_of(take.motion, take.spans)
    measure = present_measure(
        recipe.code,
        list(values.values()),
        knowledge=knowledge,
        side=side,
        # What needs no landmark of its own (a person's own rating) is as visible as anything.
        visibility=float(quality_gate.visibility(take.motion, columns, frames).mean()) if columns else 1.0,
        view_quality=take.motion.view.confidence,
        age=data.age,
        sex=data.sex,
        is_whole=recipe.whole is not None,
        tap_sem=tap_error(take, lambda moved: _value(recipe, moved, side)),
        combine=recipe.combine,
        is_lower_bound=any(isinstance(v, AtLeast) for v in values.values()),
    )
    column = f"{recipe.code}.{side}" if definition.sides == "each" else recipe.code
    return _Taken(measure, column, values if recipe.per_repetition else {})


def _cannot_show(definition: MeasureDefinition, take: Take) -> Reason | None:
    """Why this recording cannot show the measure at all, or ``None``."""
    motion = take.motion
    if quality_gate.view_family(motion.view.label) not in definition.views:
        return Reason(code="view_cannot_show", values={"seen": motion.view.label, "needed": definition.views[0]})
    if motion.fps < definition.min_fps:
        return Reason(code="frame_rate_cannot_show", values={"found": motion.fps, "needed": definition.min_fps})
    if "height" in definition.needs and motion.scale.height_cm is None:
        return Reason(code="needs_height")
    if "contour" in definition.needs and take.contour is None:
        return Reason(code="contour_hidden")
    return missing_point(definition.points, take)


def _hidden(definition: MeasureDefinition, take: Take, side: Side, knowledge: Knowledge) -> Reason | None:
    """Which landmark the measure needs and the recording does not show, or ``None``."""
    gate, motion = knowledge.gate, take.motion
    sides = _seen_sides(definition, take, side)
    frames = quality_gate.frames_of(motion, take.spans)
    for part in definition.landmarks:
        columns = quality_gate.keypoints((part,), sides)
        seen = float(quality_gate.visibility(motion, columns, frames).mean())
        lost = float(quality_gate.missing(motion, columns)[frames].mean())
        if seen < gate.min_visibility or lost > gate.max_missing_fraction:
            return Reason(code="landmarks_hidden", values={"part": part})
    return None


def _seen_sides(definition: MeasureDefinition, take: Take, side: Side) -> tuple[Side, ...]:
    """Sides whose landmarks must be in sight for the measure."""
    return ("left", "right") if definition.sides == "both" else quality_gate.used_sides(take.motion, side)


def _values(recipe: Recipe, take: Take, side: Side) -> tuple[dict[int, float], Reason | None]:
    """The value of each repetition that has one (or one for the whole), and why another has none.

    Of several reasons the first that says more than that the movement was not seen: a repetition of the other limb does
    not hide why the own one was left out.
    """
    limb = _limb(take, side)
    if recipe.per_repetition is not None:
        samples = [recipe.per_repetition(take, span, limb) for span in take.spans]
    else:
        assert recipe.whole is not None
        samples = [recipe.whole(take, limb)]
    values = {i: s for i, s in enumerate(samples) if not isinstance(s, Reason) and np.isfinite(s)}
    reasons = [s if isinstance(s, Reason) else Reason(code="movement_not_seen") for s in samples]
    absent = [reason for i, reason in enumerate(reasons) if i not in values]
    telling = [reason for reason in absent if reason.code != "movement_not_seen"]
    return values, next(iter(telling or absent), None)


def _value(recipe: Recipe, take: Take, side: Side) -> float:
    """The measure's value; NaN where it has none."""
    values, _ = _values(recipe, take, side)
    return recipe.combine(list(values.values())) if values else float("nan")


def _limb(take: Take, side: Side) -> LimbSide:
    if side == "left" or side == "right":
        return side
    return "right" if take.motion.view.near_side == "right" else "left"
