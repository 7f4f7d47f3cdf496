"""``taikan intake``: statuses, files that are kept, resuming, the letter, and bad input."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from taikan.cli.main import main
from taikan.intake.questionnaire import unanswered
from taikan.knowledge.questionnaire_files import load_questionnaires

SAFETY_SET = load_questionnaires().of_set("safety")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def healthy() -> dict[str, Any]:
    answers: dict[str, Any] = {
        "who.age": 34,
        "who.sex": "male",
        "who.height_cm": 175,
        "who.weight_kg": 79,
        "cl.bp": "no",
    }
    while todo := [q for q in unanswered(SAFETY_SET, answers) if q.required]:
        for question in todo:
            code = question.options[0].code if question.options else 0
            answers[question.id] = (code,) if question.kind == "multi" else code
    return answers


def written(**changes: Any) -> Path:
    """A TOML file of a healthy person's safety answers with ``changes``."""
    answers = {**healthy(), **{item.replace("__", "."): answer for item, answer in changes.items()}}
    path = Path("given.toml")
    lines = [f'"{item}" = {json.dumps(list(a) if isinstance(a, tuple) else a)}' for item, a in answers.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(*arguments: object) -> int:
    return main(["intake", "--set", "safety", "--lang", "en", *map(str, arguments)])


def kept(path: str = "answers.json") -> dict[str, Any]:
    return dict(json.loads(Path(path).read_text(encoding="utf-8")))


def test_a_healthy_person_may_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", written()) == 0
    assert capsys.readouterr().out.startswith("Safety check: go")
    assert kept()["finished"]
    assert len(kept()["history"]["screenings"]) == 1


def test_a_flag_is_status_5_first_line_first_and_the_letter_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", written(rf__fever="yes"), "--letter", "letter.pdf") == 5
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Safety check: doctor today or tomorrow"
    assert "internal medicine" in lines[1]
    assert Path("letter.pdf").read_bytes().startswith(b"%PDF")
    assert kept()["answers"]["rf.fever"] == "yes"


def test_json_is_one_document_with_gate_and_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", written(who__weight_kg=95), "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "taikan.intake/1"
    assert (document["gate"]["level"], document["gate"]["open"]) == ("go", True)
    assert {"code": "q.life.bmi", "grade": "R", "weight": 1.0} in document["evidence"]


def test_an_open_e_or_u_leaves_no_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", written(rf__aaa="yes", who__weight_kg=95), "--json") == 5
    document = json.loads(capsys.readouterr().out)
    assert document["evidence"] == []
    assert "movement_tests" not in document["gate"]["allows"]


CLEARED = """
seen_at = {seen}
clinician = "Dr. Mori"
facility = "Minato Clinic"
said = "may train"
recorded_by = "{by}"
recorded_by_name = "Sato"
"""


def test_u_opens_after_a_clearance_and_a_fresh_clean_screen() -> None:
    run("--from", written(rf__fever="yes"))
    backdated("2026-01-01T10:00:00")
    Path("c.toml").write_text(CLEARED.format(seen=kept()["saved_at"], by="trainer"), encoding="utf-8")
    assert run("--clearance", "c.toml") == 5
    assert run("--from", written()) == 0
    assert len(kept()["history"]["clearances"]) == 1
    assert len(kept()["history"]["screenings"]) == 2


def backdated(at: str) -> None:
    """Moves the first screening into the past, as if it had been answered then."""
    content = kept()
    content["history"]["screenings"][0]["at"] = at
    Path("answers.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_clearance_recorded_alone_is_kept_but_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    run("--from", written(cl__heart="yes"))
    Path("c.toml").write_text(CLEARED.format(seen=kept()["saved_at"], by="self"), encoding="utf-8")
    assert run("--clearance", "c.toml") == 5
    assert "does not count" in capsys.readouterr().out
    Path("c.toml").write_text(CLEARED.format(seen=kept()["saved_at"], by="trainer"), encoding="utf-8")
    assert run("--clearance", "c.toml") == 0
    assert len(kept()["history"]["clearances"]) == 2


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        ('"rf.ces_bladdr" = "no"', 2, "rf.ces_bladder"),
        ('[rf]\nfevr = "no"', 2, "rf.fever"),
        ('"rf.fever" = "maybe"', 2, "no, unknown, yes"),
        ('"who.age" = 3', 2, "6-110"),
        ('"who.age" = ', 4, "--template"),
    ],
)
def test_a_wrong_answers_file_is_refused_and_nothing_is_written(
    content: str, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.toml").write_text(content, encoding="utf-8")
    assert run("--from", "bad.toml") == status
    streams = capsys.readouterr()
    assert said in streams.err
    assert "Traceback" not in streams.err
    assert not Path("answers.json").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--from", "absent.toml"], 4, "absent.toml"),
        (["--from", "."], 4, "."),
        (["--set", "safty"], 2, "safety"),
        (["--add", "odii"], 2, "odi"),
        (["--add", "odi"], 2, "--words"),
        (["--clearance", "absent.toml"], 4, "absent.toml"),
    ],
)
def test_wrong_use_says_what_to_do(
    arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == status
    assert said in capsys.readouterr().err


def test_files_that_are_not_text_or_not_ours_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("binary.toml").write_bytes(b"\xff\xfe\x00")
    assert run("--from", "binary.toml") == 4
    Path("answers.json").write_text('{"schema": "other/1"}', encoding="utf-8")
    assert run("--from", written()) == 4
    assert kept() == {"schema": "other/1"}
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["clinician", "seen_at", "recorded_by"])
def test_a_clearance_without_its_names_is_refused(missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = CLEARED.format(seen="2026-01-02", by="trainer").splitlines()
    Path("c.toml").write_text("\n".join(line for line in lines if not line.startswith(f"{missing} ")), encoding="utf-8")
    assert run("--clearance", "c.toml") == 4
    assert missing in capsys.readouterr().err


def test_unknown_codes_in_a_clearance_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("c.toml").write_text(
        CLEARED.format(seen="2026-01-02", by="trainer") + 'restrictions = ["kneepain"]', encoding="utf-8"
    )
    assert run("--clearance", "c.toml") == 4
    assert "kneepain" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_template_answers_nothing_and_names_every_question(language: str) -> None:
    assert main(["intake", "--template", "t.toml", "--lang", language]) == 0
    text = Path("t.toml").read_text(encoding="utf-8")
    for one in load_questionnaires().of_set("intake"):
        assert all(f'"{question.id}"' in text for question in one.questions)
    assert main(["intake", "--from", "t.toml", "--lang", language]) == 5
    assert kept()["answers"] == {}


# --- at the terminal --------------------------------------------------------------------------------------------


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def give(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", StringIO("\n".join(lines) + "\n"))

    return give


def numbers() -> list[str]:
    """What a healthy person types."""
    answers, lines = healthy(), []
    given: dict[str, Any] = {}
    while todo := unanswered(SAFETY_SET, given):
        question = todo[0]
        if question.id not in answers:
            given[question.id], line = 0, ""
        elif question.options:
            code = answers[question.id][0] if question.kind == "multi" else answers[question.id]
            line = str([o.code for o in question.options].index(code) + 1)
            given[question.id] = answers[question.id]
        else:
            line = str(answers[question.id])
            given[question.id] = answers[question.id]
        lines.append(line)
    return lines


def test_typed_answers_open_the_gate(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed(*numbers())
    assert run() == 0
    assert "Safety check: go" in capsys.readouterr().out
    assert kept()["finished"]


def test_an_emergency_ends_the_questions_at_once_after_a_second_look(
    typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("34", "2", "175", "79", "3", "")
    assert run("--letter", "l.pdf") == 5
    shown = capsys.readouterr().out
    assert "119" in shown
    assert "anus" not in shown
    assert Path("l.pdf").exists()
    assert kept()["history"]["screenings"][0]["full"] is False


def test_a_slip_of_the_finger_is_put_right_before_it_counts(typed: Any) -> None:
    typed("34", "2", "175", "79", "3", "b", "1", "q")
    assert run() == 0
    assert kept()["answers"]["rf.ces_bladder"] == "no"
    assert kept()["history"]["screenings"] == []


def test_stopping_keeps_everything_and_goes_on_later(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    lines = numbers()
    typed(*lines[:10], "q")
    assert run() == 0
    assert not kept()["finished"]
    typed(*lines[10:])
    assert run() == 0
    assert "Going on where you stopped (10 answered)" in capsys.readouterr().out
    later = kept()["answers"]
    Path("answers.json").unlink()
    typed(*lines)
    run()
    assert kept()["answers"] == later


def test_the_end_of_input_is_an_interruption_and_loses_nothing(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed("34")
    assert run() == 130
    assert kept()["answers"] == {"who.age": 34}
    assert "Traceback" not in capsys.readouterr().err


def test_wrong_and_empty_answers_are_asked_again(typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed("", "abc", "200", "34", "9", "b", "35", "q")
    assert run() == 0
    shown = capsys.readouterr().out
    assert "needs an answer" in shown
    assert shown.count("cannot be used") == 3
    assert kept()["answers"] == {"who.age": 35}


def test_words_of_self_harm_bring_people_to_call(capsys: pytest.CaptureFixture[str]) -> None:
    Path("w.toml").write_text('"q.goal" = "死にたい"', encoding="utf-8")
    assert main(["intake", "--from", "w.toml", "--lang", "ja", "--json"]) == 5
    streams = capsys.readouterr()
    assert "0120-061-338" in streams.err
    document = json.loads(streams.out)
    assert document["self_harm"]
    assert document["scores"] == {}
