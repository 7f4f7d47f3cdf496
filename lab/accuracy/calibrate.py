"""What the lab measured, back into the data Taikan ships: technical errors, fault confidences, the outline's degrees.

The lab never makes the smallest detectable change smaller: rendered bodies have no bad days (the rule stands in
``measurement_error.toml`` and in ``movement_tests/measuring.py``).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import tomlkit

from lab.accuracy.contour_statistics import CurveMap, fit_curve_map
from lab.accuracy.detection import calibration_knots
from taikan.core.arrays import FloatArray
from taikan.knowledge.fault_calibration import ConfidenceMap, FaultCalibration, load_fault_calibration
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import MeasureDefinition, TechnicalOrigin
from taikan.movement_tests.measuring import technical_interval

NORMAL_95 = 1.96
LEAST_VALUES = 20
LEAST_EVENTS, LEAST_OF_EACH = 40, 5
LEAST_SHARE_OF_PRIOR = 0.02
"""A count that was always right still gets an error above zero."""
RENDERED_ONLY = frozenset({"mov.sq.heel", "heel_rise"})
"""Codes whose error is of the rendering, not of Taikan: the heel of a rendered foot is read 14 % of its length too high
in a squat, that of the man in the reference recording (heels flat) within 1 %. Their priors stand."""
UNBIASED_KINDS = frozenset({"count", "score"})


@dataclass(frozen=True)
class TechnicalError:
    """Bias (measured minus true) and the standard error with which value - bias +- 1.96 sem held 95 % of the truths."""

    bias: float
    sem: float
    n: int


def technical_error(off: FloatArray, *, with_bias: bool) -> TechnicalError:
    """Of (N,) measured minus true. The half width is the conformal 95 % quantile (Lei et al. 2018), so that wide tails
    count as they are and a new value lies within with at least 95 %."""
    bias = float(np.median(off)) if with_bias else 0.0
    size = np.sort(np.abs(off - bias))
    rank = min(int(np.ceil(0.95 * (len(size) + 1))), len(size))
    return TechnicalError(bias, float(size[rank - 1]) / NORMAL_95, len(size))


def technical_errors(
    measures: pd.DataFrame, definitions: dict[str, MeasureDefinition], prior_sem: dict[str, float]
) -> dict[str, TechnicalError]:
    """Every measure with enough values that have a truth, by code."""
    found = {}
    known = measures[np.isfinite(measures["value"].astype(float)) & np.isfinite(measures["truth"].astype(float))]
    for code, group in known.groupby("code"):
        if len(group) < LEAST_VALUES or code in RENDERED_ONLY:
            continue
        off = (group["value"] - group["truth"]).to_numpy(float)
        error = technical_error(off, with_bias=definitions[str(code)].kind not in UNBIASED_KINDS)
        least = LEAST_SHARE_OF_PRIOR * prior_sem[str(code)]
        found[str(code)] = TechnicalError(error.bias, max(error.sem, least), error.n)
    return found


def write_technical_errors(path: Path, errors: dict[str, TechnicalError], origin: TechnicalOrigin) -> None:
    """Into ``measurement_error.toml``, beside the priors; comments and order stay. Measures the set did not reach lose
    an older technical error, so that all of them are of one origin."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    for code, entry in document["measure"].items():  # type: ignore[union-attr]
        if code in errors:
            entry["technical_sem"] = _digits(errors[code].sem)
            entry["technical_bias"] = _digits(errors[code].bias)
        else:
            entry.pop("technical_sem", None)
            entry.pop("technical_bias", None)
    document["technical"] = _table(origin.model_dump())
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def fault_events(faults: pd.DataFrame) -> pd.DataFrame:
    """Stated events whose truth is known either way: code, prior_confidence, right."""
    known = faults["present"].notna() & ~faults["code"].isin(RENDERED_ONLY)
    stated = faults[faults["seen"].astype(bool) & known]
    return stated.assign(right=stated["present"].astype(float) > 0.5)


def fault_calibration(events: pd.DataFrame, origin: TechnicalOrigin) -> FaultCalibration:
    """Maps of faults with enough events of both kinds, and a pooled one for the others that had any."""
    maps, rest = {}, []
    for code, group in events.groupby("code"):
        rare = int(min(group["right"].sum(), (~group["right"]).sum()))
        if len(group) >= LEAST_EVENTS and rare >= LEAST_OF_EACH:
            maps[str(code)] = _map(group)
        else:
            rest.append(str(code))
    others = events[events["code"].isin(rest)]
    if len(others) < LEAST_VALUES:
        return FaultCalibration(origin=origin, fault=maps) if maps else FaultCalibration()
    return FaultCalibration(origin=origin, pooled=_map(others), pooled_faults=tuple(sorted(rest)), fault=maps)


def _map(events: pd.DataFrame) -> ConfidenceMap:
    knots = calibration_knots(events["prior_confidence"].to_numpy(float), events["right"].to_numpy(bool))
    return ConfidenceMap(stated=tuple(x for x, _ in knots), right=tuple(y for _, y in knots), looks=len(events))


def write_fault_calibration(path: Path, calibration: FaultCalibration) -> None:
    """Into ``fault_calibration.toml``; its head comment stays."""
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    document = tomlkit.document()
    for line in head:
        document.add(tomlkit.comment(line.lstrip("# ")))
    for key, value in calibration.model_dump(exclude_defaults=True).items():
        document[key] = list(value) if isinstance(value, tuple) else _table(value)
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def write_curve_map(path: Path, contour: pd.DataFrame, origin: TechnicalOrigin) -> CurveMap | None:
    """The line from the outline's change to degrees, fitted to the whole back in hinges, for the report set to test."""
    found = fit_curve_map(contour[(contour["part"] == "total") & contour["test"].isin(["hip_hinge", "deadlift"])])
    if found is None:
        return None
    document = tomlkit.document()
    document.add(
        tomlkit.comment("Degrees of added spine flexion for each % of outline depth, hinges; used by the lab only.")
    )
    document["slope_deg_per_percent"] = _digits(found.slope_deg_per_percent)
    document["intercept_deg"] = _digits(found.intercept_deg)
    document["origin"] = _table(origin.model_dump())
    path.write_text(tomlkit.dumps(document), encoding="utf-8")
    return found


def read_curve_map(path: Path) -> CurveMap | None:
    """The line as it was fitted; ``None`` before the first calibration."""
    if not path.exists():
        return None
    table = tomlkit.parse(path.read_text(encoding="utf-8"))
    return CurveMap(float(table["slope_deg_per_percent"]), float(table["intercept_deg"]))  # type: ignore[arg-type]


def as_shipped(rows: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Rows with what Taikan now prints of them: intervals of measures, calibrated confidences of faults."""
    known, calibration = load_knowledge().measurement_error, load_fault_calibration()
    measures, faults = rows["measures"], rows["faults"]
    unknown = (np.nan, np.nan)
    ends = [
        technical_interval(known[code], value) or unknown
        for code, value in zip(measures["code"], measures["value"], strict=True)
    ]
    calibrated = [
        calibration.calibrated(code, prior) if np.isfinite(prior) else np.nan
        for code, prior in zip(faults["code"], faults["prior_confidence"].astype(float), strict=True)
    ]
    return rows | {
        "measures": measures.assign(low=[low for low, _ in ends], high=[high for _, high in ends]),
        "faults": faults.assign(confidence=calibrated),
    }


def _table(values: dict[str, Any]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = _table(value) if isinstance(value, dict) else list(value) if isinstance(value, tuple) else value
    return table


def _digits(value: float) -> float:
    """Three significant digits."""
    return float(f"{value:.3g}")
