"""What is true of every frame, in Taikan's own definitions: landmarks, angles as an ideal side and front camera would
see them, the bend of every spine bone, and the commanded repetitions and faults."""

import numpy as np
import pandas as pd

from lab.camera import View
from lab.performance import Performance
from lab.rotations import FloatArray
from lab.skeleton import LOWER_SPINE, SPINE
from taikan.core.arrays import KEYPOINTS
from taikan.kinematics.angles import compute_angles
from taikan.knowledge.angle_table import load_angle_table

_AXES = ("x", "y", "z")


def true_angles(time_s: FloatArray, landmarks_m: FloatArray) -> dict[str, FloatArray]:
    """Every series of ``angles.toml``, both sides, named without ``_projection``; degrees, (T,).

    Sagittal ones as seen from the person's right, frontal ones as seen from behind, both without perspective.
    """
    sure = np.ones(landmarks_m.shape[:2])
    side = compute_angles(time_s, landmarks_m[:, :, [0, 1]], sure, facing=1, right_sign=0)
    front = compute_angles(time_s, landmarks_m[:, :, [2, 1]], sure, facing=0, right_sign=1)
    found: dict[str, FloatArray] = {}
    for seen in (side, front):
        for name in seen["angle"].to_numpy():
            values = seen["angle_deg"].sel(angle=name).to_numpy()
            if np.isfinite(values).any():
                found[str(name).removesuffix("_projection")] = values
    assert len(found) >= len(load_angle_table())
    return found


def truth_table(performance: Performance, landmarks_m: FloatArray, view: View) -> pd.DataFrame:
    """One row a frame: time, landmarks in metres and pixels, angles, spine."""
    columns: dict[str, FloatArray] = {"time_s": performance.time_s}
    pixels = view.project(landmarks_m)
    for i, name in enumerate(KEYPOINTS):
        columns |= {f"{name}_{axis}_m": landmarks_m[:, i, k] for k, axis in enumerate(_AXES)}
        columns |= {f"{name}_{axis}_px": pixels[:, i, k] for k, axis in enumerate("uv")}
    columns |= true_angles(performance.time_s, landmarks_m)
    columns |= {f"spine_{i + 1}_flexion_deg": performance.spine_flexion_deg[:, i] for i in range(len(SPINE))}
    low = len(LOWER_SPINE)
    columns["lumbar_flexion_deg"] = performance.spine_flexion_deg[:, :low].sum(axis=1)
    columns["thoracic_flexion_deg"] = performance.spine_flexion_deg[:, low:].sum(axis=1)
    columns["pelvis_tilt_deg"] = performance.pelvis_tilt_deg
    return pd.DataFrame(columns)
