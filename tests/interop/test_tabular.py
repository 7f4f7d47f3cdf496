"""Tables hold every frame and repetition, with units in the column names, the same in Parquet and CSV."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from taikan.core.arrays import angle_table, pose_track
from taikan.core.records import AnalysisResult, Measure, NormPlace, Phase, Provenance, Repetition, Verdict
from taikan.core.units import UNITS
from taikan.interop.tabular import (
    UNIT_SUFFIX,
    frame_table,
    measure_row,
    repetition_table,
    write_frame_table,
    write_table,
)

TIME_S = np.array([0.0, 0.033, 0.071])


def make_track():
    position = np.arange(3 * 33 * 3, dtype=np.float64).reshape(3, 33, 3)
    position[1, 0] = np.nan
    return pose_track(
        time_s=TIME_S,
        position_px=position,
        world_m=position / 1000.0,
        visibility=np.full((3, 33), 0.5),
        presence=np.ones(3),
        width_px=10,
        height_px=10,
    )


def make_result(repetitions: tuple[Repetition, ...]) -> AnalysisResult:
    provenance = Provenance(
        software="taikan",
        version="0",
        model="full",
        model_sha256="a",
        detector_sha256="b",
        runtime="onnx",
        fps=30.0,
        frame_count=3,
        width_px=10,
        height_px=10,
        duration_s=0.1,
        file_name="a.mp4",
        file_sha256="c",
        view="sagittal_right",
    )
    depth = Measure(code="mov.sq.depth", unit="deg", value=4.0, sem=4.0, mdc95=11.0)
    return AnalysisResult(
        test="squat",
        view="sagittal_right",
        verdict=Verdict(valid=True),
        repetitions=repetitions,
        measures=(depth,),
        provenance=provenance,
    )


def test_every_unit_has_a_column_ending():
    assert set(UNIT_SUFFIX) == set(UNITS)


def test_frame_table_has_landmarks_angles_and_extra_columns():
    angles = angle_table(
        time_s=TIME_S, names=["right_knee_flexion_projection"], angle_deg=np.array([[1.0], [2.0], [3.0]])
    )
    table = frame_table(make_track(), angles, {"spine_contour_total_percent": np.array([0.1, np.nan, 0.3])})
    assert list(table["time_s"]) == list(TIME_S)
    assert table["nose_x_px"].isna().tolist() == [False, True, False]
    assert table["nose_state"].tolist() == [0, 3, 0]
    assert table["right_foot_index_y_px"][2] == 3 * 33 * 3 - 2
    assert table["right_knee_flexion_projection_deg"].tolist() == [1.0, 2.0, 3.0]
    assert table["spine_contour_total_percent"].isna().tolist() == [False, True, False]


def test_frame_table_refuses_other_frames():
    other = angle_table(time_s=TIME_S + 1.0, names=["a"], angle_deg=np.zeros((3, 1)))
    with pytest.raises(ValueError, match="frames"):
        frame_table(make_track(), other)
    with pytest.raises(ValueError, match="frames"):
        frame_table(make_track(), None, {"x_percent": np.zeros(2)})


def test_repetition_table_names_units_and_phases():
    repetition = Repetition(
        index=1,
        start_s=1.0,
        bottom_s=2.0,
        end_s=3.5,
        phases=(Phase(name="descent", start_s=1.0, end_s=2.0),),
        measures={"mov.sq.depth": 4.5},
    )
    row = repetition_table(make_result((repetition,))).iloc[0]
    assert (row["duration_s"], row["descent_s"], row["mov.sq.depth_deg"]) == (2.5, 1.0, 4.5)


def test_repetition_table_of_nothing_keeps_its_columns():
    table = repetition_table(make_result(()))
    assert len(table) == 0
    assert "bottom_s" in table.columns


def test_parquet_and_csv_agree(tmp_path: Path):
    table = frame_table(make_track())
    parquet, csv = write_table(table, tmp_path, "frames")
    pd.testing.assert_frame_equal(pd.read_parquet(parquet), table)
    pd.testing.assert_frame_equal(pd.read_csv(csv), table, check_dtype=False, atol=1e-6)


def test_frames_written_in_parts_are_those_of_the_whole_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taikan.interop.tabular.ROWS_AT_ONCE", 2)
    track, extra = make_track(), {"depth_percent": np.array([1.0, np.nan, 3.0])}
    parquet, csv = write_frame_table(tmp_path, "frames", track, extra=extra)
    whole = frame_table(track, extra=extra)
    pd.testing.assert_frame_equal(pd.read_parquet(parquet), whole)
    assert list(pd.read_csv(csv)["frame"]) == [0, 1, 2]


def test_measures_with_an_interval_and_a_norm_are_plain_columns(tmp_path: Path) -> None:
    norm = NormPlace(
        sex=None, age_from=20, age_to=39, low=1.0, high=9.0, percentile=40.0, better="lower", source="s", mark="V"
    )
    known = Measure(code="mov.sq.depth", unit="deg", value=4.0, sem=4.0, mdc95=11.0, interval95=(-3.0, 11.0), norm=norm)
    plain = Measure(code="mov.sq.trunk", unit="deg", value=40.0, sem=2.5, mdc95=7.0)
    _, csv = write_table(pd.DataFrame([measure_row(m) for m in (known, plain)]), tmp_path, "measures")
    table = pd.read_csv(csv).set_index("code")
    assert tuple(table.loc["mov.sq.depth", ["interval95_low", "interval95_high", "percentile"]]) == (-3.0, 11.0, 40.0)
    assert table.loc["mov.sq.trunk", ["interval95_low", "percentile"]].isna().all()
