"""The exercise library: every name exists, ladders lead down to level 1, the gate's contraindications are all kept."""

import re

import pytest

from taikan.core.texts import LANGUAGES
from taikan.intake.modifiers import contraindicated
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_models import Exercise
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.safety_files import load_safety
from taikan.movement_tests.registry import movement_tests

LIBRARY = load_exercises()
ALL = tuple(LIBRARY.exercises.values())


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_carries_at_least_the_contraindications_of_the_safety_gate(exercise: Exercise) -> None:
    safety = load_safety()
    owed = {code for code in safety.modifiers if contraindicated(exercise.id, exercise.family, [code], safety)}
    assert owed <= set(safety.closure(exercise.contra)) | {
        c for c in safety.modifiers if set(safety.closure([c])) & set(exercise.contra)
    }


def _reaches_level_one(exercise: Exercise, seen: frozenset[str] = frozenset()) -> bool:
    if exercise.level == 1:
        return True
    easier = (LIBRARY.exercises[e] for e in exercise.regress_to if e not in seen)
    return any(_reaches_level_one(e, seen | {exercise.id}) for e in easier if e.level <= exercise.level)


def test_every_ladder_reaches_level_one() -> None:
    assert [e.id for e in ALL if e.ladder and not _reaches_level_one(e)] == []


def test_easier_is_the_reverse_of_harder() -> None:
    for e in ALL:
        assert all(e.id in LIBRARY.exercises[x].progress_to for x in e.regress_to)


LONGEST_JA = {"cue": 45, "purpose": 40, "evidence": 90}
"""Japanese characters: a cue can be spoken in one breath, a purpose read at a glance."""


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_texts_are_complete_short_and_free_of_banned_words(exercise: Exercise) -> None:
    said = [("cue", cue) for cue in exercise.cues]
    said += [("purpose", exercise.purpose), ("evidence", exercise.evidence.text), ("name", exercise.name)]
    for kind, text in said:
        assert all(text.in_language(language).strip() for language in LANGUAGES)
        assert len(text.ja) <= LONGEST_JA.get(kind, 30), text.ja
        assert not any(load_knowledge().words.banned_in(text.in_language(language)) for language in LANGUAGES)


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_purpose_is_one_polite_sentence(exercise: Exercise) -> None:
    assert re.fullmatch(r"[^。]+(です|ます)。", exercise.purpose.ja)
    assert re.fullmatch(r"[A-Z][^.]+\.", exercise.purpose.en)


def test_there_are_all_of_the_clinical_list_and_more() -> None:
    assert len(ALL) >= 200
    assert set(LIBRARY.families) == {e.family for e in ALL}


@pytest.mark.parametrize("exercise", [e for e in ALL if e.feedback_test], ids=lambda e: e.id)
def test_feedback_comes_from_a_test_that_films_it_from_a_side_that_sees_it(exercise: Exercise) -> None:
    assert exercise.feedback_test
    test = movement_tests().get(exercise.feedback_test)
    assert set(test.views) & set(exercise.views)


def test_feedback_is_there_for_the_main_lifts_and_walking() -> None:
    assert {"squat", "hip_hinge", "deadlift", "lift", "sit_to_stand", "walk", "run", "plank", "side_bridge"} <= {
        e.feedback_test for e in ALL
    }
