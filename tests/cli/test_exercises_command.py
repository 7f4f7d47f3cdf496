"""``taikan exercises``: lists, searches and shows exercises, in both languages and as one JSON document."""

import json

import pytest

from taikan.cli.main import main
from taikan.core.errors import ExitStatus
from taikan.core.texts import LANGUAGES
from taikan.knowledge.exercise_loader import load_exercises


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(("exercises", *arguments)) == ExitStatus.OK
    return capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_every_exercise_with_its_purpose(capsys: pytest.CaptureFixture[str], language: str) -> None:
    shown = printed(capsys, "--lang", language)
    for exercise in load_exercises().exercises.values():
        assert exercise.id in shown
        assert exercise.name.in_language(language) in shown


def test_one_shows_cues_dose_ladder_limits_and_test(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, "sq_goblet", "--lang", "en")
    exercise = load_exercises().exercises["sq_goblet"]
    assert all(cue.en in shown for cue in exercise.cues)
    assert all(name in shown for name in (*exercise.progress_to, *exercise.regress_to, *exercise.faults))
    assert all(f"({code})" in shown for code in (*exercise.contra, *exercise.caution))
    for part in ("days a week", "of body weight", "effort", "Evidence", "(squat)"):
        assert part in shown


def test_filters_join(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--family", "squat", "--level", "2", "--equipment", "chair", "--json")
    exercises = json.loads(printed(capsys, *arguments))["exercises"]
    assert {e["id"] for e in exercises} >= {"sq_sts", "sq_box"}
    assert all(e["level"] == 2 and e["family"] == "squat" for e in exercises)


def test_leaves_out_what_a_safety_code_excludes(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, "--without-code", "knee_pain", "--json"))
    assert document["schema"] == "taikan.exercises/1"
    assert "sq_wall_sit" not in {e["id"] for e in document["exercises"]}


def test_says_so_when_nothing_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No exercise fits" in printed(capsys, "--search", "zzz", "--lang", "en")


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (("sq_gobblet",), "sq_goblet"),
        (("--family", "hing"), "hinge"),
        (("--factor", "hip.glut"), "hip.glute"),
        (("--equipment", "chairs"), "chair"),
        (("--position", "standin"), "standing"),
        (("--without-code", "knee_pian"), "knee_pain"),
        (("--level", "7"), "1-5"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], suggestion: str
) -> None:
    assert main(("exercises", *arguments, "--lang", "en")) == ExitStatus.USAGE
    assert suggestion in capsys.readouterr().err
