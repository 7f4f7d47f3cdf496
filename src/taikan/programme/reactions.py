"""What one logged exercise asks for: a step down, holding, or readiness for a step up. One exercise at a time."""

from dataclasses import dataclass, replace

from taikan.programme.agenda import TodayItem
from taikan.programme.control_records import (
    Action,
    ControllerState,
    ExerciseState,
    Reason,
    Rung,
    Variable,
)
from taikan.programme.records import ItemLog, SessionLog
from taikan.programme.rulebook import Rulebook
from taikan.programme.rungs import substitute
from taikan.programme.situation import Situation
from taikan.programme.steps import Mover, Step
from taikan.programme.technique import technique_score
from taikan.programme.zones import ZoneVerdict, item_zone

_TINY = 1e-6


@dataclass(frozen=True)
class Reaction:
    """The slot with its counters after a session, what was done to it, and why. ``ready``: it has earned a step up."""

    slot: ExerciseState
    verdict: ZoneVerdict
    action: Action = "hold"
    variable: Variable | None = None
    reasons: tuple[Reason, ...] = ()
    ready: bool = False


@dataclass(frozen=True)
class Moment:
    """Everything a reaction depends on besides the slot: the state, the session, what was due, client and rules."""

    state: ControllerState
    log: SessionLog
    item: ItemLog
    due: TodayItem
    situation: Situation
    book: Rulebook

    @property
    def effort(self) -> float | None:
        """Effort felt, RPE; from the repetitions in reserve if only they were said."""
        if self.item.rpe is not None or self.item.rir is None:
            return self.item.rpe
        return self.book.control.progress.effort_scale - self.item.rir

    @property
    def reserve(self) -> float | None:
        """Repetitions in reserve; from the effort if only that was said."""
        if self.item.rir is not None or self.item.rpe is None:
            return self.item.rir
        return self.book.control.progress.effort_scale - self.item.rpe

    @property
    def score(self) -> float | None:
        """Technique 0..100, or ``None`` if nobody judged it."""
        return technique_score(self.item, self.book.fault_importance, self.book.faults)

    def mover(self, slot: ExerciseState) -> Mover:
        """The steps of ``slot`` in this situation."""
        return Mover(slot, self.state, self.situation, self.book)


def react(slot: ExerciseState, at: Moment) -> Reaction:
    """What the session asks of ``slot``. The first rule that applies: red, amber, too hard, poor form, cut short."""
    verdict = item_zone(at.item, at.log, at.book.control.zones)
    counted = _counted(slot, verdict, at)
    reasons = tuple(Reason(code=code) for code in verdict.because)
    if verdict.zone == "red":
        return _after_red(counted, verdict, reasons, at)
    if verdict.zone == "amber":
        return _after_amber(counted, verdict, reasons, at)
    tired = _too_much(counted, at)
    if tired is not None:
        return replace(tired, verdict=verdict)
    return _after_green(counted, verdict, at)


def _counted(slot: ExerciseState, verdict: ZoneVerdict, at: Moment) -> ExerciseState:
    """``slot`` with this session in its counters of form, completeness and green sessions."""
    score, green = at.score, verdict.zone == "green"
    poor = score is not None and score < at.book.control.technique.ready
    broken = verdict.zone in ("amber", "red")
    since = slot.green_since if slot.green_since is not None else (at.log.day if green else None)
    lifted = at.item.done_load_kg if at.item.done_load_kg is not None else (at.item.dose.load_kg if _done(at) else None)
    return slot.model_copy(
        update={
            "poor": slot.poor + 1 if poor else (slot.poor if score is None else 0),
            "short": 0 if _done(at) else slot.short + 1,
            "greens": 0 if broken else slot.greens + green,
            "green_since": None if broken else since,
            "ambers": 0 if green else slot.ambers,
            "reds": 0 if verdict.zone in ("green", "amber") else slot.reds,
            "first_rpe": slot.first_rpe if slot.first_rpe is not None else at.effort,
            "heaviest_kg": max((kg for kg in (slot.heaviest_kg, lifted) if kg), default=None),
        }
    )


def _after_red(slot: ExerciseState, verdict: ZoneVerdict, reasons: tuple[Reason, ...], at: Moment) -> Reaction:
    rules = at.book.control.reduce
    slot = slot.model_copy(update={"reds": slot.reds + 1, "oks": 0, "frozen": rules.red_sessions_without_progress})
    step = at.mover(slot).down(rules.red_volume)
    if slot.reds >= rules.reds_to_swap and step.rung.exercise == slot.rung.exercise:
        return swapped(slot, verdict, reasons, at)
    return _stepped(at, slot, step, "regress", verdict, reasons)


def _after_amber(slot: ExerciseState, verdict: ZoneVerdict, reasons: tuple[Reason, ...], at: Moment) -> Reaction:
    rules = at.book.control.reduce
    slot = slot.model_copy(update={"oks": 0, "ambers": slot.ambers + 1})
    if verdict.carry_on:
        return Reaction(slot=slot, verdict=verdict, reasons=reasons)
    if slot.ambers >= rules.amber_in_a_row:
        again = slot.model_copy(update={"ambers": 0})
        reasons = (*reasons, Reason(code="amber_again"))
        return _stepped(at, again, at.mover(again).down(rules.amber), "regress", verdict, reasons)
    return _stepped(at, slot, at.mover(slot).lighter(rules.amber), "regress", verdict, reasons)


