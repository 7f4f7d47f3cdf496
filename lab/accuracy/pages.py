"""The section "In the body lab" of docs/accuracy.md: every error with the refusals beside it, tables and plots."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.pages import write_section
from lab.accuracy import pictures
from lab.accuracy.calibrate import fault_events
from lab.accuracy.contour_statistics import IN_DEGREES, CurveMap, contour_table
from lab.accuracy.detection import reliability
from lab.accuracy.statistics import (
    YAW_NAMES,
    angle_table,
    coverage_table,
    fault_table,
    measure_table,
    repetition_table,
    verdict_table,
)
from lab.accuracy.tables import markdown
from lab.accuracy.targets import target_table
from lab.accuracy.true_measures import NO_TRUTH, NOT_FILMED

DOCS = Path(__file__).parents[2] / "docs"
HINGES = ("hip_hinge", "deadlift")
YAW_WITHIN_DEG = 10.0
HEADS: Mapping[str, Mapping[str, str]] = {
    "targets": {"asked": "asked", "found": "found", "holds": "holds"},
    "angles": {
        "series": "series", "limb": "limb", "clips": "clips", "bodies": "bodies", "bias": "bias, deg",
        "mae": "MAE, deg", "rmse": "RMSE, deg", "change_mae": "MAE of changes", "worst_clip_mae": "worst clip's MAE",
        "without": "clips refused",
    },
    "measures": {
        "test": "test", "code": "measure", "unit": "unit", "n": "n", "bodies": "bodies", "views": "views",
        "bias": "bias", "mae": "MAE", "rmse": "RMSE", "loa_low": "95 % limits from", "loa_high": "to", "icc": "ICC",
        "covered_percent": "interval holds truth, %", "refused": "refused",
        "refused_percent": "refused, %", "why": "why",
    },
    "yaw": {"test": "test", "code": "measure", "unit": "unit", **{name: f"{name} deg" for name in YAW_NAMES}},
    "repetitions": {
        "test": "test", "recordings": "recordings", "refused": "refused", "mae": "mean error",
        "exact_percent": "exact, %", "off_by_one_percent": "within one, %", "start_mae_s": "start MAE, s",
        "turn_mae_s": "turn MAE, s", "end_mae_s": "end MAE, s",
    },
    "verdict": {
        "recording": "recording", "should_be": "should be", "n": "n", "refused": "refused",
        "refused_percent": "refused, %", "reasons": "reasons given",
    },
    "faults": {
        "code": "fault", "n": "looks", "n_present": "there", "n_absent": "not there", "precision": "precision",
        "recall": "recall", "f1": "F1", "auc": "AUC", "half_size": "size seen half the time", "size_unit": "unit",
        "not_judged": "not judged or only asked",
    },
    "contour": {
        "part": "part", "recordings": "repetitions", "n": "n", "bodies": "bodies", "refused_percent": "refused, %",
        "why": "why", "correlation": "r", "auc_20_deg": "AUC, 20 deg and more", "n_stated": "n stated",
        "mae_deg": "MAE of the degrees", "bias_deg": "bias",
    },
    "coverage": {"test": "test", "instances": "instances", "covered_percent": "interval holds truth, %"},
}  # fmt: skip
DIGITS = {
    "measures": {"icc": 2, "bias": 2, "mae": 2, "rmse": 2, "loa_low": 2, "loa_high": 2},
    "repetitions": {"mae": 3, "start_mae_s": 2, "turn_mae_s": 2, "end_mae_s": 2},
    "faults": {"precision": 2, "recall": 2, "f1": 2, "auc": 2},
    "contour": {"correlation": 2, "auc_20_deg": 3},
}


@dataclass(frozen=True)
class Made:
    """How a run was made, for the head of the page."""

    seed: int
    model: str
    date: str
    clips: int
    bodies: int
    command: str


def tables(rows: dict[str, pd.DataFrame], curve_map: CurveMap | None) -> dict[str, pd.DataFrame]:
    """Every table of the section, from the rows of a set."""
    measures, angles = rows["measures"], rows["angles"]
    near = angles[angles["yaw_off_deg"] <= YAW_WITHIN_DEG]
    units = measures.drop_duplicates("code").set_index("code")["unit"]
    by_measure = measure_table(measures)
    fault_units = rows["faults"].dropna(subset=["size_unit"]).drop_duplicates("code").set_index("code")["size_unit"]
    faults = fault_table(rows["faults"])
    found = {
        "angles": angle_table(near, ("series", "limb")),
        "angles_by_yaw": angle_table(angles, ("series", "limb", "yaw")),
        "measures": by_measure.assign(unit=by_measure["code"].map(units)),
        "measures_by_yaw": measure_table(measures, ("test", "code", "yaw")),
        "repetitions": repetition_table(rows["repetitions"]),
        "verdict": verdict_table(rows["verdict"]),
        "faults": faults.assign(size_unit=faults["code"].map(fault_units)),
        "contour": _contour(rows["contour"], curve_map),
        "coverage": coverage_table(measures),
    }
    return {"targets": target_table(rows, found)} | found


def _contour(rows: pd.DataFrame, curve_map: CurveMap | None) -> pd.DataFrame:
    """Hinges first, the whole back and its halves, then the other movements."""
    hinges = rows["test"].isin(HINGES)
    parts = [(f"{part}, hinges", rows[hinges & (rows["part"] == part)]) for part in ("bend", "total", "lower", "upper")]
    parts += [(f"{part}, squat and sit-to-stand", rows[~hinges & (rows["part"] == part)]) for part in ("bend", "total")]
    maps = {"bend": IN_DEGREES, "total": curve_map}
    done = [contour_table(group, maps.get(name.split(",")[0])).assign(part=name) for name, group in parts if len(group)]
    return pd.concat(done, ignore_index=True)


def _side_by_side(by_yaw: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """One line a measure, one column a bin of the camera's error."""
    cells = by_yaw.assign(
        cell=[f"{mae:.2f} ({n})" if n else "–" for mae, n in zip(by_yaw["mae"], by_yaw["n"], strict=True)]
    )
    wide = cells.assign(yaw=cells["yaw"].astype(str)).pivot(index=["test", "code"], columns="yaw", values="cell")
    return measures[["test", "code", "unit"]].merge(wide.fillna("–").reset_index(), on=["test", "code"])


