"""Running a registered test on a figure's track, with its own view reading, and judging its form faults."""

import xarray as xr

from taikan.coaching.faults import FaultContext, judge_faults
from taikan.kinematics.motion import Motion, build_motion
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test


def motion_of(test_id: str, track: xr.Dataset) -> Motion:
    test = movement_tests().get(test_id)
    return build_motion(track, height_cm=170.0, lying=test.lying, is_fast=test.is_fast)


def outcome(test_id: str, track: xr.Dataset, **options: str) -> TestOutcome:
    data = TestInput(motion=motion_of(test_id, track), options=options)
    return run_test(movement_tests().get(test_id), data)


def fault_states(test_id: str, track: xr.Dataset, **options: str) -> dict[str, str]:
    """Fault id to observed, asked, not_seen or not_judged."""
    test = movement_tests().get(test_id)
    result = outcome(test_id, track, **options)
    faults = judge_faults(
        test.fault_ids,
        load_knowledge().faults,
        motion_of(test_id, track),
        None,
        result.repetitions,
        FaultContext(test_id),
    )
    return {j.code: j.state for j in faults.judgements}
