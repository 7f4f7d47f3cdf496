"""A day of the virtual clients: pain, flare-ups, tolerance, fitness, fear and sleep, for all of them at once.

Pain = (fast + slow + floor) x (1 - effect) + flare-up + soreness + a day's noise. The effect has a part that any
training brings, a part that needs a load between too weak and too strong, and in some worlds parts that go through fear
or sleep.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from taikan.knowledge.virtual_client_rules import VirtualClientRules, WorldModel
from taikan.programme.simulate.people import Chance, Floats, People

Flags = NDArray[np.bool_]
_MAIN = 2
_TOO_STRONG_GAIN = 0.6


@dataclass
class Bodies:
    """What changes from day to day, one value a person. ``specific``, ``general``: benefit gained so far, 0..1."""

    people: People
    tolerance: Floats
    fitness: Floats
    fear: Floats
    sleep: Floats
    flare: Floats
    soreness: Floats
    specific: Floats
    general: Floats
    motivation: Floats
    pain: Floats = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(cls, people: People) -> "Bodies":
        """The bodies of ``people`` on the first morning."""
        zero = np.zeros(people.count)
        return cls(
            people=people,
            tolerance=people.tolerance.copy(),
            fitness=people.fitness.copy(),
            fear=people.fear.copy(),
            sleep=people.sleep.copy(),
            flare=zero.copy(),
            soreness=zero.copy(),
            specific=zero.copy(),
            general=zero.copy(),
            motivation=np.ones(people.count),
            pain=zero.copy(),
        )


@dataclass(frozen=True)
class Training:
    """What was trained on a day: who did, demands of each exercise (n, items; 0 for none), share of needs it meets."""

    done: Flags
    demand: Floats
    match: Floats


@dataclass(frozen=True)
class Felt:
    """What a session felt like: effort 0..10 and pain during 0..10 of each exercise, and the excess over tolerance."""

    effort: Floats
    pain: Floats
    excess: Floats


class Physiology:
    """The rules of a world, applied to bodies."""

    def __init__(self, world: WorldModel, rules: VirtualClientRules, chance: Chance) -> None:
        self.world, self.rules, self.chance = world, rules, chance

    def morning(self, bodies: Bodies, day: int) -> Flags:
        """Moves pain on to the morning of ``day``; returns who has a new flare-up that began by itself."""
        rules, people, chance = self.rules, bodies.people, self.chance
        effect = self.effect(bodies)
        rate = people.flare_rate * (1 - rules.flare.prevention * np.clip(effect / rules.effect.most, 0, 1))
        rate = rate * (1 + self.world.fear * (bodies.fear - people.fear))
        new = chance.flare[:, day] < 1 - np.exp(-rate)
        self._flare_up(bodies, new, day)
        course = people.fast * np.exp(-day / people.fast_days) + people.slow * np.exp(-day / people.slow_days)
        debt = self.world.sleep * rules.sleep.pain_per_debt * (bodies.sleep - people.sleep)
        noise = rules.body.noise_sd * chance.pain[:, day]
        lasting = (course + people.floor) * (1 - effect)
        noise = noise * np.clip(lasting + bodies.flare, 0, 1)
        bodies.pain = np.clip(lasting + bodies.flare + bodies.soreness + debt + noise, 0, 10)
        return new

    def effect(self, bodies: Bodies) -> Floats:
        """The share of pain that training takes away by now, at most ``effect.most``; below zero when it harms."""
        world, most = self.world, self.rules.effect.most
        people = bodies.people
        trained = world.specific * bodies.specific + (1 - world.specific) * bodies.general
        calmer = (people.fear - bodies.fear) / people.fear
        rested = (people.sleep - bodies.sleep) / people.sleep
        rest = 1 - world.fear - world.sleep
        return most * np.clip(rest * trained + world.fear * calmer + world.sleep * rested, -0.5, 1)

    def feel(self, bodies: Bodies, demand: Floats, day: int, rows: NDArray[np.int64] | None = None) -> Floats:
        """Excess of each exercise's demand over what is tolerated that day, 0 for none; shape of ``demand``."""
        rows = np.arange(bodies.people.count) if rows is None else rows
        body = self.rules.body
        irritable = 1 - body.pain_lowers_tolerance * bodies.pain[rows]
        regions = np.resize(bodies.people.regions[rows].T, (demand.shape[1], len(rows))).T
        tolerated = (bodies.tolerance[rows] * irritable)[:, None] * regions
        varied = demand * np.exp(body.day_load_sd * self.chance.load[rows, day])[:, None]
        excess: Floats = np.clip(varied / tolerated - 1, 0, None) * self.world.load
        return excess

    def session(self, bodies: Bodies, training: Training, day: int) -> Felt:
        """What the trained exercises feel like, and what the session leaves behind in the bodies."""
        rules, done = self.rules, training.done
        there = training.demand > 0
        excess = np.where(there, self.feel(bodies, training.demand, day), 0)
        effort = np.clip(10 * training.demand / bodies.fitness[:, None], 0, 10)
        pain = np.clip(bodies.pain[:, None] + rules.overload.pain_per_excess * excess, 0, 10)
        worst = np.where(done, excess.max(axis=1), 0)
        self._adapt(bodies, training, worst)
        self._aftermath(bodies, done, worst, effort.max(axis=1), day)
        return Felt(effort=effort, pain=pain, excess=excess)

    def night(self, bodies: Bodies) -> None:
        """What a day without anything takes away again."""
        rules, people = self.rules, bodies.people
        bodies.flare *= np.exp(-1 / rules.flare.days)
        bodies.soreness *= np.exp(-1 / rules.overload.soreness_days)
        bodies.specific *= 1 - rules.effect.specific_loss_day
        bodies.general *= 1 - rules.effect.general_loss_day
        bodies.fear += rules.fear.back_per_day * (people.fear - bodies.fear)
        bodies.sleep += rules.sleep.back_per_day * (people.sleep - bodies.sleep)
        bodies.tolerance += rules.body.loss_per_day * (people.tolerance - bodies.tolerance)
        bodies.fitness += rules.body.loss_per_day * (people.fitness - bodies.fitness)
        bodies.motivation *= 1 - rules.adherence.drift_per_day

    def shows_up(self, bodies: Bodies, day: int) -> Flags:
        """Who trains if a session is planned: less likely in pain, after discouraging sessions and as time goes by."""
        own = self.rules.adherence
        hindered = 1 - own.pain_lowers * np.clip(bodies.pain - 3, 0, None)
        likely = bodies.people.adherence * bodies.motivation * hindered
        return self.chance.show_up[:, day] < likely

    def _adapt(self, bodies: Bodies, training: Training, worst: Floats) -> None:
        rules, done = self.rules, training.done
        share = stimulus(training.demand, bodies.fitness, rules)
        fits = share * np.where(worst > 0.3, 0.5, 1.0)
        met = rules.effect.match_base + rules.effect.match_slope * training.match
        gain = rules.effect.specific_gain * fits * met * done
        bodies.specific += gain * (1 - bodies.specific)
        bodies.general += rules.effect.general_gain * done * (1 - bodies.general)
        for name, rate in (("tolerance", rules.body.tolerance_gain), ("fitness", rules.body.fitness_gain)):
            start, now = getattr(bodies.people, name), getattr(bodies, name)
            room = np.clip(1 - now / (start * rules.body.most_gain), 0, None)
            setattr(bodies, name, now * (1 + rate * fits * done * room / (1 - 1 / rules.body.most_gain)))

    def _aftermath(self, bodies: Bodies, done: Flags, worst: Floats, effort: Floats, day: int) -> None:
        rules = self.rules
        hurt = done & (worst * rules.overload.pain_per_excess >= 1)
        well = done & ~hurt
        bodies.soreness = bodies.soreness + np.minimum(worst * 1.5, 2.0) * done
        provoked = self.chance.overload[:, day] < 1 - np.exp(-rules.overload.flare_per_excess * worst)
        self._flare_up(bodies, provoked & done, day)
        own = rules.adherence
        drive = bodies.motivation * np.where(hurt, 1 - own.discouraged_by_pain, np.where(well, 1 + own.encouraged, 1))
        bodies.motivation = np.clip(drive, own.least_motivation, 1.0)
        fear, sleep = rules.fear, rules.sleep
        bodies.fear = np.where(hurt, bodies.fear + fear.painful_raises * (1 - bodies.fear), bodies.fear)
        bodies.fear = np.where(well, bodies.fear * (1 - fear.success_lowers), bodies.fear)
        hard = done & (effort > 9)
        bodies.sleep = np.where(hard, bodies.sleep + sleep.too_hard_raises * (1 - bodies.sleep), bodies.sleep)
        bodies.sleep = np.where(done & ~hard, bodies.sleep * (1 - sleep.session_lowers), bodies.sleep)

    def _flare_up(self, bodies: Bodies, who: Flags, day: int) -> None:
        flare = self.rules.flare
        size = np.minimum(flare.size_most, flare.size_least + flare.size_mean_above * self.chance.flare_size[:, day])
        bodies.flare = np.where(who, np.maximum(bodies.flare, size), bodies.flare)
        raised = bodies.fear + self.rules.fear.flare_raises * (1 - bodies.fear)
        bodies.fear = np.where(who, raised, bodies.fear)


def stimulus(demand: Floats, fitness: Floats, rules: VirtualClientRules) -> Floats:
    """How much of the gain a session brings, 0..1, from its main exercises, the two that ask for most.

    Nothing when too weak, all in the middle, less when too strong.
    """
    effect = rules.effect
    main = np.sort(demand, axis=1)[:, -_MAIN:]
    intensity = main / fitness[:, None]
    rising = np.clip((intensity - effect.least) / (effect.full - effect.least), 0, 1)
    return np.asarray(np.where(intensity > effect.too_much, _TOO_STRONG_GAIN, rising).mean(axis=1))
