"""Reads ``knowledge/safety`` once. An installed package may add rules there, but not change one."""

from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from taikan.knowledge.loader import KnowledgeError, knowledge_tables, load_knowledge
from taikan.knowledge.safety_models import Safety

_FILES = (
    "rules.toml",
    "session.toml",
    "gate.toml",
    "destinations.toml",
    "modifiers.toml",
    "contraindications.toml",
    "test_limits.toml",
    "self_harm.toml",
    "disease_words.toml",
)


@lru_cache(maxsize=1)
def load_safety() -> Safety:
    """Rules, levels, modifiers and limits of the gate. Raises ``KnowledgeError`` if a file is wrong."""
    tables = knowledge_tables(*(f"safety/{name}" for name in _FILES))
    rules, session, gate, destinations, modifiers, contraindications, limits, self_harm, words = tables
    content: dict[str, Any] = {
        **gate,
        "rules": rules,
        "session_rules": session,
        "destinations": destinations,
        "modifiers": modifiers,
        "contraindications": contraindications,
        "test_limits": limits,
        "self_harm": self_harm,
        "disease_words": words,
    }
    try:
        safety = Safety.model_validate(content)
    except ValidationError as problem:
        raise KnowledgeError(f"safety: {problem}") from problem
    _check_sources(safety)
    return safety


def _check_sources(safety: Safety) -> None:
    sourced = [*safety.rules.values(), *safety.session_rules.values(), *safety.modifiers.values()]
    named = {source for entry in sourced for source in entry.sources}
    named |= {*safety.test_limits.sources, *safety.times.sources, *safety.review.sources}
    unknown = named - load_knowledge().references.keys()
    if unknown:
        raise KnowledgeError(f"safety: unknown references {sorted(unknown)}")
