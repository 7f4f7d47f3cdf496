"""What is said about a number is what the pipeline did, checked on a drawn figure's result folder."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stub_tracking import see, small_squat, write_scene
from taikan.cli.main import main
from taikan.core.errors import FileMissingError, ResultFileError, UnknownNameError, WrongOptionError
from taikan.core.explanation import Explanation
from taikan.core.records import AnalysisResult
from taikan.knowledge.angle_table import load_angle_table
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.measure_reading import load_measure_readings
from taikan.knowledge.models import Cuts
from taikan.movement_tests.measuring import grade
from taikan.workflows.explain import explain, grade_bands

Edit = Callable[[dict[str, object]], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("explained")
    clip = small_squat()
    with pytest.MonkeyPatch.context() as patch:
        see(patch, clip)
        scene = write_scene(place / "scene.mp4", clip)
        out = place / "out"
        assert main(["analyze", str(scene), "--test", "squat", "--out", str(out), "--no-video"]) == 0
    return out


def only(folder: Path, code: str) -> Explanation:
    (explained,) = explain(folder, code)
    return explained


def test_the_folder_and_its_result_file_say_the_same(folder: Path) -> None:
    assert explain(folder, "mov.sq.depth") == explain(folder / "result.json", "mov.sq.depth")


def test_series_at_the_bottom_give_each_repetitions_value(folder: Path) -> None:
    depth = only(folder, "mov.sq.depth")
    assert len(depth.repetitions) == 2
    for repetition in depth.repetitions:
        assert repetition.frames is not None
        (thigh,) = repetition.frames.readings
        assert thigh.name == "right_thigh_inclination_projection"
        assert 90.0 - thigh.value == pytest.approx(repetition.value, abs=1e-9)


def test_readings_of_two_series_give_their_difference(folder: Path) -> None:
    for repetition in only(folder, "mov.sq.trunk_tibia").repetitions:
        assert repetition.frames is not None
        trunk, shank = repetition.frames.readings
        # Median of differences and difference of medians agree where the figure pauses.
        assert trunk.value - shank.value == pytest.approx(repetition.value, abs=0.01)


def test_frames_are_those_of_the_table_at_the_turning_point(folder: Path) -> None:
    table = pd.read_parquet(folder / "frames.parquet").set_index("frame")
    for repetition in only(folder, "mov.sq.trunk").repetitions:
        used = repetition.frames
        assert used is not None
        assert used.first_frame <= used.key_frame <= used.last_frame
        assert table.loc[used.key_frame, "time_s"] == used.key_s == pytest.approx(repetition.bottom_s)
        assert used.first_s == pytest.approx(repetition.bottom_s - 0.1, abs=1 / 15)
        assert used.last_s == pytest.approx(repetition.bottom_s + 0.1, abs=1 / 15)


def test_frames_of_a_time_are_its_phase(folder: Path) -> None:
    for repetition in only(folder, "mov.sq.speed").repetitions:
        descent = next(p for p in repetition.phases if p.name == "descent")
        assert repetition.frames is not None
        assert (repetition.frames.first_s, repetition.frames.last_s) == pytest.approx((descent.start_s, descent.end_s))
        assert repetition.value == pytest.approx(descent.end_s - descent.start_s)


def test_landmarks_behind_it_with_their_state(folder: Path, tmp_path: Path) -> None:
    assert [one.name for one in only(folder, "mov.sq.depth").landmarks] == ["right_hip", "right_knee"]
    table = pd.read_parquet(folder / "frames.parquet")
    inside = (table["time_s"] >= 0.6) & (table["time_s"] <= 2.4)
    table.loc[np.flatnonzero(inside)[:5], "right_knee_state"] = 1
    table.loc[np.flatnonzero(inside)[5:8], "right_knee_state"] = 2
    table.loc[np.flatnonzero(inside)[8], "right_knee_visibility"] = 0.1
    table.to_parquet(tmp_path / "frames.parquet")
    (tmp_path / "result.json").write_bytes((folder / "result.json").read_bytes())
    hip, knee = only(tmp_path, "mov.sq.depth").landmarks
    assert (hip.filled, hip.occluded, knee.filled, knee.occluded, knee.missing) == (0, 0, 5, 3, 0)
    assert knee.visibility_lowest == pytest.approx(0.1)
    assert knee.frames == hip.frames > 30


def test_confidence_is_the_product_of_its_factors(folder: Path) -> None:
    for code in ("mov.sq.depth", "mov.sq.speed_up", "mov.sq.reps"):
        factors = only(folder, code).confidence
        assert factors is not None
        product = factors.visibility * factors.view * factors.consistency * factors.method
        assert product == pytest.approx(factors.product, abs=0.002)
    assert only(folder, "mov.sq.reps").confidence.consistency == 1.0  # type: ignore[union-attr]


def edited(folder: Path, target: Path, edit: Edit, code: str) -> Path:
    document = json.loads((folder / "result.json").read_text())
    for measure in document["measures"]:
        if measure["code"] == code:
            edit(measure)
    (target / "result.json").write_text(json.dumps(document))
    return target


@pytest.mark.parametrize(
    ("code", "changed", "rule"),
    [
        ("mov.sq.speed", {"within_sd": 0.01, "mdc95": 0.42}, "prior"),
        ("mov.sq.depth", {"within_sd": 10.0, "mdc95": 27.7}, "spread"),
        ("mov.sq.depth", {"within_sd": 1.0, "mdc95": 12.3}, "unknown"),
    ],
)
def test_which_rule_decided_the_smallest_real_change(
    folder: Path, tmp_path: Path, code: str, changed: dict[str, float], rule: str
) -> None:
    place = edited(folder, tmp_path, lambda measure: measure.update(changed), code)
    assert only(place, code).error.rule == rule


def test_an_absent_measure_keeps_its_reason_and_has_no_frames(folder: Path) -> None:
    left, right = explain(folder, "mov.sq.fppa")
    assert (left.measure.side, right.measure.side) == ("left", "right")
    assert left.absent is not None
    assert left.absent.code == "view_cannot_show"
    assert left.repetitions == ()
    assert left.confidence is None
    assert left.grade is not None
    assert explain(folder, "mov.sq.fppa", "right") == (right,)


def test_a_result_alone_is_explained_without_frames(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "anything.json"
    alone.write_bytes((folder / "result.json").read_bytes())
    explained = only(alone, "mov.sq.depth")
    assert not explained.with_frames
    assert explained.landmarks == ()
    assert [r.value for r in explained.repetitions] == [r.value for r in only(folder, "mov.sq.depth").repetitions]
    assert explained.confidence is not None
    assert explained.confidence.visibility == pytest.approx(1.0, abs=0.01)


def test_errors(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        explain(folder, "mov.sq.dept")
    assert unknown.value.values["suggestion"] == "mov.sq.depth"
    with pytest.raises(WrongOptionError) as wrong:
        explain(folder, "mov.sq.depth", "left")
    assert wrong.value.values["allowed"] == "right"
    with pytest.raises(FileMissingError):
        explain(tmp_path / "none.json", "mov.sq.depth")
    with pytest.raises(ResultFileError):
        explain(tmp_path, "mov.sq.depth")
    for content in (b"", b"{}", b"\xff\xfe\x00", b'{"schema": "taikan.result/1"}'):
        (tmp_path / "result.json").write_bytes(content)
        with pytest.raises(ResultFileError):
            explain(tmp_path, "mov.sq.depth")


@pytest.mark.parametrize("content", [b"", b"no table", b"PAR1PAR1"])
def test_a_damaged_frame_table_is_named(folder: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "result.json").write_bytes((folder / "result.json").read_bytes())
    (tmp_path / "frames.parquet").write_bytes(content)
    with pytest.raises(ResultFileError) as problem:
        explain(tmp_path, "mov.sq.depth")
    assert str(problem.value.values["path"]).endswith("frames.parquet")


def test_every_measure_has_a_reading_and_every_series_words() -> None:
    knowledge, readings = load_knowledge(), load_measure_readings()
    assert readings.keys() == {code for code, measure in knowledge.measures.items() if measure.views}
    names = {d.name.removeprefix("right_").removesuffix("_projection") for d in load_angle_table()}
    for reading in readings.values():
        assert f"explain.moment.{reading.moment}" in knowledge.texts
        for series in reading.series:
            assert series in names or series.startswith("spine_contour_")
    for series in names:
        assert f"explain.series.{series}.formula" in knowledge.texts


def test_every_measure_of_every_result_can_be_explained(folder: Path) -> None:
    result = AnalysisResult.model_validate_json((folder / "result.json").read_bytes())
    for code in {m.code for m in result.measures}:
        for explained in explain(folder, code):
            assert explained.formula.en


limits = st.floats(-50, 50).map(lambda x: round(x, 1))
gaps = st.floats(0.5, 30).map(lambda x: round(x, 1))


@given(low=limits, width=gaps, step=gaps, sem=gaps, value=st.floats(-150, 150), two_sided=st.booleans())
def test_the_bands_give_the_grade_the_measure_gets(
    low: float, width: float, step: float, sem: float, value: float, two_sided: bool
) -> None:
    high = low + width
    below = {"amber_below": low, "red_below": low - step} if two_sided else {}
    cuts = Cuts(amber_above=high, red_above=high + step, **below)
    bands = grade_bands(cuts, sem)
    assert bands[0].low is None
    assert bands[-1].high is None
    holding = {b.grade for b in bands if (b.low is None or b.low <= value) and (b.high is None or value <= b.high)}
    assert grade(value, cuts, sem) in holding
