"""What the project asks of its own accuracy, and what was found."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lab.accuracy.statistics import angle_table

YAW_WITHIN_DEG = 10.0
SAGITTAL = ("trunk_inclination", "hip_flexion", "knee_flexion")
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Target:
    """One line: what is asked, how to find it in the tables, and the range it must lie in."""

    asked: str
    find: Callable[[Tables, Tables], float]
    low: float
    high: float
    digits: int = 1


def target_table(rows: Tables, tables: Tables) -> pd.DataFrame:
    """asked, found, holds: one line a target; "–" where the set is too small to tell."""
    lines = [_line(target, target.find(rows, tables)) for target in TARGETS]
    by_test = tables["coverage"][tables["coverage"]["test"] != "all"]
    for test, share in zip(by_test["test"], by_test["covered_percent"], strict=True):
        lines.append(_line(Target(f"95 % interval holds the truth, {test}: 90-99 %", _nothing, 90.0, 99.0), share))
    return pd.DataFrame(lines)


def _line(target: Target, value: float) -> dict[str, str]:
    if pd.isna(value):
        return {"asked": target.asked, "found": "–", "holds": "–"}
    holds = target.low <= value <= target.high
    return {"asked": target.asked, "found": f"{value:.{target.digits}f}", "holds": "yes" if holds else "no"}


def _nothing(_rows: Tables, _tables: Tables) -> float:
    return float("nan")


def _angle(series: str) -> Callable[[Tables, Tables], float]:
    def find(rows: Tables, _tables: Tables) -> float:
        angles = rows["angles"]
        chosen = angles[
            (angles["series"] == series) & (angles["yaw_off_deg"] <= YAW_WITHIN_DEG) & (angles["limb"] != "far")
        ]
        table = angle_table(chosen) if len(chosen) else pd.DataFrame()
        return float(table["mae"].iloc[0]) if len(table) else float("nan")

    return find


def _contour(column: str, recordings: str) -> Callable[[Tables, Tables], float]:
    def find(_rows: Tables, tables: Tables) -> float:
        table = tables["contour"]
        line = table[(table["part"] == "bend, hinges") & (table["recordings"] == recordings)]
        return float(line[column].iloc[0]) if len(line) else float("nan")

    return find


def _all(table: str, column: str) -> Callable[[Tables, Tables], float]:
    return lambda _rows, tables: float(tables[table].set_index("test").loc["all", column])


IN_PROTOCOL = "in protocol, side view"
INFINITE = float("inf")
TARGETS = (
    Target(
        "spine contour against true flexion in hinges: r at least 0.9",
        _contour("correlation", IN_PROTOCOL),
        0.9,
        1.0,
        3,
    ),
    Target(
        "20 degrees of rounding told from neutral: AUC at least 0.95", _contour("auc_20_deg", IN_PROTOCOL), 0.95, 1.0, 3
    ),
    Target(
        "change of flexion, confidence 0.7 and more: MAE at most 8 deg", _contour("mae_deg", "all measurable"), 0.0, 8.0
    ),
    Target("contour refused inside the protocol: at most 10 %", _contour("refused_percent", IN_PROTOCOL), 0.0, 10.0),
    *(Target(f"{s} within 10 deg of a side view: MAE at most 4 deg", _angle(s), 0.0, 4.0) for s in SAGITTAL),
    Target("repetitions within one: at least 99 %", _all("repetitions", "off_by_one_percent"), 99.0, 100.0),
    Target("repetitions, mean error: at most 0.02", _all("repetitions", "mae"), 0.0, 0.02, 3),
    Target("measure instances: at least 1000", _all("coverage", "instances"), 1000.0, INFINITE, 0),
    Target("95 % interval holds the truth, pooled: 93-97 %", _all("coverage", "covered_percent"), 93.0, 97.0),
)
