"""Finding exercises: every field narrows, codes leave nothing they exclude, words match in either language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_search import ExerciseQuery, find_exercises
from taikan.knowledge.safety_files import load_safety

LIBRARY, SAFETY = load_exercises(), load_safety()


def found(query: ExerciseQuery) -> set[str]:
    return {e.id for e in find_exercises(query, LIBRARY, SAFETY)}


def test_asking_for_nothing_finds_everything_in_order_of_family_and_level() -> None:
    everything = find_exercises(ExerciseQuery(), LIBRARY, SAFETY)
    assert {e.id for e in everything} == set(LIBRARY.exercises)
    places = [(list(LIBRARY.families).index(e.family), e.level) for e in everything]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("バードドッグ", "ar_bird_dog"), ("BIRD-dog", "ar_bird_dog"), ("RDL ダンベル", "hg_rdl_db"), ("sq_bw", "sq_bw")],
)
def test_words_match_in_either_language_width_and_case(text: str, expected: str) -> None:
    assert expected in found(ExerciseQuery(text=text))


def test_every_word_must_occur() -> None:
    assert found(ExerciseQuery(text="squat zzz")) == set()


def test_equipment_means_nothing_else_is_needed() -> None:
    kinds = {kind for e in found(ExerciseQuery(equipment=("chair",))) for kind in LIBRARY.exercises[e].equipment}
    assert kinds == {"chair", "none"}


@given(st.lists(st.sampled_from(sorted(SAFETY.modifiers)), max_size=4).map(tuple))
def test_no_code_finds_what_it_excludes(codes: tuple[str, ...]) -> None:
    closed = set(SAFETY.closure(codes))
    assert all(not closed & set(LIBRARY.exercises[e].contra) for e in found(ExerciseQuery(codes=codes)))


@given(
    st.sampled_from(sorted(LIBRARY.families)),
    st.lists(st.integers(1, 5), max_size=2).map(tuple),
    st.sampled_from(sorted(LIBRARY.positions)),
)
def test_each_field_only_narrows(family: str, levels: tuple[int, ...], position: str) -> None:
    whole = ExerciseQuery(families=(family,))
    assert found(ExerciseQuery(families=(family,), levels=levels, positions=(position,))) <= found(whole)
