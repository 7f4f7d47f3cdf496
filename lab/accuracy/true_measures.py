"""The true value of each measure, from true joint centres and times by the measure's definition.

Definitions are those of the clinical list and of ``knowledge/measures``; none of Taikan's measuring code is used. A
value read "at the bottom" is read at the true turning point, "standing" at the true start; "largest" is the maximum.
Values are medians over whole repetitions where a measure is taken from each. NaN where a clip does not show it.
"""

from collections.abc import Callable, Mapping

import numpy as np

from lab.accuracy import true_gait
from lab.accuracy.true_times import MARGIN_S, movement_times, moving_between
from lab.accuracy.truth import ClipTruth, LimbSide, TrueRepetition
from taikan.core.arrays import FloatArray

Side = str
"""``left`` or ``right`` for a limb's measure, ``none`` for one of the body."""
PerRepetition = Callable[[ClipTruth, TrueRepetition, LimbSide], float]
LEAST_KNEE_DEG = 5.0
"""A knee change under this counts as this in the hip-to-knee ratio (the measure's definition)."""
LEAST_RISE_PERCENT = 0.5
"""The shoulders' rise counts as at least this much of height (same)."""
LEAST_THIGH_SHARE = 0.8
"""A thigh shorter than this share of its longest picture from the front has no direction there (same)."""
EARLY_SHARE = 0.3
LOCKOUT_SHARE, LOCKOUT_AFTER_S = 0.15, 0.3
FIVE, THIRTY_S = 5, 30.0


def at_bottom(series: str) -> PerRepetition:
    """Degrees of ``series`` at the turning point; ``{side}`` is filled in."""
    return lambda clip, rep, side: clip.at(clip.series(series.format(side=side)), rep.bottom_s)


