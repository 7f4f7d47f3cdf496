"""What the load controller knows, what it is told besides the logs and what it decides. Codes, no sentences."""

from typing import Literal

from pydantic import Field

from taikan.core.records import Record
from taikan.programme.records import Dose, Setting
from taikan.programme.zones import Zone

Action = Literal["progress", "hold", "regress", "swap", "rest", "stop_and_refer"]
ACTIONS: tuple[Action, ...] = ("progress", "hold", "regress", "swap", "rest", "stop_and_refer")
"""From the most to the least trust in the load."""
Variable = Literal["range", "tempo", "reps", "hold", "time", "sets", "load", "exercise"]
EasingKind = Literal["deload", "return", "illness"]


class Reason(Record):
    """Why a decision was taken. ``code``: a key of ``load.reason.*``."""

    code: str
    values: dict[str, str | float | int] = Field(default_factory=dict)


class Rung(Record):
    """An exercise and how much of it."""

    exercise: str
    dose: Dose


class ExerciseState(Record):
    """Where one slot of the plan stands. ``slot``: the exercise as planned; ``rung``: what it has become.

    Counters are sessions in a row: ``oks`` good ones, ``poor`` ones of form, ``short`` ones not done to the end,
    ``ambers``, ``reds``. ``frozen``: sessions still without progression. ``flares``: flare-ups in a row this exercise
    took part in. Days count from the plan's first; ``since``: when the present exercise began. ``tempo``: the plan's,
    to go back to after slow ones. ``before``: the rung before the last step up. ``first_rpe``: effort of the first
    session on this dose.
    """

    slot: str
    rung: Rung
    setting: Setting = "home"
    tempo: str | None = None
    before: Rung | None = None
    since: int = 0
    oks: int = 0
    poor: int = 0
    short: int = 0
    ambers: int = 0
    reds: int = 0
    frozen: int = 0
    flares: int = 0
    greens: int = 0
    green_since: int | None = None
    raised_on: int | None = None
    first_rpe: float | None = None
    rest_until: int | None = None
    heaviest_kg: float | None = None


class Easing(Record):
    """A stretch of days with less: ``volume`` until ``until_day``, and no step up."""

    kind: EasingKind
    until_day: int
    volume: float = Field(gt=0, le=1)


class Flare(Record):
    """A flare-up: its first day, the highest pain, the usual pain, and since when it has eased."""

    since: int
    peak: float
    usual: float
    eased_on: int | None = None


class DoneSets(Record):
    """Sets done of an exercise on a day; ``hard``: at an effort of 5 or more."""

    day: int
    exercise: str
    region: str
    sets: int
    hard: bool


class ControllerState(Record):
    """Everything the controller remembers. ``stopped``: a danger sign; only a cleared screening lifts it.

    ``red_days``, ``amber_days``: days of such sessions lately. ``done``: sets of the last two weeks.
    ``deload_since``: the day the last deload, or the training, began. ``added_sets``: weekly sets added, by day.
    ``banned``: exercises that came before three flare-ups in a row.
    """

    exercises: tuple[ExerciseState, ...] = ()
    day: int | None = None
    stopped: bool = False
    red_days: tuple[int, ...] = ()
    amber_days: tuple[int, ...] = ()
    done: tuple[DoneSets, ...] = ()
    added_sets: tuple[tuple[int, int], ...] = ()
    easings: tuple[Easing, ...] = ()
    deload_since: int = 0
    flare: Flare | None = None
    banned: tuple[str, ...] = ()


class Decision(Record):
    """What was decided for one exercise, and why. ``log``: the session's id, or what caused it ("break", "flare").

    ``exercise`` and ``old`` are before, ``to_exercise`` and ``new`` after; both are equal when nothing changes.
    """

    log: str
    day: int
    slot: str
    action: Action
    exercise: str
    to_exercise: str
    old: Dose
    new: Dose
    variable: Variable | None = None
    zone: Zone | None = None
    reasons: tuple[Reason, ...] = Field(min_length=1)