def _too_much(slot: ExerciseState, at: Moment) -> Reaction | None:
    """A step down without pain: effort far above the target, form poor or sets cut short several times in a row."""
    rules, verdict = at.book.control, ZoneVerdict(zone="green")
    mover = at.mover(slot)
    if at.effort is not None and at.effort >= at.due.dose.rpe + rules.reduce.effort_over:
        reason = Reason(code="effort_far_over", values={"rpe": at.effort, "target": at.due.dose.rpe})
        return _stepped(
            at, slot.model_copy(update={"oks": 0}), mover.lighter(rules.reduce.amber), "regress", verdict, (reason,)
        )
    if slot.poor >= rules.technique.poor_in_a_row:
        reason = Reason(code="form_poor", values={"sessions": slot.poor})
        step = mover.slower() or mover.down(rules.progress.new_exercise_volume)
        return _stepped(at, slot.model_copy(update={"oks": 0, "poor": 0}), step, "regress", verdict, (reason,))
    if slot.short >= rules.reduce.short_in_a_row:
        reason = Reason(code="cut_short", values={"sessions": slot.short})
        step = mover.less(rules.reduce.short_volume)
        return _stepped(at, slot.model_copy(update={"oks": 0, "short": 0}), step, "regress", verdict, (reason,))
    return None


def _after_green(slot: ExerciseState, verdict: ZoneVerdict, at: Moment) -> Reaction:
    reasons = _why_not_ok(verdict, at)
    if reasons:
        return Reaction(slot=slot.model_copy(update={"oks": 0}), verdict=verdict, reasons=reasons)
    if slot.frozen:
        thawed = slot.model_copy(update={"frozen": slot.frozen - 1, "oks": 0})
        return Reaction(
            slot=thawed, verdict=verdict, reasons=(Reason(code="after_red", values={"left": thawed.frozen}),)
        )
    slot = slot.model_copy(update={"oks": slot.oks + 1})
    rules = at.book.control.progress
    needed = rules.oks if at.score is not None else rules.oks_without_score
    if slot.oks < needed:
        code = "once_more" if at.score is not None else "once_more_without_score"
        return Reaction(slot=slot, verdict=verdict, reasons=(Reason(code=code, values={"left": needed - slot.oks}),))
    return Reaction(
        slot=slot, verdict=verdict, reasons=(Reason(code="done_well", values={"times": slot.oks}),), ready=True
    )


def _why_not_ok(verdict: ZoneVerdict, at: Moment) -> tuple[Reason, ...]:
    """Everything that keeps the session from counting as good; what was not said never counts as good."""
    score, effort, target = at.score, at.effort, at.due.dose.rpe
    checks = {
        "not_done": not _done(at),
        "effort_unknown": effort is None,
        "effort_over": effort is not None and effort > target,
        "form_below": score is not None and score < at.book.control.technique.ready,
        "painkiller": at.log.painkiller_6h is True,
        "painkiller_unknown": at.log.painkiller_6h is None,
        "resting": at.due.resting,
    }
    unknown = verdict.because if verdict.zone == "unknown" else ()
    return tuple(
        Reason(code=code) for code in (*dict.fromkeys(unknown), *(code for code, yes in checks.items() if yes))
    )


def _done(at: Moment) -> bool:
    """Whether at least what was due was done, in every respect that was logged."""
    item, due = at.item, at.due.dose
    said = item.dose if item.exercise == at.due.exercise else due
    pairs = (
        (item.done_sets if item.done_sets is not None else said.sets, due.sets),
        (item.done_reps if item.done_reps is not None else said.reps, due.reps),
        (item.done_hold_s if item.done_hold_s is not None else said.hold_s, due.hold_s),
        (item.done_time_s if item.done_time_s is not None else said.time_s, due.time_s),
        (item.done_load_kg if item.done_load_kg is not None else said.load_kg, due.load_kg),
    )
    return item.completed and all(
        wanted is None or (got is not None and got >= wanted - _TINY) for got, wanted in pairs
    )


def swapped(slot: ExerciseState, verdict: ZoneVerdict, reasons: tuple[Reason, ...], at: Moment) -> Reaction:
    """Another exercise for the same purpose, or a rest of a week where there is none."""
    rules = at.book.control.reduce
    other = substitute(slot, at.state, at.situation, at.book)
    if other is None:
        step = at.mover(slot).down(rules.red_volume)
        rested = slot.model_copy(update={"rung": step.rung, "rest_until": at.log.day + rules.rest_days, "reds": 0})
        reasons = (*reasons, Reason(code="rest", values={"days": rules.rest_days}))
        return Reaction(slot=rested, verdict=verdict, action="rest", reasons=reasons)
    dose = other.dose(rules.red_volume, slot.rung.dose.sets)
    step = Step(rung=Rung(exercise=other.exercise.id, dose=dose), variable="exercise")
    return _stepped(at, slot.model_copy(update={"reds": 0}), step, "swap", verdict, (*reasons, Reason(code="swap")))


def _stepped(
    at: Moment, slot: ExerciseState, step: Step, action: Action, verdict: ZoneVerdict, reasons: tuple[Reason, ...]
) -> Reaction:
    return Reaction(
        slot=moved(slot, step.rung, at.log.day), verdict=verdict, action=action, variable=step.variable, reasons=reasons
    )


def moved(slot: ExerciseState, rung: Rung, day: int, before: Rung | None = None) -> ExerciseState:
    """``slot`` on ``rung``; counters of the old dose or exercise start anew. ``before``: kept for undoing."""
    update: dict[str, object] = {"rung": rung, "before": before, "first_rpe": None}
    if rung.exercise != slot.rung.exercise:
        update |= {"since": day, "poor": 0, "short": 0, "ambers": 0, "greens": 0, "heaviest_kg": None, "flares": 0}
    return slot.model_copy(update=update)


def drift(before: ExerciseState, effort: float | None) -> float | None:
    """How much more effort than at first the same dose took, RPE."""
    return effort - before.first_rpe if effort is not None and before.first_rpe is not None else None
