"""Virtual clients: calibrated before any policy, frozen since, the same for the same seed, and blind to no world."""

from hashlib import sha256
from importlib.resources import files

import numpy as np
import pytest

from taikan.knowledge.virtual_client_rules import WORLDS, load_virtual_client_rules
from taikan.programme.simulate.calibration import calibration
from taikan.programme.simulate.dynamics import stimulus
from taikan.programme.simulate.outcomes import outcomes, paired
from taikan.programme.simulate.people import draw_chance, draw_people
from taikan.programme.simulate.plans import demand
from taikan.programme.simulate.policies import BlindPolicy, NoTraining
from taikan.programme.simulate.year import live
from tests.programme.control_clients import BOOK, slot

RULES = load_virtual_client_rules()
FROZEN = "a4e6eeade21126e129d838e897f31758612c43d448a0c87d4e89f713d0610304"


def year(policy, world="tissue", count=150, seed=3, cohort="persistent"):
    rng = np.random.default_rng(seed)
    people = draw_people(count, cohort, RULES, rng)
    chance = draw_chance(count, RULES.days, rng)
    chosen = NoTraining(people) if policy is None else BlindPolicy(policy, people, chance, RULES)
    return live(people, chance, chosen, world, RULES)


def test_the_known_figures_come_out():
    checks = calibration(RULES, count=1000, seed=2)
    assert {check.name for check in checks} >= {"acute_week_6", "persistent_week_52", "recurrence", "exercise"}
    assert [(check.name, check.found) for check in checks if not check.met] == []


def test_the_parameters_are_frozen():
    """Policies were looked at after this; whoever changes a parameter calibrates anew and runs the comparison again."""
    text = files("taikan.knowledge").joinpath("programme/virtual_clients.toml").read_bytes()
    assert sha256(text).hexdigest() == FROZEN


def test_without_training_every_world_takes_the_same_natural_course():
    first = year(None).pain
    for world in WORLDS[1:]:
        assert np.abs(year(None, world).pain.mean() - first.mean()) < 0.3


def test_the_same_seed_is_the_same_year():
    assert (year("random", count=20).pain == year("random", count=20).pain).all()
    assert (year("random", count=20, seed=4).pain != year("random", count=20).pain).any()


def test_overload_matters_only_where_tissue_does():
    strong, weak = (year(policy).flares.sum() for policy in ("too_strong", "too_weak"))
    assert strong > 2 * weak
    strong, weak = (year(policy, "no_tissue").flares.sum() for policy in ("too_strong", "too_weak"))
    assert strong == pytest.approx(weak, rel=0.25)


def test_stimulus_is_nothing_when_too_weak_and_less_when_too_strong():
    fitness = np.full(1, 3.0)
    at = [float(stimulus(np.full((1, 4), asked), fitness, RULES)[0]) for asked in (0.5, 1.2, 2.0, 4.0)]
    assert at[0] == 0
    assert at[0] < at[1] < at[2] == 1
    assert at[3] < at[2]


def test_harder_rungs_ask_for_more():
    easy, hard = slot("hg_wall_touch").rung, slot("hg_rdl_db").rung
    asked = [demand(BOOK.exercise(r.exercise), r.dose, 60, RULES.demand) for r in (easy, hard)]
    assert asked[0] < asked[1]
    heavier = hard.dose.model_copy(update={"load_kg": hard.dose.load_kg * 2})
    assert demand(BOOK.exercise(hard.exercise), heavier, 60, RULES.demand) > asked[1]


def test_exercise_helps_and_a_paired_difference_says_so():
    with_it, without = (outcomes(year(policy), RULES) for policy in ("general", None))
    rng = np.random.default_rng(0)
    assert paired(with_it.mean_pain, without.mean_pain, rng).high < 0
    assert paired(with_it.mean_pain, with_it.mean_pain, rng).mean == 0
