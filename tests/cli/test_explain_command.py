"""``taikan explain`` from the outside: what it prints, writes and returns."""

import json
import re
from pathlib import Path

import pytest

from stub_tracking import see, small_squat, write_scene
from taikan.cli.main import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("explained")
    clip = small_squat()
    with pytest.MonkeyPatch.context() as patch:
        see(patch, clip)
        scene = write_scene(place / "scene.mp4", clip)
        assert main(["analyze", str(scene), "--test", "squat", "--out", str(place / "out"), "--no-video"]) == 0
    return place / "out"


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            "en",
            [
                "Squat depth",
                "5.0°",
                "11.1°",
                "right_thigh_inclination_projection",
                "right_knee",
                "6 Hz",
                "amber above 10°",
            ],
        ),
        (
            "ja",
            [
                "しゃがむ深さ",
                "5.0°",
                "11.1°",
                "太ももの傾き",
                "右 膝",
                "6 Hz",
                "境目の幅",
                "[V]",
                "確かさ",
                "scene.mp4",
            ],
        ),
    ],
)
def test_one_page_says_it_all(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str, shown: list[str]
) -> None:
    assert main(["explain", str(folder), "mov.sq.depth", "--lang", language]) == 0
    printed = capsys.readouterr().out.replace("10.0°", "10°")
    for words in shown:
        assert words in printed


def test_absent_measure_says_why_and_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(folder), "mov.sq.fppa", "--side", "left", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "This was not measured" in printed
    assert "Why, and what to do" in printed
    assert printed.count("Inward knee angle (front view)") == 1


def test_json_is_one_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(folder / "result.json"), "mov.sq.trunk", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "taikan.explanation/1"
    (explained,) = document["explanations"]
    assert explained["measure"]["value"] == pytest.approx(38.0, abs=0.1)
    assert explained["filter"]["cutoff_hz"] == 6.0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_page_is_self_contained(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    page = tmp_path / "new" / "depth.html"
    assert main(["explain", str(folder), "mov.sq.depth", "--out", str(page), "--lang", language]) == 0
    assert str(page) in capsys.readouterr().out
    text = page.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in text
    assert "right_thigh_inclination_projection" in text
    assert "<script" not in text
    assert not re.search(r'(src|href)="(?!data:)', text)
    assert [p.name for p in page.parent.iterdir()] == ["depth.html"]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("arguments", "status", "named"),
    [
        (["{folder}", "mov.sq.dpth"], 2, "mov.sq.depth"),
        (["{folder}", "mov.sq.depth", "--side", "left"], 2, "--side"),
        (["{folder}/none", "mov.sq.depth"], 4, "none"),
        (["{folder}/frames.csv", "mov.sq.depth"], 4, "frames.csv"),
        (["{folder}/..", "mov.sq.depth"], 4, ".."),
        (["{folder}", "mov.sq.depth", "--out", "{folder}/frames.csv/x.html"], 1, "frames.csv"),
    ],
)
def test_wrong_use(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    named: str,
    language: str,
) -> None:
    given = [word.format(folder=folder) for word in arguments]
    assert main(["explain", *given, "--lang", language]) == status
    streams = capsys.readouterr()
    assert streams.out == ""
    assert named in streams.err
    assert "Traceback" not in streams.err
    assert len(streams.err.strip().splitlines()) == 2
