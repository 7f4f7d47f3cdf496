"""Which of several lies nearest to the middle."""

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from taikan.progress.trials import nearest_to_median

rows = st.lists(st.fixed_dictionaries({"a": st.floats(-9, 9), "b": st.floats(-9, 9)}), min_size=1, max_size=7)


def test_the_one_in_the_middle_is_found() -> None:
    assert nearest_to_median([{"a": 1.0, "b": 30.0}, {"a": 2.0, "b": 20.0}, {"a": 3.0, "b": 10.0}]) == 1


def test_numbers_that_are_missing_somewhere_do_not_count() -> None:
    assert nearest_to_median([{"a": 5.0}, {"a": 1.0, "b": 0.0}, {"a": 2.0, "b": 9.0}]) == 2
    assert nearest_to_median([{}, {}]) == 0


@given(rows)
def test_a_row_at_every_median_is_chosen(found: list[dict[str, float]]) -> None:
    middle = {name: median(row[name] for row in found) for name in ("a", "b")}
    chosen = nearest_to_median([*found, middle])
    assert [*found, middle][chosen] == middle
