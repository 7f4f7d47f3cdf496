"""Reading test outcomes, and drawn back outlines."""

import numpy as np

from synthetic import Clip
from taikan.core.records import Measure, Reason
from taikan.kinematics.motion import build_motion
from taikan.kinematics.spine_contour import SpineContour
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.running import run_test


def get(outcome: TestOutcome, code: str, side: str | None = None) -> Measure:
    return next(m for m in outcome.measures if m.code == code and side in {None, m.side})


def value(outcome: TestOutcome, code: str, side: str | None = None) -> float:
    found = get(outcome, code, side).value
    assert found is not None, get(outcome, code, side).absent_reason
    return found


def outline(clip: Clip, lower_percent: np.ndarray, confidence: float = 0.9) -> SpineContour:
    """A back outline whose lower half follows ``lower_percent``, the rest flat."""
    n = len(clip.time_s)
    flat, none = np.zeros(n), np.full((n, 1, 2), np.nan)
    return SpineContour(
        time_s=clip.time_s,
        lower_percent=lower_percent,
        upper_percent=flat,
        total_percent=lower_percent / 2,
        lower_se=flat,
        upper_se=flat,
        total_se=flat,
        confidence=np.full(n, confidence),
        refusal=np.full(n, ""),
        edge_px=none,
        curve_px=none,
    )


def measured(test_id: str, clip: Clip, contour: SpineContour | None = None, **options: str) -> TestOutcome:
    """The outcome of ``test_id`` on ``clip`` of a person 170 cm tall."""
    motion = build_motion(clip.track, height_cm=170.0)
    return run_test(movement_tests().get(test_id), TestInput(motion=motion, contour=contour, options=options))


def absent(outcome: TestOutcome, code: str, side: str | None = None) -> Reason:
    """Why the measure ``code`` has no value."""
    reason = get(outcome, code, side).absent_reason
    assert reason is not None, f"{code} has the value {get(outcome, code, side).value}"
    return reason


def refusal(outcome: TestOutcome) -> list[str]:
    """Codes of why the recording cannot be used; empty if it can."""
    return [reason.code for reason in outcome.verdict.reasons]
