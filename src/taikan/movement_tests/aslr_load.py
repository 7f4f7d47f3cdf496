"""Active straight-leg raise, load transfer: each heel lifted 20 cm lying on the back (clinical list 1.3).

The score is the person's own, from 0 not difficult to 5 unable, handed in as an option; the picture shows whether the
leg was lifted, how high and how straight.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from taikan.core.records import Reason
from taikan.kinematics.events import CycleSettings, RepetitionSpan, find_repetitions, whole_or_partial
from taikan.kinematics.motion import Motion
from taikan.kinematics.pose_signals import ankle_lift_percent
from taikan.movement_tests import reading
from taikan.movement_tests.base import LimbSide, MovementTest, Option, Recipe, Sample, Take
from taikan.movement_tests.walk_steps import SIDES

NOT_SEEN = Reason(code="movement_not_seen")
NOT_ASKED = "not_asked"
SCORES = (NOT_ASKED, "0", "1", "2", "3", "4", "5")


def _segment(motion: Motion, _options: Mapping[str, str]) -> tuple[RepetitionSpan, ...]:
    """Lifts of either foot by somebody lying on the back."""
    numbers = reading.settings("aslr_load")
    trunk = reading.trunk_inclination(motion)
    supine = (trunk <= numbers["supine_deg"]) & (trunk >= -180.0 - numbers["supine_deg"])
    cycle = CycleSettings(min_amplitude=numbers["least_lift_percent"], first_half="ascent")
    found = [
        replace(span, side=side)
        for side in SIDES
        for span in whole_or_partial(
            find_repetitions(motion.time_s, np.maximum(ankle_lift_percent(motion, side), 0.0), cycle, usable=supine)
        )
    ]
    return tuple(sorted(found, key=lambda span: (span.start_s, span.side)))


def _lift(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    """Heel over its own place before the lift, at the top, cm."""
    if span.side != side:
        return NOT_SEEN
    motion = take.motion
    heel = motion.point(f"{side}_heel")[:, 1]
    rise = reading.at_bottom(motion, span, heel) - reading.while_standing(motion, span, heel)
    cm = motion.scale.to_cm(rise)
    return Reason(code="needs_height") if cm is None else cm


def _knee(take: Take, span: RepetitionSpan, side: LimbSide) -> Sample:
    if span.side != side:
        return NOT_SEEN
    return reading.at_bottom(take.motion, span, reading.limb_angle(take.motion, side, "knee_flexion"))


def _own_score(take: Take, side: LimbSide) -> Sample:
    stated = take.options[side]
    return Reason(code="self_score_needed") if stated == NOT_ASKED else float(stated)


def _sum(take: Take, _side: LimbSide) -> Sample:
    scores = [_own_score(take, side) for side in SIDES]
    missing = [s for s in scores if isinstance(s, Reason)]
    return missing[0] if missing else float(sum(s for s in scores if not isinstance(s, Reason)))


ASLR_LOAD = MovementTest(
    id="aslr_load",
    views=("sagittal",),
    landmarks=("shoulder", "hip", "ankle"),
    segment=_segment,
    phase_names=("ascent", "descent"),
    still_joint=None,
    lying=True,
    min_repetitions=1,
    options=(Option("left", SCORES), Option("right", SCORES)),
    recipes=(
        Recipe("ctrl.aslr_load", whole=_sum),
        Recipe("ctrl.aslr_load.score", whole=_own_score),
        Recipe("ctrl.aslr_load.lift", _lift),
        Recipe("ctrl.aslr_load.knee", _knee),
    ),
)
