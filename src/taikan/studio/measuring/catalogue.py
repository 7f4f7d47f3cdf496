"""The movement tests as a trainer picks them: what tells most next, and what was measured already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from taikan.core.texts import Text
from taikan.factors.next_test import TestChoice
from taikan.knowledge.factor_loader import load_factor_model
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.registry import movement_tests
from taikan.studio.access import Actor, visible
from taikan.studio.assessments.models import Assessment, ProfileVersion
from taikan.studio.clients.models import Client
from taikan.workflows.profile import ProfileDocument

MOST_SUGGESTED = 3


@dataclass(frozen=True)
class Card:
    """One test of the list, with the newest of its results and how many there are."""

    test: MovementTest
    newest: Assessment | None
    count: int


@dataclass(frozen=True)
class Suggestion:
    """What to do next: its name and minutes, the factors it tells most about, and the test to film for it, if any."""

    name: Text
    minutes: float
    factors: tuple[Text, ...]
    test: str | None
    is_question: bool


def cards(actor: Actor, client: Client) -> tuple[Card, ...]:
    """Every movement test in the registry's order."""
    results: dict[str, list[Assessment]] = {}
    newest_first = visible(actor, Assessment).filter(client=client, replaced_by=None).order_by("-created_at")
    for one in newest_first.defer("result", "settings"):
        results.setdefault(one.test, []).append(one)
    tests = (movement_tests().get(name) for name in movement_tests())
    return tuple(_card(test, results) for test in tests)


def newest_profile(actor: Actor, client: Client) -> ProfileVersion | None:
    """The profile that counts."""
    return visible(actor, ProfileVersion).filter(client=client).order_by("-number").first()


def suggestions(version: ProfileVersion | None) -> tuple[Suggestion, ...]:
    """The tests that tell most per minute, as the profile's plan of the session has them."""
    if version is None:
        return ()
    steps = ProfileDocument.model_validate(version.document).next_tests.steps
    return tuple(_suggestion(step.choice) for step in steps[:MOST_SUGGESTED])


def test_for(codes: Iterable[str]) -> str | None:
    """The movement test that measures most of ``codes``; ``None`` where none measures any."""
    wanted = set(codes)
    shared = {name: len(wanted & measured) for name, measured in _measured().items()}
    best = max(shared, key=lambda name: shared[name], default=None)
    return best if best is not None and shared[best] else None


@lru_cache(maxsize=1)
def _measured() -> Mapping[str, frozenset[str]]:
    """The evidence codes each movement test gives."""
    same = load_factor_model().results.same
    composite = {code: set(c.codes) | {f"test:{c.test}"} for code, c in load_factor_model().results.composite.items()}
    found: dict[str, frozenset[str]] = {}
    for name in movement_tests():
        codes = {same.get(code, code) for code in movement_tests().get(name).measure_codes}
        made = {code for code, parts in composite.items() if f"test:{name}" in parts or codes & parts}
        found[name] = frozenset(codes | made)
    return found


def _card(test: MovementTest, results: Mapping[str, Sequence[Assessment]]) -> Card:
    own = results.get(test.id, ())
    return Card(test, own[0] if own else None, len(own))


def _suggestion(choice: TestChoice) -> Suggestion:
    model = load_factor_model()
    item = model.session_items[choice.id]
    name = choice.id if choice.id in movement_tests() else test_for(choice.codes)
    return Suggestion(
        name=item.name,
        minutes=choice.minutes,
        factors=tuple(model.factors[factor].name for factor in choice.factors[:2]),
        test=None if choice.id in model.questions else name,
        is_question=choice.id in model.questions,
    )
