"""Finding exercises: by words in either language, by what they are for, and by what is there to do them with."""

import unicodedata
from dataclasses import dataclass

from taikan.core.texts import LANGUAGES
from taikan.knowledge.exercise_models import Exercise, ExerciseLibrary
from taikan.knowledge.safety_models import Safety

NO_EQUIPMENT = "none"


@dataclass(frozen=True)
class ExerciseQuery:
    """What is asked for; an empty field asks for nothing. All fields must fit, one value of each is enough.

    ``text``: words, each of which must occur in id, name, purpose, cue or the family's name, in one language or the
    other. ``equipment``: what there is; the exercise needs nothing else. ``codes``: safety codes of the person;
    exercises they exclude, themselves or by what they imply, are left out.
    """

    text: str = ""
    factors: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    equipment: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def find_exercises(query: ExerciseQuery, library: ExerciseLibrary, safety: Safety) -> tuple[Exercise, ...]:
    """The exercises that fit, by family, level and id."""
    codes = frozenset(safety.closure(query.codes))
    words = _plain(query.text).split()
    found = [e for e in library.exercises.values() if _fits(e, query, codes) and _has_words(e, words, library)]
    order = {family: place for place, family in enumerate(library.families)}
    return tuple(sorted(found, key=lambda e: (order[e.family], e.level, e.id)))


def _fits(exercise: Exercise, query: ExerciseQuery, codes: frozenset[str]) -> bool:
    asked = (
        (query.factors, exercise.factors),
        (query.families, (exercise.family,)),
        (query.levels, (exercise.level,)),
        (query.positions, (exercise.position,)),
    )
    has_all_it_needs = not query.equipment or set(exercise.equipment) <= {*query.equipment, NO_EQUIPMENT}
    return (
        has_all_it_needs
        and not codes & set(exercise.contra)
        and all(not wanted or bool(set(wanted) & set(own)) for wanted, own in asked)
    )


def _has_words(exercise: Exercise, words: list[str], library: ExerciseLibrary) -> bool:
    texts = (exercise.name, exercise.purpose, library.families[exercise.family], *exercise.cues)
    said = _plain(" ".join([exercise.id, *(t.in_language(language) for t in texts for language in LANGUAGES)]))
    return all(word in said for word in words)


def _plain(text: str) -> str:
    """Half and full width, upper and lower case alike."""
    return unicodedata.normalize("NFKC", text).casefold()
