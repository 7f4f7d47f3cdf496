"""The hand-out: both languages, PDF and page say the same, nothing banned, every number with unit and error."""

from dataclasses import replace
from html import unescape

import pytest
from handout_samples import CLIENTS, SHELF, handout, measured, picture, plan

from taikan.core.texts import LANGUAGES, Language
from taikan.factors import next_test
from taikan.knowledge.loader import load_knowledge
from taikan.programme.records import Conflict, LimitNote
from taikan.report.handout import TEMPLATE, Seen, handout_content, handout_page, handout_pdf
from taikan.report.plan_words import HandoutWords, work_words
from taikan.report.typesetting import pictures
from taikan.workflows.plan import next_tests_of
from taikan.workflows.profile import make_profile


def texts(value: object) -> list[str]:
    """Every string in a nested content."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in texts(part)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_to_four_pages(language: Language) -> None:
    content, shown = handout_content(handout(), SHELF, language)
    assert 2 <= len(pictures(TEMPLATE, content, 20.0, shown)) <= 4
    assert handout_pdf(handout(), SHELF, language).startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_pdf_says_and_nothing_banned(language: Language) -> None:
    content, _ = handout_content(handout(), SHELF, language)
    page = unescape(handout_page(handout(), SHELF, language))
    assert load_knowledge().words.banned_in(page) == ()
    assert "://" not in page
    for session in content["plan"]["sessions"]:
        for item in session["items"]:
            assert item["name"] in page
            assert item["work"] in page
    for row in content["hurt"]["rows"]:
        assert row["do"] in page
    for habit in content["habits"]:
        assert habit["advice"] in page


def test_numbers_carry_unit_error_and_the_change_that_counts() -> None:
    content, _ = handout_content(handout(), SHELF, "en")
    depth, trunk = content["numbers"]
    assert (depth["value"], depth["error"], depth["change"]) == ("28.2°", "± 3.1°", "over 8.6°")
    assert depth["target"]
    assert trunk["grade"] == "ok"
    assert content["seen"][0]["numbers"][0]["value"] == "28.2°"


def test_above_a_usual_pain_of_two_only_changes_count() -> None:
    low, _ = handout_content(replace(handout(), usual_pain=1), SHELF, "en")
    high, _ = handout_content(handout(), SHELF, "en")
    assert low["hurt"]["rows"][0]["during"].startswith("0–3")
    assert "usual" in high["hurt"]["rows"][0]["during"]
    assert low["hurt"]["rows"][3] == high["hurt"]["rows"][3]


def test_a_dose_is_words_with_units() -> None:
    words = HandoutWords(SHELF.knowledge, "en", SHELF.model, SHELF.library)
    gym, home = plan().sessions
    assert [work_words(item.dose, words) for item in (home.items[1], gym.items[3])] == [
        "2 sets × 6 reps, hold 8 s, each side",
        "3 sets × 20 m",
    ]


def test_a_conflict_is_told_in_place_of_a_plan() -> None:
    conflict = Conflict(limits=(LimitNote(limit="safety_level", by="D"),))
    page = handout_page(replace(handout(), plan=conflict), SHELF, "en")
    assert "No plan fits" in page
    assert handout_pdf(replace(handout(), plan=conflict), SHELF, "en").startswith(b"%PDF")


def test_a_client_without_anything_still_gets_a_page() -> None:
    bare = replace(handout(), seen=(), measures=(), plan=None, habits=(), care=(), next_tests=(), pain_areas=())
    assert "運動プラン" in handout_page(bare, SHELF, "ja")
    assert handout_pdf(bare, SHELF, "ja").startswith(b"%PDF")


def test_a_number_whose_error_is_too_large_to_tell_is_not_said_first() -> None:
    unsure = measured("gait.asym", 9.6, 37.1, "amber")
    seen = (Seen(picture(), "walk", "none", (unsure, measured("mov.sq.depth", 28.2, 3.1, "red"))),)
    content, _ = handout_content(replace(handout(), seen=seen, measures=(unsure,)), SHELF, "en")
    assert [number["value"] for number in content["seen"][0]["numbers"]] == ["28.2°"]


def test_a_next_test_says_how_safety_limits_it() -> None:
    choice = next_test.TestChoice(id="lift", minutes=2, gain_bits=1, codes=("mov.lift",), factors=("move.hinge_lift",))
    document = make_profile(CLIENTS / "osteoporosis.toml")
    step = next_test.Step(choice=choice, minutes_so_far=2, bits_so_far=1)
    document = document.model_copy(update={"next_tests": document.next_tests.model_copy(update={"steps": (step,)})})
    (found,) = next_tests_of(document)
    content, _ = handout_content(replace(handout(), next_tests=(found,)), SHELF, "en")
    assert "chair height" in content["next"][0]
    free = document.model_copy(update={"evidence": document.evidence.model_copy(update={"modifiers": ()})})
    assert next_tests_of(free)[0].limits == ()
