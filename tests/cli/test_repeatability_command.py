"""``taikan repeatability`` from the outside, on drawn figures, and using what it finds in ``taikan analyze``."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from stub_tracking import quick_squat, see_each, write_scene
from synthetic import Clip
from taikan.cli.main import main
from taikan.knowledge.loader import load_knowledge

Made = Callable[[str], Path]
LEAN_DEG = {"aya/squat_1": 30.0, "aya/squat_2": 50.0, "ken/squat_1": 38.0, "ken/squat_2": 38.0}


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def figure(path: Path) -> Clip:
    """The squat of the file's person, leaning as that trial says."""
    return quick_squat(trunk=LEAN_DEG.get(f"{path.parent.name}/{path.stem}", 38.0))


@pytest.fixture
def staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two people, two recordings each."""
    see_each(monkeypatch, figure)
    for name in LEAN_DEG:
        place = tmp_path / "staff" / f"{name}.mp4"
        place.parent.mkdir(parents=True, exist_ok=True)
        write_scene(place, figure(place))
    return tmp_path / "staff"


def found(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    """The rows by measure of the JSON just printed."""
    return {row["code"]: row for row in json.loads(capsys.readouterr().out)["rows"]}


def test_the_spread_of_each_measure_is_found(staff: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["repeatability", str(staff), "--json"]) == 0
    rows = found(capsys)
    trunk = rows["mov.sq.trunk"]
    assert (trunk["n_people"], trunk["n_trials"], trunk["df"]) == (2, 4, 2)
    assert trunk["sem"] == pytest.approx(10.0, abs=0.3)
    assert rows["mov.sq.depth"]["sem"] == pytest.approx(0.0, abs=0.5)
    assert rows["mov.sq.fppa"]["reason"]["code"] == "view_cannot_show"  # type: ignore[index]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_folder_with_table_and_page_is_written(staff: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "out"
    (staff / "ken" / "sqat_3.mp4").write_bytes(b"x")
    (staff / "ken" / "squat_3.mp4").write_bytes(b"no video")
    assert main(["repeatability", str(staff), "--out", str(out), "--lang", language]) == 0
    assert {p.name for p in out.iterdir()} == {
        "repeatability.json",
        "repeatability.csv",
        "repeatability.parquet",
        "report.html",
    }
    table = pd.read_csv(out / "repeatability.csv").set_index("code")
    assert table.loc["mov.sq.trunk", "sem"] == pytest.approx(10.0, abs=0.3)
    page = (out / "report.html").read_text(encoding="utf-8")
    measure = load_knowledge().measures["mov.sq.trunk"].name.in_language("ja" if language == "ja" else "en")
    for shown in (f'lang="{language}"', measure, "ken/sqat_3.mp4", "ken/squat_3.mp4"):
        assert shown in page
    assert "http://" not in page
    assert "https://" not in page
    assert main(["repeatability", str(staff), "--out", str(out), "--lang", language]) == 0


def test_what_was_found_is_used_for_a_client(staff: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["repeatability", str(staff), "--out", str(tmp_path / "own")]) == 0
    client = write_scene(tmp_path / "client.mp4", quick_squat())
    given = ["analyze", str(client), "--test", "squat", "--json"]
    capsys.readouterr()
    assert main(given) == 0
    plain = {m["code"]: m for m in json.loads(capsys.readouterr().out)["measures"]}
    out = tmp_path / "out"
    assert main([*given, "--error", str(tmp_path / "own"), "--out", str(out), "--no-video"]) == 0
    result = json.loads(capsys.readouterr().out)
    own = {m["code"]: m for m in result["measures"]}
    assert own["mov.sq.trunk"]["gym_sem"] == own["mov.sq.trunk"]["sem"] == pytest.approx(10.0, abs=0.3)
    assert own["mov.sq.trunk"]["mdc95"] == pytest.approx(2.77 * own["mov.sq.trunk"]["sem"])
    assert all(own[code]["mdc95"] >= plain[code]["mdc95"] for code in plain)
    assert own["mov.sq.depth"]["mdc95"] == plain["mov.sq.depth"]["mdc95"]
    assert result["provenance"]["settings"]["gym_error_recordings"] == 4
    assert main(["explain", str(out), "mov.sq.trunk", "--lang", "en"]) == 0
    assert load_knowledge().texts["explain.rule.gym"].en in capsys.readouterr().out


def test_one_recording_each_says_nothing_and_why(
    staff: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in staff.rglob("*_2.mp4"):
        file.unlink()
    assert main(["repeatability", str(staff), "--out", str(tmp_path / "out"), "--lang", "en"]) == 3
    assert load_knowledge().texts["repeatability.nothing"].en in capsys.readouterr().out
    assert main(["repeatability", str(staff), "--json"]) == 3
    assert found(capsys)["mov.sq.trunk"]["reason"] == {
        "code": "too_few_recordings",
        "values": {"needed": 2, "found": 1},
    }


def test_recordings_from_another_view_are_no_repetitions(
    staff: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_scene(staff / "ken" / "squat_3.mp4", quick_squat())
    see_each(monkeypatch, lambda p: quick_squat("frontal") if p.stem == "squat_3" else figure(p))
    assert main(["repeatability", str(staff), "--json"]) == 0
    rows = found(capsys)
    assert (rows["mov.sq.speed"]["n_trials"], rows["mov.sq.trunk"]["n_trials"]) == (4, 4)
    assert rows["mov.sq.fppa"]["reason"]["code"] == "too_few_recordings"  # type: ignore[index]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda place: place / "gone", "folder_missing"),
        (lambda place: place, "no_recordings"),
        (lambda place: write_scene(place / "clip.mp4", quick_squat()), "not_a_folder"),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_folder_that_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], Path], code: str, language: str
) -> None:
    (tmp_path / "in").mkdir()
    out = tmp_path / "out"
    assert main(["repeatability", str(make(tmp_path / "in")), "--out", str(out), "--lang", language]) == 4
    said = capsys.readouterr().err
    fixed = load_knowledge().errors[code].sentence.in_language("ja" if language == "ja" else "en").split("{")[0]
    assert said.startswith(fixed)
    assert not out.exists()


def _other_model(text: str) -> str:
    return json.dumps(json.loads(text) | {"model": "lite", "model_sha256": "0" * 64})


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (_other_model, 2, "error_of_other_model"),
        (lambda _text: "{}", 4, "not_a_repeatability"),
        (lambda _text: '{"schema": "taikan.result/1"}', 4, "not_a_repeatability"),
    ],
)
def test_an_error_file_that_does_not_fit_is_refused_before_the_work(
    staff: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[str], str],
    status: int,
    code: str,
) -> None:
    assert main(["repeatability", str(staff), "--out", str(tmp_path / "own")]) == 0
    file = tmp_path / "own" / "repeatability.json"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    given = ["analyze", str(tmp_path / "never.mp4"), "--test", "squat", "--error", str(file), "--json", "--lang", "en"]
    capsys.readouterr()
    assert main(given) == status
    assert capsys.readouterr().err.startswith(load_knowledge().errors[code].sentence.en.split("{")[0])
