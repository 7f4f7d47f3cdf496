"""Codes that exclude or limit tests: what is implied counts, more codes never allow more, unknown ones are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.core.errors import UnknownNameError
from taikan.knowledge.safety_files import load_safety
from taikan.knowledge.safety_models import covers
from taikan.knowledge.test_limits import load_test_items
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.registry import movement_tests
from taikan.movement_tests.safety import TestSafety, safety_of

CODES = sorted(load_test_items().name)
TESTS = movement_tests().values()


def of(test: str, *codes: str, **options: str) -> TestSafety:
    found = movement_tests().get(test)
    return safety_of(found, found.resolve_options(options), codes)


def test_without_codes_everything_is_offered() -> None:
    assert all(of(test.id) == TestSafety() for test in TESTS)


@given(st.sampled_from(TESTS), st.lists(st.sampled_from(CODES)), st.lists(st.sampled_from(CODES)))
def test_more_codes_never_allow_more(test: MovementTest, codes: list[str], more: list[str]) -> None:
    options = test.resolve_options({})
    few, many = safety_of(test, options, codes), safety_of(test, options, codes + more)
    assert set(map(str, few.excluded)) <= set(map(str, many.excluded))
    assert set(map(str, few.limited)) <= set(map(str, many.limited))
    assert few.withheld.keys() <= many.withheld.keys()


@pytest.mark.parametrize("code", sorted(load_safety().modifiers))
def test_what_a_code_implies_counts(code: str) -> None:
    for implied in load_safety().modifiers[code].implies:
        for test in TESTS:
            assert set(map(str, of(test.id, implied).excluded)) <= set(map(str, of(test.id, code).excluded))


def test_severe_pain_leaves_standing_and_walking_and_an_open_sign_only_photos() -> None:
    assert {t.id for t in TESTS if not of(t.id, "acute_severe").excluded} == {"posture", "walk"}
    assert {t.id for t in TESTS if not of(t.id, "red_flag_open").excluded} == {"posture", "sitting", "desk"}


def test_a_choice_of_an_option_is_excluded_by_itself() -> None:
    assert of("hip_hinge", "load_prov", variant="deadlift").excluded
    assert not of("hip_hinge", "load_prov").excluded
    assert of("sit_to_stand", "knee_pain", protocol="thirty").excluded
    assert [r.values["how_en"] for r in of("sit_to_stand", "knee_pain").limited] == ["one trial; normal speed"]


def test_an_unknown_code_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as told:
        of("squat", "osteoporosys")
    assert told.value.values["suggestion"] == "osteoporosis"


def test_a_family_covers_its_measures_and_no_namesake() -> None:
    assert covers("end.*", "end.side")
    assert covers("bal.sls", "bal.sls.left")
    assert not covers("bal.sls", "bal.sls_eyes_closed")
