"""Loads ``client_facts.toml``: what a person's answers change before anything is measured."""

from functools import lru_cache

from pydantic import Field, ValidationError

from taikan.knowledge.conditions import Condition
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import KnowledgeError, knowledge_tables
from taikan.knowledge.models import Entry, Mark


class HiddenFactor(Entry):
    """A factor that makes no sense for a person ``when`` their answers say so."""

    factor: str
    when: Condition
    mark: Mark


class ConditionalPrior(HiddenFactor):
    """Another prior, ``value``, for a factor ``when`` the answers say so."""

    value: float = Field(gt=0, lt=1)


class ClientFactRules(Entry):
    """Both, in the order in which they are tried."""

    prior: tuple[ConditionalPrior, ...]
    hidden: tuple[HiddenFactor, ...]


@lru_cache(maxsize=1)
def load_client_fact_rules() -> ClientFactRules:
    """The rules; raises ``KnowledgeError`` if the file is wrong or names a factor that does not exist."""
    (table,) = knowledge_tables("client_facts.toml")
    try:
        rules = ClientFactRules.model_validate(table)
    except ValidationError as problem:
        raise KnowledgeError(f"client_facts.toml: {problem}") from problem
    unknown = {rule.factor for rule in (*rules.prior, *rules.hidden)} - load_factor_model().factors.keys()
    if unknown:
        raise KnowledgeError(f"client_facts.toml: unknown factors {', '.join(sorted(unknown))}")
    return rules
