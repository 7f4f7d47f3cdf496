"""Requests for programmes: the four example clients, and a strategy of random ones."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from taikan.factors.engine import build_profile
from taikan.factors.profile_input import ProfileInput
from taikan.factors.table import FactorTable
from taikan.knowledge.composer_rules import load_composer_rules
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.exercise_models import PHASES
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.safety_files import load_safety
from taikan.programme.records import (
    Conflict,
    ExerciseHistory,
    FactorNeed,
    Inventory,
    PlanRequest,
    Programme,
    SessionSlot,
)
from taikan.programme.select import compose

LIBRARY, SAFETY, RULES = load_exercises(), load_safety(), load_composer_rules()
CLIENTS = Path(__file__).parents[2] / "docs" / "clients"
HOME = SessionSlot(setting="home", per_week=3, budget_s=900)
GYM = SessionSlot(setting="gym", per_week=2, budget_s=3600)
EQUIPPED = Inventory(
    equipment=("chair", "mat", "pillow", "bed", "sink", "bench", "step", "dowel", "band", "foam_roller", "swiss_ball"),
    dumbbells_kg=(2.0, 4.0, 6.0, 8.0),
    kettlebells_kg=(8.0, 12.0),
    bands=("yellow", "red"),
)


def client_request(name: str, **more: Any) -> PlanRequest:
    """The request an example client's profile leads to."""
    given = ProfileInput.model_validate(tomllib.loads((CLIENTS / f"{name}.toml").read_text(encoding="utf-8")))
    evidence = given.evidence()
    profile = build_profile(evidence, _table())
    needs = tuple(
        FactorNeed(factor=f.id, priority=f.priority, probability=f.probability)
        for f in profile.factors
        if f.probability >= 0.5
    )
    asked: dict[str, Any] = {
        "level": evidence.level,
        "codes": evidence.modifiers,
        "needs": needs,
        "mobility": profile.mobility,
        "phase": "restore",
        "slots": (HOME.model_copy(update={"per_week": 4}), GYM),
        "inventory": {"home": EQUIPPED, "gym": EQUIPPED},
        "age": evidence.age,
        "mass_kg": 60.0,
    }
    return PlanRequest(**asked | more)


@cache
def client_plan(name: str, phase: str = "restore") -> Programme:
    """Their plan."""
    passed = {"hinge_passed": True, "squat_passed": True} if phase == "build" else {}
    return planned(client_request(name, phase=phase, runner=name == "runner", **passed))


def planned(request: PlanRequest) -> Programme:
    """The plan of a request that has one."""
    plan = compose(request, LIBRARY, SAFETY, RULES)
    assert isinstance(plan, Programme), plan
    return plan


def refused(request: PlanRequest) -> Conflict:
    """The conflict of a request without a plan."""
    conflict = compose(request, LIBRARY, SAFETY, RULES)
    assert isinstance(conflict, Conflict)
    return conflict


@cache
def _table() -> FactorTable:
    return FactorTable.of(load_factor_model())


_CODES = [code for code, modifier in SAFETY.modifiers.items() if modifier.blocks is None]
_EXERCISES = sorted(LIBRARY.exercises)
_FACTORS = sorted(load_factor_model().factors)


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    """Valid requests of every kind."""
    needs = draw(st.dictionaries(st.sampled_from(_FACTORS), st.floats(0.05, 0.7), min_size=1, max_size=10))
    several = st.lists(st.sampled_from(_EXERCISES), max_size=4, unique=True).map(tuple)
    history = draw(st.dictionaries(st.sampled_from(_EXERCISES), st.integers(0, 10), max_size=6))
    slots = st.builds(
        SessionSlot,
        setting=st.sampled_from(["home", "gym"]),
        per_week=st.integers(1, 7),
        budget_s=st.integers(300, 3600).map(float),
    )
    return PlanRequest(
        level=draw(st.sampled_from(["go", "C"])),
        codes=tuple(draw(st.lists(st.sampled_from(_CODES), max_size=3, unique=True))),
        needs=tuple(FactorNeed(factor=f, priority=p, probability=0.7) for f, p in needs.items()),
        mobility=tuple(f for f in needs if f.startswith("mob.")),
        phase=draw(st.sampled_from(PHASES)),
        slots=tuple(draw(st.lists(slots, min_size=1, max_size=2))),
        inventory=draw(st.sampled_from([{}, {"home": EQUIPPED, "gym": EQUIPPED}])),
        age=draw(st.none() | st.integers(16, 90).map(float)),
        sex=draw(st.sampled_from([None, "male", "female"])),
        mass_kg=draw(st.none() | st.integers(40, 120).map(float)),
        supervised=draw(st.booleans()),
        self_guided=draw(st.booleans()),
        runner=draw(st.booleans()),
        hinge_passed=draw(st.booleans()),
        squat_passed=draw(st.booleans()),
        deadlift_gate=draw(st.booleans()),
        green_weeks=float(draw(st.integers(0, 8))),
        reached_level=draw(st.none() | st.integers(1, 5)),
        easing=draw(st.sampled_from([(), ("extension",), ("flexion",)])),
        barred=draw(several),
        liked=draw(several),
        keep=draw(several),
        history=tuple(ExerciseHistory(exercise=name, weeks=float(weeks)) for name, weeks in history.items()),
        start_hard_sets=draw(st.none() | st.just({"hinge": 6.0, "squat": 2.0})),
        volume=draw(st.sampled_from([1.0, 0.75, 0.5])),
    )
