"""The traffic light of a session: green, amber, red or black, from pain during, its change, and the next morning.

Up to a usual pain of 2 the absolute and the change columns count, above it the change column and one absolute red.
What was not said is never green. Numbers: ``[zones]`` of ``knowledge/programme/control.toml`` (safety list, section 5).
"""

from collections.abc import Iterable
from typing import Literal

from taikan.core.records import Record
from taikan.knowledge.control_rules import ZoneCuts, ZoneRules
from taikan.programme.records import ItemLog, SessionLog

Zone = Literal["green", "unknown", "amber", "red", "black"]
ZONES: tuple[Zone, ...] = ("green", "unknown", "amber", "red", "black")
"""From the best to the worst; "unknown" neither raises nor lowers anything."""


class ZoneVerdict(Record):
    """The zone of one exercise and what put it there. ``carry_on``: amber, yet the plan is repeated as it is."""

    zone: Zone
    because: tuple[str, ...] = ()
    carry_on: bool = False


def session_zone(log: SessionLog, rules: ZoneRules) -> Zone:
    """The worst zone of the session's exercises; its danger signs count without any."""
    return "black" if black_signs(log) else worst(item_zone(item, log, rules).zone for item in log.items)


def black_signs(log: SessionLog) -> tuple[str, ...]:
    """The codes of what stops everything; empty when nothing does."""
    signs = (("danger_sign", bool(log.black)), ("leg_worse", log.leg_symptoms == "worse"))
    return tuple(code for code, there in signs if there)


def item_zone(item: ItemLog, log: SessionLog, rules: ZoneRules) -> ZoneVerdict:
    """The zone of one exercise of a session; the next morning counts for all of them."""
    signs = black_signs(log)
    if signs:
        return ZoneVerdict(zone="black", because=signs)
    findings = [_during(item, log, rules), _change(item, log, rules), _morning(log, rules)]
    zone = worst(found for found, _ in findings)
    because = tuple(code for found, code in findings if found == zone and zone != "green")
    centralising = log.leg_symptoms == "better" and _rise(item, log) > 0
    if centralising and zone in ("green", "amber") and _rise(item, log) <= rules.centralising_up_to:
        return ZoneVerdict(zone="amber", because=("centralising",), carry_on=True)
    return ZoneVerdict(zone=zone, because=because)


def worst(zones: Iterable[Zone]) -> Zone:
    """The worst of ``zones``; green if there are none."""
    return max(zones, key=ZONES.index, default="green")


def _during(item: ItemLog, log: SessionLog, rules: ZoneRules) -> tuple[Zone, str]:
    pain = _peak(item, log)
    if pain is None:
        return "unknown", "pain_unknown"
    if log.usual_pain is None or log.usual_pain <= rules.usual_limit:
        zone = _cut(pain, rules.absolute)
    else:
        zone = "red" if pain >= rules.absolute_red_above_usual else "green"
    if zone == "green" and item.pain_during is None:
        return "unknown", "pain_unknown"
    return zone, "pain_during"


def _change(item: ItemLog, log: SessionLog, rules: ZoneRules) -> tuple[Zone, str]:
    if _peak(item, log) is None or log.pain_before is None:
        return "unknown", "pain_unknown"
    return _cut(_rise(item, log), rules.change), "pain_change"


def _morning(log: SessionLog, rules: ZoneRules) -> tuple[Zone, str]:
    if log.sleep_disturbed:
        return "red", "sleep_disturbed"
    usual = log.usual_pain if log.usual_pain is not None else log.pain_before
    raised = log.next_morning is not None and usual is not None and log.next_morning > usual + rules.settled_within
    if raised or log.back_to_usual is False:
        return "red", "next_morning"
    if log.back_to_usual is None and (log.next_morning is None or usual is None):
        return "unknown", "morning_unknown"
    return "green", ""


def _cut(value: float, cuts: ZoneCuts) -> Zone:
    if value >= cuts.red_from:
        return "red"
    return "amber" if value > cuts.amber_above else "green"


def _peak(item: ItemLog, log: SessionLog) -> float | None:
    """The highest pain known during the exercise or right after the session."""
    return max((pain for pain in (item.pain_during, log.pain_after) if pain is not None), default=None)


def _rise(item: ItemLog, log: SessionLog) -> float:
    peak = _peak(item, log)
    return peak - log.pain_before if peak is not None and log.pain_before is not None else 0.0
