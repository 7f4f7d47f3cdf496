"""Standing still and sitting still, in the posture types that are told apart."""

from dataclasses import dataclass, replace

import numpy as np

from lab.folding import soles
from lab.performance import Contact, InjectedFault, Performance, Prop, Repetition
from lab.rotations import FloatArray
from lab.script import Movement, Script
from lab.skeleton import Skeleton
from lab.stand import arms, pelvis_height, seated_legs, spread_spine, standing, usual_stance
from lab.timing import minimum_jerk


@dataclass(frozen=True)
class _Type:
    """Degrees from neutral; ``sway_m`` hips forward, ``list_deg`` right hip up, ``side_deg`` trunk to the right."""

    pelvis: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    neck: float = 0.0
    sway_m: float = 0.0
    list_deg: float = 0.0
    side_deg: float = 0.0


_TYPES = {
    "neutral": _Type(),
    "kyphotic": _Type(pelvis=3.0, lower=-4.0, upper=24.0, neck=14.0),
    "hyperlordotic": _Type(pelvis=14.0, lower=-24.0, upper=8.0, neck=2.0),
    "sway": _Type(pelvis=-8.0, lower=-6.0, upper=14.0, neck=10.0, sway_m=0.07),
    "flat": _Type(pelvis=-9.0, lower=14.0, upper=-6.0, neck=2.0),
    "asymmetric": _Type(list_deg=3.5, side_deg=-6.0),
}
_OPTIONS = ("duration_s", "amount", "pelvis_deg", "lumbar_deg", "thoracic_deg", "neck_deg")


def _still(script: Script, default_s: float) -> FloatArray:
    return np.arange(round(script.option("duration_s", default_s) * script.fps)) / script.fps


def _swaying(rng: np.random.Generator, time_s: FloatArray, size: float) -> FloatArray:
    """(T,) slow unrest of a body that stands still, about ``size`` at most."""
    waves = [np.sin(2 * np.pi * rng.uniform(0.1, 0.5) * time_s + rng.uniform(0, 6.3)) for _ in range(4)]
    return np.asarray(size * np.sum(waves, axis=0) / 4)


def _stand(skeleton: Skeleton, script: Script, kind: _Type) -> Performance:
    rng = script.rng()
    time_s = _still(script, 4.0)
    count, amount = len(time_s), script.option("amount", 1.0)
    stance = usual_stance(skeleton, rng)
    start = standing(skeleton, stance, time_s)
    unrest = _swaying(rng, time_s, 0.6)
    lower = np.full(count, script.option("lumbar_deg", amount * kind.lower)) + unrest
    upper = np.full(count, script.option("thoracic_deg", amount * kind.upper))
    ahead = np.full(count, amount * kind.sway_m) + _swaying(rng, time_s, 0.004)
    pelvis = np.stack([ahead, pelvis_height(skeleton, stance, ahead, np.full(count, 4.0)), np.zeros(count)], axis=1)
    side = np.zeros((count, 5))
    side[:, 1:4] = amount * kind.side_deg / 3
    neck = np.full(count, script.option("neck_deg", amount * kind.neck))
    tilt = script.option("pelvis_deg", amount * kind.pelvis) - unrest
    return replace(
        start,
        pelvis_m=pelvis,
        pelvis_tilt_deg=np.zeros(count) + tilt,
        pelvis_list_deg=np.full(count, amount * kind.list_deg),
        spine_flexion_deg=spread_spine(lower, upper),
        spine_side_deg=side,
        neck_flexion_deg=neck,
        head_flexion_deg=-(tilt + lower + upper + neck) * 0.8,
        repetitions=(Repetition(1, 0.0, float(time_s[-1] / 2), float(time_s[-1])),),
        contacts=soles(time_s),
    )


def _posture(name: str) -> Movement:
    kind = _TYPES[name]
    return Movement(f"posture_{name}", "posture", lambda skeleton, script: _stand(skeleton, script, kind), _OPTIONS)


POSTURES = tuple(_posture(name) for name in _TYPES)

_SIT_OPTIONS = ("duration_s", "slump_deg", "lean_deg", "seat_m", "tall_s", "neck_deg")


def _sit(skeleton: Skeleton, script: Script, slump_deg: float) -> Performance:
    """Tall sitting first, as the reference; then the sitting that is looked at."""
    rng = script.rng()
    time_s = _still(script, 7.0)
    count = len(time_s)
    seat = script.option("seat_m", float(rng.uniform(0.42, 0.46)))
    tall_s = script.option("tall_s", 2.5)
    settled = minimum_jerk((time_s - tall_s) / 1.2)
    slump = script.option("slump_deg", slump_deg * float(rng.uniform(0.85, 1.15))) + script.size("slump", 1)
    bend = slump * settled + _swaying(rng, time_s, 0.5)
    stance = usual_stance(skeleton, rng, wide=1.3)
    start = standing(skeleton, stance, time_s)
    hips, _ = seated_legs(skeleton, stance, seat, count)
    neck = 0.35 * bend + script.option("neck_deg", 0.0) * settled
    resting = arms(count, flexion_deg=22.0, abduction_deg=8.0, elbow_deg=62.0, rotation_deg=25.0)
    lean = script.option("lean_deg", 0.0) * settled
    times = (0.0, tall_s + 1.2, float(time_s[-1]))
    return replace(
        start,
        pelvis_m=hips,
        pelvis_tilt_deg=lean - 0.55 * bend,
        spine_flexion_deg=spread_spine(0.75 * bend, 0.5 * bend),
        neck_flexion_deg=neck,
        head_flexion_deg=-0.55 * bend - 0.5 * neck,
        arms=resting,
        repetitions=(Repetition(1, *times),),
        faults=(InjectedFault("slump", 1, tall_s, times[2], slump, "deg"),) if slump else (),
        contacts=(*soles(time_s), Contact("none", "seat", 0.0, float(time_s[-1]))),
        props=(Prop("chair", np.array([hips[0, 0] + 0.02, seat, 0.0]), (0.42, seat, 0.45)),),
    )


SITTINGS = (
    Movement("sitting_upright", "sitting", lambda s, c: _sit(s, c, 0.0), _SIT_OPTIONS, {"slump": "deg"}),
    Movement("sitting_slumped", "sitting", lambda s, c: _sit(s, c, 34.0), _SIT_OPTIONS, {"slump": "deg"}),
)
