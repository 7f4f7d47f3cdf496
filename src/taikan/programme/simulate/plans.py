"""Taikan's plans for virtual clients: composed once for each profile class, and how much their exercises ask for."""

from collections.abc import Iterator, Mapping
from itertools import product

from taikan.knowledge.exercise_models import PHASES, Exercise, Phase
from taikan.knowledge.virtual_client_rules import DemandModel
from taikan.programme.records import Dose, FactorNeed, Inventory, PlanRequest, Programme, SessionSlot
from taikan.programme.rulebook import Rulebook
from taikan.programme.select import compose
from taikan.programme.volume import work

THEME_FACTORS: tuple[tuple[str, ...], ...] = (
    ("mob.thoracic", "mob.hip_flexion", "mob.hip_extension", "mob.hamstring"),
    ("trunk.endurance", "trunk.deep_control", "trunk.imbalance"),
    ("hip.glute", "hip.posterior_chain", "move.hinge_lift", "leg.strength"),
    ("life.inactivity", "life.fear", "life.stress", "mob.lumbar_guarding"),
)
"""The factors of each hidden theme; the first two are what is asked of the composer."""
HOME = Inventory(
    equipment=(
        "mat",
        "chair",
        "wall",
        "towel",
        "pillow",
        "bed",
        "band",
        "mini_band",
        "dumbbell",
        "bench",
        "step",
        "dowel",
    ),
    dumbbells_kg=(1, 2, 3, 4, 5, 6, 8, 10),
    bands=("yellow", "red", "green"),
    boxes_cm=(20,),
)
_MAIN, _OTHER = 0.8, 0.3

ProfileClass = tuple[Phase, int, bool, bool]
"""Phase, measured theme, female, 65 or older."""
PROFILE_CLASSES: tuple[ProfileClass, ...] = tuple(
    product(PHASES, range(len(THEME_FACTORS)), (False, True), (False, True))
)


def compose_classes(book: Rulebook) -> Iterator[tuple[ProfileClass, Programme]]:
    """The plan of every profile class, one after the other. Raises ``ValueError`` for a class without one."""
    for profile in PROFILE_CLASSES:
        found = compose(_request(profile), book.library, book.safety, book.composer)
        if not isinstance(found, Programme):
            raise ValueError(f"no plan for {profile}: {found.limits}")
        yield profile, found


class Plans:
    """Plans and situations by profile class: a thousand alike clients share one."""

    def __init__(self, programmes: Mapping[ProfileClass, Programme], book: Rulebook) -> None:
        self.programmes = programmes
        self.situations = {profile: book.situation(_request(profile)) for profile in programmes}


def demand(exercise: Exercise, dose: Dose, mass_kg: float, model: DemandModel) -> float:
    """How much a rung asks for: its level, times work and load against the full dose to small powers."""
    full = Dose(**exercise.dose.model_dump(exclude={"freq_wk"}))
    asked: float = model.level[exercise.level - 1] * (work(dose) / work(full)) ** model.work_power * dose.range
    percents = exercise.start_load_percent
    if dose.load_kg and percents:
        start = mass_kg * min(percents.values()) / 100
        asked *= (dose.load_kg / start) ** model.load_power
    return asked


def met_share(programme: Programme, theme: int, exercises: Mapping[str, Exercise]) -> float:
    """The share of the plan's exercises that serve ``theme``."""
    named = programme.exercises()
    wanted = set(THEME_FACTORS[theme])
    return sum(not wanted.isdisjoint(exercises[name].factors) for name in named) / len(named)


def _request(profile: ProfileClass) -> PlanRequest:
    phase, theme, female, older = profile
    budget = {"settle": 600.0, "restore": 900.0, "build": 1200.0, "maintain": 900.0}[phase]
    needs = [
        FactorNeed(factor=factor, priority=_MAIN if number == theme else _OTHER, probability=0.7)
        for number, factors in enumerate(THEME_FACTORS)
        for factor in factors[:2]
    ]
    return PlanRequest(
        phase=phase,
        needs=tuple(needs),
        slots=(SessionSlot(setting="home", per_week=3, budget_s=budget),),
        inventory={"home": HOME},
        age=70 if older else 45,
        sex="female" if female else "male",
        mass_kg=55 if female else 68,
    )
