"""Norms by age and sex: the right row, percentiles that rise, and nothing claimed beyond a table's end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Cuts, MeasureDefinition
from taikan.knowledge.norms import NormRow, load_norms
from taikan.movement_tests.norms import norm_place, percentile


def test_a_row_is_for_its_age_and_sex() -> None:
    place = norm_place("str.sts30", 16.5, 0.72, 62, "male")
    assert place is not None
    assert (place.low, place.high, place.percentile, place.beyond) == (14, 19, 50, None)
    assert place.percentile_low is not None
    assert place.percentile_high is not None
    assert place.percentile_low < 50 < place.percentile_high
    for age, sex in ((None, "male"), (62, None), (40, "male")):
        assert norm_place("str.sts30", 16.5, 0.72, age, sex) is None  # type: ignore[arg-type]


def test_beyond_the_table_the_end_stands_and_is_said() -> None:
    low, high = (norm_place("str.sts30", v, 0.72, 62, "female") for v in (3, 40))
    assert low is not None
    assert high is not None
    assert (low.percentile, low.beyond) == (25, "below")
    assert (high.percentile, high.beyond) == (75, "above")


def test_a_mean_alone_gives_no_percentile() -> None:
    place = norm_place("gait.speed", 1.2, 0.04, 65, "female")
    assert place is not None
    assert (place.percentile, place.low, place.high) == (None, 1.24, 1.24)


def test_a_bell_curve_needs_no_age_where_it_is_for_all() -> None:
    place = norm_place("post.cva_m", 50.6, 2.5, None, None)
    assert place is not None
    assert place.percentile == pytest.approx(50)


@given(st.floats(-500, 500), st.floats(0, 500))
def test_a_higher_value_never_has_a_lower_percentile(value: float, more: float) -> None:
    for table in load_norms().values():
        for row in table.row:
            first, second = percentile(row, value), percentile(row, value + more)
            if first is not None and second is not None:
                assert 1 <= first <= second <= 99


def test_units_and_sources_of_norms_are_those_of_their_measures() -> None:
    knowledge = load_knowledge()
    for code, table in load_norms().items():
        assert table.source in knowledge.references, code
        if code in knowledge.measures:
            assert table.unit == knowledge.measures[code].unit, code


@pytest.mark.parametrize(
    "row",
    [{}, {"sd": 1.0}, {"percentiles": {50: 1.0}}, {"percentiles": {25: 2.0, 75: 1.0}}, {"percentiles": {0: 1, 50: 2}},
     {"mean": 1.0, "age_from": 70, "age_to": 60}],
)  # fmt: skip
def test_a_row_without_use_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NormRow.model_validate(row)


def with_cuts(*cuts: Cuts) -> MeasureDefinition:
    return load_knowledge().measures["str.sts30"].model_copy(update={"cuts": cuts})


def test_limits_of_ones_own_sex_go_first_and_others_never_count() -> None:
    everybody, men, old = Cuts(amber_below=5), Cuts(amber_below=6, sex="male"), Cuts(amber_below=3, min_age=60)
    definition = with_cuts(everybody, men, old)
    assert definition.cuts_for(30, "male") == men
    assert definition.cuts_for(30, "female") == definition.cuts_for(30) == definition.cuts_for(None) == everybody
    assert definition.cuts_for(61, "male") == old
    assert with_cuts(men).cuts_for(30) is None
