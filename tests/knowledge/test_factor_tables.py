"""Factors, evidence, session tests and body map: complete, sourced, in both languages, as the clinical lists say."""

import re
from collections.abc import Iterator

import pytest

from taikan.core.texts import Text
from taikan.knowledge.body_map import load_body_map
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.loader import load_knowledge

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def said(model: FactorModel) -> Iterator[tuple[str, Text]]:
    named = {**model.themes, **model.factors, **model.evidence, **model.session_items, **model.trials, **model.places}
    yield from ((name, entry.name) for name, entry in named.items())
    yield from ((f"{name}.about", factor.about) for name, factor in model.factors.items())
    yield from ((f"{x.test}/{x.code}", x.how) for x in model.limits.limits if x.effect == "limit")
    yield from ((name, area.name) for name, area in load_body_map().areas.items())


def test_everything_is_said_in_both_languages_without_a_banned_word() -> None:
    words, texts = load_knowledge().words, list(said(load_factor_model()))
    assert len(texts) > 250
    for where, text in texts:
        assert JAPANESE.search(text.ja), where
        assert text.en.strip(), where
        assert not JAPANESE.search(text.en), where
        assert not words.banned_in(text.ja), where
        assert not words.banned_in(text.en), where


def test_the_table_is_whole() -> None:
    model = load_factor_model()
    assert len(model.factors) == 36
    assert sum(len(f.evidence) for f in model.factors.values()) == 146
    assert {e.code for f in model.factors.values() for e in f.evidence} == set(model.evidence)


def test_every_number_has_a_mark_and_every_factor_a_known_source() -> None:
    model, references = load_factor_model(), load_knowledge().references
    assert model.settings.mark == model.limits.mark == "D"
    for factor in model.factors.values():
        assert factor.mark
        assert set(factor.sources) <= set(references)


def test_every_safety_code_has_a_name() -> None:
    texts = load_knowledge().texts
    limits = load_factor_model().limits
    assert {f"profile.modifier.{c}" for c in {*limits.known_codes, limits.age_code}} <= set(texts)


def test_implied_codes_count() -> None:
    closure = load_factor_model().limits.closure
    assert closure(frozenset({"vert_fracture", "pregnant_t2"})) == {
        "vert_fracture",
        "osteoporosis",
        "pregnant_t2",
        "pregnant",
    }


def test_a_session_of_the_whole_battery_takes_as_long_as_the_clinical_list_says() -> None:
    tests = load_factor_model().tests.values()
    core = sum(t.minutes for t in tests if t.battery is not None and t.battery <= 19)
    assert 25 <= core <= 33


@pytest.mark.parametrize(
    "change",
    [
        {"themes": {}},
        {"evidence": {}},
        {"places": {}},
        {"trials": {"x": {"ja": "あ", "en": "a", "factor": "nothing", "like": "rom.ftf"}}},
    ],
)
def test_tables_that_do_not_agree_are_refused(change: dict[str, object]) -> None:
    whole = load_factor_model().model_dump()
    with pytest.raises(ValueError, match="unknown"):
        FactorModel.model_validate({**whole, **change})


def test_every_area_of_the_body_is_used_or_can_be_drawn_on() -> None:
    body, model = load_body_map(), load_factor_model()
    assert set(body.factor_areas) <= set(model.factors)
    assert {"low_back_left", "low_back_right", "belly"} <= set(body.pain_areas)
