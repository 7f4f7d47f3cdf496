"""Policies side by side on the same virtual people and the same luck; every difference is paired, with an interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from taikan.core.records import Record
from taikan.knowledge.course_rules import PhaseRules
from taikan.knowledge.virtual_client_rules import BLIND, VirtualClientRules, World
from taikan.programme.rulebook import Rulebook
from taikan.programme.simulate.calibration import Check
from taikan.programme.simulate.outcomes import (
    MEASURES,
    Interval,
    Outcomes,
    bootstrap,
    outcomes,
    paired,
    weekly_pain,
)
from taikan.programme.simulate.people import Floats, draw_chance, draw_people
from taikan.programme.simulate.plans import Plans
from taikan.programme.simulate.policies import BlindPolicy, NoTraining, Policy
from taikan.programme.simulate.taikan_policy import TaikanPolicy
from taikan.programme.simulate.year import live

TAIKAN = "taikan"
POLICIES: tuple[str, ...] = (TAIKAN, *BLIND, "none")
"""Taikan first; ``none`` is the natural course, for orientation."""
JUDGED = ("weeks_to_change", "flares", "relapsed")
"""The measures Taikan is judged by; less is better in each."""
Verdict = Literal["better", "worse", "no_difference"]


class PolicyResult(Record):
    """What one policy came to: the mean of each measure with its interval, and mean pain of every week, NRS."""

    policy: str
    means: dict[str, Interval]
    weekly_pain: tuple[float, ...]


class Comparison(Record):
    """Taikan less another policy in one measure; ``verdict`` is about Taikan, from the interval alone."""

    policy: str
    measure: str
    difference: Interval
    verdict: Verdict


class WorldResult(Record):
    """One world's policies and comparisons."""

    world: World
    count: int
    policies: tuple[PolicyResult, ...]
    comparisons: tuple[Comparison, ...]


class SimulationResult(Record):
    """The whole comparison. Virtual clients test decisions; nothing here is a prediction for a person."""

    schema_: Literal["taikan.simulation/1"] = "taikan.simulation/1"
    version: str
    seed: int
    calibration: tuple[Check, ...]
    worlds: tuple[WorldResult, ...]


@dataclass(frozen=True)
class Part:
    """Some people's outcomes and weekly pain under one policy."""

    outcomes: Outcomes
    weekly: Floats


@dataclass(frozen=True)
class Rules:
    """Everything a comparison looks up."""

    clients: VirtualClientRules
    book: Rulebook
    phases: PhaseRules
    plans: Plans


def compare_part(world: World, count: int, seed: Sequence[int], rules: Rules) -> dict[str, Part]:
    """A year of ``count`` people under every policy. The same seed gives the same people and luck in every world."""
    rng = np.random.default_rng(seed)
    people = draw_people(count, "mixed", rules.clients, rng)
    chance = draw_chance(count, rules.clients.days, rng)
    policies: dict[str, Policy] = {
        TAIKAN: TaikanPolicy(people, chance, rules.clients, rules.book, rules.phases, rules.plans),
        **{name: BlindPolicy(name, people, chance, rules.clients) for name in BLIND},
        "none": NoTraining(people),
    }
    parts = {}
    for name, policy in policies.items():
        year = live(people, chance, policy, world, rules.clients)
        parts[name] = Part(outcomes(year, rules.clients), weekly_pain(year.pain))
    return parts


def summarise(world: World, parts: Sequence[Mapping[str, Part]], seed: int) -> WorldResult:
    """All parts of a world together; the same seed gives the same bootstrap intervals."""
    rng = np.random.default_rng(seed)
    joined = {name: _joined([part[name] for part in parts]) for name in POLICIES}
    policies = tuple(
        PolicyResult(
            policy=name,
            means={measure: bootstrap(getattr(part.outcomes, measure), rng) for measure in MEASURES},
            weekly_pain=tuple(float(value) for value in part.weekly.mean(axis=0)),
        )
        for name, part in joined.items()
    )
    comparisons = tuple(_comparison(name, measure, joined, rng) for name in BLIND for measure in JUDGED)
    return WorldResult(world=world, count=len(joined[TAIKAN].weekly), policies=policies, comparisons=comparisons)


def _comparison(name: str, measure: str, joined: Mapping[str, Part], rng: np.random.Generator) -> Comparison:
    ours, theirs = (getattr(joined[policy].outcomes, measure) for policy in (TAIKAN, name))
    difference = paired(ours, theirs, rng)
    verdict: Verdict = "better" if difference.high < 0 else "worse" if difference.low > 0 else "no_difference"
    return Comparison(policy=name, measure=measure, difference=difference, verdict=verdict)


def _joined(parts: Sequence[Part]) -> Part:
    values = {
        field.name: np.concatenate([getattr(part.outcomes, field.name) for part in parts]) for field in fields(Outcomes)
    }
    return Part(Outcomes(**values), np.concatenate([part.weekly for part in parts]))
