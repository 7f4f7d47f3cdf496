"""The main job on whole clips: what is said about real recordings, cut ones, mirrored ones and such without anybody."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from media import write_clip, write_numbered_clip
from taikan.capture.video import probe, read_frames
from taikan.core.errors import FileMissingError, UnknownNameError, WrongOptionError
from taikan.core.records import AnalysisResult, Measure
from taikan.workflows.analysis import Analysis, AnalyzeSettings
from taikan.workflows.analyze import analyze

Image = NDArray[np.uint8]
SMALL, FPS = (304, 540), 15.0
QUICK = AnalyzeSettings(test="squat", model="lite")


def pictures(folder: Path, name: str, step: int) -> Iterator[Image]:
    """Every ``step``-th picture of a reference recording, reduced."""
    for frame in read_frames(probe(folder / "videos" / f"{name}.mp4")):
        if frame.index % step == 0:
            yield np.asarray(cv2.resize(frame.rgb(), SMALL, interpolation=cv2.INTER_AREA), dtype=np.uint8)


@lru_cache(maxsize=1)
def squat(folder: Path) -> tuple[Image, ...]:
    """The squat recording at half size and 15 frames a second."""
    return tuple(pictures(folder, "squat_sagittal_2reps", 2))


def measures(result: AnalysisResult) -> dict[tuple[str, str], Measure]:
    return {(m.code, m.side): m for m in result.measures}


def test_nobody_in_the_clip_is_a_verdict_and_no_error(tmp_path: Path) -> None:
    found = analyze(write_numbered_clip(tmp_path / "nobody.mp4", 30), QUICK)
    assert not found.result.verdict.valid
    assert "no_person" in {r.code for r in found.result.verdict.reasons}
    assert found.people == ()
    assert all(m.value is None for m in found.result.measures)
    assert found.result.faults == ()


def test_a_single_picture_is_a_verdict_and_no_error(tmp_path: Path) -> None:
    found = analyze(write_numbered_clip(tmp_path / "one.mp4", 1), QUICK)
    assert "single_frame" in {r.code for r in found.result.verdict.reasons}
    assert found.result.repetitions == ()


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        (AnalyzeSettings(test="sqaut"), UnknownNameError),
        (AnalyzeSettings(test="squat", options={"colour": "red"}), WrongOptionError),
    ],
)
def test_wrong_settings_are_told_before_any_work(settings: AnalyzeSettings, error: type[Exception]) -> None:
    with pytest.raises(error):
        analyze(Path("never-read.mp4"), settings)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        analyze(tmp_path / "gone.mp4", QUICK)


def test_progress_ends_with_everything_done(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    analyze(
        write_numbered_clip(tmp_path / "nobody.mp4", 6),
        QUICK,
        lambda stage, done, total: told.append((stage, done, total)),
    )
    assert told[-1] == ("measuring", 1, 1)
    assert all(0 <= done <= total for _, done, total in told)


def small_squat(folder: Path, reference_data: Path, change: Callable[[Image], Image]) -> Analysis:
    images = (np.ascontiguousarray(change(p)) for p in squat(reference_data))
    clip = write_clip(folder / "squat.mp4", images, fps=FPS, options={"crf": "0"})
    return analyze(clip, AnalyzeSettings(test="squat"))


@pytest.fixture(scope="module")
def plain(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The small squat clip, analysed."""
    return small_squat(tmp_path_factory.mktemp("plain"), reference_data, lambda p: p)


@pytest.mark.reference
@pytest.mark.slow
class TestSquat:
    """The recording of two squats from the right side."""

    def test_two_squats_are_found_where_they_are(self, reference_data: Path) -> None:
        found = analyze(reference_data / "videos" / "squat_sagittal_2reps.mp4", AnalyzeSettings(test="squat"))
        result = found.result
        assert result.verdict.valid
        assert result.view == "sagittal_right"
        first, second = (r.bottom_s for r in result.repetitions)
        assert 9.0 < first < 11.0
        assert 16.5 < second < 18.5
        assert measures(result)["mov.sq.reps", "none"].value == 2
        assert result.provenance.settings["landmarks_seen_percent"] == 100.0

    def test_mirroring_changes_the_side_and_no_number_beyond_its_error(
        self, plain: Analysis, reference_data: Path, tmp_path: Path
    ) -> None:
        mirrored = small_squat(tmp_path, reference_data, lambda p: p[:, ::-1]).result
        assert plain.result.verdict.valid
        assert mirrored.verdict.valid
        assert (plain.result.view, mirrored.view) == ("sagittal_right", "sagittal_left")
        assert len(mirrored.repetitions) == len(plain.result.repetitions) == 2
        swap = {"left": "right", "right": "left", "none": "none"}
        others = {(code, swap[side]): m for (code, side), m in measures(mirrored).items()}
        assert others.keys() == measures(plain.result).keys()
        differences = {}
        for key, one in measures(plain.result).items():
            other = others[key]
            assert (one.value is None) == (other.value is None)
            if one.value is not None and other.value is not None:
                differences[key[0]] = abs(one.value - other.value) / max(one.mdc95, other.mdc95)
        assert {"mov.sq.reps", "mov.sq.depth", "mov.sq.trunk", "mov.sq.tibia"} <= differences.keys()
        assert {code: share for code, share in differences.items() if share > 1.0} == {}

    def test_of_a_cut_clip_the_longest_stretch_is_measured_and_said(
        self, plain: Analysis, reference_data: Path, tmp_path: Path
    ) -> None:
        card = np.full((SMALL[1], SMALL[0], 3), (20, 40, 90), dtype=np.uint8)
        cv2.putText(card, "SQUAT", (60, 270), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (255, 255, 255), 4)
        before = [*pictures(reference_data, "balance_lab_cam03", 4), *[card] * 30]
        joined = write_clip(tmp_path / "cut.mp4", [*before, *squat(reference_data)], fps=FPS)
        result = analyze(joined, QUICK).result
        assert result.verdict.valid
        (note,) = (n for n in result.verdict.notes if n.code == "longest_stretch_used")
        starts_s = len(before) / FPS
        assert float(note.values["start_s"]) == pytest.approx(starts_s, abs=0.5)
        assert float(note.values["end_s"]) == pytest.approx(starts_s + len(squat(reference_data)) / FPS, abs=0.5)
        bottoms = [r.bottom_s for r in result.repetitions]
        expected = [r.bottom_s + starts_s for r in plain.result.repetitions]
        assert bottoms == pytest.approx(expected, abs=0.3)
