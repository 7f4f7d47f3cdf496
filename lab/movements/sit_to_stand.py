"""Sit-to-stand from a chair, arms crossed: lean forward, leave the seat, stand, sit down again."""

from dataclasses import dataclass, replace

import numpy as np

from lab.folding import Fold, fold_down
from lab.performance import Contact, Performance, Prop, Repetition
from lab.rotations import FloatArray
from lab.script import Movement, Script, Timeline
from lab.skeleton import Skeleton
from lab.stand import STANDING_KNEE_DEG, Stance, arms, seated_legs, usual_stance
from lab.timing import Cycle, minimum_jerk

_FAULTS = {
    "trunk_lean": "deg",
    "trunk_rounding_lower": "deg",
    "trunk_rounding_upper": "deg",
    "knee_valgus": "deg",
    "asym_shift": "%",
    "guarding": "%",
}
_OPTIONS = ("repetitions", "pace", "lean_deg", "seat_m", "shank_deg", "lumbar_deg", "quiet_s", "width")


@dataclass(frozen=True)
class _Rise:
    """Seconds at which one rise begins to lean, leaves the seat, stands, starts down and sits again."""

    lean_s: float
    off_s: float
    stand_s: float
    down_s: float
    sit_s: float


def _rises(script: Script, rng: np.random.Generator) -> tuple[_Rise, ...]:
    at = script.option("quiet_s", float(rng.uniform(0.9, 1.2)))
    rises = []
    for _ in range(int(script.option("repetitions", 5))):
        slow = script.option("pace", 1.0) * (1.0 + script.size("guarding", 1) / 100.0)
        times = np.array([0.45, 0.95, 0.35, 1.1, 0.3]) * rng.normal(1.0, 0.07, 5).clip(0.8, 1.2) * slow
        lean, off, stand, down, sit = at + np.concatenate([[0.0], np.cumsum(times[:4])])
        rises.append(_Rise(lean, off, stand, down, sit))
        at = sit + times[4]
    return tuple(rises)


def _build(skeleton: Skeleton, script: Script) -> Performance:
    rng = script.rng()
    rises = _rises(script, rng)
    count = round((rises[-1].sit_s + rises[0].lean_s) * script.fps)
    time_s = np.arange(count) / script.fps
    stance = usual_stance(skeleton, rng, wide=script.option("width", 1.2))
    up = sum(
        minimum_jerk((time_s - r.off_s) / (r.stand_s - r.off_s))
        - minimum_jerk((time_s - r.down_s) / (r.sit_s - r.down_s))
        for r in rises
    )
    seat = script.option("seat_m", float(rng.uniform(0.41, 0.46)))
    fold = _legs_and_lean(skeleton, stance, script, rng, seat, time_s, rises, np.asarray(up))
    # The faults of this family grow with the lean: from its start until the stand is full.
    timeline = Timeline(tuple(Cycle(r.lean_s, r.off_s, r.off_s + 0.05, r.stand_s) for r in rises), time_s)
    done = fold_down(skeleton, script, timeline, stance, fold, _FAULTS)
    crossed = arms(
        count, flexion_deg=42.0, abduction_deg=-6.0, elbow_deg=112.0, rotation_deg=55.0, hangs=False, grip_deg=10.0
    )
    hip = done.pelvis_m[0]
    chair = Prop("chair", np.array([hip[0] + 0.02, seat, 0.0]), (0.4, seat, 0.45))
    return replace(
        done,
        arms=crossed,
        repetitions=tuple(Repetition(i + 1, r.lean_s, r.off_s, r.stand_s) for i, r in enumerate(rises)),
        contacts=(*done.contacts, *_seat_contacts(rises, float(time_s[-1]))),
        props=(chair,),
    )


def _legs_and_lean(
    skeleton: Skeleton,
    stance: Stance,
    script: Script,
    rng: np.random.Generator,
    seat_m: float,
    time_s: FloatArray,
    rises: tuple[_Rise, ...],
    up: FloatArray,
) -> Fold:
    shank = script.option("shank_deg", float(rng.uniform(8.0, 16.0)))
    _, thigh = seated_legs(skeleton, stance, seat_m, 1, shank)
    half = STANDING_KNEE_DEG / 2
    most = script.option("lean_deg", float(rng.uniform(34.0, 46.0)))
    peaks = [float(most + rng.normal(0, 2)) for _ in rises]
    lean = np.full(len(time_s), 3.0) * (1 - up)
    for rise, peak in zip(rises, peaks, strict=True):
        turn = 0.25 * (rise.stand_s - rise.off_s)
        there = minimum_jerk((time_s - rise.lean_s) / (rise.off_s + turn - rise.lean_s))
        back = minimum_jerk((time_s - rise.off_s - turn) / (rise.stand_s - rise.off_s - turn))
        way = rise.sit_s - rise.down_s
        down = minimum_jerk((time_s - rise.down_s) / (0.6 * way))
        up_again = minimum_jerk((time_s - rise.down_s - 0.6 * way) / (0.55 * way))
        lean = lean + peak * (there - back) + 0.85 * peak * (down - up_again)
    return Fold(thigh + (half - thigh) * up, shank + (half - shank) * up, lean)


def _seat_contacts(rises: tuple[_Rise, ...], end_s: float) -> tuple[Contact, ...]:
    begins = [0.0, *(r.sit_s for r in rises)]
    ends = [*(r.off_s for r in rises), end_s]
    return tuple(Contact("none", "seat", b, e) for b, e in zip(begins, ends, strict=True))


SIT_TO_STAND = Movement("sit_to_stand", "sit_to_stand", _build, _OPTIONS, _FAULTS)
