"""A photo from file to report, with a drawn figure in place of the pose models."""

from pathlib import Path

import pytest
from PIL import Image

from figures_still import held, photo, seated
from photo_stub import save_photo, see_photo
from synthetic import Camera, Posture
from taikan.core.errors import TestExcludedError, WrongOptionError
from taikan.core.records import ManualPoint, Measure
from taikan.core.texts import Language
from taikan.workflows.analysis import Analysis, AnalyzeSettings
from taikan.workflows.analyze import analyze
from taikan.workflows.outputs import PICTURE_FILE, REPORT_FILE, write_outputs

STANDING = Posture(trunk=3.0, neck=8.0, shank=1.0, thigh=-2.0)
C7 = ManualPoint(name="c7", x_px=650.0, y_px=206.0, set_by="trainer")


def taken(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    posture: Posture = STANDING,
    camera: Camera | None = None,
    name: str = "me.png",
    **settings: object,
) -> Analysis:
    camera = camera or Camera()
    track = photo(held(posture, camera))
    see_photo(monkeypatch, track)
    path = save_photo(folder / name, track, camera)
    return analyze(path, AnalyzeSettings(**{"test": "posture", "height_cm": 170.0, **settings}))  # type: ignore[arg-type]


def measure(found: Analysis, code: str) -> Measure:
    return next(m for m in found.result.measures if m.code == code)


@pytest.mark.parametrize("view", ["sagittal_right", "sagittal_left", "frontal", "posterior"])
def test_a_photo_from_each_of_the_four_sides_is_measured(
    view: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = taken(monkeypatch, tmp_path, camera=Camera(view))
    assert found.result.verdict.valid, found.result.verdict
    assert found.result.view == view
    lean = measure(found, "post.trunk_lean")
    if view.startswith("sagittal"):
        assert lean.value == pytest.approx(3.0, abs=1.0)
        assert lean.n_trials == 1
        return
    assert lean.absent_reason is not None
    assert measure(found, "post.shoulder_level").value == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("test", "posture"), [("posture", STANDING), ("sitting", seated()), ("desk", seated())])
def test_outputs_of_a_photo_are_a_picture_and_a_report(
    language: Language, test: str, posture: Posture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    points = (C7,) if test == "posture" else (ManualPoint(name="screen_top", x_px=1000.0, y_px=420.0, set_by="me"),)
    found = taken(monkeypatch, tmp_path, posture, test=test, points=points)
    out = write_outputs(found, tmp_path / "out", language)
    with Image.open(out / PICTURE_FILE) as picture:
        assert picture.size == (1280, 1000)
        assert not picture.getexif()
    assert not (out / "overlay.mp4").exists()
    page = (out / REPORT_FILE).read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in page
    assert "None" not in page
    assert "nan" not in page


def test_a_movement_is_not_measured_from_a_photo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = taken(monkeypatch, tmp_path, test="squat")
    assert [r.code for r in found.result.verdict.reasons] == ["still_image"]


def test_points_are_kept_and_their_error_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without = measure(taken(monkeypatch, tmp_path), "post.cva_m")
    assert without.absent_reason is not None
    assert without.absent_reason.code == "needs_points"
    found = taken(monkeypatch, tmp_path, points=(C7,))
    angle = measure(found, "post.cva_m")
    assert found.result.points == (C7,)
    assert angle.value is not None
    assert 20.0 < angle.value < 80.0
    assert angle.sem > without.sem
    assert angle.mdc95 == pytest.approx(2.77 * angle.sem)


def test_a_point_outside_the_picture_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(WrongOptionError):
        taken(monkeypatch, tmp_path, points=(C7.model_copy(update={"x_px": 5000.0}),))


def test_an_excluded_test_is_refused_before_any_work() -> None:
    with pytest.raises(TestExcludedError):
        analyze(Path("never-read.mp4"), AnalyzeSettings(test="deadlift", modifiers=("pregnant_t2",)))
