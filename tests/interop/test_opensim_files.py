"""Files written for OpenSim are read back by Taikan and by OpenSim with the same values."""

from pathlib import Path

import numpy as np
import pytest

from taikan.core.arrays import KEYPOINTS, angle_table, pose_track
from taikan.interop.mot import MotionTable, format_mot, motion_from_angles, parse_mot, read_mot, write_mot
from taikan.interop.timegrid import is_uniform, resample
from taikan.interop.trc import Markers, format_trc, markers_from_track, parse_trc, read_trc, write_trc


@pytest.fixture
def osim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # opensim opens a log file in the working folder as soon as it is imported
    monkeypatch.chdir(tmp_path)
    return pytest.importorskip("opensim", reason="opensim is not installed")


def make_markers(n: int = 6) -> Markers:
    rng = np.random.default_rng(3)
    return Markers(np.arange(n) / 30.0, ("a", "b", "c"), rng.normal(size=(n, 3, 3)))


def make_track(world: np.ndarray):
    n = len(world)
    return pose_track(
        time_s=np.arange(n) / 30.0,
        position_px=np.zeros((n, 33, 3)),
        world_m=world,
        visibility=np.ones((n, 33)),
        presence=np.ones(n),
        width_px=100,
        height_px=100,
    )


def person_facing_image_right() -> np.ndarray:
    """World landmarks (x right, y down, z away) of someone whose right side faces the camera."""
    world = np.zeros((4, 33, 3))
    for side, depth in (("right", -0.15), ("left", 0.15)):
        world[:, KEYPOINTS.index(f"{side}_hip"), 2] = depth
        world[:, KEYPOINTS.index(f"{side}_shoulder")] = (0.0, -0.5, depth)
        world[:, KEYPOINTS.index(f"{side}_foot_index")] = (0.2, 0.9, depth)
    return world


def test_trc_round_trip_keeps_values_and_gaps():
    markers = make_markers()
    markers.position_m[2, 1] = np.nan
    back = parse_trc(format_trc(markers))
    assert back.names == markers.names
    np.testing.assert_allclose(back.time_s, markers.time_s, atol=1e-6)
    np.testing.assert_allclose(back.position_m, markers.position_m, atol=1e-6)


def test_trc_reads_millimetres_as_metres():
    text = format_trc(make_markers()).replace("\t3\tm\t", "\t3\tmm\t")
    np.testing.assert_allclose(parse_trc(text).position_m, make_markers().position_m / 1000.0, atol=1e-9)


@pytest.mark.parametrize(
    "text", ["", "hello\n" * 8, format_mot(MotionTable(np.zeros(1), ("a",), np.zeros((1, 1)), True))]
)
def test_trc_refuses_other_files(text):
    with pytest.raises(ValueError, match="trc"):
        parse_trc(text)


def test_written_markers_face_forward_up_right():
    markers = markers_from_track(make_track(person_facing_image_right()))
    assert len(markers.names) == 37
    np.testing.assert_allclose(markers.point("mid_shoulder")[0], [0.0, 0.5, 0.0], atol=1e-12)
    np.testing.assert_allclose(markers.point("right_foot_index")[0], [0.2, -0.9, 0.15], atol=1e-12)


def test_mirrored_person_gives_mirrored_markers():
    world = person_facing_image_right()
    turned = world * np.array([-1.0, 1.0, -1.0])
    expected = markers_from_track(make_track(world)).position_m
    np.testing.assert_allclose(markers_from_track(make_track(turned)).position_m, expected, atol=1e-12)


def test_markers_without_any_person_stay_missing():
    markers = markers_from_track(make_track(np.full((3, 33, 3), np.nan)))
    assert np.isnan(markers.position_m).all()


def test_mot_round_trip_in_degrees_and_radians():
    values = np.array([[10.0, 1.0], [20.0, np.nan], [30.0, 3.0]])
    table = MotionTable(np.array([0.0, 0.1, 0.2]), ("knee_angle_r", "other"), values, in_degrees=True)
    back = parse_mot(format_mot(table))
    np.testing.assert_allclose(back.degrees("knee_angle_r"), [10.0, 20.0, 30.0], atol=1e-6)
    np.testing.assert_allclose(back.column("other"), [1.0, 2.0, 3.0], atol=1e-6)
    assert "interpolated in other: 0.10-0.10 s" in format_mot(table)
    radians = MotionTable(table.time_s, table.names, np.deg2rad(values), in_degrees=False)
    np.testing.assert_allclose(parse_mot(format_mot(radians)).degrees("knee_angle_r"), [10.0, 20.0, 30.0], atol=1e-3)


