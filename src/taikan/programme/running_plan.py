"""A runner's week: the steps back to running, then one change at a time, by the same traffic light (load list 5).

Walking and running in minutes; kilometres where the pace is known. Numbers: ``knowledge/programme/running.toml``.
"""

from typing import Literal

from pydantic import Field

from taikan.core.records import Record
from taikan.knowledge.control_rules import ZoneRules
from taikan.knowledge.course_rules import RunningRules
from taikan.programme.control_records import Action, Reason
from taikan.programme.records import SessionLog
from taikan.programme.zones import black_signs, session_zone

Kind = Literal["run", "cycle"]


class RunnerState(Record):
    """Where a runner stands. ``step``: of the return; past the last, ``stage`` counts the changes made since.

    ``greens``: good runs in a row; ``week_minutes``: running minutes of the present week's plan; ``since``: the day the
    stage or the week's amount last changed; ``pains``: painful runs in a row; ``stopped``: a danger sign.
    """

    step: int = 0
    stage: int = 0
    greens: int = 0
    week_minutes: float = 0.0
    since: int = 0
    pains: int = 0
    last_day: int | None = None
    eased: bool = False
    stopped: bool = False


class RunDecision(Record):
    """What a run decided and why; ``minutes``: running minutes of the week from now on."""

    day: int
    action: Action
    step: str
    stage: str | None
    minutes: float
    reasons: tuple[Reason, ...] = Field(min_length=1)


class Run(Record):
    """One outing: ``rounds`` of running and walking, seconds; ``km`` where the pace is known; exercises woven in."""

    day: int
    kind: Kind = "run"
    run_s: float = 0
    walk_s: float = 0
    rounds: int = 1
    km: float | None = None
    cadence_percent: float = 0.0
    surface: str
    exercises: tuple[str, ...] = ()


def is_returning(state: RunnerState, rules: RunningRules) -> bool:
    """Whether the runner is still on the steps back to running."""
    return state.step < len(rules.step)


def begin_running(weekly_minutes: float, rules: RunningRules) -> RunnerState:
    """A runner who runs ``weekly_minutes`` without trouble skips the steps; others begin with the first."""
    last = rules.step[-1].run_minutes * rules.runs_per_week
    if weekly_minutes >= last:
        return RunnerState(step=len(rules.step), week_minutes=min(weekly_minutes, rules.most_minutes_per_week))
    return RunnerState()


def decide_run(
    state: RunnerState, log: SessionLog, rules: RunningRules, zones: ZoneRules
) -> tuple[RunnerState, RunDecision]:
    """The state after a run. Its zone is the traffic light's, and pain while running must not exceed the limit."""
    if state.stopped or black_signs(log):
        stopped = state.model_copy(update={"stopped": True, "last_day": log.day})
        codes = black_signs(log) or ("stopped_before",)
        return stopped, _decision(stopped, log, "stop_and_refer", codes, rules)
    pains = [item.pain_during for item in log.items if item.pain_during is not None]
    zone = session_zone(log, zones)
    at = state.model_copy(update={"last_day": log.day})
    if zone in ("amber", "red") or max(pains, default=0.0) > rules.pain_limit:
        return _after_pain(at, log, "run_pain", rules)
    if zone == "unknown" or log.painkiller_6h is not False or not all(item.completed for item in log.items):
        held = at.model_copy(update={"greens": 0})
        return held, _decision(held, log, "hold", ("run_unclear",), rules)
    if state.last_day is not None and log.day - state.last_day < rules.days_between:
        return at, _decision(at, log, "hold", ("run_too_soon",), rules)
    at = at.model_copy(update={"greens": at.greens + 1, "pains": 0, "eased": False})
    return _next_step(at, log, rules) if is_returning(at, rules) else _next_stage(at, log, rules)


def week(
    state: RunnerState, days: tuple[int, ...], rules: RunningRules, pace_min_per_km: float | None = None
) -> tuple[Run, ...]:
    """The outings of a week on ``days`` (0 Monday .. 6), at least two days apart, as many as the rules allow.

    After a painful run one of them becomes cycling. Empty after a danger sign.
    """
    if state.stopped:
        return ()
    chosen: list[int] = []
    for day in sorted(days):
        if len(chosen) < rules.runs_per_week and (not chosen or day - chosen[-1] >= rules.days_between):
            chosen.append(day)
    runs = [_run(state, day, len(chosen), rules, pace_min_per_km) for day in chosen]
    if state.eased and len(runs) > 1:
        runs[-1] = Run(day=runs[-1].day, kind="cycle", run_s=0, walk_s=0, surface=rules.surface)
    return tuple(runs)


