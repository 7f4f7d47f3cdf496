"""Human-speed timing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.timing import Cycle, draw_cycles, frames, minimum_jerk, ways


def test_minimum_jerk_starts_and_ends_at_rest() -> None:
    way = minimum_jerk(np.linspace(0.0, 1.0, 1001))
    assert (way[0], way[500], way[-1]) == (0.0, 0.5, 1.0)
    assert (np.diff(way) >= 0).all()
    assert max(way[1], 1 - way[-2]) < 1e-7


def test_a_cycle_goes_there_and_back() -> None:
    cycle = Cycle(1.0, 2.0, 2.4, 3.4)
    assert cycle.way(np.array([0.0, 1.0, 2.0, 2.4, 3.4, 9.0])) == pytest.approx([0, 0, 1, 1, 0, 0])
    assert cycle.bottom_s == pytest.approx(2.2)


@given(seed=st.integers(0, 200), count=st.integers(1, 6))
def test_drawn_cycles_follow_each_other_and_the_seed(seed: int, count: int) -> None:
    def drawn() -> tuple[Cycle, ...]:
        rng = np.random.default_rng(seed)
        return draw_cycles(rng, count, there_s=1.5, hold_s=0.2, back_s=1.2, rest_s=0.4, quiet_s=1.0)

    cycles = drawn()
    assert cycles == drawn()
    edges = [t for c in cycles for t in (c.start_s, c.turn_s, c.leave_s, c.end_s)]
    assert edges == sorted(edges)
    time_s = frames(cycles, 1.0, 30.0)
    assert time_s[-1] == pytest.approx(cycles[-1].end_s + 1.0, abs=2 / 30)
    assert ways(cycles, time_s).max() <= 1.0 + 1e-9
