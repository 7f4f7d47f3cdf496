"""The Python interface: importing costs nothing, the documented examples are true, a recording gives its parts."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import taikan
from stub_tracking import see, small_squat, write_scene
from taikan.core.errors import UnknownNameError

ROOT = Path(__file__).parents[1]


def test_importing_the_package_loads_nothing_of_it() -> None:
    program = "import sys, taikan; print(*(m for m in sys.modules if m.startswith('taikan.') or m == 'numpy'))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_documented_name_is_there_and_no_other() -> None:
    for name in ("analyze", "check", "measures", "tests", "texts", "repeatability", "Recording"):
        assert callable(getattr(taikan, name))
        assert name in dir(taikan)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = taikan.nonsense


def test_the_examples_of_the_page_are_true() -> None:
    found = doctest.testfile(
        str(ROOT / "docs" / "api.md"),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL,
    )
    assert found.attempted > 8
    assert found.failed == 0


def test_a_recording_gives_result_tables_and_datasets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = small_squat()
    see(monkeypatch, clip)
    recording = taikan.analyze(str(write_scene(tmp_path / "a.mp4", clip)), "squat", height_cm=170)
    assert recording.verdict.valid
    assert recording.result.test == "squat"
    assert recording.landmarks.sizes["time"] == recording.raw_landmarks.sizes["time"] == len(clip.time_s)
    assert "right_knee_flexion_projection" in recording.angles["angle"].to_numpy()
    depth = recording.measure("mov.sq.depth")
    row = recording.measures.set_index("code").loc["mov.sq.depth"]
    assert row["value"] == pytest.approx(depth.value)
    assert row["sem"] == depth.sem
    assert len(recording.repetitions) == len(recording.result.repetitions) == 2
    assert recording.quality is not None
    report = recording.write(tmp_path / "out", lang="ja", video=False)
    assert report.is_file()
    with pytest.raises(KeyError, match=r"mov\.none"):
        recording.measure("mov.none")


def test_wrong_use_is_a_taikan_error_and_too_few_trials_a_value_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        taikan.analyze(tmp_path / "a.mp4", "sqaut")
    with pytest.raises(ValueError, match="two trials"):
        taikan.repeatability({"a": [1.0]})
