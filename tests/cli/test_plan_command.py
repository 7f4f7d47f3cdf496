"""``taikan plan`` from the outside."""

import json
from pathlib import Path

import pytest

from taikan.cli.main import main

CLIENTS = Path(__file__).parents[2] / "docs" / "clients"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    out = tmp_path / "profile"
    assert main(["profile", str(CLIENTS / "desk_worker.toml"), "--out", str(out)]) == 0
    return out


def run(*arguments: object) -> int:
    return main(["plan", *(str(a) for a in arguments)])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_profile_becomes_a_plan(profile: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "plan"
    assert run(profile / "profile.json", "--out", out, "--lang", language) == 0
    assert {p.name for p in out.iterdir()} == {"programme.json", "report.html", "report.pdf"}
    document = json.loads((out / "programme.json").read_text(encoding="utf-8"))
    assert document["programme"]["sessions"][0]["items"][0]["reasons"]
    assert document["request"]["self_guided"]
    assert run(profile, "--out", out) == 0


def test_the_template_is_a_request(profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("--template") == 0
    request = tmp_path / "request.toml"
    request.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(profile, "--request", request, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert [slot["per_week"] for slot in document["request"]["slots"]] == [3]
    assert document["request"]["sex"] == "female"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("trainre = true", "Did you mean: trainer"),
        ("liked = ['sq_bxo']", "Did you mean: sq_box"),
        ("[home]\nequipment = ['chiar']", "Did you mean: chair"),
        ("sessions = [{ setting = 'home', per_week = 3, minuts = 10 }]", "Did you mean: minutes"),
    ],
)
def test_an_unknown_word_is_status_2(
    profile: Path, tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    request = tmp_path / "request.toml"
    request.write_text(f'schema = "taikan.plan_request/1"\n{text}\n', encoding="utf-8")
    assert run(profile, "--request", request, "--lang", "en") == 2
    assert said in capsys.readouterr().err


def test_a_stopped_client_gets_no_plan(tmp_path: Path) -> None:
    client = tmp_path / "client.toml"
    client.write_text('schema = "taikan.profile_input/1"\nlevel = "U"\n', encoding="utf-8")
    out = tmp_path / "profile"
    assert main(["profile", str(client), "--out", str(out)]) == 5
    assert run(out, "--json") == 5


@pytest.mark.parametrize("content", ["{}", "not json", '{"schema": "taikan.result/1"}'])
def test_what_is_no_profile_says_where_to_get_one(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "profile.json").write_text(content, encoding="utf-8")
    for given in (tmp_path, tmp_path / "profile.json"):
        assert run(given, "--lang", "en") == 4
        said = capsys.readouterr().err
        assert "not a Taikan profile" in said
        assert "taikan profile" in said