def write_pages(rows: dict[str, pd.DataFrame], curve_map: CurveMap | None, made: Made, docs: Path = DOCS) -> str:
    """Write tables, pictures and the section under ``docs``; the text of the section."""
    found = tables(rows, curve_map)
    folder = docs / "accuracy"
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in found.items():
        table.round(4).to_csv(folder / f"{name}.csv", index=False)
    events = fault_events(rows["faults"])
    plots = {
        "bland_altman": pictures.bland_altman(rows["measures"]),
        "spine_contour": pictures.contour_scatter(_hinge_bend(rows["contour"])),
        "fault_reliability": pictures.reliability_plot(events),
        "fault_sizes": pictures.fault_curves(rows["faults"], dict(found["faults"].set_index("code")["size_unit"])),
    }
    for name, figure in plots.items():
        pictures.save(figure, docs / "pictures" / f"accuracy_{name}.png")
    text = section(found, events, curve_map, made)
    write_section(docs / "accuracy.md", "body-lab", "In the body lab", text)
    return text


def _hinge_bend(contour: pd.DataFrame) -> pd.DataFrame:
    return contour[contour["test"].isin(HINGES) & (contour["part"] == "bend")]


def section(found: dict[str, pd.DataFrame], events: pd.DataFrame, curve_map: CurveMap | None, made: Made) -> str:
    """The words and tables of the section."""

    def table(name: str) -> str:
        return markdown(found[name], HEADS[name], DIGITS.get(name))

    no_truth = "; ".join(f"`{code}`: {why}" for code, why in (*NO_TRUTH.items(), *NOT_FILMED.items()))
    degrees = "not calibrated yet"
    if curve_map is not None:
        degrees = f"{curve_map.slope_deg_per_percent:.2f} deg for each % {curve_map.intercept_deg:+.1f} deg"
    prior, now = (
        reliability(events[column].to_numpy(float), events["right"].to_numpy(bool)).expected_error
        for column in ("prior_confidence", "confidence")
    )
    parts = [
        f"Command: `{made.command}`. {made.clips} rendered clips of {made.bodies} bodies, seed {made.seed}, model "
        f"`{made.model}`, {made.date}. Bodies, clothes and seeds are not those of the sets it was tuned and calibrated "
        "on. Errors are measured minus true; refusals stand beside them: a number that was not given is no error. All "
        "tables are in `docs/accuracy/`.",
        "### What was asked for",
        table("targets"),
        "### Angles over all frames",
        f"Cameras within {YAW_WITHIN_DEG:g} degrees of their place, clips weigh alike. Frames in which Taikan itself "
        "calls a needed landmark hidden are left out, as it gives no measure from them; a clip without others counts "
        "as refused. *MAE of changes* is about each clip's own mean: what is left when a recording is compared with "
        "itself.",
        table("angles"),
        "### Measures",
        "All recordings that can be measured, inside the protocol or not. The interval is the 95 % technical interval "
        f"Taikan prints. Without a figure: {no_truth}.",
        table("measures"),
        "![Bland and Altman](pictures/accuracy_bland_altman.png)",
        "#### Mean absolute error by how far the camera was off (number of values)",
        markdown(_side_by_side(found["measures_by_yaw"], found["measures"]), HEADS["yaw"]),
        "### Intervals",
        table("coverage"),
        "### Repetitions",
        table("repetitions"),
        "### Verdict",
        table("verdict"),
        "### Form faults",
        "A fault is there where its own rule holds for the true joints (outline faults: where 20 degrees or more were "
        "put in); a look is one repetition. Looks in which Taikan did not judge, or only asked, are counted beside.",
        table("faults"),
        "![Sizes seen](pictures/accuracy_fault_sizes.png)",
        f"Stated confidences: expected calibration error {prior:.3f} by the priors, {now:.3f} as calibrated.",
        "![Reliability](pictures/accuracy_fault_reliability.png)",
        "### Spine contour",
        "Largest change of the back's outline from the person's own neutral within a repetition, against the true "
        "change of flexion of the spine's bones. *Bend* is Taikan's own estimate in degrees from the whole edge; "
        "*total*, *lower* and *upper* are depths in % of the chord, for *total* in degrees by the line of the "
        f"calibration set: {degrees}.",
        table("contour"),
        "![Spine contour](pictures/accuracy_spine_contour.png)",
    ]
    return "\n\n".join(parts)
