"""The page on a gym's own error: what stands beside what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.progress.repeatability import RepeatabilityRow
from taikan.report.repeatability import place, standing_of

positive = st.floats(1e-3, 1e3)


def row(low: float, sem: float, high: float, prior: float) -> RepeatabilityRow:
    return RepeatabilityRow(
        test="squat",
        code="mov.sq.trunk",
        side="none",
        unit="deg",
        views=("sagittal_right",),
        n_people=3,
        n_trials=9,
        df=6,
        sem=sem,
        sem_low=low,
        sem_high=high,
        mdc95=2.77 * sem,
        prior_sem=prior,
        prior_mdc95=2.77 * prior,
        used_mdc95=2.77 * max(sem, prior),
    )


@pytest.mark.parametrize(
    ("low", "sem", "high", "standing"),
    [(0.5, 1.0, 2.0, "steady"), (1.0, 2.0, 4.0, "unclear"), (3.0, 5.0, 9.0, "wobbly"), (0.0, 0.0, 0.0, "steady")],
)
def test_only_an_interval_beside_the_usual_error_is_called_steady_or_wobbly(
    low: float, sem: float, high: float, standing: str
) -> None:
    assert standing_of(row(low, sem, high, 2.5)) == standing


@given(st.floats(0, 1e3), st.floats(0, 1e3), positive)
def test_the_picture_keeps_the_order_and_its_edges(one: float, other: float, prior: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= place(low, prior) <= place(high, prior) <= 100.0
    assert place(prior, prior) == pytest.approx(50.0)
    assert place(2.0 * prior, prior) == pytest.approx(75.0)
