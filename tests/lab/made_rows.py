"""Rows of a made-up set, as many clips would give them."""

import numpy as np
import pandas as pd


def rows(count=120, seed=4):
    """Tables like those of ``lab.accuracy.shards.run_set``: errors, refusals and faults of known size."""
    rng = np.random.default_rng(seed)
    about = pd.DataFrame(
        {
            "clip": [f"c{i}" for i in range(count)],
            "test": np.where(np.arange(count) % 2, "hip_hinge", "squat"),
            "body": [f"b{i % 12}" for i in range(count)],
            "view": "sagittal",
            "yaw_off_deg": rng.uniform(0, 18, count),
            "fit": "tight",
            "measurable": np.arange(count) % 10 != 0,
        }
    )
    about["in_protocol"] = about["measurable"] & (about["yaw_off_deg"] <= 10)
    good = about[about["measurable"]].reset_index(drop=True)
    n = len(good)
    truth = rng.uniform(20, 60, n)
    value = np.where(rng.random(n) < 0.1, np.nan, truth + 2.0 + rng.normal(0, 3.0, n))
    measures = good.assign(
        code=np.where(good["test"] == "squat", "mov.sq.trunk", "mov.hinge.hip"),
        side="none", unit="deg", truth=truth, value=value, sem=3.0, low=value - 8.0, high=value + 4.0, n_trials=2,
        confidence=0.8, absent=np.where(np.isnan(value), "landmarks_hidden", None),
    )  # fmt: skip
    angles = good.assign(series="knee_flexion", limb="near", n_frames=90, bias=1.0, mae=3.0, rmse=3.5, change_mae=2.5)
    repetitions = good.assign(truth=2, found=2.0, start_error_s=0.1, bottom_error_s=0.0, end_error_s=-0.1)
    size = np.where(rng.random(n) < 0.5, 0.0, rng.uniform(2, 30, n))
    seen = rng.random(n) < 1 / (1 + np.exp(-(size - 12) / 2))
    faults = good.assign(
        code="trunk_lean", repetition=1, true_size=size, size_unit="deg", present=(size > 12).astype(float),
        judged=True, seen=seen, score=seen * size, confidence=np.where(seen, 0.8, np.nan),
        prior_confidence=np.where(seen, 0.8, np.nan),
    )  # fmt: skip
    bend = rng.uniform(-3, 45, n)
    confidence = rng.uniform(0.3, 1.0, n)
    contour = good.assign(
        repetition=1, part="total", true_change_deg=bend, confidence=confidence, se=1.0, refused=None,
        change=bend / 5 + rng.normal(0, 0.6, n),
    )  # fmt: skip
    contour = pd.concat([contour, contour.assign(part="bend", change=5 * contour["change"])], ignore_index=True)
    verdict = about.assign(
        why_not=np.where(about["measurable"], None, "too_dark"), valid=about["measurable"],
        reasons=np.where(about["measurable"], None, "too_dark"),
    )  # fmt: skip
    return {
        "angles": angles, "measures": measures, "repetitions": repetitions, "faults": faults, "contour": contour,
        "verdict": verdict,
    }  # fmt: skip
