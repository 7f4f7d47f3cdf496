"""A clip's truth made from formulas: a squat whose every number is known by hand."""

import numpy as np
import pandas as pd

from lab.accuracy.truth import SCHEMA, ClipTruth
from taikan.core.arrays import KEYPOINTS

FPS = 60.0
HEIGHT_M = 1.7
THIGH_M, SHANK_M, TRUNK_M = 0.42, 0.42, 0.5


def squat_truth(*, knee_deg=90.0, tibia_deg=25.0, trunk_deg=40.0, down_s=1.0, up_s=0.8, shift_m=0.0):
    """One squat from 0.5 s: raised-cosine ways to the given angles and back, feet 0.3 m apart."""
    start, bottom, end = 0.5, 0.5 + down_s, 0.5 + down_s + up_s
    time_s = np.arange(0.0, end + 0.5, 1.0 / FPS)
    way = np.interp(time_s, [start, bottom, end], [0.0, 1.0, 0.0])
    way = 0.5 - 0.5 * np.cos(np.pi * way)
    shank, knee, trunk = (np.radians(a * way) for a in (tibia_deg, knee_deg, trunk_deg))
    thigh = knee - shank
    columns = {"time_s": time_s}
    points = {name: np.zeros((len(time_s), 3)) for name in KEYPOINTS}
    for side, z in (("right", 0.15), ("left", -0.15)):
        ankle = np.stack([0 * way, 0 * way + 0.08, 0 * way + z], axis=1)
        knee_at = ankle + SHANK_M * np.stack([np.sin(shank), np.cos(shank), 0 * way], axis=1)
        hip = knee_at + THIGH_M * np.stack([-np.sin(thigh), np.cos(thigh), shift_m / THIGH_M * way], axis=1)
        shoulder = hip + TRUNK_M * np.stack([np.sin(trunk), np.cos(trunk), 0 * way], axis=1)
        points |= {
            f"{side}_{n}": p
            for n, p in zip(("ankle", "knee", "hip", "shoulder"), (ankle, knee_at, hip, shoulder), strict=True)
        }
        points[f"{side}_heel"] = ankle + np.array([-0.05, -0.06, 0.0])
        points[f"{side}_foot_index"] = ankle + np.array([0.17, -0.06, 0.0])
        columns |= {
            f"{side}_thigh_inclination": np.degrees(thigh),
            f"{side}_shank_inclination": np.degrees(shank),
            f"{side}_knee_flexion": np.degrees(knee),
            f"{side}_hip_flexion": np.degrees(thigh + trunk),
            f"{side}_knee_valgus": 0.0 * way,
        }
    columns |= {"trunk_inclination": np.degrees(trunk), "neck_flexion": 0.0 * way}
    for name, xyz in points.items():
        columns |= {f"{name}_{axis}_m": xyz[:, i] for i, axis in enumerate("xyz")}
    about = {
        "schema": SCHEMA,
        "test": "squat",
        "person": {"id": "made", "height_cm": 100 * HEIGHT_M},
        "clothes": {"fit": "tight"},
        "camera": {"yaw_deg": 90.0, "yaw_error_deg": 0.0},
        "repetitions": [
            {"index": 1, "side": "none", "start_s": start, "bottom_s": bottom, "end_s": end, "partial": False}
        ],
        "faults": [],
        "contacts": [],
        "measurable": True,
        "why_not": None,
    }
    return ClipTruth(about, pd.DataFrame(columns))
