"""``taikan profile`` from the outside: files in, page and JSON out, and what it says when something is wrong."""

import json
from pathlib import Path

import pytest

from taikan.cli.main import main

CLIENTS = Path(__file__).parents[2] / "docs" / "clients"
HEAD = 'schema = "taikan.profile_input/1"\n'


def written(folder: Path, text: str, name: str = "client.toml") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_client_gives_page_and_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["profile", str(CLIENTS / "runner.toml"), "--out", str(out), "--lang", "en"]) == 0
    assert sorted(f.name for f in out.iterdir()) == ["profile.html", "profile.json"]
    document = json.loads((out / "profile.json").read_text(encoding="utf-8"))
    assert document["schema"] == "taikan.profile/1"
    assert document["profile"]["factors"][0]["id"] == "trunk.endurance"
    assert document["profile"]["factors"][0]["sentences"][0]["ja"]
    assert document["next_tests"]["steps"]
    assert "Trunk support" in capsys.readouterr().out
    assert main(["profile", str(CLIENTS / "runner.toml"), "--out", str(out)]) == 0


def test_json_goes_to_stdout_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["profile", str(CLIENTS / "runner.toml"), "--json", "--what-if", "rom.thomas=ok"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["what_if"]["moves"][0]["factor"] == "mob.hip_extension"
    assert list(tmp_path.iterdir()) == []


def test_the_template_is_a_client(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "--template"]) == 0
    file = written(tmp_path, capsys.readouterr().out)
    assert main(["profile", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["profile"]["pins"]


def test_json_input_is_read_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps({"schema": "taikan.profile_input/1", "observations": [{"code": "rom.ake", "grade": "R"}]})
    assert main(["profile", written(tmp_path, text, "client.json"), "--json"]) == 0
    observation = json.loads(capsys.readouterr().out)["evidence"]["observations"][0]
    assert observation["grade"] == "red"


@pytest.mark.parametrize("level", ["E", "U"])
def test_where_a_doctor_must_look_first_the_report_says_so_and_the_status_is_five(tmp_path: Path, level: str) -> None:
    file = written(tmp_path, HEAD + f'level = "{level}"\nobservations = [{{ code = "rom.ake", grade = "red" }}]\n')
    out = tmp_path / "out"
    assert main(["profile", file, "--out", str(out), "--lang", "en"]) == 5
    assert "A doctor has to look first" in (out / "profile.html").read_text(encoding="utf-8")
    document = json.loads((out / "profile.json").read_text(encoding="utf-8"))
    assert document["profile"]["factors"] == document["next_tests"]["steps"] == document["trials"] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("levle = 'go'", "Did you mean: level"),
        ("observations = [{ code = 'rom.ake', garde = 'red' }]", "Did you mean: grade"),
        ("[pain]\nnwo = 3", "Did you mean: now"),
        ("observations = [{ code = 'rom.akee', grade = 'red' }]", "Did you mean: rom.ake"),
        ("hide = ['move.runing']", "Did you mean: move.running"),
        ("modifiers = ['osteoporosys']", "Did you mean: osteoporosis"),
        ("[tags]\nsitt = -1", "Did you mean: sit"),
        ("[pain]\nareas = ['lowback_left']", "Did you mean: low_back_left"),
        ("[session]\nequipment = ['chairs']", "Did you mean: chair"),
        ("preferred_themes = ['mobility']", "There is no theme"),
    ],
)
def test_a_wrong_name_is_an_error_with_a_suggestion(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    assert main(["profile", written(tmp_path, HEAD + text), "--json", "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml at all",
        "schema = 'taikan.profile_input/2'",
        HEAD + "age = -3",
        HEAD + "[tags]\nsit = 5",
        HEAD + "[pain]\nnow = 11",
        HEAD + "[pain]\nnow = nan",
        HEAD + "observations = [{ code = 'rom.ake' }]",
        HEAD + "observations = [{ code = 'rom.ake', value = 3.0 }]",
        HEAD + "observations = [{ code = 'rom.ake', grade = 'purple' }]",
        HEAD + "observations = [{ code = 'rom.ake', value = 3.0, sem = 1.0, amber_above = 5.0, red_above = 2.0 }]",
        HEAD + "observations = [{ code = 'rom.ake', grade = 'A' }, { code = 'rom.ake', grade = 'R' }]",
        HEAD + "[[pins]]\nfactor = 'life.sleep'\nchoice = 'first'\nreason = ''",
        HEAD + "[priors]\n'life.sleep' = 1.0",
    ],
)
def test_a_broken_file_is_said_to_be_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert main(["profile", written(tmp_path, text), "--json", "--lang", "en"]) == 4
    error = capsys.readouterr().err
    assert "cannot be read as the input of a profile" in error
    assert "Traceback" not in error


def test_files_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", str(tmp_path / "none.toml"), "--json"]) == 4
    assert main(["profile", str(tmp_path), "--json"]) == 4
    assert main(["profile", str(CLIENTS / "runner.toml"), str(tmp_path / "result.json"), "--json"]) == 4
    assert main(["profile", str(CLIENTS / "runner.toml"), str(CLIENTS / "runner.toml"), "--json"]) == 4
    assert main(["profile"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("change", ["rom.ake", "rom.ake=blue", "rom.akee=red", "=red"])
def test_a_wrong_what_if_is_wrong_use(change: str) -> None:
    assert main(["profile", str(CLIENTS / "runner.toml"), "--json", "--what-if", change]) == 2


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    assert main(["profile", str(CLIENTS / "runner.toml"), "--out", str(tmp_path)]) == 2
    assert [f.name for f in tmp_path.iterdir()] == ["diary.txt"]
