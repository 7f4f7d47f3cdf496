"""One rendered clip through Taikan and against its truth."""

import pytest

pytest.importorskip("pyvista", reason="the lab extra is not installed")
pytest.importorskip("torch", reason="the lab extra is not installed")

from lab.accuracy.compare import compare_clip
from lab.accuracy.row_tables import COLUMNS
from lab.camera import Camera
from lab.clip import ClipSpec, make_clip
from lab.persons import draw_person


@pytest.mark.lab
@pytest.mark.slow
def test_a_squat_is_measured_about_right(tmp_path):
    spec = ClipSpec(
        "squat", draw_person(7), seed=3, options={"repetitions": 1, "there_s": 1.0, "back_s": 0.8, "quiet_s": 0.6},
        camera=Camera(fps=24.0),
    )  # fmt: skip
    found = compare_clip(make_clip(spec, tmp_path), "one").tables
    assert set(found) == set(COLUMNS)
    assert found["verdict"]["valid"].all()
    assert found["repetitions"][["truth", "found"]].to_numpy().tolist() == [[1, 1]]
    measures = found["measures"].set_index("code")
    assert measures.loc["mov.sq.trunk", "value"] == pytest.approx(measures.loc["mov.sq.trunk", "truth"], abs=12.0)
    angles = found["angles"].set_index(["series", "limb"])
    assert angles.loc[("knee_flexion", "near"), "mae"] < 12.0
    assert found["contour"]["true_change_deg"].between(-5.0, 60.0).all()
