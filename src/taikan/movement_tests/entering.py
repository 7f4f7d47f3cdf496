"""Measures a person enters: a trainer's goniometer, ruler, stopwatch or finding, or a phone's sensor. Pure."""

from collections.abc import Sequence
from difflib import get_close_matches
from statistics import median

from taikan.core.errors import UnknownNameError, WrongOptionError
from taikan.core.records import Measure, Method, Sex, Side
from taikan.knowledge.manual_entry import EntryTable, SensorTable, load_entry_table, load_sensor_table
from taikan.knowledge.models import Knowledge, MeasureDefinition
from taikan.movement_tests.measuring import MDC95_PER_SEM, grade, spread
from taikan.movement_tests.norms import norm_place


def known_measure(code: str, knowledge: Knowledge) -> MeasureDefinition:
    """The measure ``code``; raises ``UnknownNameError`` with the nearest one."""
    if code not in knowledge.measures:
        near = get_close_matches(code, knowledge.measures, n=1)
        raise UnknownNameError(kind="measure", name=code, suggestion=near[0] if near else "taikan measures")
    return knowledge.measures[code]


def named_side(name: str) -> tuple[str, Side]:
    """``CODE``, ``CODE.left`` or ``CODE.right`` as code and side."""
    if name.endswith(".left"):
        return name.removesuffix(".left"), "left"
    if name.endswith(".right"):
        return name.removesuffix(".right"), "right"
    return name, "none"


def entered_measure(
    code: str,
    values: Sequence[float],
    knowledge: Knowledge,
    *,
    side: Side = "none",
    age: float | None = None,
    sex: Sex | None = None,
    pain: int | None = None,
    table: EntryTable | None = None,
) -> Measure:
    """``values`` (one a trial, in the measure's unit) found by hand, as a measure with its own error.

    Raises
    ------
    UnknownNameError
        For an unknown ``code``.
    WrongOptionError
        For a side the measure does not have, or lacks, or a value it cannot have.
    """
    definition = known_measure(code, knowledge)
    rule = (table or load_entry_table()).rule(code, knowledge)
    _check_side(definition, side)
    for value in values:
        if not rule.low <= value <= rule.high or (rule.whole and value != int(value)):
            kind = "{count}" if rule.whole else definition.unit
            raise WrongOptionError(option=code, value=f"{value:g}", allowed=f"{rule.low:g} - {rule.high:g} ({kind})")
    method: Method = "self" if definition.method == "own_rating" else "manual"
    error = (rule.sem, rule.mdc95, rule.confidence)
    return _measure(definition, values, error, method, side, (age, sex), pain)


def sensor_measure(
    code: str,
    turns_deg: Sequence[float],
    knowledge: Knowledge,
    *,
    side: Side = "none",
    is_compass: bool = False,
    age: float | None = None,
    sex: Sex | None = None,
    pain: int | None = None,
    table: SensorTable | None = None,
) -> Measure:
    """``turns_deg`` (one a trial) of a phone as a measure; raises as ``entered_measure``, and for a measure that no
    phone takes."""
    table = table or load_sensor_table()
    definition = known_measure(code, knowledge)
    if code not in table.measure:
        raise WrongOptionError(option="--sensor", value=code, allowed=", ".join(table.measure))
    own = table.measure[code]
    if is_compass:
        if own.compass is None:
            raise WrongOptionError(option="--sensor", value="compass", allowed="gravity")
        own = own.compass
    _check_side(definition, side)
    return _measure(definition, turns_deg, (own.sem, own.mdc95, table.confidence), "sensor", side, (age, sex), pain)


def _check_side(definition: MeasureDefinition, side: Side) -> None:
    sided = definition.sides != "none"
    if sided != (side in {"left", "right"}):
        code = definition.code
        allowed = f"{code}.left, {code}.right" if sided else code
        raise WrongOptionError(option=code, value=side, allowed=allowed)


def _measure(
    definition: MeasureDefinition,
    values: Sequence[float],
    error: tuple[float, float, float],
    method: Method,
    side: Side,
    person: tuple[float | None, Sex | None],
    pain: int | None,
) -> Measure:
    """``error`` is SEM, MDC95 and prior confidence; ``person`` age and sex."""
    (sem, mdc95, confidence), value, within = error, float(median(values)), spread(values)
    return Measure(
        code=definition.code,
        unit=definition.unit,
        side=side,
        value=value,
        n_trials=len(values),
        within_sd=within,
        sem=sem,
        mdc95=max(mdc95, MDC95_PER_SEM * (within or 0.0)),
        grade=grade(value, definition.cuts_for(*person), sem),
        confidence=confidence,
        method=method,
        norm=norm_place(definition.code, value, sem, *person),
        pain_during=pain,
    )
