"""Hip hinge, Romanian deadlift, good morning, deadlift and waiter's bow: one movement, read as change.

Starting on the floor works as well as starting upright: a first pull is then an ascent only, compared with the standing
after it (clinical list 1.3 and 1.4).
"""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.core.records import Phase, Reason
from taikan.kinematics.events import CycleSettings, RepetitionSpan, find_repetitions, phases, tempo
from taikan.kinematics.motion import Motion
from taikan.movement_tests import deadlift_measures, reading
from taikan.movement_tests.base import LimbSide, MovementTest, Option, Recipe, Sample, Take


def cycle() -> CycleSettings:
    """What counts as one hinge."""
    return CycleSettings(min_amplitude=reading.settings("hip_hinge")["min_lean_deg"])


def segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    """Repetitions by the trunk's inclination: it does not swing in walking, as the hip does.

    Beside whole repetitions only a first pull from the floor counts as a half: what is cut at the end is putting down.
    """
    lean = reading.trunk_inclination(motion)
    found = find_repetitions(motion.time_s, lean, cycle())
    if any(span.partial == "none" for span in found):
        found = tuple(s for i, s in enumerate(found) if s.partial == "none" or (i == 0 and s.partial == "ascent_only"))
    return tuple(reading.settled(span, lean, motion.time_s) for span in found)


def split(motion: Motion, span: RepetitionSpan) -> tuple[Phase, ...]:
    """Descent, bottom and ascent of one hinge."""
    return phases(motion.time_s, reading.trunk_inclination(motion), span, cycle())


def _change(motion: Motion, span: RepetitionSpan, series: FloatArray) -> float:
    most = np.fmax(reading.largest(span, series), reading.at_bottom(motion, span, series))
    return float(most - reading.while_standing(motion, span, series))


def _hip_change(take: Take, span: RepetitionSpan, side: LimbSide) -> float:
    return _change(take.motion, span, reading.limb_angle(take.motion, side, "hip_flexion"))


def _knee_change(take: Take, span: RepetitionSpan, side: LimbSide) -> float:
    return _change(take.motion, span, reading.limb_angle(take.motion, side, "knee_flexion"))


def _hip(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _hip_change(take, span, side)


def _knee(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return _knee_change(take, span, side)


def _ratio(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    least = reading.settings("hip_hinge")["least_knee_deg"]
    return _hip_change(take, span, side) / max(_knee_change(take, span, side), least)


def _shank(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "shank_inclination"))


def _back_round(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return reading.outline_growth(take, span, "total", reading.standing_window(span))


def _neck(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    neck = take.motion.angle("neck_flexion_projection")
    return reading.largest(span, np.abs(neck - reading.while_standing(take.motion, span, neck)))


def _bar_dist(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Forward distance from the shank's line to the wrist, where the wrist is between knee and ankle height."""
    motion = take.motion
    wrist, knee, ankle = (motion.point(f"{side}_{part}") for part in ("wrist", "knee", "ankle"))
    with np.errstate(invalid="ignore", divide="ignore"):
        up = (wrist - ankle)[:, 1] / (knee - ankle)[:, 1]
        shank_x = ankle[:, 0] + up * (knee - ankle)[:, 0]
        forward = motion.view.facing * motion.scale.percent(wrist[:, 0] - shank_x)
        low = (up >= 0.0) & (up <= 1.0)
    distance = reading.largest(span, np.where(low, forward, np.nan))
    return distance if np.isfinite(distance) else Reason(code="movement_not_seen")


def _seconds_down(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    seconds = tempo(split(take.motion, span), cycle()).first_s
    return Reason(code="movement_not_seen") if seconds is None else seconds


def _waiter(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """0 if the hip folds far enough while back outline and knees keep still, otherwise 1."""
    if take.options["variant"] != "waiter":
        return Reason(code="not_in_this_variant", values={"needed": "waiter"})
    numbers = reading.settings("hip_hinge")
    growth = _back_round(take, span, side)
    if isinstance(growth, Reason):
        return growth
    knee = _knee_change(take, span, side)
    passed = (
        _hip_change(take, span, side) >= numbers["waiter_hip_deg"]
        and growth <= numbers["waiter_round_percent"]
        and knee < numbers["waiter_knee_deg"]
    )
    return 0.0 if passed else 1.0


HINGE_RECIPES = (
    Recipe("mov.hinge.hip", _hip),
    Recipe("mov.hinge.knee", _knee),
    Recipe("mov.hinge.ratio", _ratio),
    Recipe("mov.hinge.shank", _shank),
    Recipe("mov.hinge.back_round", _back_round),
    Recipe("mov.hinge.neck", _neck),
    Recipe("mov.hinge.bar_dist", _bar_dist),
    Recipe("mov.hinge.tempo", _seconds_down),
    Recipe("mov.hinge.reps", whole=reading.count_whole),
)

HIP_HINGE = MovementTest(
    id="hip_hinge",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "knee", "ankle"),
    segment=segment,
    phases=split,
    needs_silhouette=True,
    options=(Option("variant", ("hinge", "deadlift", "romanian", "good_morning", "waiter")),),
    recipes=(*HINGE_RECIPES, *deadlift_measures.RECIPES, Recipe("ctrl.waiter", _waiter)),
)