def change(series: str) -> PerRepetition:
    """Largest value within the repetition minus that at its start, degrees."""

    def value(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
        angle = clip.series(series.format(side=side))
        return float(clip.during(angle, rep.start_s, rep.end_s).max()) - clip.at(angle, rep.start_s)

    return value


def _depth(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    return 90.0 - at_bottom("{side}_thigh_inclination")(clip, rep, side)


def _trunk_tibia(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    return at_bottom("trunk_inclination")(clip, rep, side) - at_bottom("{side}_shank_inclination")(clip, rep, side)


def _heel(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    heel, toe = clip.point(f"{side}_heel"), clip.point(f"{side}_foot_index")
    rise = 100.0 * (heel - toe)[:, 1] / float(np.linalg.norm(toe - heel, axis=1).mean())
    return float(clip.during(rise, rep.start_s, rep.end_s).max()) - clip.at(rise, rep.start_s)


def _fppa(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    """Mean of both ways at the deepest moment in which the thigh still has a direction from the front."""
    thigh = (clip.point(f"{side}_knee") - clip.point(f"{side}_hip"))[:, 1:]
    length = np.hypot(thigh[:, 0], thigh[:, 1])
    shown = length >= LEAST_THIGH_SHARE * length.max()
    inside = shown & (clip.time_s >= rep.start_s) & (clip.time_s <= rep.end_s)
    valgus = clip.series(f"{side}_knee_valgus")
    down, up = valgus[inside & (clip.time_s <= rep.bottom_s)], valgus[inside & (clip.time_s >= rep.bottom_s)]
    deepest = [*down[-1:], *up[:1]]
    return float(np.mean(deepest)) if deepest else float("nan")


def _sideways_percent(clip: ClipTruth) -> FloatArray:
    """(T,) mid-hip from mid-ankle, % of height, positive to the right."""
    sideways: FloatArray = 100.0 * (clip.point("mid_hip") - clip.point("mid_ankle"))[:, 2] / clip.height_m
    return sideways


def _shift(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    return clip.at(_sideways_percent(clip), rep.bottom_s)


def _squat_down(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    times = movement_times(clip, clip.series(f"{side}_knee_flexion"), rep)
    return times.turn_s - times.start_s


def _squat_up(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    times = movement_times(clip, clip.series(f"{side}_knee_flexion"), rep)
    return times.end_s - times.leave_s


def _hinge_down(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    times = movement_times(clip, clip.series("trunk_inclination"), rep)
    return times.turn_s - times.start_s


def _rise(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    """From the first forward lean to the end of the hips' rise."""
    begin_s, _, end_s = true_span(clip, rep)
    return end_s - begin_s


def true_span(clip: ClipTruth, rep: TrueRepetition) -> tuple[float, float, float]:
    """When the repetition begins, turns and ends; of a rise the turn is where the hips leave the seat, seconds."""
    if clip.test == "sit_to_stand":
        begin_s, _ = moving_between(clip, clip.series("trunk_inclination"), rep.start_s - MARGIN_S, rep.bottom_s)
        seat_off_s, end_s = moving_between(clip, _hip_height(clip), rep.start_s, rep.end_s + MARGIN_S)
        return begin_s, seat_off_s, end_s
    series = f"{clip.near_side}_knee_flexion" if clip.test == "squat" else "trunk_inclination"
    times = movement_times(clip, clip.series(series), rep)
    return times.start_s, (times.turn_s + times.leave_s) / 2.0, times.end_s


def _hip_height(clip: ClipTruth) -> FloatArray:
    return clip.point("mid_hip")[:, 1]


def _pull(clip: ClipTruth, rep: TrueRepetition) -> tuple[float, float]:
    """Start and end of the pull: of the hips' way up."""
    times = movement_times(clip, _hip_height(clip), rep)
    return times.leave_s, times.end_s


def _ratio(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    hip, knee = (change(f"{{side}}_{joint}_flexion")(clip, rep, side) for joint in ("hip", "knee"))
    return hip / max(knee, LEAST_KNEE_DEG)


def _neck(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    neck = clip.series("neck_flexion")
    return float(np.abs(clip.during(neck, rep.start_s, rep.end_s) - clip.at(neck, rep.start_s)).max())


def _bar_distance(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    """Forward from the shank's line to the wrist while the wrist is between ankle and knee height, % of height."""
    wrist, knee, ankle = (clip.point(f"{side}_{part}") for part in ("wrist", "knee", "ankle"))
    up = (wrist - ankle)[:, 1] / (knee - ankle)[:, 1]
    ahead = 100.0 * (wrist[:, 0] - ankle[:, 0] - up * (knee - ankle)[:, 0]) / clip.height_m
    low = clip.during(np.where((up >= 0.0) & (up <= 1.0), ahead, np.nan), rep.start_s, rep.end_s)
    return float(np.nanmax(low)) if np.isfinite(low).any() else float("nan")


def _start_back(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    return clip.at(clip.series("trunk_inclination"), _pull(clip, rep)[0])


def _hips_shoot(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    begin_s, end_s = _pull(clip, rep)
    early_s = begin_s + EARLY_SHARE * (end_s - begin_s)
    hip, shoulder = (
        clip.at(height, early_s) - clip.at(height, begin_s)
        for height in (clip.point("mid_hip")[:, 1], clip.point("mid_shoulder")[:, 1])
    )
    return hip / max(shoulder, LEAST_RISE_PERCENT / 100.0 * clip.height_m)


def _lockout(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    start_s = rep.end_s - LOCKOUT_SHARE * (rep.end_s - rep.bottom_s)
    back = -clip.during(clip.series("trunk_inclination"), start_s, rep.end_s + LOCKOUT_AFTER_S)
    return max(0.0, float(back.max()))


def _bar_path(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    path = clip.during(clip.point(f"{side}_wrist")[:, 0], *_pull(clip, rep))
    return 100.0 * float(path.std()) / clip.height_m


def _lean(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    return float(clip.during(clip.series("trunk_inclination"), rep.start_s, rep.end_s).max())


def _timing(clip: ClipTruth, rep: TrueRepetition, side: LimbSide) -> float:
    hip, knee = (_half_extended_s(clip, rep, clip.series(f"{side}_{j}_flexion")) for j in ("hip", "knee"))
    return hip - knee


def _half_extended_s(clip: ClipTruth, rep: TrueRepetition, flexion: FloatArray) -> float:
    """When a joint has come half of its way from its largest bend to that at the full stand."""
    time_s, bend = (clip.during(x, rep.start_s, rep.end_s) for x in (clip.time_s, flexion))
    most = int(bend.argmax())
    half = 0.5 * (bend[most] + bend[-1])
    return float(time_s[most + int(np.argmax(bend[most:] <= half))])


def _hand_use(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    return float(any(f.code == "hand_push" and f.repetition in (None, rep.index) for f in clip.faults))


def _rise_shift(clip: ClipTruth, rep: TrueRepetition, _side: LimbSide) -> float:
    offset = clip.during(_sideways_percent(clip), rep.bottom_s, rep.end_s)
    return float(offset[np.abs(offset).argmax()])


def _count(clip: ClipTruth, _side: LimbSide) -> float:
    return float(len(clip.whole_repetitions))


def _five(clip: ClipTruth, _side: LimbSide) -> float:
    reps = clip.whole_repetitions
    return reps[FIVE - 1].end_s - reps[0].start_s if len(reps) >= FIVE else float("nan")


def _thirty(clip: ClipTruth, _side: LimbSide) -> float:
    reps = clip.whole_repetitions
    if not reps or clip.time_s[-1] - reps[0].start_s < THIRTY_S:
        return float("nan")
    return float(sum(rep.end_s <= reps[0].start_s + THIRTY_S for rep in reps))


PER_REPETITION: Mapping[str, PerRepetition] = {
    "mov.sq.depth": _depth,
    "mov.sq.trunk_tibia": _trunk_tibia,
    "mov.sq.trunk": at_bottom("trunk_inclination"),
    "mov.sq.tibia": at_bottom("{side}_shank_inclination"),
    "mov.sq.heel": _heel,
    "mov.sq.fppa": _fppa,
    "mov.sq.shift": _shift,
    "mov.sq.speed": _squat_down,
    "mov.sq.speed_up": _squat_up,
    "mov.hinge.hip": change("{side}_hip_flexion"),
    "mov.hinge.knee": change("{side}_knee_flexion"),
    "mov.hinge.ratio": _ratio,
    "mov.hinge.shank": at_bottom("{side}_shank_inclination"),
    "mov.hinge.neck": _neck,
    "mov.hinge.bar_dist": _bar_distance,
    "mov.hinge.tempo": _hinge_down,
    "mov.deadlift.start_back": _start_back,
    "mov.deadlift.hips_shoot": _hips_shoot,
    "mov.deadlift.lockout_hyper": _lockout,
    "mov.deadlift.bar_path": _bar_path,
    "mov.sts_kin.lean": _lean,
    "mov.sts_kin.time": _rise,
    "mov.sts_kin.timing": _timing,
    "mov.sts_kin.hand_use": _hand_use,
    "mov.sts_kin.shift": _rise_shift,
}
WHOLE: Mapping[str, Callable[[ClipTruth, LimbSide], float]] = {
    "mov.sq.reps": _count,
    "mov.hinge.reps": _count,
    "str.sts5": _five,
    "str.sts30": _thirty,
    **true_gait.MEASURES,
}
NO_TRUTH: Mapping[str, str] = {
    "mov.sq.buttwink": "shape of the silhouette; compared with true spine flexion instead",
    "mov.hinge.back_round": "shape of the silhouette; compared with true spine flexion instead",
    "mov.sts_kin.back_round": "shape of the silhouette; compared with true spine flexion instead",
    "ctrl.waiter": "pass or fail by the shape of the silhouette",
}
"""Codes without a true value, and why."""
NOT_FILMED: Mapping[str, str] = {
    "str.sts5": "five rises last longer than the clips",
    "str.sts30": "lasts 30 s",
    "gait.contact_time": "needs 120 frames a second",
}
"""Codes with a true value that the sets' clips are too short or too slow to show, and why."""


def has_truth(code: str) -> bool:
    """Whether the lab can tell the true value of ``code``."""
    return code in PER_REPETITION or code in WHOLE


def true_value(code: str, clip: ClipTruth, side: Side) -> float:
    """The true value of ``code`` on ``side``, in the measure's unit; NaN where this clip does not show it.

    Raises ``KeyError`` for a code without truth.
    """
    limb: LimbSide = "left" if side == "left" else "right" if side == "right" else clip.near_side
    if code in WHOLE:
        return WHOLE[code](clip, limb)
    values = [PER_REPETITION[code](clip, rep, limb) for rep in clip.whole_repetitions]
    known = [v for v in values if np.isfinite(v)]
    return float(np.median(known)) if known else float("nan")