@pytest.mark.parametrize(
    ("text", "message"),
    [("a\nb", "endheader"), ("x\nendheader\ntime a", "data"), ("x\nendheader\nfoo a\n0 1", "time")],
)
def test_mot_refuses_other_files(text, message):
    with pytest.raises(ValueError, match=message):
        parse_mot(text)


def test_a_column_without_values_is_refused():
    with pytest.raises(ValueError, match="without any value"):
        format_mot(MotionTable(np.arange(2.0), ("a",), np.full((2, 1), np.nan), in_degrees=True))


def test_angle_table_takes_opensim_names_and_drops_columns_mostly_missing():
    names = ["right_knee_flexion_projection", "trunk_inclination_projection", "left_knee_flexion_projection"]
    angles = np.array([[5.0, 1.0, np.nan], [6.0, 2.0, np.nan]])
    motion = motion_from_angles(angle_table(time_s=np.array([0.0, 0.1]), names=names, angle_deg=angles))
    assert motion.names == ("knee_angle_r", "trunk_inclination_projection")
    assert "knee_angle_r is right_knee_flexion_projection" in format_mot(motion)


def test_frames_before_and_after_the_person_are_left_out():
    markers = make_markers(6)
    markers.position_m[[0, 1, 5]] = np.nan
    np.testing.assert_allclose(parse_trc(format_trc(markers)).time_s, markers.time_s[2:5], atol=1e-6)
    angles = np.array([[np.nan], [5.0], [6.0], [np.nan], [np.nan]])
    table = angle_table(time_s=np.arange(5.0), names=["trunk_inclination_projection"], angle_deg=angles)
    assert motion_from_angles(table).time_s.tolist() == [1.0, 2.0]


def test_varying_timestamps_are_resampled_without_bridging_gaps():
    time_s = np.array([0.0, 0.1, 0.25, 0.31, 0.38, 0.5])
    values = 10.0 * time_s
    values[4] = np.nan
    grid, mixed = resample(time_s, values)
    assert is_uniform(grid)
    assert not is_uniform(time_s)
    np.testing.assert_allclose(mixed[[0, 1, 2, 3, 5]], 10.0 * grid[[0, 1, 2, 3, 5]], atol=1e-9)
    assert np.isnan(mixed[4])


@pytest.mark.reference
def test_reads_reference_recordings(reference_data: Path):
    motion = read_mot(reference_data / "mocap" / "opencap_subject4_squats1_ik.mot")
    markers = read_trc(reference_data / "mocap" / "opencap_subject4_squats1.trc")
    assert not motion.in_degrees
    assert 80.0 < motion.degrees("knee_angle_r").max() < 160.0
    np.testing.assert_allclose(motion.time_s, markers.time_s, atol=1e-6)
    assert 1.2 < np.nanmax(markers.point("C7")[:, 1]) < 1.8


def test_opensim_reads_the_markers(osim, tmp_path: Path):
    markers = make_markers()
    markers.position_m[2, 1] = np.nan
    markers.position_m[3, 2] = np.nan
    markers.position_m[4] = np.nan
    write_trc(tmp_path / "m.trc", markers)
    table = osim.TimeSeriesTableVec3(str(tmp_path / "m.trc"))
    assert tuple(table.getColumnLabels()) == markers.names
    np.testing.assert_allclose(table.getIndependentColumn(), markers.time_s, atol=1e-6)
    read = np.array(
        [[list(table.getRowAtIndex(i)[j].to_numpy()) for j in range(3)] for i in range(len(markers.time_s))]
    )
    np.testing.assert_allclose(read, markers.position_m, atol=1e-6)
    assert table.getTableMetaDataString("Units") == "m"


def test_opensim_reads_the_angles(osim, tmp_path: Path):
    time_s = np.arange(20) / 30.0
    values = np.column_stack([40.0 * np.sin(time_s), 10.0 * time_s])
    values[4, 1] = np.nan
    motion = MotionTable(time_s, ("knee_angle_r", "trunk_inclination_projection"), values, in_degrees=True)
    write_mot(tmp_path / "a.mot", motion)
    table = osim.TimeSeriesTable(str(tmp_path / "a.mot"))
    np.testing.assert_allclose(table.getDependentColumn("knee_angle_r").to_numpy(), values[:, 0], atol=1e-6)
    np.testing.assert_allclose(
        table.getDependentColumn("trunk_inclination_projection").to_numpy(), 10.0 * time_s, atol=1e-6
    )
    storage = osim.Storage(str(tmp_path / "a.mot"))
    assert storage.isInDegrees()
    assert storage.getSize() == 20