def _run(state: RunnerState, day: int, count: int, rules: RunningRules, pace: float | None) -> Run:
    if is_returning(state, rules):
        step = rules.step[state.step]
        share = rules.after_pain if state.eased else 1.0
        rounds = max(1, int(step.rounds * share))
        each = share if step.rounds == 1 else 1.0
        km = rounds * step.run_s * each / 60 / pace if pace and step.run_s else None
        return Run(
            day=day,
            run_s=step.run_s * each,
            walk_s=step.walk_s * each,
            rounds=rounds,
            km=km,
            surface=rules.surface,
        )
    stage = rules.stage[min(state.stage, len(rules.stage) - 1)]
    minutes = state.week_minutes / count
    return Run(
        day=day,
        run_s=minutes * 60,
        km=minutes / pace if pace else None,
        cadence_percent=rules.cadence_percent,
        surface=rules.surface,
        exercises=stage.exercises,
    )


def _after_pain(state: RunnerState, log: SessionLog, code: str, rules: RunningRules) -> tuple[RunnerState, RunDecision]:
    """Less distance and one run as cycling; after several painful runs in a row a step back."""
    pains = state.pains + 1
    back = pains >= rules.pain_sessions_back
    eased = state.model_copy(
        update={
            "greens": 0,
            "pains": 0 if back else pains,
            "eased": True,
            "since": log.day,
            "step": max(0, min(state.step, len(rules.step)) - 1) if back else state.step,
            "stage": 0 if back else state.stage,
            "week_minutes": state.week_minutes * rules.after_pain,
        }
    )
    return eased, _decision(eased, log, "regress", (code, *(("run_step_back",) if back else ())), rules)


def _next_step(state: RunnerState, log: SessionLog, rules: RunningRules) -> tuple[RunnerState, RunDecision]:
    step = rules.step[state.step]
    if state.greens < step.greens:
        return state, _decision(state, log, "hold", ("run_once_more",), rules)
    minutes = state.week_minutes
    if state.step + 1 == len(rules.step) and not minutes:
        minutes = rules.step[-1].run_minutes * rules.runs_per_week
    up = state.model_copy(update={"step": state.step + 1, "greens": 0, "since": log.day, "week_minutes": minutes})
    return up, _decision(up, log, "progress", ("run_step_done",), rules)


def _next_stage(state: RunnerState, log: SessionLog, rules: RunningRules) -> tuple[RunnerState, RunDecision]:
    """Cadence first, then minutes by at most a tenth a week, then speed; never two at once."""
    stage = rules.stage[min(state.stage, len(rules.stage) - 1)]
    weeks = (log.day - state.since) / 7
    if stage.id == "volume" and weeks >= 1 and state.week_minutes < rules.most_minutes_per_week:
        more = min(rules.most_minutes_per_week, state.week_minutes * (1 + rules.weekly_growth))
        up = state.model_copy(update={"week_minutes": more, "since": log.day, "greens": 0})
        return up, _decision(up, log, "progress", ("run_more_minutes",), rules)
    if weeks >= stage.weeks and state.stage + 1 < len(rules.stage):
        up = state.model_copy(update={"stage": state.stage + 1, "since": log.day, "greens": 0})
        return up, _decision(up, log, "progress", ("run_stage_done",), rules)
    return state, _decision(state, log, "hold", ("run_keep",), rules)


def _decision(
    state: RunnerState, log: SessionLog, action: Action, codes: tuple[str, ...], rules: RunningRules
) -> RunDecision:
    returning = is_returning(state, rules)
    return RunDecision(
        day=log.day,
        action=action,
        step=rules.step[min(state.step, len(rules.step) - 1)].id,
        stage=None if returning else rules.stage[min(state.stage, len(rules.stage) - 1)].id,
        minutes=state.week_minutes,
        reasons=tuple(Reason(code=code) for code in codes),
    )
