"""A year of virtual clients under one policy: day after day, and what came of it."""

from dataclasses import dataclass

import numpy as np

from taikan.knowledge.virtual_client_rules import VirtualClientRules, World
from taikan.programme.simulate.dynamics import Bodies, Flags, Physiology, Training
from taikan.programme.simulate.people import Chance, Floats, People
from taikan.programme.simulate.policies import TRAINING_DAYS, Policy


@dataclass(frozen=True)
class Year:
    """True pain of every morning (n, days), flare-ups of every day, and sessions done."""

    pain: Floats
    flares: Flags
    sessions: Floats


def live(people: People, chance: Chance, policy: Policy, world: World, rules: VirtualClientRules) -> Year:
    """The year of ``people`` under ``policy`` in ``world``."""
    physiology = Physiology(rules.world[world], rules, chance)
    bodies = Bodies.of(people)
    days = chance.flare.shape[1]
    pain, flares = np.zeros((people.count, days)), np.zeros((people.count, days), dtype=bool)
    sessions = np.zeros(people.count)
    for day in range(days):
        before = bodies.flare.copy()
        physiology.morning(bodies, day)
        policy.morning(bodies, day)
        pain[:, day] = bodies.pain
        if day % 7 in TRAINING_DAYS:
            sessions += _train(bodies, policy, physiology, day)
        flares[:, day] = bodies.flare >= np.maximum(before + 0.5, rules.flare_counts_from)
        physiology.night(bodies)
    return Year(pain=pain, flares=flares, sessions=sessions)


def _train(bodies: Bodies, policy: Policy, physiology: Physiology, day: int) -> Flags:
    shows_up = physiology.shows_up(bodies, day)
    demand, match = policy.demand(bodies, day, shows_up)
    done: Flags = shows_up & (demand.max(axis=1) > 0)
    training = Training(done=done, demand=np.where(done[:, None], demand, 0), match=match)
    felt = physiology.session(bodies, training, day)
    policy.told(bodies, day, done, felt)
    return done
