"""The back outline's change against the true change of spine flexion: correlation, telling, degrees, and refusals."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import pearsonr
from sklearn.linear_model import HuberRegressor
from sklearn.metrics import roc_auc_score

ROUNDED_FROM_DEG = 20.0
NEUTRAL_WITHIN_DEG = 5.0
STATED_FROM = 0.7
CONFIDENCE_EDGES = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0)


@dataclass(frozen=True)
class CurveMap:
    """Change of spine flexion in degrees from change of outline depth in % of the chord: a straight line."""

    slope_deg_per_percent: float
    intercept_deg: float

    def degrees(self, percent: pd.Series) -> pd.Series:
        """Estimated change of flexion, degrees."""
        return self.slope_deg_per_percent * percent + self.intercept_deg


def fit_curve_map(rows: pd.DataFrame) -> CurveMap | None:
    """The line through stated rows (confidence of 0.7 or more), robust against single wild ones; None under ten."""
    stated = _stated(rows)
    if len(stated) < 10:
        return None
    model = HuberRegressor().fit(stated[["change"]].to_numpy(float), stated["true_change_deg"].to_numpy(float))
    return CurveMap(float(model.coef_[0]), float(model.intercept_))


IN_DEGREES = CurveMap(1.0, 0.0)
"""Of a change that is stated in degrees already."""


def contour_table(rows: pd.DataFrame, curve_map: CurveMap | None) -> pd.DataFrame:
    """One line a group of recordings: in the protocol, all of the movement, and by confidence.

    ``rows``: change in % of chord or in degrees (NaN where refused), confidence, refused (reason or None),
    true_change_deg, in_protocol.
    """
    groups = [("in protocol, side view", rows[rows["in_protocol"].astype(bool)]), ("all measurable", rows)]
    for low, high in pairwise(CONFIDENCE_EDGES):
        inside = (rows["confidence"] >= low) & ((rows["confidence"] < high) | (high == 1.0))
        groups.append((f"confidence {low:g}-{high:g}", rows[inside & rows["change"].notna()]))
    return pd.DataFrame(
        [{"recordings": name} | _contour_line(group, curve_map) for name, group in groups if len(group)]
    )


def _contour_line(group: pd.DataFrame, curve_map: CurveMap | None) -> dict[str, object]:
    seen = group[group["change"].notna()]
    change, truth = seen["change"].to_numpy(float), seen["true_change_deg"].to_numpy(float)
    enough = len(seen) >= 3 and np.ptp(change) > 0 and np.ptp(truth) > 0
    stated = _stated(seen)
    off = (
        pd.Series(dtype=float) if curve_map is None else curve_map.degrees(stated["change"]) - stated["true_change_deg"]
    )
    reasons = group["refused"].dropna().value_counts()
    return {
        "n": len(group),
        "bodies": group["body"].nunique(),
        "refused_percent": 100.0 * (1.0 - len(seen) / len(group)) if len(group) else float("nan"),
        "why": ", ".join(f"{code} {n}" for code, n in reasons.head(3).items()),
        "correlation": float(pearsonr(change, truth).statistic) if enough else float("nan"),
        "auc_20_deg": rounding_auc(seen),
        "n_stated": len(stated),
        "mae_deg": float(off.abs().mean()) if len(off) else float("nan"),
        "bias_deg": float(off.mean()) if len(off) else float("nan"),
    }


def rounding_auc(seen: pd.DataFrame) -> float:
    """How well the change tells 20 degrees or more of added flexion from a neutral back (within 5 degrees)."""
    truth = seen["true_change_deg"].to_numpy(float)
    rounded, neutral = truth >= ROUNDED_FROM_DEG, np.abs(truth) <= NEUTRAL_WITHIN_DEG
    told = rounded | neutral
    if not rounded.any() or not neutral.any():
        return float("nan")
    return float(roc_auc_score(rounded[told], seen["change"].to_numpy(float)[told]))


def _stated(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["confidence"] >= STATED_FROM) & rows["change"].notna()]
