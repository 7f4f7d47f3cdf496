"""Names of recordings, and folders that hold something else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.core.errors import FolderMissingError, NoRecordingsError, NotAFolderError
from taikan.movement_tests.registry import movement_tests
from taikan.workflows.folders import read_folder, read_people


def folder_of(place: Path, *files: str) -> Path:
    for file in files:
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).write_bytes(b"x")
    return place


@pytest.mark.parametrize(
    ("file", "test", "side", "number"),
    [
        ("squat.mp4", "squat", None, 0),
        ("squat_2.mov", "squat", None, 2),
        ("hip_hinge_left.webm", "hip_hinge", "left", 0),
        ("sit_to_stand_right_03.MKV", "sit_to_stand", "right", 3),
        ("Squat_Left_1.MP4", "squat", "left", 1),
    ],
)
def test_a_name_says_test_side_and_number(tmp_path: Path, file: str, test: str, side: str, number: int) -> None:
    (recording,) = read_folder(folder_of(tmp_path, file)).recordings
    assert (recording.test, recording.side, recording.number, recording.file) == (test, side, number, file)


def test_recordings_come_by_test_side_and_number(tmp_path: Path) -> None:
    found = read_folder(folder_of(tmp_path, "walk.mp4", "squat_10.mp4", "squat_2.mp4", "squat_left_1.mp4"))
    assert [r.file for r in found.recordings] == ["squat_2.mp4", "squat_10.mp4", "squat_left_1.mp4", "walk.mp4"]


def test_unknown_names_and_other_files_are_listed_with_what_was_meant(tmp_path: Path) -> None:
    names = ("squat.mp4", "sqaut_1.mp4", "IMG_0815.mov", "notes.txt", "client.toml", ".hidden.mp4")
    found = read_folder(folder_of(tmp_path, *names))
    assert [r.file for r in found.recordings] == ["squat.mp4"]
    told = {s.file: s.reasons[0] for s in found.skipped}
    assert told.keys() == {"sqaut_1.mp4", "IMG_0815.mov", "notes.txt"}
    assert told["sqaut_1.mp4"].values["suggestion"] == "squat"
    assert "walk" in str(told["IMG_0815.mov"].values["suggestion"])
    assert told["notes.txt"].code == "not_a_recording"


def test_people_have_folders_and_loose_files_are_nobodys(tmp_path: Path) -> None:
    found = read_people(folder_of(tmp_path, "aya/squat_1.mp4", "ken/squat_1.mp4", "squat_2.mp4", "ken/diary.pdf"))
    assert [(r.person, r.file) for r in found.recordings] == [("aya", "aya/squat_1.mp4"), ("ken", "ken/squat_1.mp4")]
    assert {s.file: s.reasons[0].code for s in found.skipped} == {
        "squat_2.mp4": "not_in_a_persons_folder",
        "ken/diary.pdf": "not_a_recording",
    }


@pytest.mark.parametrize("read", [read_folder, read_people])
def test_what_is_no_folder_of_recordings_is_told(tmp_path: Path, read: "type[object]") -> None:
    with pytest.raises(FolderMissingError):
        read(tmp_path / "gone")
    (tmp_path / "file.mp4").write_bytes(b"x")
    with pytest.raises(NotAFolderError):
        read(tmp_path / "file.mp4")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoRecordingsError):
        read(tmp_path / "empty")


@given(
    st.sampled_from(sorted(movement_tests())),
    st.sampled_from([None, "left", "right"]),
    st.integers(0, 99),
    st.sampled_from(["mp4", "MOV", "jpg"]),
)
def test_every_name_of_the_layout_is_understood(
    tmp_path_factory: pytest.TempPathFactory, test: str, side: str | None, number: int, ending: str
) -> None:
    name = "_".join([test, *([side] if side else []), *([str(number)] if number else [])])
    (recording,) = read_folder(folder_of(tmp_path_factory.mktemp("one"), f"{name}.{ending}")).recordings
    assert (recording.test, recording.side, recording.number) == (test, side, number)
