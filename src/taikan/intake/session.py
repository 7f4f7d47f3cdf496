"""Around a session: which questions are due, what their answers allow today, and when a doctor should look again."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from taikan.core.records import Record
from taikan.intake.questionnaire import missing_items
from taikan.intake.records import Answers, Finding
from taikan.intake.screen import find, fired_outcomes, outcomes, rank
from taikan.knowledge.questionnaire_models import Questionnaire
from taikan.knowledge.safety_models import Effect, Level, Safety

DueReason = Literal["first_time", "flare", "absence", "four_weeks", "every_session"]


@dataclass(frozen=True)
class DueScreen:
    """What is asked before today's session: the full safety questions, those on E and U, or the session's own."""

    kind: Literal["full", "urgent_items", "session"]
    reason: DueReason


class SessionCheck(Record):
    """What the answers at a session's start allow.

    ``open``: the session may go on. ``rescreen``: the safety questions on nerves, heart and injury come first, and the
    gate decides. ``level_down_next``: one level lower next time. ``no_increase``: no load or level increase today.
    """

    open: bool
    level: Level
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    modifiers: tuple[str, ...]
    rescreen: bool
    no_increase: bool
    level_down_next: bool
    blocked_today: bool


def due_screen(
    *, last_full: date | None, last_session: date | None, last_flare: date | None, today: date, safety: Safety
) -> DueScreen:
    """Which screen is due on ``today``; without an earlier session the absence is counted from the last full screen."""
    if last_full is None:
        return DueScreen("full", "first_time")
    times = safety.times
    if (today - (last_session or last_full)).days >= times.absence_days:
        return DueScreen("full", "absence")
    if (today - last_full).days >= times.full_every_days:
        return DueScreen("full", "four_weeks")
    if last_flare is not None and last_flare >= last_full:
        return DueScreen("urgent_items", "flare")
    return DueScreen("session", "every_session")


def urgent_items(safety: Safety) -> tuple[str, ...]:
    """The questions that can lead to E or U, in the order of the rules."""
    items = [
        item
        for name, rule in safety.rules.items()
        for outcome in outcomes(name, rule)
        if outcome.level in {"E", "U"}
        for item in outcome.when.items()
    ]
    return tuple(dict.fromkeys(items))


def session_check(session: Answers, known: Answers, asked: Questionnaire, safety: Safety) -> SessionCheck:
    """What today's ``session`` answers allow; ``known`` are those of the last full screen. Missing answers close it."""
    answers = {**known, **session}
    findings = tuple(find(answers, safety.session_rules, safety))
    effects = _effects(answers, safety)
    missing = missing_items((asked,), answers)
    level: Level = max((finding.level for finding in findings), key=rank, default="go")
    blocked = "everything_blocked" in effects
    closed = blocked or bool(missing) or bool(effects & {"rescreen", "closed_today"}) or rank(level) >= rank("D")
    return SessionCheck(
        open=not closed,
        level=level,
        findings=findings,
        missing=missing,
        modifiers=safety.closure(code for finding in findings for code in finding.modifiers),
        rescreen="rescreen" in effects,
        no_increase="no_increase" in effects,
        level_down_next="level_down_next" in effects,
        blocked_today=blocked,
    )


def review_due(
    *, weeks: float, adherence: float, pain_better_percent: float, activity_better_percent: float, safety: Safety
) -> bool:
    """Whether a doctor or therapist should look because nothing got better in spite of training.

    ``adherence`` is the share of planned sessions done; both improvements are in percent of the first value.
    """
    rule = safety.review
    trained = weeks >= rule.weeks and adherence >= rule.adherence
    return trained and max(pain_better_percent, activity_better_percent) < rule.improvement_percent


def _effects(answers: Answers, safety: Safety) -> set[Effect]:
    fired = [o for name, rule in safety.session_rules.items() for o in fired_outcomes(name, rule, answers)]
    return {effect for outcome in fired for effect in outcome.effects}
