"""The NIOSH lifting equation against its manual, and that a harder lift never allows more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taikan.movement_tests.lifting_equation import recommended_weight_limit_kg


def test_the_easiest_lift_allows_23_kg() -> None:
    assert recommended_weight_limit_kg(25.0, 75.0, 25.0) == pytest.approx(23.0)


def test_a_worked_lift_from_the_floor() -> None:
    """H 40, V 10, D 65: 23 x 25/40 x (1 - .003 x 65) x (.82 + 4.5/65) = 10.29 kg."""
    assert recommended_weight_limit_kg(40.0, 10.0, 65.0) == pytest.approx(10.29, abs=0.01)


@pytest.mark.parametrize("beyond", [(64.0, 75.0, 25.0, 0.0), (25.0, 176.0, 25.0, 0.0), (25.0, 75.0, 25.0, 136.0)])
def test_beyond_its_limits_nothing_may_be_lifted(beyond: tuple[float, float, float, float]) -> None:
    assert recommended_weight_limit_kg(*beyond) == 0.0


@settings(deadline=None)
@given(st.floats(0, 80), st.floats(0, 175), st.floats(0, 175), st.floats(0, 135), st.floats(0, 40), st.floats(0.1, 1.0))
def test_a_harder_lift_never_allows_more(
    ahead: float, height: float, travel: float, turn: float, more: float, coupling: float
) -> None:
    limit = recommended_weight_limit_kg(ahead, height, travel, turn, coupling=coupling)
    assert 0.0 <= limit <= 23.0
    for harder in (
        recommended_weight_limit_kg(ahead + more, height, travel, turn, coupling=coupling),
        recommended_weight_limit_kg(ahead, height, travel + more, turn, coupling=coupling),
        recommended_weight_limit_kg(ahead, height, travel, turn + more, coupling=coupling),
    ):
        assert harder <= limit + 1e-9
