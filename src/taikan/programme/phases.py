"""Which phase a client is in, what is still missing for the next, and who does not respond (load list, section 7).

Deterministic and complete: whoever may train is in exactly one phase. Numbers: ``knowledge/programme/phases.toml``.
"""

from typing import Literal

from pydantic import Field

from taikan.core.records import Record, Sex
from taikan.knowledge.course_rules import PhaseRules
from taikan.knowledge.exercise_models import Phase

Response = Literal["shrink_plan", "re_examine", "fine"]


class PhaseFacts(Record):
    """What is known of a client. ``None`` is unknown and never counts as passed.

    ``usual_pain``: average of seven days; ``peak_pain``: its highest in this phase; ``entry_pain``: when it began.
    ``core_scores``: technique 0..100 of core exercises; ``strength``: results by target id, ``norms`` the person's own.
    ``activities``: the three named activities, 0..10. ``green_weeks``: weeks in a row with the change columns green.
    ``regular_weeks``: weeks in a row with at least two sessions.
    """

    before: Phase | None = None
    weeks_in_phase: float = Field(default=0, ge=0)
    days_off: int | None = Field(default=None, ge=0)
    codes: tuple[str, ...] = ()
    sex: Sex | None = None
    flare: bool = False
    acute_weeks: float | None = None
    adl_impossible: int = 0
    usual_pain: float | None = Field(default=None, ge=0, le=10)
    peak_pain: float | None = Field(default=None, ge=0, le=10)
    entry_pain: float | None = Field(default=None, ge=0, le=10)
    worst_pain: float | None = Field(default=None, ge=0, le=10)
    walk_10_min: bool | None = None
    green_days: int = 0
    green_weeks: float = 0
    regular_weeks: float = 0
    adherence: float | None = Field(default=None, ge=0, le=1)
    core_scores: tuple[float, ...] = ()
    hinge_score: float | None = None
    squat_score: float | None = None
    fear_rising: bool | None = None
    activities: float | None = Field(default=None, ge=0, le=10)
    strength: dict[str, float] = Field(default_factory=dict)
    norms: dict[str, float] = Field(default_factory=dict)


class PhaseVerdict(Record):
    """The phase, what decided it, and what is missing for the next (keys of ``load.phase.*``)."""

    phase: Phase
    because: tuple[str, ...]
    missing: tuple[str, ...] = ()


def phase(facts: PhaseFacts, rules: PhaseRules) -> PhaseVerdict:
    """The phase of a client who may train; the first rule that applies."""
    acute = settle_signs(facts, rules)
    if acute:
        return PhaseVerdict(phase="settle", because=acute)
    if facts.before == "settle":
        missing = settle_missing(facts, rules)
        if missing:
            return PhaseVerdict(phase="settle", because=("settle_not_over",), missing=missing)
    if _too_long_off(facts, rules):
        return PhaseVerdict(phase="restore", because=("long_off",), missing=restore_missing(facts, rules))
    if facts.before == "build":
        return _after_build(facts, rules)
    if facts.before == "maintain" and _at_most(facts.usual_pain, rules.maintain.pain):
        return PhaseVerdict(phase="maintain", because=("stays",))
    if facts.before == "restore" and not restore_missing(facts, rules):
        return PhaseVerdict(phase="build", because=("restore_done",), missing=build_missing(facts, rules))
    if _straight_to_build(facts, rules):
        return PhaseVerdict(phase="build", because=("trained_already",), missing=build_missing(facts, rules))
    return PhaseVerdict(phase="restore", because=("otherwise",), missing=restore_missing(facts, rules))


def settle_signs(facts: PhaseFacts, rules: PhaseRules) -> tuple[str, ...]:
    """What asks for the settling phase; empty if nothing does."""
    own = rules.settle
    signs = {
        "high_pain": facts.usual_pain is not None and facts.usual_pain >= own.pain_from,
        "acute_episode": facts.acute_weeks is not None and facts.acute_weeks <= own.acute_weeks,
        "daily_activities": facts.adl_impossible >= own.adl_impossible,
        "flare": facts.flare,
        "acute_code": not set(own.codes).isdisjoint(facts.codes),
    }
    return _true(signs)


