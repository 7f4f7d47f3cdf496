"""The empty sessions of a week: how many kinds, how long, how many items, and on which days they fall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from taikan.programme.records import Setting
from taikan.programme.situation import Situation

WEEK = 7


@dataclass(frozen=True)
class Frame:
    """One kind of session before anything is in it. ``slot``: index of the request's slot it comes from."""

    id: str
    setting: Setting
    slot: int
    per_week: int
    budget_s: float
    most_items: int
    asked_s: float


def frames(situation: Situation) -> tuple[Frame, ...]:
    """The kinds of sessions; home slots of many days are two kinds that take turns, so that no day is like the last."""
    found: list[Frame] = []
    for number, slot in enumerate(situation.request.slots):
        turns = 2 if slot.setting == "home" and slot.per_week >= situation.rules.sessions.split_from else 1
        for turn in range(turns):
            count = sum(frame.setting == slot.setting for frame in found)
            found.append(
                Frame(
                    id=f"{slot.setting}_{count + 1}",
                    setting=slot.setting,
                    slot=number,
                    per_week=(slot.per_week + turns - 1 - turn) // turns,
                    budget_s=min(slot.budget_s, longest_s(situation, slot.setting)),
                    most_items=_most_items(situation, slot.setting),
                    asked_s=slot.budget_s,
                )
            )
    return tuple(found)


def longest_s(situation: Situation, setting: Setting) -> float:
    """The longest session of the phase, seconds, the walk not counted."""
    return situation.caps.home_budget_s if setting == "home" else situation.caps.gym_budget_s


def _most_items(situation: Situation, setting: Setting) -> int:
    if setting == "home":
        return situation.caps.home_items
    return situation.rules.sessions.gym_items[situation.request.phase]


def spread(per_week: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Days (0 Monday .. 6) for kinds of sessions done ``per_week`` times each: far apart, on free days first."""
    taken: list[int] = []
    result = []
    for count in per_week:
        days = max(combinations(range(WEEK), min(count, WEEK)), key=lambda d: _preference(d, taken))
        taken += days
        result.append(days)
    return tuple(result)


def _preference(days: tuple[int, ...], taken: Sequence[int]) -> tuple[float, ...]:
    """Larger is better: few shared days, own days far apart, no Sunday, not beside other sessions, early days."""
    shared = sum(day in taken for day in days)
    gaps = [(b - a) % WEEK or WEEK for a, b in zip(days, (*days[1:], days[0]), strict=True)]
    near = sum((day + step) % WEEK in taken for day in days for step in (-1, 1))
    weekend = sum(day == WEEK - 1 for day in days)
    return (-shared, min(gaps), -weekend, -near, *_early(days))


def _early(days: Iterable[int]) -> tuple[float, ...]:
    return tuple(-float(day) for day in days)
