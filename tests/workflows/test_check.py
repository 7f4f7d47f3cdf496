"""The capture check on files: photos, clips and bad input, with the real models."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from media import write_numbered_clip
from taikan.capture.video import probe, read_frame_at
from taikan.cli.main import main
from taikan.core.errors import ExitStatus, FileProblemError, UnknownNameError
from taikan.workflows.check import CaptureChecker


@pytest.fixture(scope="module")
def checker() -> CaptureChecker:
    """Models opened once."""
    return CaptureChecker("lite")


def test_nobody_in_a_clip_or_a_picture(checker: CaptureChecker, tmp_path: Path) -> None:
    clip = write_numbered_clip(tmp_path / "nobody.mp4", 12)
    assert checker.check_recording(clip, "squat").code == "person"
    assert checker.check_picture(np.full((240, 320, 3), 128, dtype=np.uint8), "squat").code == "person"


def test_an_unknown_test_is_told_with_a_suggestion(checker: CaptureChecker, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        checker.check_recording(tmp_path / "never-read.mp4", "sqaut")


def test_a_file_that_is_no_recording_is_told(checker: CaptureChecker, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"not a video")
    with pytest.raises(FileProblemError):
        checker.check_recording(path, "squat")


@pytest.mark.parametrize(("language", "word"), [("ja", "人が見つかりません"), ("en", "Nobody")])
def test_the_command_says_one_thing_and_shows_the_numbers(
    language: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    clip = write_numbered_clip(tmp_path / "nobody.mp4", 6)
    given = ["check", str(clip), "--test", "squat", "--model", "lite", "--lang", language]
    assert main(given) == ExitStatus.UNUSABLE_RECORDING
    shown = capsys.readouterr().out
    assert word in shown.splitlines()[0]
    assert main([*given, "--json"]) == ExitStatus.UNUSABLE_RECORDING
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["ok"], document["code"]) == ("taikan.check/1", False, "person")


@pytest.mark.reference
class TestRealClips:
    """What the reference recordings are known to show."""

    @pytest.mark.parametrize(
        ("name", "test", "code"),
        [
            ("squat_sagittal_2reps", "squat", None),
            ("running_treadmill_sagittal", "run", None),
            ("walk_sagittal_two_people", "walk", "others"),
            ("balance_lab_cam03", "single_leg_stance", "view"),
        ],
    )
    def test_a_clip(
        self, name: str, test: str, code: str | None, checker: CaptureChecker, reference_data: Path
    ) -> None:
        assert checker.check_recording(reference_data / "videos" / f"{name}.mp4", test).code == code

    def test_one_picture_turned_darkened_and_cut(
        self, checker: CaptureChecker, reference_data: Path, tmp_path: Path
    ) -> None:
        info = probe(reference_data / "videos" / "squat_sagittal_2reps.mp4")
        picture = read_frame_at(info, 60).rgb()
        assert checker.check_picture(picture, "squat").code is None
        assert checker.check_picture((picture * 0.35).astype(np.uint8), "squat").code == "light"
        assert checker.check_picture(picture[:760], "squat").code == "framing"
        turned = Image.fromarray(picture).rotate(8, resample=Image.Resampling.BICUBIC, expand=False)
        turned.save(tmp_path / "turned.png")
        assert checker.check_recording(tmp_path / "turned.png", "squat").code == "level"
