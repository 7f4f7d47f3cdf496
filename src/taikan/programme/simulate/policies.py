"""Policies that do not look at the client: nothing, one general programme, too weak, too strong, random.

A policy says what each person would train on a day; the bodies decide who turns up and what it does.
"""

from typing import Protocol

import numpy as np

from taikan.knowledge.virtual_client_rules import Blind, VirtualClientRules
from taikan.programme.simulate.dynamics import Bodies, Felt, Flags
from taikan.programme.simulate.people import ITEMS, Chance, Floats, People

TRAINING_DAYS = (0, 2, 4)
"""The same three days a week for every policy: the comparison is about what is done, not how often it is offered."""


class Policy(Protocol):
    """What a policy is asked on every training day, and told afterwards."""

    def demand(self, bodies: Bodies, day: int, shows_up: Flags) -> tuple[Floats, Floats]:
        """Demands (n, items), 0 for none, and the share of the needs they meet (n), on ``day``."""

    def told(self, bodies: Bodies, day: int, done: Flags, felt: Felt) -> None:
        """How the session went; it may learn from it."""

    def morning(self, bodies: Bodies, day: int) -> None:
        """The morning of any day, before training."""


class NoTraining:
    """Nothing is offered."""

    def __init__(self, people: People) -> None:
        self._none = np.zeros((people.count, ITEMS)), np.zeros(people.count)

    def demand(self, bodies: Bodies, day: int, shows_up: Flags) -> tuple[Floats, Floats]:  # noqa: ARG002
        """Nobody trains."""
        return self._none

    def told(self, bodies: Bodies, day: int, done: Flags, felt: Felt) -> None:
        """Learns nothing."""

    def morning(self, bodies: Bodies, day: int) -> None:
        """Asks nothing."""


class BlindPolicy(NoTraining):
    """The same for everybody: a demand that rises from ``start`` to ``end``; ``random`` draws it anew every week."""

    def __init__(self, name: Blind, people: People, chance: Chance, rules: VirtualClientRules) -> None:
        super().__init__(people)
        self._name, self._chance, self._rule = name, chance, rules.policy[name]

    def demand(self, bodies: Bodies, day: int, shows_up: Flags) -> tuple[Floats, Floats]:  # noqa: ARG002
        """The programme's demand of the week for everybody; anybody in strong pain leaves the session out."""
        rule, count = self._rule, bodies.people.count
        if self._name == "random":
            monday = day - day % 7
            level = rule.start + (rule.end - rule.start) * self._chance.level[:, monday]
            match = self._chance.level[:, monday + 1]
        else:
            level = np.full(count, rule.start + (rule.end - rule.start) * min(1.0, day / 7 / rule.weeks))
            match = np.full(count, rule.match)
        # Whoever hurts does less of any programme: half as demanding from pain 5 on, nothing from 7 on.
        level = level * np.where(bodies.pain >= 7, 0.0, np.where(bodies.pain >= 5, 0.5, 1.0))
        return np.repeat(level[:, None], ITEMS, axis=1), match
