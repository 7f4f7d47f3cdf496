"""What a camera without any error would see: true joints as a pose track, measured and judged by Taikan's own rules.

Used only to know whether a form fault's rule is really fulfilled: a trunk may lean too far though nobody put that in.
"""

import numpy as np
import xarray as xr

from lab.accuracy.truth import ClipTruth
from taikan.coaching.faults import FaultContext, judge_faults
from taikan.core.arrays import KEYPOINTS, pose_track
from taikan.core.records import Repetition
from taikan.kinematics.motion import Motion, build_motion
from taikan.kinematics.view import View
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import TestInput
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test

PIXELS_PER_M = 500.0
PICTURE_PX = 4000
EXACT = 1.0


def true_faults(clip: ClipTruth) -> dict[tuple[str, int], float]:
    """(fault, true repetition's index) to the size by the fault's own rule, for those the true joints fulfil."""
    motion = ideal_motion(clip)
    test = movement_tests().get(clip.test)
    outcome = run_test(test, TestInput(motion=motion))
    context = FaultContext(test.id, variant=test.resolve_options({}).get("variant", ""))
    found = judge_faults(test.fault_ids, load_knowledge().faults, motion, None, outcome.repetitions, context)
    where = match_repetitions(clip, outcome.repetitions)
    return {(e.code, where[e.repetition]): e.size for e in found.events if e.repetition in where}


def match_repetitions(clip: ClipTruth, found: tuple[Repetition, ...]) -> dict[int, int]:
    """Index of each found repetition to that of the true one whose turning point lies within it or next to it."""
    pairs: dict[int, int] = {}
    for true in clip.whole_repetitions:
        reach = 0.5 * (true.end_s - true.start_s)
        near = [
            r
            for r in found
            if abs(r.bottom_s - true.bottom_s) <= reach and r.side == true.side and r.index not in pairs
        ]
        if near:
            pairs[min(near, key=lambda r: abs(r.bottom_s - true.bottom_s)).index] = true.index
    return pairs


def ideal_motion(clip: ClipTruth) -> Motion:
    """True joints seen square on by a camera at no distance in particular, every landmark in full sight."""
    return build_motion(_track(clip), height_cm=100.0 * clip.height_m, view=_view(clip))


def _view(clip: ClipTruth) -> View:
    if clip.family == "sagittal":
        right = clip.near_side == "right"
        label = "sagittal_right" if right else "sagittal_left"
        return View(label, 90.0 if right else -90.0, EXACT, 1 if right else -1, clip.near_side, 1.0)
    if clip.family == "frontal":
        return View("frontal", 0.0, EXACT, 0, "both", 1.0)
    return View("posterior", 180.0, EXACT, 0, "both", 1.0)


def _track(clip: ClipTruth) -> xr.Dataset:
    """The person looks to image-right seen from their right, and the other way about; depth is the third axis."""
    world = np.stack([clip.point(name) for name in KEYPOINTS], axis=1)
    ahead, up, right = np.moveaxis(world, -1, 0)
    across = {"sagittal": ahead if clip.near_side == "right" else -ahead, "frontal": -right, "posterior": right}
    x = across[clip.family]
    position = PIXELS_PER_M * np.stack([x - x.mean(), -up, np.zeros_like(x)], axis=-1)
    position[..., :2] += PICTURE_PX / 2
    seen = np.ones(position.shape[:2])
    return pose_track(
        time_s=clip.time_s,
        position_px=position,
        world_m=world,
        visibility=seen,
        presence=np.ones(len(clip.time_s)),
        width_px=PICTURE_PX,
        height_px=PICTURE_PX,
    )
