"""Which angles a report draws for each movement, and which measure's target belongs to which curve."""

from dataclasses import dataclass
from typing import Literal

from taikan.report.drawing import NearSide

When = Literal["bottom", "top", "whole"]


@dataclass(frozen=True)
class Curve:
    """One curve: ``stem`` is the series without side and ``_projection``.

    ``measure`` is the code whose norm is drawn as a band where ``when`` says. The norm applies to
    ``offset + factor * angle``; depth for instance is 90 degrees minus the thigh's inclination.
    """

    stem: str
    measure: str | None = None
    when: When = "bottom"
    offset: float = 0.0
    factor: float = 1.0


SIDED = frozenset(
    {
        "hip_flexion",
        "knee_flexion",
        "ankle_dorsiflexion",
        "thigh_inclination",
        "shank_inclination",
        "foot_inclination",
        "knee_valgus",
        "elbow_flexion",
        "shoulder_flexion",
    }
)

_SIDE_CURVES: dict[str, tuple[Curve, ...]] = {
    "squat": (
        Curve("thigh_inclination", "mov.sq.depth", offset=90.0, factor=-1.0),
        Curve("trunk_inclination", "mov.sq.trunk"),
        Curve("shank_inclination", "mov.sq.tibia"),
        Curve("knee_flexion"),
    ),
    "hip_hinge": (
        Curve("hip_flexion", "mov.hinge.hip"),
        Curve("trunk_inclination"),
        Curve("knee_flexion", "mov.hinge.knee"),
        Curve("shank_inclination", "mov.hinge.shank"),
    ),
    "deadlift": (
        Curve("hip_flexion"),
        Curve("trunk_inclination"),
        Curve("knee_flexion"),
        Curve("shank_inclination"),
    ),
    "sit_to_stand": (Curve("trunk_inclination"), Curve("knee_flexion"), Curve("hip_flexion")),
    "walk": (
        Curve("thigh_inclination"),
        Curve("knee_flexion"),
        Curve("trunk_inclination", "gait.trunk_lean", when="whole"),
    ),
    "run": (
        Curve("thigh_inclination"),
        Curve("knee_flexion"),
        Curve("shank_inclination"),
        Curve("trunk_inclination", "run.trunk", when="whole"),
    ),
    **dict.fromkeys(("plank", "single_leg_bridge"), (Curve("hip_flexion"), Curve("trunk_inclination"))),
    **dict.fromkeys(("sorensen", "flexor_endurance", "bird_dog"), (Curve("trunk_inclination"), Curve("hip_flexion"))),
}
_HELD = frozenset({"posture", "sitting", "desk", "breathing"})
"""Tests without movement: their pictures say it all, and no curve is drawn."""

_SIDE_DEFAULT = (Curve("trunk_inclination"), Curve("hip_flexion"), Curve("knee_flexion"))
_FRONT_CURVES: dict[str, tuple[Curve, ...]] = {
    "squat": (Curve("knee_valgus", "mov.sq.fppa"), Curve("trunk_lateral_lean")),
    "walk": (Curve("trunk_lateral_lean"), Curve("pelvis_obliquity")),
}
_FRONT_DEFAULT = (Curve("knee_valgus"), Curve("trunk_lateral_lean"), Curve("pelvis_obliquity"))

_SIDE_ARCS: dict[str, tuple[str, ...]] = {
    "squat": ("trunk_inclination", "knee_flexion", "shank_inclination"),
    "hip_hinge": ("trunk_inclination", "knee_flexion"),
    "deadlift": ("trunk_inclination", "knee_flexion"),
    "sit_to_stand": ("trunk_inclination", "knee_flexion"),
    "walk": ("trunk_inclination", "knee_flexion"),
    **dict.fromkeys(("plank", "single_leg_bridge"), ("hip_flexion", "trunk_inclination")),
    "posture": ("head_inclination", "trunk_inclination"),
    "sitting": ("head_inclination", "trunk_inclination"),
    "desk": ("head_inclination", "trunk_inclination", "elbow_flexion"),
    "breathing": ("trunk_inclination",),
}
_SIDE_ARCS_DEFAULT = ("trunk_inclination", "knee_flexion")
_FRONT_ARCS: dict[str, tuple[str, ...]] = {
    "posture": ("shoulder_obliquity", "pelvis_obliquity"),
    "breathing": ("shoulder_obliquity",),
}
_FRONT_ARCS_DEFAULT = ("knee_valgus", "trunk_lateral_lean")


def curves_for(test: str, near_side: NearSide) -> tuple[Curve, ...]:
    """The curves of ``test`` as seen from the side, or from front and back when ``near_side`` is ``both``."""
    if test in _HELD:
        return ()
    if near_side == "both":
        return _FRONT_CURVES.get(test, _FRONT_DEFAULT)
    return _SIDE_CURVES.get(test, _SIDE_DEFAULT)


def arc_series(test: str, near_side: NearSide) -> tuple[str, ...]:
    """Names of the angle series drawn as arcs on the pictures of ``test``."""
    front, side = _FRONT_ARCS.get(test, _FRONT_ARCS_DEFAULT), _SIDE_ARCS.get(test, _SIDE_ARCS_DEFAULT)
    stems = front if near_side == "both" else side
    return tuple(name for stem in stems for name in series_names(stem, near_side))


def series_names(stem: str, near_side: NearSide) -> tuple[str, ...]:
    """``knee_flexion`` to the near side's series, or both sides' when the view shows both."""
    if stem not in SIDED:
        return (f"{stem}_projection",)
    sides = ("right", "left") if near_side == "both" else (near_side,)
    return tuple(f"{side}_{stem}_projection" for side in sides)
