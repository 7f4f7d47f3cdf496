"""Values entered by hand or by phone: their own error, the same limits, and refusals that say what would do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.core.errors import UnknownNameError, WrongOptionError
from taikan.core.records import Reason
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.manual_entry import load_entry_table, load_sensor_table
from taikan.knowledge.models import Knowledge
from taikan.movement_tests.entering import entered_measure, sensor_measure
from taikan.movement_tests.inclinometer import Tap, Trial, excursion, lumbar_share, turned_deg

KNOWLEDGE = load_knowledge()
angles = st.floats(-720, 720)


def with_extension() -> Knowledge:
    """Knowledge with a back-bend in it, whatever tests are installed."""
    lean = KNOWLEDGE.measures["post.trunk_lean"].model_copy(update={"code": "rom.ext", "cuts": ()})
    return KNOWLEDGE.model_copy(update={"measures": {**KNOWLEDGE.measures, "rom.ext": lean}})


@pytest.mark.parametrize("code", sorted(KNOWLEDGE.measures))
def test_every_measure_can_be_entered(code: str) -> None:
    rule = load_entry_table().rule(code, KNOWLEDGE)
    sided = KNOWLEDGE.measures[code].sides != "none"
    found = entered_measure(code, [max(rule.low, 0.0)], KNOWLEDGE, side="left" if sided else "none")
    assert found.value is not None
    assert found.method in {"manual", "self"}
    assert found.mdc95 >= found.sem > 0
    assert 0 < found.confidence <= 1
    assert found.unit == KNOWLEDGE.measures[code].unit


def test_trials_give_their_median_and_widen_the_change_that_counts() -> None:
    steady, wild = (entered_measure("post.owd", v, KNOWLEDGE) for v in ([4, 4.2, 4.4], [1, 5, 9]))
    assert (steady.value, steady.n_trials, steady.grade) == (4.2, 3, "amber")
    assert wild.mdc95 == pytest.approx(2.77 * 4)
    assert steady.mdc95 == load_entry_table().rule("post.owd", KNOWLEDGE).mdc95


def test_a_goniometer_has_its_own_error() -> None:
    by_hand = entered_measure("post.trunk_lean", [8], KNOWLEDGE)
    assert by_hand.sem == load_entry_table().tool["deg"].sem
    assert by_hand.sem != KNOWLEDGE.measurement_error["post.trunk_lean"].sem
    assert by_hand.grade in {"borderline", "amber"}


@pytest.mark.parametrize(
    ("code", "value", "side"),
    [("man.tra_palp", 3, "none"), ("man.tra_palp", 0.5, "none"), ("man.tra_palp", 1, "left"),
     ("man.mf_palp", 1, "none"), ("phys.hr", 600, "none")],
)  # fmt: skip
def test_impossible_values_and_sides_are_refused(code: str, value: float, side: str) -> None:
    with pytest.raises(WrongOptionError):
        entered_measure(code, [value], KNOWLEDGE, side=side)  # type: ignore[arg-type]


def test_an_unknown_code_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as told:
        entered_measure("man.tra_plap", [1], KNOWLEDGE)
    assert told.value.values["suggestion"] == "man.tra_palp"


@given(angles, st.floats(-179.9, 179.9), st.integers(-3, 3))
def test_turning_is_the_same_wherever_the_sensor_starts(start: float, turn: float, rounds: int) -> None:
    assert turned_deg(start, start + turn + 360 * rounds) == pytest.approx(turn, abs=1e-6)


def test_a_tap_must_be_still_and_a_compass_come_back() -> None:
    assert excursion(Trial(Tap(10), Tap(35))) == 25
    shaky = excursion(Trial(Tap(10, 0.6), Tap(35)))
    assert isinstance(shaky, Reason)
    assert shaky.code == "sensor_not_still"
    for back in (None, Tap(14)):
        lost = excursion(Trial(Tap(10), Tap(35), back), is_compass=True)
        assert isinstance(lost, Reason)
        assert lost.code == "sensor_not_back"
    assert excursion(Trial(Tap(350), Tap(20), Tap(352)), is_compass=True) == 30


def test_the_lumbar_part_is_the_upper_less_the_lower_turn_of_bends_as_deep() -> None:
    upper, lower = ([Trial(Tap(0), Tap(a)) for a in ends] for ends in ((88, 90, 92), (40, 41, 42)))
    assert lumbar_share(upper, lower, (90, 88)) == 49
    for depth, trials in (((90.0, 70.0), upper), ((90.0, 90.0), [])):
        assert isinstance(lumbar_share(trials, lower, depth), Reason)


def test_a_phones_value_has_the_phones_error() -> None:
    found = sensor_measure("rom.ext", [24, 25, 26], with_extension())
    table = load_sensor_table()
    assert (found.value, found.method, found.sem, found.mdc95) == (25, "sensor", 2.5, 7)
    assert found.confidence == table.confidence
    with pytest.raises(WrongOptionError):
        sensor_measure("post.trunk_lean", [5], KNOWLEDGE)
    with pytest.raises(WrongOptionError):
        sensor_measure("rom.ext", [5], with_extension(), is_compass=True)
    assert table.measure["rom.th_rot"].compass is not None
