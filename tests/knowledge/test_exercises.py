"""The exercise library: every name exists, ladders lead down to level 1, the gate's contraindications are all kept."""

import pytest

from taikan.core.texts import LANGUAGES
from taikan.intake.modifiers import contraindicated
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_models import Exercise
from taikan.knowledge.safety_files import load_safety

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


def test_every_word_is_there_in_both_languages() -> None:
    texts = [text for e in ALL for text in (e.name, *e.cues)]
    assert all(text.in_language(language).strip() for text in texts for language in LANGUAGES)
    assert len(ALL) >= 188
