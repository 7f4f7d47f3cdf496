"""``taikan compare`` from the outside: two results of drawn figures, one page, plain refusals."""

import json
from pathlib import Path

import pandas as pd
import pytest

from stub_tracking import quick_squat, see, write_scene
from taikan.cli.main import main
from taikan.knowledge.loader import load_knowledge

BOTH = pytest.mark.parametrize("language", ["ja", "en"])


def analysed(place: Path, name: str, *, view: str = "sagittal_right", trunk: float = 38.0) -> Path:
    """The result folder of a squat that leans so far."""
    with pytest.MonkeyPatch.context() as patch:
        clip = quick_squat(view, trunk=trunk)
        see(patch, clip)
        scene = write_scene(place / f"{name}.mp4", clip)
        given = ["analyze", str(scene), "--test", "squat", "--out", str(place / name), "--no-video"]
        assert main(given) == 0
    return place / name


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results: ``first``, ``later`` (leaning less) and ``front`` (another view)."""
    folder = tmp_path_factory.mktemp("results")
    analysed(folder, "first", trunk=58.0)
    analysed(folder, "later", trunk=38.0)
    analysed(folder, "front", view="frontal")
    return folder


def states(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    (test,) = json.loads(capsys.readouterr().out)["tests"]
    return {change["code"]: change["state"] for change in test["measures"]}


def test_only_what_exceeds_its_mdc_is_called_changed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["compare", str(place / "first"), str(place / "later"), "--json"]) == 0
    found = states(capsys)
    assert found["mov.sq.trunk"] == "changed"
    assert found["mov.sq.depth"] == "within_error"
    assert found["mov.sq.fppa"] == "absent"


@BOTH
def test_one_page_with_both_pictures_and_the_words(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    out = tmp_path / "out"
    given = ["compare", str(place / "first"), str(place / "later"), "--out", str(out), "--lang", language]
    assert main(given) == 0
    said = capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") == 2
    texts = load_knowledge().texts
    for key in ("compare.state.within_error", "compare.state.changed"):
        word = texts[key].in_language("ja" if language == "ja" else "en")
        assert word in page
        assert word in said
    assert texts["compare.direction.closer"].in_language("ja" if language == "ja" else "en") in page
    table = pd.read_csv(out / "comparison.csv").set_index("code")
    assert table.loc["mov.sq.trunk", "difference"] == pytest.approx(-20.0, abs=0.5)
    assert main(given) == 0


def test_a_battery_and_an_analysis_of_the_same_test_are_compared(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = quick_squat()
    see(monkeypatch, clip)
    (tmp_path / "in").mkdir()
    for number in (1, 2):
        write_scene(tmp_path / "in" / f"squat_{number}.mp4", clip)
    assert main(["battery", str(tmp_path / "in"), "--out", str(tmp_path / "battery"), "--no-video"]) == 0
    capsys.readouterr()
    out = tmp_path / "out"
    assert main(["compare", str(place / "first"), str(tmp_path / "battery"), "--out", str(out), "--json"]) == 0
    assert states(capsys)["mov.sq.trunk"] == "changed"
    assert (out / "report.html").read_text(encoding="utf-8").count("data:image/jpeg;base64,") == 2


@BOTH
def test_another_view_is_shown_and_said_not_to_be_comparable(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    out = tmp_path / "out"
    given = ["compare", str(place / "first"), str(place / "front"), "--lang", language]
    assert main([*given, "--out", str(out)]) == 0
    advice = load_knowledge().reasons["compare_other_view"].action.in_language("ja" if language == "ja" else "en")
    assert advice in capsys.readouterr().out
    assert advice in (out / "report.html").read_text(encoding="utf-8")
    assert main([*given, "--json"]) == 0
    assert "changed" not in states(capsys).values()


def test_a_result_without_a_picture_says_so(place: Path, tmp_path: Path) -> None:
    analysed(tmp_path, "old")
    (tmp_path / "old" / "key_frame.jpg").unlink()
    out = tmp_path / "out"
    assert main(["compare", str(tmp_path / "old"), str(place / "later"), "--out", str(out), "--lang", "en"]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") == 1
    assert load_knowledge().texts["compare.no_picture"].en.split("'")[0] in page


@BOTH
@pytest.mark.parametrize(
    ("after", "status", "code"),
    [
        ("gone", 4, "folder_missing"),
        ("empty", 4, "not_a_result"),
        ("broken", 4, "not_a_result"),
        ("walked", 2, "nothing_to_compare"),
        ("unusable", 2, "nothing_to_compare"),
    ],
)
def test_what_cannot_be_compared_is_told(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], after: str, status: int, code: str, language: str
) -> None:
    (tmp_path / "empty").mkdir()
    document = json.loads((place / "later" / "result.json").read_text(encoding="utf-8"))
    invalid = {"verdict": {"valid": False, "reasons": [{"code": "no_person"}]}}
    for name, text in (
        ("broken", "{"),
        ("walked", json.dumps(document | {"test": "walk"})),
        ("unusable", json.dumps(document | invalid)),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "result.json").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    given = ["compare", str(place / "first"), str(tmp_path / after), "--out", str(out), "--lang", language]
    assert main(given) == status
    sentence = load_knowledge().errors[code].sentence.in_language("ja" if language == "ja" else "en")
    assert capsys.readouterr().err.startswith(sentence.split("{")[0])
    assert not out.exists()