def settle_missing(facts: PhaseFacts, rules: PhaseRules) -> tuple[str, ...]:
    """What the settling phase still waits for."""
    own, pain = rules.settle, facts.usual_pain
    fell = pain is not None and facts.peak_pain is not None and pain <= facts.peak_pain - own.exit_fall
    return _false(
        {
            "pain_down": _at_most(pain, own.exit_pain) or fell,
            "walk_10_min": facts.walk_10_min is True,
            "green_days": facts.green_days >= own.exit_green_days,
        }
    )


def restore_missing(facts: PhaseFacts, rules: PhaseRules) -> tuple[str, ...]:
    """What the restoring phase still waits for."""
    own = rules.restore
    good_form = sum(score >= own.form for score in facts.core_scores)
    return _false(
        {
            "weeks": facts.weeks_in_phase >= own.weeks,
            "adherence": _at_least(facts.adherence, own.adherence),
            "core_form": good_form >= own.core_items,
            "pain_down": _at_most(facts.usual_pain, own.exit_pain) and _fell_since_entry(facts, rules),
            "hinge_form": _at_least(facts.hinge_score, own.form),
            "squat_form": _at_least(facts.squat_score, own.form),
            "fear": facts.fear_rising is False,
        }
    )


def build_missing(facts: PhaseFacts, rules: PhaseRules) -> tuple[str, ...]:
    """What the building phase still waits for; strength targets that a code excludes are left out."""
    own = rules.build
    if facts.usual_pain is not None and facts.usual_pain > own.usual_limit:
        calm = facts.green_weeks >= own.green_weeks
    else:
        calm = _at_most(facts.worst_pain, own.worst_pain)
    targets = {
        f"target_{target.id}": _at_least(
            facts.strength.get(target.id), facts.norms.get(target.id) if target.norm else target.value(facts.sex)
        )
        for target in own.target
        if set(target.excluded_by).isdisjoint(facts.codes)
    }
    general = {
        "weeks": facts.weeks_in_phase >= own.weeks,
        "activities": _at_least(facts.activities, own.activities),
        "worst_pain": calm,
    }
    return _false({**general, **targets})


def is_stuck(facts: PhaseFacts, rules: PhaseRules) -> bool:
    """Whether restore lasts too long though the client trains: look again, and try single level-3 items when green."""
    own = rules.restore
    long = facts.before == "restore" and facts.weeks_in_phase > own.stuck_weeks
    return long and _at_least(facts.adherence, own.adherence)


def response(
    week: int, pain_change: float, activity_change: float, adherence: float, rules: PhaseRules
) -> Response | None:
    """How a client responds at a checking week; changes are shares of the start, positive is better. Else ``None``."""
    own = rules.response
    if week not in own.weeks:
        return None
    if adherence < own.shrink_below:
        return "shrink_plan"
    if adherence >= own.adherence and max(pain_change, activity_change) < own.least_change:
        return "re_examine"
    return "fine"


def _after_build(facts: PhaseFacts, rules: PhaseRules) -> PhaseVerdict:
    missing = build_missing(facts, rules)
    if not missing and _at_most(facts.usual_pain, rules.maintain.pain):
        return PhaseVerdict(phase="maintain", because=("build_done",))
    return PhaseVerdict(phase="build", because=("stays",), missing=missing)


def _too_long_off(facts: PhaseFacts, rules: PhaseRules) -> bool:
    return facts.days_off is not None and facts.days_off > rules.off_days


def _straight_to_build(facts: PhaseFacts, rules: PhaseRules) -> bool:
    form = rules.restore.form
    passed = _at_least(facts.hinge_score, form) and _at_least(facts.squat_score, form)
    regular = facts.regular_weeks >= rules.build.straight_weeks
    return passed and regular and _at_most(facts.usual_pain, rules.build.straight_pain)


def _fell_since_entry(facts: PhaseFacts, rules: PhaseRules) -> bool:
    if facts.entry_pain is None or facts.usual_pain is None:
        return False
    fall = rules.restore.entry_fall if facts.entry_pain >= rules.restore.entry_pain_from else 0.0
    return facts.usual_pain <= facts.entry_pain - fall


def _at_least(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value >= limit


def _at_most(value: float | None, limit: float) -> bool:
    return value is not None and value <= limit


def _true(checks: dict[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, yes in checks.items() if yes)


def _false(checks: dict[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, yes in checks.items() if not yes)
