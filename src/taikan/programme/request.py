"""From a profile and what a person said about time, place and wishes to all the composer may know. Pure."""

from collections.abc import Iterable

from pydantic import Field

from taikan.core.records import Record, Sex
from taikan.factors.records import ClientEvidence, FactorResult, Profile
from taikan.knowledge.exercise_models import Phase
from taikan.knowledge.plan_defaults import PlanDefaults
from taikan.programme.records import FactorNeed, Inventory, PlanRequest, SessionSlot, Setting

RUNNING = "move.running"


class SessionWish(Record):
    """Sessions a person has time for: ``per_week`` of ``minutes`` each."""

    setting: Setting
    per_week: int = Field(ge=1, le=7)
    minutes: float = Field(gt=0, le=180)


class PlanWishes(Record):
    """What a person, or their trainer, says about a plan; everything may be left out and then counts as unknown.

    ``trainer``: one is present in gym sessions; without one the ceilings for people alone hold. ``home`` and ``gym``:
    what there is to train with; without ``gym`` there are no gym sessions. ``liked``, ``disliked``, ``locked`` (must be
    in) and ``barred`` (must not) are exercise ids.
    """

    sessions: tuple[SessionWish, ...] = ()
    home: Inventory | None = None
    gym: Inventory | None = None
    trainer: bool = False
    phase: Phase | None = None
    age: float | None = Field(default=None, ge=0, le=130)
    sex: Sex | None = None
    mass_kg: float | None = Field(default=None, gt=0)
    usual_pain: float | None = Field(default=None, ge=0, le=10)
    hinge_passed: bool = False
    squat_passed: bool = False
    goals: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    seed: int = 0

    def named_exercises(self) -> tuple[str, ...]:
        """Every exercise the wishes name."""
        return (*self.liked, *self.disliked, *self.locked, *self.barred)

    def named_equipment(self) -> tuple[str, ...]:
        """Every kind of equipment the wishes name."""
        return tuple(thing for place in (self.home, self.gym) if place is not None for thing in place.equipment)


def plan_request(
    profile: Profile, evidence: ClientEvidence, wishes: PlanWishes, phase: Phase, defaults: PlanDefaults
) -> PlanRequest:
    """The request for ``phase``. What ``wishes`` say of age goes before what ``evidence`` says."""
    return PlanRequest(
        level=evidence.level,
        codes=evidence.modifiers,
        needs=tuple(_need(factor) for factor in profile.factors if factor.found),
        mobility=profile.mobility,
        phase=phase,
        slots=_slots(wishes, phase, defaults),
        inventory=_inventory(wishes),
        age=evidence.age if wishes.age is None else wishes.age,
        sex=wishes.sex,
        mass_kg=wishes.mass_kg,
        usual_pain=wishes.usual_pain,
        pain_now=evidence.pain_now,
        easing=_easing(evidence, defaults),
        goals=wishes.goals,
        supervised=wishes.trainer,
        self_guided=not wishes.trainer,
        runner=RUNNING not in evidence.hide and RUNNING in evidence.priors,
        hinge_passed=wishes.hinge_passed,
        squat_passed=wishes.squat_passed,
        liked=wishes.liked,
        disliked=wishes.disliked,
        locked=wishes.locked,
        barred=wishes.barred,
        seed=wishes.seed,
    )


def _need(factor: FactorResult) -> FactorNeed:
    """What the factor was seen in, the strongest first."""
    speaking = sorted((c for c in factor.contributions if c.log_odds > 0), key=lambda c: -c.log_odds)
    return FactorNeed(
        factor=factor.id,
        priority=factor.priority,
        probability=factor.probability,
        evidence=tuple(dict.fromkeys(c.code for c in speaking)),
    )


def _slots(wishes: PlanWishes, phase: Phase, defaults: PlanDefaults) -> tuple[SessionSlot, ...]:
    usual = defaults.sessions[phase]
    settings: Iterable[Setting] = ("home",) if wishes.gym is None else ("gym", "home")
    given = wishes.sessions or tuple(
        SessionWish(setting=s, **(usual.home if s == "home" else usual.gym).model_dump()) for s in settings
    )
    return tuple(SessionSlot(setting=s.setting, per_week=s.per_week, budget_s=60.0 * s.minutes) for s in given)


def _inventory(wishes: PlanWishes) -> dict[Setting, Inventory]:
    places: tuple[tuple[Setting, Inventory | None], ...] = (("home", wishes.home), ("gym", wishes.gym))
    return {setting: inventory for setting, inventory in places if inventory is not None}


def _easing(evidence: ClientEvidence, defaults: PlanDefaults) -> tuple[str, ...]:
    """Directions of movement that ease the pain."""
    return tuple(way for way, tags in defaults.easing.items() if any(evidence.tags.get(tag, 0) > 0 for tag in tags))
