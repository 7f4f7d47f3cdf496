"""Reads and checks the files of ``factor_model.py`` once; installed packages may add factors, evidence and tests."""

from collections.abc import Iterator
from functools import lru_cache

from pydantic import ValidationError

from taikan.knowledge.factor_model import FactorModel
from taikan.knowledge.loader import KnowledgeError, knowledge_tables, load_knowledge
from taikan.knowledge.safety_files import load_safety

_FILES = ("factors.toml", "evidence.toml", "trial_tests.toml", "test_limits.toml", "result_evidence.toml")


@lru_cache(maxsize=1)
def load_factor_model() -> FactorModel:
    """The factor model of this package and its extensions. Raises ``KnowledgeError`` if a file is wrong."""
    factors, evidence, session, limits, results = knowledge_tables(*_FILES)
    safety = load_safety()
    tables = {
        "settings": factors.get("settings"),
        "themes": factors.get("theme", {}),
        "factors": factors.get("factor", {}),
        "evidence": evidence,
        "tests": session.get("test", {}),
        "questions": session.get("question", {}),
        "trials": session.get("trial", {}),
        "places": session.get("place", {}),
        "limits": {
            **limits,
            "limits": safety.test_limits.limit,
            "only": safety.test_limits.only,
            "codes": {code: safety.closure([code]) for code in safety.modifiers}
            | {state: (state,) for state in safety.states},
        },
        "results": results,
    }
    try:
        model = FactorModel.model_validate(tables)
    except ValidationError as problem:
        raise KnowledgeError(str(problem)) from problem
    problems = list(_unknown_sources(model))
    if problems:
        raise KnowledgeError("; ".join(problems))
    return model


def _unknown_sources(model: FactorModel) -> Iterator[str]:
    references = load_knowledge().references
    for name, factor in model.factors.items():
        yield from (f"factor {name}: unknown reference {s!r}" for s in factor.sources if s not in references)
