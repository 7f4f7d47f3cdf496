"""Reads the exercise library once; an installed package may add exercises in a folder ``exercises`` of its own."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from taikan.knowledge.exercise_models import ExerciseLibrary
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import KnowledgeError, knowledge_files, knowledge_tables, load_knowledge
from taikan.knowledge.safety_files import load_safety


@lru_cache(maxsize=1)
def load_exercises() -> ExerciseLibrary:
    """The library of this package and its extensions. Raises ``KnowledgeError`` if a file is wrong."""
    tables: dict[str, dict[str, Any]] = {}
    for name, table in knowledge_files("exercises"):
        exercise_id = name.removesuffix(".toml")
        if exercise_id in tables:
            raise KnowledgeError(f"exercise {exercise_id!r} is defined twice")
        tables[exercise_id] = {"id": exercise_id, **table}
    _add_easier(tables)
    (shared,) = knowledge_tables("exercises.toml")
    try:
        library = ExerciseLibrary.model_validate({**shared, "exercises": tables})
    except ValidationError as problem:
        raise KnowledgeError(f"exercises: {problem}") from problem
    problems = list(_unknown_elsewhere(library))
    if problems:
        raise KnowledgeError("; ".join(problems))
    return library


def _add_easier(tables: dict[str, dict[str, Any]]) -> None:
    """``regress_to`` is the reverse of ``progress_to``, so that a ladder is written once."""
    for exercise_id, table in tables.items():
        for harder in table.get("progress_to", ()):
            if harder in tables:
                tables[harder].setdefault("regress_to", []).append(exercise_id)


def _unknown_elsewhere(library: ExerciseLibrary) -> Iterator[str]:
    faults, factors, codes = load_knowledge().faults, load_factor_model().factors, load_safety().modifiers
    for e in library.exercises.values():
        for kind, names, known in (
            ("fault", e.faults, faults),
            ("factor", e.factors, factors),
            ("modifier", (*e.contra, *e.caution), codes),
        ):
            yield from (f"exercise {e.id}: unknown {kind} {name!r}" for name in names if name not in known)
