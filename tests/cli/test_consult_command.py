"""``taikan consult`` and ``taikan plan`` from the outside: statuses, files, languages, and bad input."""

import json
from pathlib import Path
from typing import Any

import pytest

from client_folders import safe_answers, write_client
from stub_tracking import quick_squat, see_each, write_scene
from taikan.cli.main import main
from taikan.workflows.compare import read_occasion

WRITTEN = {
    "battery.csv",
    "battery.json",
    "battery.parquet",
    "consultation.json",
    "measures.html",
    "profile.html",
    "profile.json",
    "programme.json",
    "recordings",
    "report.html",
    "report.pdf",
}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    see_each(monkeypatch, lambda _path: quick_squat())
    folder = write_client(tmp_path / "client", safe_answers(q__life__sit_h=10, q__agg__sit=-2))
    write_scene(folder / "squat_1.mp4", quick_squat())
    return folder


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_is_written(client: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    given = ("consult", client, "--out", out, "--no-video", "--lang", language)
    assert run(*given) == 0
    assert {p.name for p in out.iterdir()} == WRITTEN
    assert f'lang="{language}"' in (out / "report.html").read_text(encoding="utf-8")
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert str(out / "report.pdf") in capsys.readouterr().out
    assert run(*given) == 0, "an earlier consultation is replaced"
    assert [test.test for test in read_occasion(out).tests] == ["squat"], "two consultations can be compared"


def test_json_is_one_document_and_writes_nothing(
    client: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert run("consult", client, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "taikan.consultation/1"
    assert document["plan"]["programme"]["sessions"]
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_red_flag_is_status_5_with_report_and_letter(
    client: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    write_client(client, safe_answers(rf__fever="yes"))
    assert run("consult", client, "--out", out, "--lang", language) == 5
    assert {p.name for p in out.iterdir()} == {"consultation.json", "report.html", "report.pdf", "letter.pdf"}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "letter.pdf" in page
    assert (out / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert "letter.pdf" in capsys.readouterr().out


def test_open_questions_are_status_5_and_named(client: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_client(client, {"who.age": 34})
    assert run("consult", client, "--out", out, "--lang", "en") == 5
    assert "questions are still open" in (out / "report.html").read_text(encoding="utf-8")
    assert not (out / "letter.pdf").exists()


def test_files_of_somebody_else_stay(client: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "diary.txt").write_text("mine")
    assert run("consult", client, "--out", out) == 2
    assert [p.name for p in out.iterdir()] == ["diary.txt"]


@pytest.mark.parametrize(
    ("arguments", "status"), [(("consult",), 2), (("consult", "nowhere"), 4), (("plan",), 2), (("plan", "nowhere"), 4)]
)
def test_wrong_use(arguments: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == status
    assert "Traceback" not in capsys.readouterr().err


def test_a_broken_client_file_is_status_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_client(tmp_path / "client")
    (folder / "client.toml").write_text("schema = ")
    assert run("consult", folder, "--lang", "en") == 4
    assert "taikan consult --template" in capsys.readouterr().err


def test_the_template_is_a_client_whose_answers_are_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("consult", "--template", "--lang", "en") == 0
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "client.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run("consult", folder, "--json") == 5
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["intake"]["gate"]["missing"]
