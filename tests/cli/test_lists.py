"""``taikan tests`` and ``taikan measures``: complete, in both languages, and as one JSON document."""

import json
import re

import pytest

from taikan.cli.main import main
from taikan.core.errors import ExitStatus
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.registry import movement_tests

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == ExitStatus.OK
    return capsys.readouterr().out


@pytest.mark.parametrize(("language", "is_japanese"), [("ja", True), ("en", False)])
def test_all_tests_and_measures_are_listed_in_the_language(
    capsys: pytest.CaptureFixture[str], language: str, is_japanese: bool
) -> None:
    tests = printed(capsys, "tests", "--lang", language)
    measures = printed(capsys, "measures", "--lang", language)
    assert all(name in tests for name in movement_tests())
    assert all(code in measures for code in load_knowledge().measures)
    assert bool(JAPANESE.search(tests)) == bool(JAPANESE.search(measures)) == is_japanese


def test_one_test_shows_steps_choices_and_measures(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, "tests", "sit_to_stand", "--lang", "en")
    test = movement_tests().get("sit_to_stand")
    assert all(step.en in shown.replace("\n", " ") for step in test.steps)
    assert "protocol=thirty" in shown
    assert all(code in shown for code in test.measure_codes)


def test_one_measure_shows_formula_limits_error_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, "measures", "str.sts5", "--lang", "en")
    for part in ("fifth full stand", "amber above 8.5 s", "from age 60", "2.5 s", "Klukowska", "seen in its source"):
        assert part in shown


def test_json_is_one_document_with_every_measure(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, "measures", "--json"))
    assert document["schema"] == "taikan.measures/1"
    assert {m["code"] for m in document["measures"]} == set(load_knowledge().measures)
    depth = next(m for m in document["measures"] if m["code"] == "mov.sq.depth")
    assert depth["error"]["mdc95"] == 11.1
    assert depth["cuts"][0]["amber_above"] == 10
    assert depth["ja"]
    assert depth["en"]


def test_json_of_tests_and_the_measures_of_one_test(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, "tests", "--json"))
    assert document["schema"] == "taikan.tests/1"
    hinge = next(t for t in document["tests"] if t["id"] == "hip_hinge")
    assert set(hinge["options"][0]["choices"]) == {"hinge", "deadlift", "romanian", "good_morning", "waiter"}
    own = json.loads(printed(capsys, "measures", "--test", "hip_hinge", "--json"))
    assert [m["code"] for m in own["measures"]] == hinge["measures"]


@pytest.mark.parametrize(
    ("arguments", "suggestion"), [(("tests", "squatt"), "squat"), (("measures", "mov.sq.dept"), "mov.sq.depth")]
)
def test_an_unknown_name_is_wrong_use_with_a_suggestion(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], suggestion: str
) -> None:
    assert main([*arguments, "--lang", "en"]) == ExitStatus.USAGE
    assert suggestion in capsys.readouterr().err
