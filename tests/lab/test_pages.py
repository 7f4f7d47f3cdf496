"""The page and the data that flow back, from made-up rows."""

import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from made_rows import rows

from lab.accuracy.agreement import covered
from lab.accuracy.calibrate import (
    as_shipped,
    fault_calibration,
    fault_events,
    read_curve_map,
    technical_error,
    technical_errors,
    write_curve_map,
    write_fault_calibration,
    write_technical_errors,
)
from lab.accuracy.pages import Made, write_pages
from taikan.knowledge.fault_calibration import FaultCalibration
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import MeasurementError, TechnicalOrigin
from taikan.movement_tests.measuring import present_measure

KNOWLEDGE = Path(__file__).parents[2] / "src" / "taikan" / "knowledge"
ORIGIN = TechnicalOrigin(model="full", seed=1, date=date(2026, 1, 2), clips=100, bodies=12)


@pytest.fixture(scope="module")
def made_rows():
    return rows()


def test_the_page_puts_refusals_beside_errors(made_rows, tmp_path):
    text = write_pages(made_rows, None, Made(1, "full", "2026-01-02", 120, 12, "command"), tmp_path)
    assert "refused, %" in text
    assert "landmarks_hidden" in text
    assert (tmp_path / "accuracy.md").read_text(encoding="utf-8").count("## In the body lab") == 1
    pictures = list((tmp_path / "pictures").glob("*.png"))
    assert len(pictures) == 4
    assert all(p.stat().st_size < 150_000 for p in pictures)
    assert (tmp_path / "accuracy" / "measures.csv").exists()


def test_rows_get_what_taikan_prints(made_rows):
    shown = as_shipped(made_rows)
    knowledge = load_knowledge()
    for row in shown["measures"].dropna(subset=["value"]).itertuples():
        printed = present_measure(row.code, [row.value], knowledge=knowledge, visibility=1.0, view_quality=1.0)
        assert (row.low, row.high) == (printed.interval95 or pytest.approx((np.nan, np.nan), nan_ok=True))
    assert shown["faults"]["confidence"].notna().sum() == made_rows["faults"]["seen"].sum()


def test_technical_intervals_cover_new_values():
    rng = np.random.default_rng(8)
    error = technical_error(rng.standard_t(3, 400) + 1.5, with_bias=True)
    new = rng.standard_t(3, 4000) + 1.5
    middle, half = new - error.bias, 1.96 * error.sem
    assert 0.93 < covered(np.zeros(4000), middle - half, middle + half).mean() < 0.97


def test_technical_errors_go_beside_the_priors(made_rows, tmp_path):
    before = (KNOWLEDGE / "measurement_error.toml").read_text(encoding="utf-8")
    path = tmp_path / "measurement_error.toml"
    path.write_text(before, encoding="utf-8")
    knowledge = load_knowledge()
    errors = technical_errors(
        made_rows["measures"], dict(knowledge.measures), {c: e.sem for c, e in knowledge.measurement_error.items()}
    )
    write_technical_errors(path, errors, ORIGIN)
    after = tomllib.loads(path.read_text(encoding="utf-8"))
    trunk = MeasurementError.model_validate(after["measure"]["mov.sq.trunk"])
    assert trunk.technical_bias == pytest.approx(2.0, abs=1.0)
    assert trunk.technical_sem == pytest.approx(3.0, abs=1.0)
    assert trunk.sem == knowledge.measurement_error["mov.sq.trunk"].sem
    assert TechnicalOrigin.model_validate(after["technical"]) == ORIGIN
    assert [x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith("#")] == [
        x for x in before.splitlines() if x.startswith("#")
    ]
    once = path.read_text(encoding="utf-8")
    write_technical_errors(path, errors, ORIGIN)
    assert path.read_text(encoding="utf-8") == once


def test_fault_maps_are_what_taikan_loads(made_rows, tmp_path):
    path = tmp_path / "fault_calibration.toml"
    path.write_text("# What it is.\n", encoding="utf-8")
    write_fault_calibration(path, fault_calibration(fault_events(made_rows["faults"]), ORIGIN))
    known = FaultCalibration.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    assert known.origin == ORIGIN
    assert 0.5 < known.calibrated("trunk_lean", 0.8) < 1.0
    assert path.read_text(encoding="utf-8").startswith("# What it is.\n")


def test_the_outlines_degrees_come_back_as_written(made_rows, tmp_path):
    path = tmp_path / "map.toml"
    assert read_curve_map(path) is None
    written = write_curve_map(path, made_rows["contour"], ORIGIN)
    assert read_curve_map(path).slope_deg_per_percent == pytest.approx(written.slope_deg_per_percent, rel=0.01)
    assert written.slope_deg_per_percent == pytest.approx(5.0, rel=0.2)
