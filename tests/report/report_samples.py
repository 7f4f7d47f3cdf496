"""A drawn person who squats twice, and what an analysis of it would say. No video and no model needed."""

import math

import numpy as np
import xarray as xr

from taikan.core.arrays import KEYPOINTS, angle_table, pose_track
from taikan.core.records import (
    AnalysisResult,
    FaultEvent,
    FaultJudgement,
    Measure,
    Phase,
    Provenance,
    Reason,
    Repetition,
    Verdict,
)

FPS = 15.0
WIDTH_PX, HEIGHT_PX = 360, 640
FRAMES = 90
FRONT_ONLY: dict[str, str | float | int] = {"needed": "frontal", "seen": "sagittal_right"}
REPETITIONS = tuple(
    Repetition(
        index=i,
        side="none",
        start_s=a,
        bottom_s=b,
        end_s=c,
        phases=(
            Phase(name="descent", start_s=a, end_s=b),
            Phase(name="ascent", start_s=b, end_s=c),
        ),
        measures={"mov.sq.depth": 6.0, "mov.sq.trunk": 48.0},
    )
    for i, (a, b, c) in enumerate(((0.5, 1.5, 2.5), (3.0, 4.2, 5.4)), start=1)
)


def bend(time_s: float) -> float:
    """0 standing, 1 at the bottom."""
    for r in REPETITIONS:
        if r.start_s < time_s < r.end_s:
            half = r.bottom_s - r.start_s if time_s < r.bottom_s else r.end_s - r.bottom_s
            return 0.5 + 0.5 * math.cos(math.pi * (time_s - r.bottom_s) / half)
    return 0.0


def _points(amount: float) -> np.ndarray:
    """Landmarks of a person who faces image-right, right side to the camera; px, y down."""
    shank, thigh, trunk = (math.radians(a * amount) for a in (30.0, 85.0, 45.0))
    ankle = np.array([160.0, 560.0])
    knee = ankle + 130.0 * np.array([math.sin(shank), -math.cos(shank)])
    hip = knee + 130.0 * np.array([-math.sin(thigh), -math.cos(thigh)])
    shoulder = hip + 160.0 * np.array([math.sin(trunk), -math.cos(trunk)])
    places = {
        "ankle": ankle,
        "heel": np.add(ankle, (-14.0, 16.0)),
        "foot_index": np.add(ankle, (50.0, 18.0)),
        "knee": knee,
        "hip": hip,
        "shoulder": shoulder,
        "elbow": np.add(shoulder, (60.0, 30.0)),
        "wrist": np.add(shoulder, (120.0, 20.0)),
        "ear": np.add(shoulder, (12.0, -42.0)),
    }
    points = np.tile(np.add(shoulder, (28.0, -40.0)), (33, 1))
    for name, at in places.items():
        points[KEYPOINTS.index(f"right_{name}")] = at
        points[KEYPOINTS.index(f"left_{name}")] = np.add(at, (6.0, -3.0))
    return points


def make_track() -> xr.Dataset:
    """Two squats in 6 s; the left wrist is hidden, the nose missing in the first frame."""
    time_s = np.arange(FRAMES) / FPS
    position = np.zeros((FRAMES, 33, 3))
    position[..., :2] = np.stack([_points(bend(float(t))) for t in time_s])
    position[0, 0] = np.nan
    state = np.zeros((FRAMES, 33), dtype=np.int8)
    state[:, KEYPOINTS.index("left_wrist")] = 2
    state[0, 0] = 3
    return pose_track(
        time_s=time_s,
        position_px=position,
        world_m=np.zeros((FRAMES, 33, 3)),
        visibility=np.full((FRAMES, 33), 0.9),
        presence=np.ones(FRAMES),
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        state=state,
    )


def make_angles() -> xr.Dataset:
    """The angles of ``make_track``."""
    amount = np.array([bend(t) for t in np.arange(FRAMES) / FPS])
    full = {
        "right_hip_flexion_projection": 130.0,
        "right_knee_flexion_projection": 115.0,
        "right_thigh_inclination_projection": 85.0,
        "right_shank_inclination_projection": 30.0,
        "trunk_inclination_projection": 45.0,
    }
    values = np.stack([v * amount for v in full.values()], axis=1)
    return angle_table(time_s=np.arange(FRAMES) / FPS, names=list(full), angle_deg=values)


