"""Tables of docs/accuracy.md from the rows of many clips. Data frames in, data frames out; no I/O.

Every row names its clip, test, ``body`` and view; ``yaw_off_deg`` is how far the camera was from the ideal place,
``in_protocol`` whether the recording keeps the capture protocol.
"""

from dataclasses import asdict

import numpy as np
import pandas as pd

from lab.accuracy.agreement import agreement, covered
from lab.accuracy.detection import Detection, detection, half_seen_size

YAW_EDGES_DEG = (0.0, 5.0, 10.0, 20.0, 180.0)
YAW_NAMES = ("0-5", "5-10", "10-20", "over 20")


def yaw_bin(yaw_off_deg: pd.Series) -> pd.Series:
    """The name of the bin each absolute camera error falls into."""
    return pd.cut(yaw_off_deg.abs(), bins=list(YAW_EDGES_DEG), labels=list(YAW_NAMES), include_lowest=True)


def measure_table(rows: pd.DataFrame, by: tuple[str, ...] = ("test", "code")) -> pd.DataFrame:
    """One line a group of ``by``: agreement, how many were refused and why, bodies and views it stands on.

    ``rows``: truth, value (NaN where absent), absent (reason code or None), low, high, body, view, yaw_off_deg.
    """
    rows = rows[np.isfinite(rows["truth"].astype(float))].assign(yaw=lambda d: yaw_bin(d["yaw_off_deg"]))
    lines = []
    for key, group in rows.groupby(list(by), observed=True, sort=True):
        measured = group[np.isfinite(group["value"].astype(float))]
        inside = covered(*(measured[c].to_numpy(float) for c in ("truth", "low", "high")))
        lines.append(
            dict(zip(by, key, strict=True))
            | asdict(agreement(group["truth"].to_numpy(float), group["value"].to_numpy(float)))
            | {
                "bodies": measured["body"].nunique(),
                "views": measured.groupby(["view", "yaw"], observed=True).ngroups,
                "refused": len(group) - len(measured),
                "refused_percent": 100.0 * (1.0 - len(measured) / len(group)),
                "why": _commonest(group["absent"]),
                "covered_percent": 100.0 * float(inside.mean()) if len(inside) else float("nan"),
            }
        )
    return pd.DataFrame(lines)


def angle_table(rows: pd.DataFrame, by: tuple[str, ...] = ("series",)) -> pd.DataFrame:
    """Errors of angle series over frames: means over clips, which weigh alike. ``rows``: n_frames, bias, mae, rmse,
    change_mae."""
    rows = rows.assign(yaw=yaw_bin(rows["yaw_off_deg"]))
    lines = []
    for key, group in rows.groupby(list(by), observed=True, sort=True):
        known = group[group["n_frames"] > 0]
        lines.append(
            dict(zip(by, key, strict=True))
            | {
                "clips": len(known),
                "bodies": known["body"].nunique(),
                "bias": known["bias"].mean(),
                "mae": known["mae"].mean(),
                "rmse": float(np.sqrt((known["rmse"] ** 2).mean())),
                "change_mae": known["change_mae"].mean(),
                "worst_clip_mae": known["mae"].max(),
                "without": len(group) - len(known),
            }
        )
    return pd.DataFrame(lines)


def repetition_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a test and one for all: mean count error, exact and off-by-one share, timing errors.

    Recordings refused (``found`` NaN) are counted beside, not as errors.
    """
    parts = [(test, group) for test, group in rows.groupby("test")] + [("all", rows)]
    return pd.DataFrame([{"test": test} | _counts(group) for test, group in parts if len(group)])


def _counts(group: pd.DataFrame) -> dict[str, float]:
    seen = group[np.isfinite(group["found"].astype(float))]
    off = (seen["found"] - seen["truth"]).abs().astype(float)
    return {
        "recordings": len(seen),
        "refused": len(group) - len(seen),
        "mae": float(off.mean()),
        "exact_percent": 100.0 * float((off == 0).mean()),
        "off_by_one_percent": 100.0 * float((off <= 1).mean()),
        "start_mae_s": float(seen["start_error_s"].abs().mean()),
        "turn_mae_s": float(seen["bottom_error_s"].abs().mean()),
        "end_mae_s": float(seen["end_error_s"].abs().mean()),
    }


def fault_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a fault: detection over judged looks, and how many looks were not judged.

    ``rows``: code, judged, seen, score, true_size (NaN: there, but not put in), present (1, 0, or NaN where a size is
    neither); those without ``present`` serve the size curve only.
    """
    lines = []
    for code, group in rows.groupby("code", sort=True):
        judged = group[group["judged"].astype(bool)]
        if judged.empty:
            lines.append({"code": code, **asdict(_undetected()), "not_judged": len(group)})
            continue
        lines.append({"code": code} | asdict(fault_detection(judged)) | {"not_judged": len(group) - len(judged)})
    return pd.DataFrame(lines)


def fault_detection(judged: pd.DataFrame) -> Detection:
    """Detection over the judged looks of one fault; the size seen half the time also reads grey sizes."""
    clear = judged[judged["present"].notna()]
    return detection(
        clear["present"].to_numpy(float) > 0.5,
        clear["seen"].to_numpy(bool),
        clear["score"].to_numpy(float),
        half_seen_size(judged["true_size"].to_numpy(float), judged["seen"].to_numpy(bool)),
    )


def _undetected() -> Detection:
    nan = float("nan")
    return Detection(0, 0, 0, nan, nan, nan, nan, nan)


def verdict_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a kind of recording (``why_not``, or good inside and outside the protocol): how many were refused."""
    kind = np.where(rows["in_protocol"].astype(bool), "good, in protocol", "good, outside the protocol")
    rows = rows.assign(kind=np.where(rows["measurable"].astype(bool), kind, rows["why_not"].fillna("?")))
    lines = []
    for name, group in rows.groupby("kind", sort=True):
        refused = ~group["valid"].astype(bool)
        lines.append(
            {
                "recording": name,
                "should_be": "measured" if bool(group["measurable"].iloc[0]) else "refused",
                "n": len(group),
                "refused": int(refused.sum()),
                "refused_percent": 100.0 * float(refused.mean()),
                "reasons": _commonest(group.loc[refused, "reasons"]),
            }
        )
    return pd.DataFrame(lines).sort_values(["should_be", "recording"], ignore_index=True)


def coverage_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Share of 95 % technical intervals that hold the truth, pooled and for each test."""
    parts = [("all", rows), *rows.groupby("test", sort=True)]
    lines = []
    for test, group in parts:
        inside = covered(*(group[c].to_numpy(float) for c in ("truth", "low", "high")))
        share = 100.0 * float(inside.mean()) if len(inside) else float("nan")
        lines.append({"test": test, "instances": len(inside), "covered_percent": share})
    return pd.DataFrame(lines)


def _commonest(reasons: pd.Series) -> str:
    counts = reasons.dropna().value_counts()
    return ", ".join(f"{code} {n}" for code, n in counts.head(3).items())
