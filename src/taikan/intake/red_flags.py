"""The safety gate over time: what the screenings say, what clinicians have cleared, and whether it is open.

E and U close the gate until a clinician's clearance dated after the flag *and* a fresh, complete full screen without
any E or U; nobody else can open it. D needs the clearance only. A trainer may override a single C, with a reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from taikan.core.texts import LANGUAGES, Text
from taikan.intake.modifiers import limits
from taikan.intake.records import Answers, Clearance, Finding, Gate, SafetyHistory, Screen, Screening
from taikan.intake.screen import rank, screen
from taikan.knowledge.questionnaire_models import Questionnaire
from taikan.knowledge.safety_models import LEVELS, Activity, Level, Safety

STOPPING = frozenset({"E", "U"})
COUNTING_ROLES = frozenset({"trainer", "clinician"})


@dataclass(frozen=True)
class _Judged:
    """A screening with what it says."""

    at: datetime
    full: bool
    screen: Screen

    @property
    def is_clean(self) -> bool:
        """A full one, complete, without contradiction and without any E or U."""
        findings = any(finding.level in STOPPING for finding in self.screen.findings)
        return self.full and not (findings or self.screen.missing or self.screen.conflicts)


def gate_for(answers: Answers, at: datetime, safety: Safety, asked: tuple[Questionnaire, ...]) -> Gate:
    """The gate for one set of answers without history."""
    screening = Screening(at=at, answers=dict(answers))
    return gate(SafetyHistory(screenings=(screening,)), at, safety, asked)


def gate(history: SafetyHistory, now: datetime, safety: Safety, asked: tuple[Questionnaire, ...]) -> Gate:
    """The gate at ``now``. Without any screening it is closed and everything is missing."""
    judged = [_Judged(s.at, s.full, screen(s.answers, safety, asked)) for s in history.screenings]
    latest = judged[-1].screen if judged else screen({}, safety, asked)
    settled = [_settled(finding, judged, history, now, safety) for finding in latest.findings]
    lingering = list(_lingering(judged, history, now, safety))
    findings = tuple(sorted([*settled, *lingering], key=lambda f: -rank(f.counts_as)))
    cleared_by = _valid(history, now, safety)
    codes = {*_kept_codes(latest, findings), *(code for c in cleared_by for code in c.restrictions)}
    modifiers = safety.closure(codes)
    level = _level(findings, latest)
    blocked = limits(modifiers, safety).blocked_today
    is_open = _is_open(findings, latest, blocked)
    return Gate(
        level=level,
        open=is_open,
        findings=findings,
        missing=latest.missing,
        conflicts=latest.conflicts,
        modifiers=modifiers,
        states=latest.states,
        restrictions=tuple(c.restrictions_text for c in cleared_by if c.restrictions_text),
        blocked_today=blocked,
        allows=_allowed(level, is_open, safety),
        version=safety.version,
        screened_at=next((j.at for j in reversed(judged) if j.full), None),
    )


def what_to_do(result: Gate, safety: Safety) -> tuple[Text, ...]:
    """What the person is told first: the level's own text with where to go, then the advice of single rules."""
    said: list[Text] = []
    if result.level is not None:
        at_level = [f for f in result.findings if f.counts_as == result.level]
        calm = bool(at_level) and all(f.non_urgent for f in at_level)
        text = safety.non_urgent if calm else safety.levels[result.level].say
        said.append(_with_destination(text, [f.destination for f in at_level]))
    said += [f.advice for f in result.findings if f.advice is not None]
    return tuple(dict.fromkeys(said))


def counts(clearance: Clearance, at: datetime, history: SafetyHistory, safety: Safety) -> bool:
    """Whether ``clearance`` counts at ``at``: written down by a trainer or clinician, not in the future, at most three
    months old, and no flare-up since."""
    age = at - clearance.seen_at
    flared = any(clearance.seen_at < flare <= at for flare in history.flares)
    in_time = timedelta(0) <= age <= timedelta(days=safety.times.clearance_days)
    return clearance.recorded_by in COUNTING_ROLES and in_time and not flared