def make_provenance() -> Provenance:
    """Of a made-up clip."""
    return Provenance(
        software="taikan",
        version="0.1.0",
        model="full",
        model_sha256="4f" * 32,
        detector_sha256="9a" * 32,
        runtime="openvino",
        fps=29.97,
        frame_count=613,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        duration_s=20.45,
        file_name="squat.mp4",
        file_sha256="c3" * 32,
        view="sagittal_right",
        settings={"cutoff_hz": 6.0},
    )


def make_measures() -> tuple[Measure, ...]:
    """One of each kind: ok, borderline, amber, red, without grade, absent."""
    near = {"side": "right", "n_trials": 2, "confidence": 0.86}
    return (
        Measure(code="mov.sq.depth", unit="deg", value=6.2, sem=2.5, mdc95=7.0, within_sd=1.9, grade="ok", **near),
        Measure(code="mov.sq.trunk", unit="deg", value=52.4, sem=2.5, mdc95=7.0, within_sd=0.8, grade="amber", **near),
        Measure(code="mov.sq.tibia", unit="deg", value=23.9, sem=2.5, mdc95=7.0, grade="borderline", **near),
        Measure(code="mov.sq.trunk_tibia", unit="deg", value=28.5, sem=4.0, mdc95=11.0, grade="red", **near),
        Measure(code="mov.sq.speed", unit="s", value=2.31, sem=0.05, mdc95=0.14, grade="ok", **near),
        Measure(code="mov.sq.reps", unit="{count}", value=2, sem=0.1, mdc95=0.5, n_trials=2, confidence=0.95),
        Measure(
            code="mov.sq.fppa",
            unit="deg",
            sem=4.0,
            mdc95=11.0,
            absent_reason=Reason(code="view_cannot_show", values=FRONT_ONLY),
        ),
        Measure(code="mov.sq.buttwink", unit="%", sem=5.0, mdc95=14.0, absent_reason=Reason(code="contour_hidden")),
    )


def make_fault(code: str, state: str, repetition: int = 1) -> FaultEvent:
    """A fault seen around a repetition's bottom."""
    bottom = REPETITIONS[repetition - 1].bottom_s
    return FaultEvent(
        code=code,
        repetition=repetition,
        start_s=bottom - 0.3,
        end_s=bottom + 0.3,
        peak_s=bottom,
        size=14.0,
        limit=12.0,
        unit="deg",
        severity=0.5,
        confidence=0.8,
        state=state,  # type: ignore[arg-type]
    )


def make_result(**changes: object) -> AnalysisResult:
    """A valid squat result with faults observed, asked, not seen and not judged."""
    fields: dict[str, object] = {
        "test": "squat",
        "view": "sagittal_right",
        "verdict": Verdict(valid=True, notes=(Reason(code="height_not_stated"),)),
        "repetitions": REPETITIONS,
        "measures": make_measures(),
        "faults": (
            make_fault("trunk_lean", "observed", 1),
            make_fault("trunk_lean", "observed", 2),
            make_fault("trunk_rounding_lower", "asked", 2),
        ),
        "fault_judgements": (
            FaultJudgement(code="trunk_lean", state="observed"),
            FaultJudgement(code="trunk_rounding_lower", state="asked"),
            FaultJudgement(code="heel_rise", state="not_seen"),
            FaultJudgement(
                code="knee_valgus", state="not_judged", reason=Reason(code="view_cannot_show", values=FRONT_ONLY)
            ),
        ),
        "provenance": make_provenance(),
    }
    return AnalysisResult(**(fields | changes))  # type: ignore[arg-type]


def make_invalid_result() -> AnalysisResult:
    """A squat filmed from a slant with one repetition."""
    reasons = (
        Reason(code="oblique_view", values={"yaw_deg": 52.0, "needed": "sagittal"}),
        Reason(code="too_few_repetitions", values={"needed": 2, "found": 1}),
    )
    return make_result(
        view="oblique",
        verdict=Verdict(valid=False, reasons=reasons),
        repetitions=(),
        measures=(),
        faults=(),
        fault_judgements=(),
    )


def blank_frame() -> np.ndarray:
    """A grey picture of the clip's size."""
    return np.full((HEIGHT_PX, WIDTH_PX, 3), 90, dtype=np.uint8)
