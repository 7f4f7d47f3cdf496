"""Agreement of two ways to measure the same thing. Arrays in, one frozen record out; no I/O."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.weightstats import DescrStatsW

FloatArray = NDArray[np.float64]
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Agreement:
    """Measured against true values, in their unit; ``bias`` is measured minus true.

    ``loa_low, loa_high`` are Bland and Altman's 95 % limits. ``icc`` is the absolute agreement of single values,
    ICC(A,1); NaN where all true values are alike or fewer than three are known.
    """

    n: int
    bias: float
    mae: float
    rmse: float
    loa_low: float
    loa_high: float
    icc: float


def agreement(truth: FloatArray, measured: FloatArray) -> Agreement:
    """Agreement over pairs in which both are finite; all NaN without one."""
    truth, measured = np.asarray(truth, dtype=float), np.asarray(measured, dtype=float)
    known = np.isfinite(truth) & np.isfinite(measured)
    off = measured[known] - truth[known]
    if not len(off):
        nan = float("nan")
        return Agreement(0, nan, nan, nan, nan, nan, nan)
    found = DescrStatsW(off, ddof=1)
    bias = float(found.mean)
    spread = NORMAL_95 * float(found.std) if len(off) > 1 else float("nan")
    return Agreement(
        n=len(off),
        bias=bias,
        mae=float(np.abs(off).mean()),
        rmse=float(np.sqrt((off**2).mean())),
        loa_low=bias - spread,
        loa_high=bias + spread,
        icc=icc_absolute(np.stack([truth[known], measured[known]], axis=1)),
    )


def icc_absolute(scores: FloatArray) -> float:
    """ICC(A,1) of (subjects, ways) ``scores``: two-way model, absolute agreement, single values (McGraw and Wong 1996).

    No permissively licensed library offers it; the test holds it against the table of Shrout and Fleiss 1979.
    """
    n, k = scores.shape
    if n < 3 or np.ptp(scores[:, 0]) < 1e-9:
        return float("nan")
    grand, rows, columns = scores.mean(), scores.mean(axis=1), scores.mean(axis=0)
    between_rows = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    between_columns = n * float(((columns - grand) ** 2).sum()) / (k - 1)
    rest = scores - rows[:, None] - columns[None, :] + grand
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    return (between_rows - error) / (between_rows + (k - 1) * error + k * (between_columns - error) / n)


def covered(truth: FloatArray, low: FloatArray, high: FloatArray) -> NDArray[np.bool_]:
    """Whether each interval holds its true value, for those where all three are known."""
    truth, low, high = (np.asarray(x, dtype=float) for x in (truth, low, high))
    known = np.isfinite(truth) & np.isfinite(low) & np.isfinite(high)
    inside: NDArray[np.bool_] = (truth[known] >= low[known]) & (truth[known] <= high[known])
    return inside
