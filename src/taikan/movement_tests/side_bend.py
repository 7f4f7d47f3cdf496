"""Side bend in standing: how far the hand slides down each thigh (clinical list 1.2, rom.side)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.records import Reason
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position

LEAN = "trunk_lateral_lean_projection"


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    to_the_right = motion.angle(LEAN)
    signals: list[rom.Signal] = [("right", np.maximum(to_the_right, 0.0)), ("left", np.maximum(-to_the_right, 0.0))]
    return rom.excursions(motion, signals, reading.settings("side_bend")["min_lean_deg"])


def _out_of_plane(motion: Motion, span: RepetitionSpan) -> Reason | None:
    """Why ``span`` cannot be used if the trunk looks shorter than in standing: it tips forward or backward."""
    trunk = motion.midpoint("shoulder") - motion.midpoint("hip")
    length = np.hypot(trunk[:, 0], trunk[:, 1])
    shorter = -100.0 * rom.change(motion, span, length) / reading.while_standing(motion, span, length)
    return rom.spoiled("bent_out_of_plane", shorter, reading.settings("side_bend")["shorter_percent"])


def _slide(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """How much lower the fingertip of the bending side comes than in standing, cm."""
    if absent := _out_of_plane(take.motion, span):
        return absent
    tip = rom.fingertip(take.motion, side)[:, 1]
    return rom.in_cm(take.motion, -rom.change(take.motion, span, tip))


def _lean(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return _out_of_plane(take.motion, span) or abs(rom.change(take.motion, span, take.motion.angle(LEAN)))


SIDE_BEND = MovementTest(
    id="side_bend",
    views=("frontal", "posterior"),
    landmarks=("shoulder", "hip", "wrist"),
    segment=_segment,
    checks=(in_position("standing"),),
    phase_names=("outward", "back"),
    recipes=(
        Recipe("rom.side", rom.own_side(_slide)),
        Recipe("rom.side.diff", whole=rom.side_difference(_slide)),
        Recipe("rom.side.trunk", rom.own_side(_lean)),
    ),
)
