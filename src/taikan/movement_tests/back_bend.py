"""Back-bend in standing, hands on the hips (clinical list 1.2, rom.ext)."""

from collections.abc import Mapping

import numpy as np

from taikan.core.arrays import FloatArray
from taikan.kinematics.events import RepetitionSpan
from taikan.kinematics.motion import Motion
from taikan.movement_tests import range_of_motion as rom
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Recipe, Sample, Take
from taikan.movement_tests.positions import in_position


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    """Only what goes behind the vertical counts, so that coming up from a forward bend is no back-bend."""
    backward = np.maximum(-reading.trunk_inclination(motion), 0.0)
    return rom.excursions(motion, [("none", backward)], reading.settings("back_bend")["min_lean_deg"])


def _leg_lean(motion: Motion, side: LimbSide) -> FloatArray:
    """(T,) degrees of the line ankle-hip from the vertical, hips forward positive."""
    return 90.0 - rom.elevation(motion, side, "ankle", "hip")


def _trunk(take: Take, span: RepetitionSpan, _side: LimbSide) -> Sample:
    return -rom.change(take.motion, span, reading.trunk_inclination(take.motion))


def _glide(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    return rom.change(take.motion, span, _leg_lean(take.motion, side))


def _extension(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Backward inclination of the trunk since standing, less the forward glide of the pelvis as the leg line's turn."""
    trunk = -rom.change(take.motion, span, reading.trunk_inclination(take.motion))
    return trunk - max(0.0, rom.change(take.motion, span, _leg_lean(take.motion, side)))


BACK_BEND = MovementTest(
    id="back_bend",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "ankle"),
    segment=_segment,
    checks=(in_position("standing"),),
    phase_names=("outward", "back"),
    recipes=(
        Recipe("rom.ext", _extension),
        Recipe("rom.ext.trunk", _trunk),
        Recipe("rom.ext.glide", _glide),
    ),
)