def _valid(history: SafetyHistory, now: datetime, safety: Safety) -> tuple[Clearance, ...]:
    return tuple(c for c in history.clearances if counts(c, now, history, safety))


def _settled(finding: Finding, judged: list[_Judged], history: SafetyHistory, now: datetime, safety: Safety) -> Finding:
    """``finding`` of the latest screening, cleared or overridden where that is possible. E and U never are."""
    if finding.level == "D" and any(
        _covers(clearance, finding.rule, judged) for clearance in _valid(history, now, safety)
    ):
        return finding.model_copy(update={"state": "cleared"})
    if finding.level == "C" and any(
        override.rule == finding.rule and override.by in COUNTING_ROLES and override.at <= now
        for override in history.overrides
    ):
        return finding.model_copy(update={"state": "overridden"})
    return finding


def _covers(clearance: Clearance, rule: str, judged: list[_Judged]) -> bool:
    """Whether a clinician who saw the person then has looked at ``rule``: named, or flagged by that day."""
    if rule in clearance.covers:
        return True
    first = next(j.at for j in judged if any(f.rule == rule for f in j.screen.findings))
    return not clearance.covers and clearance.seen_at.date() >= first.date()


def _lingering(judged: list[_Judged], history: SafetyHistory, now: datetime, safety: Safety) -> Iterator[Finding]:
    """E and U findings of earlier screenings that no clearance with a later clean screen has ended."""
    latest = {f.rule for f in judged[-1].screen.findings if f.level in STOPPING} if judged else set()
    shown: set[str] = set(latest)
    for place in range(len(judged) - 2, -1, -1):
        if _was_ended(judged[place].at, judged[place + 1 :], history, now, safety):
            continue
        for finding in judged[place].screen.findings:
            if finding.level in STOPPING and finding.rule not in shown:
                shown.add(finding.rule)
                yield finding.model_copy(update={"since": judged[place].at})


def _was_ended(
    flagged_at: datetime, later: list[_Judged], history: SafetyHistory, now: datetime, safety: Safety
) -> bool:
    clean = [j.at for j in later if j.is_clean and j.at <= now]
    return any(
        clearance.seen_at > flagged_at and any(counts(clearance, at, history, safety) for at in clean)
        for clearance in history.clearances
    )


def _kept_codes(latest: Screen, findings: Iterable[Finding]) -> set[str]:
    """Modifier codes that still hold: all of the screen but those only overridden findings set."""
    from_findings = {code for finding in latest.findings for code in finding.modifiers}
    kept = {code for finding in findings if finding.state != "overridden" for code in finding.modifiers}
    return (set(latest.modifiers) - from_findings) | kept


def _level(findings: Iterable[Finding], latest: Screen) -> Level | None:
    highest: Level = max((finding.counts_as for finding in findings), key=rank, default="go")
    unsure = bool(latest.missing or latest.conflicts)
    return None if unsure and highest in {"go", "C"} else highest


def _is_open(findings: Iterable[Finding], latest: Screen, blocked: bool) -> bool:
    stops = any(f.counts_as in STOPPING or (f.counts_as == "D" and not f.non_urgent) for f in findings)
    return not (stops or latest.missing or latest.conflicts or blocked)


def _allowed(level: Level | None, is_open: bool, safety: Safety) -> tuple[Activity, ...]:
    """What may be used: everything when open, otherwise what the level leaves (D's, where no level is known)."""
    if is_open:
        return safety.levels["go"].allows
    return safety.levels[level if level in LEVELS[2:] else "D"].allows


def _with_destination(text: Text, destinations: list[Text]) -> Text:
    places = list(dict.fromkeys(destinations))
    return Text(
        **{
            language: text.in_language(language).format(
                destination=(" / " if language == "en" else "、").join(p.in_language(language) for p in places)
            )
            for language in LANGUAGES
        }
    )
