"""``taikan battery`` from the outside, on drawn figures: one table, every recording's own report, bad ones told."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

import figures_control
from stub_tracking import quick_squat, see_each, small_camera, write_scene
from synthetic import Clip
from taikan.cli.main import main
from taikan.knowledge.loader import load_knowledge

LEAN_DEG = {"squat_1": 30.0, "squat_2": 40.0, "squat_3": 44.0}


def figure(path: Path) -> Clip:
    if path.stem == "squat_9":
        return quick_squat(50.0)
    return quick_squat("frontal" if path.stem == "squat_4" else "sagittal_right", trunk=LEAN_DEG.get(path.stem, 38.0))


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three squats from the side, one from the front, one from a slant, a file cut off and two of unknown names."""
    see_each(monkeypatch, figure)
    folder = tmp_path / "a client"
    folder.mkdir()
    for name in (*LEAN_DEG, "squat_4", "squat_9"):
        write_scene(folder / f"{name}.mp4", figure(folder / f"{name}.mp4"))
    (folder / "walk_1.mp4").write_bytes(b"no video")
    (folder / "sqaut_1.mp4").write_bytes(b"x")
    (folder / "notes.txt").write_text("mine")
    return folder


def test_trials_of_one_test_are_one_row_a_measure(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["battery", str(client), "--json"]) == 0
    streams = capsys.readouterr()
    assert streams.err == ""
    side, front = json.loads(streams.out)["tests"]
    assert (side["view"], front["view"]) == ("sagittal_right", "frontal")
    (trunk,) = (m for m in side["measures"] if m["code"] == "mov.sq.trunk")
    assert trunk["value"] == pytest.approx(40.0, abs=0.5)
    assert trunk["within_sd"] == pytest.approx(7.2, abs=0.3)
    assert trunk["n_trials"] == len(side["recordings"]) == 3
    assert side["recordings"][side["typical"]] == "squat_2.mp4"


def test_bad_recordings_are_told_with_their_reason(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["battery", str(client), "--json"]) == 0
    skipped = {s["file"]: s["reasons"][0] for s in json.loads(capsys.readouterr().out)["skipped"]}
    assert {file: reason["code"] for file, reason in skipped.items()} == {
        "notes.txt": "not_a_recording",
        "sqaut_1.mp4": "unknown_test_name",
        "squat_9.mp4": "oblique_view",
        "walk_1.mp4": "not_a_video",
    }
    assert skipped["sqaut_1.mp4"]["values"]["suggestion"] == "squat"


def test_a_test_the_persons_codes_exclude_is_left_out_and_the_rest_goes_on(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_scene(client / "sorensen_1.mp4", figure(client / "sorensen_1.mp4"))
    given = ["battery", str(client), "--json", "--age", "61", "--sex", "female", "--modifier", "osteoporosis"]
    assert main(given) == 0
    document = json.loads(capsys.readouterr().out)
    skipped = {s["file"]: s["reasons"][0] for s in document["skipped"]}
    assert skipped["sorensen_1.mp4"]["code"] == "test_excluded"
    assert skipped["sorensen_1.mp4"]["values"]["because_en"]
    assert document["tests"][0]["provenance"]["settings"]["age"] == 61.0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_is_written_and_every_link_leads_somewhere(client: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "out"
    given = ["battery", str(client), "--out", str(out), "--lang", language, "--no-video"]
    assert main(given) == 0
    assert {p.name for p in out.iterdir()} == {
        "battery.json",
        "battery.csv",
        "battery.parquet",
        "report.html",
        "recordings",
    }
    assert {p.name for p in (out / "recordings").iterdir()} == {*LEAN_DEG, "squat_4", "squat_9"}
    assert (out / "recordings" / "squat_1" / "key_frame.jpg").stat().st_size > 1000
    page = (out / "report.html").read_text(encoding="utf-8")
    links = [unquote(link) for link in re.findall(r'href="([^"]+)"', page)]
    assert len(links) == 5
    assert all((out / link).is_file() for link in links)
    advice = load_knowledge().reasons["oblique_view"].action.in_language("ja" if language == "ja" else "en")
    for shown in (f'lang="{language}"', "sqaut_1.mp4", "a client", advice.split("{")[0]):
        assert shown in page
    table = pd.read_csv(out / "battery.csv")
    assert set(table["view"]) == {"sagittal_right", "frontal"}
    assert main(given) == 0


def test_files_of_somebody_else_are_not_replaced(client: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    given = ["battery", str(client), "--out", str(out), "--no-video"]
    assert main(given) == 0
    (out / "recordings" / "squat_1" / "diary.txt").write_text("mine")
    assert main(given) == 2
    assert (out / "recordings" / "squat_1" / "diary.txt").read_text() == "mine"


def test_a_folder_of_bad_recordings_only_still_gives_its_report(
    client: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*LEAN_DEG, "squat_4"):
        (client / f"{name}.mp4").unlink()
    out = tmp_path / "out"
    assert main(["battery", str(client), "--out", str(out), "--lang", "en"]) == 3
    page = (out / "report.html").read_text(encoding="utf-8")
    assert load_knowledge().texts["battery.nothing"].en in page
    assert "walk_1.mp4" in page
    assert str(out / "report.html") in capsys.readouterr().out


def test_an_interruption_leaves_nothing(client: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("taikan.workflows.battery.render_battery", stop)
    (tmp_path / "desk").mkdir()
    assert main(["battery", str(client), "--out", str(tmp_path / "desk" / "out"), "--no-video"]) == 130
    assert list((tmp_path / "desk").iterdir()) == []


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda place: place / "gone", "folder_missing"),
        (lambda place: place, "no_recordings"),
        (lambda place: write_scene(place / "clip.mp4", quick_squat()), "not_a_folder"),
    ],
)
def test_a_folder_that_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], Path], code: str
) -> None:
    (tmp_path / "in").mkdir()
    assert main(["battery", str(make(tmp_path / "in")), "--out", str(tmp_path / "out"), "--lang", "en"]) == 4
    assert capsys.readouterr().err.startswith(load_knowledge().errors[code].sentence.en.split("{")[0])
    assert not (tmp_path / "out").exists()


def test_measures_of_several_tests_are_in_the_document_and_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers = {
        "flexor_endurance_1": figures_control.MAKERS["flexor_endurance"],
        "sorensen_1": figures_control.MAKERS["sorensen"],
    }
    camera = small_camera()
    tracks = {name: make(camera) for name, make in makers.items()}
    for name, track in tracks.items():
        still = Clip(track, {}, np.array([]), np.array([]), np.array([]))
        write_scene(tmp_path / f"{name}.mp4", still)
    see_each(monkeypatch, lambda path: Clip(tracks[path.stem], {}, np.array([]), np.array([]), np.array([])))
    out = tmp_path / "out"
    assert main(["battery", str(tmp_path), "--out", str(out), "--no-video", "--lang", "en"]) == 0
    document = json.loads((out / "battery.json").read_text())
    codes = {m["code"] for m in document["combined"]}
    assert "end.ratio.flexor_ext" in codes
    assert "ctrl.sum" not in codes
    assert "From several tests together" in (out / "report.html").read_text()
    table = pd.read_parquet(out / "battery.parquet")
    assert "end.ratio.flexor_ext" in set(table["code"])
