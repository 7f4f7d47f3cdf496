"""A taste of the accuracy run: twenty short clips rendered, measured and held against their truth."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from lab.accuracy.calibrate import as_shipped
from lab.accuracy.sets import clip_set

pytestmark = [pytest.mark.lab, pytest.mark.slow]
for _package in ("torch", "anny", "pyvista"):
    pytest.importorskip(_package, reason=f"{_package} is not installed (the lab extra)", exc_type=ImportError)

CLIPS, PARTS = 20, 4
SHORT = {"repetitions": 1.0, "there_s": 0.8, "back_s": 0.7, "hold_s": 0.1, "rest_s": 0.25, "quiet_s": 0.6}
MEASURED = ("squat", "hip_hinge")


def _specs() -> list[object]:
    """One repetition each, of the movements that say most of angles, counts and intervals."""
    chosen = [spec for spec in clip_set("tune") if spec.movement in MEASURED and spec.measurable]
    return [replace(spec, options=spec.options | SHORT) for spec in chosen[:CLIPS]]


@pytest.mark.parametrize("part", range(PARTS))
def test_short_clips_are_counted_and_measured(part: int, tmp_path: Path) -> None:
    from lab.accuracy.compare import compare_clip
    from lab.clip import make_clip

    tables = []
    for index, spec in enumerate(_specs()[part::PARTS]):
        folder = make_clip(spec, tmp_path / str(index))
        tables.append(compare_clip(folder, str(index)).tables)
    rows = {name: pd.concat([t[name] for t in tables], ignore_index=True) for name in tables[0]}
    assert len(rows["verdict"]) == CLIPS // PARTS
    assert rows["verdict"]["valid"].mean() >= 0.8
    counted = rows["repetitions"].dropna(subset=["found"])
    assert (counted["found"] == counted["truth"]).all()
    trunk = rows["angles"][rows["angles"]["series"] == "trunk_inclination"].dropna(subset=["mae"])
    assert trunk["mae"].empty or trunk["mae"].median() <= 4.0
    shipped = as_shipped(rows)["measures"].dropna(subset=["value", "truth", "low"])
    held = (shipped["low"] <= shipped["truth"]) & (shipped["truth"] <= shipped["high"])
    assert held.mean() >= 0.85
