"""The flare-up protocol: what starts one, which stage a day is in, when it is over and when a doctor is the next step.

Numbers and the table of days: ``[flare]`` of ``knowledge/programme/control.toml`` (load list, section 6).
"""

from typing import Literal

from taikan.knowledge.control_rules import FlareRules, FlareStage
from taikan.programme.control_records import Flare
from taikan.programme.records import SessionLog

FlareOutlook = Literal["going_on", "over", "refer"]


def started_by(log: SessionLog, red_days: tuple[int, ...], rules: FlareRules) -> str | None:
    """The reason code for a flare-up beginning with this session, or ``None``.

    Pain still far above the usual the next morning, or two red sessions within a week (``red_days`` has this one).
    """
    usual = log.usual_pain if log.usual_pain is not None else log.pain_before
    if log.next_morning is not None and usual is not None and log.next_morning >= usual + rules.above_usual:
        return "flare_pain"
    lately = [day for day in red_days if log.day - day < rules.red_days]
    return "flare_red_sessions" if len(lately) >= rules.red_sessions else None


def begin(day: int, pain: float, usual: float | None) -> Flare:
    """A flare-up that begins on ``day`` with ``pain``."""
    return Flare(since=day, peak=pain, usual=usual if usual is not None else 0.0)


def observed(flare: Flare, day: int, pain: float | None, rules: FlareRules) -> Flare:
    """``flare`` after hearing of ``pain`` on ``day``: whether it has eased by now."""
    if pain is None:
        return flare
    eased = pain <= flare.peak - rules.eased_by or pain <= flare.usual + rules.eased_to_usual
    since = (flare.eased_on if flare.eased_on is not None else day) if eased else None
    return flare.model_copy(update={"eased_on": since})


def stage(flare: Flare, day: int, rules: FlareRules) -> FlareStage:
    """The stage ``day`` is in; without easing it stays the first."""
    reached = rules.stage[0]
    for later in rules.stage[1:]:
        eased_for = day - flare.eased_on if flare.eased_on is not None else -1
        if day - flare.since >= later.from_day and eased_for >= later.after_easing_days:
            reached = later
    return reached


def outlook(flare: Flare, day: int, pain: float | None, rules: FlareRules) -> FlareOutlook:
    """Whether the flare-up goes on, is over, or needs a doctor: worse on any day, or not better by the last one."""
    if pain is not None and day > flare.since and pain >= flare.peak + rules.worse_by:
        return "refer"
    if day - flare.since < rules.last_day or pain is None:
        return "going_on"
    near_usual = pain <= flare.usual + rules.eased_to_usual
    return "over" if near_usual or pain <= flare.peak * (1 - rules.better_share) else "refer"


def to_do(flare: Flare, day: int, rules: FlareRules) -> tuple[str, ...]:
    """What the client does on ``day``: keys of ``load.flare.*``."""
    rows = [row for row in rules.day if day - flare.since >= row.from_day]
    return max(rows, key=lambda row: row.from_day).do if rows else ()
