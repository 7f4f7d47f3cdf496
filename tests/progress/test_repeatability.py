"""A gym's own error: the statistics against published and simulated truth, and what is refused."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial_samples import trial

from taikan.core.records import Reason
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.measuring import minimal_detectable_change
from taikan.progress.repeatability import Repeatability, RepeatabilityRow, agreement, repeatability_rows, within_person

values = st.lists(st.floats(-100, 100), min_size=0, max_size=5)
groups = st.dictionaries(st.text(max_size=3), values, max_size=6)
DEPTH = "mov.sq.depth"


def before(code: str) -> float:
    """The smallest real change without a gym's own error."""
    return minimal_detectable_change(load_knowledge().measurement_error[code], None)


def rows(trials: Sequence[object]) -> dict[tuple[str, str], RepeatabilityRow]:
    made = repeatability_rows(trials, load_knowledge())  # type: ignore[arg-type]
    return {(row.code, row.side): row for row in made}


def test_agreement_is_that_of_the_published_example() -> None:
    """Shrout & Fleiss 1979, table 2: six subjects, four judges, ICC(2,1) = 0.29."""
    table = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
    assert agreement(dict(enumerate(table))) == pytest.approx(0.29, abs=0.005)


def test_the_spread_is_pooled_by_degrees_of_freedom() -> None:
    found = within_person({"a": [1.0, 3.0], "b": [10.0, 10.0, 13.0], "c": [5.0]})
    assert found is not None
    assert found.df == 3
    assert found.sd == pytest.approx(np.sqrt((2.0 + 6.0) / 3.0))


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(2000):
        people = {i: list(rng.normal(50 * i, 2.5, 3)) for i in range(4)}
        found = within_person(people)
        assert found is not None
        inside += found.low <= 2.5 <= found.high
    assert 0.935 <= inside / 2000 <= 0.965


@given(groups)
def test_bounds_hold_whatever_the_numbers(people: dict[str, list[float]]) -> None:
    found = within_person(people)
    assert (found is None) == all(len(v) < 2 for v in people.values())
    if found is not None:
        assert 0 <= found.low <= found.sd <= found.high
    icc = agreement(people)
    assert icc is None or icc <= 1.0 + 1e-9


@given(groups, st.floats(-100, 100))
def test_a_person_who_is_larger_by_nature_changes_nothing(people: dict[str, list[float]], offset: float) -> None:
    moved = {who: [v + offset for v in v_] if i % 2 else v_ for i, (who, v_) in enumerate(people.items())}
    one, other = within_person(people), within_person(moved)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert other.sd == pytest.approx(one.sd, abs=1e-6)


def test_nothing_that_differs_has_no_agreement() -> None:
    assert agreement({"a": [2.0, 2.0], "b": [2.0, 2.0]}) is None
    assert agreement({"a": [2.0, 3.0]}) is None


def test_a_row_tells_people_trials_and_the_change_that_counts() -> None:
    trials = [trial(p, {DEPTH: v}) for p, v in (("a", 0.0), ("a", 20.0), ("b", 5.0), ("b", 5.0), ("c", 9.0))]
    row = rows(trials)[DEPTH, "right"]
    assert (row.n_people, row.n_trials, row.df) == (2, 4, 2)
    assert row.sem == pytest.approx(10.0)
    assert row.mdc95 == row.used_mdc95 == pytest.approx(27.7)
    assert row.reason is None


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=6))
def test_the_change_that_counts_is_never_below_the_prior(found: list[float]) -> None:
    row = rows([trial("a", {DEPTH: v}) for v in found])[DEPTH, "right"]
    assert row.mdc95 is not None
    assert row.used_mdc95 == pytest.approx(max(before(DEPTH), row.mdc95))


def test_one_trial_each_is_refused_with_the_reason() -> None:
    row = rows([trial("a", {DEPTH: 1.0}), trial("b", {DEPTH: 2.0})])[DEPTH, "right"]
    assert row.sem is None
    assert row.reason == Reason(code="too_few_recordings", values={"needed": 2, "found": 1})
    assert row.used_mdc95 == before(DEPTH)


def test_a_measure_nobody_has_gives_the_recordings_own_reason() -> None:
    row = rows([trial("a", {DEPTH: None}), trial("a", {DEPTH: None})])[DEPTH, "right"]
    assert row.reason is not None
    assert row.reason.code == "contour_hidden"


def test_left_and_right_recordings_of_one_person_are_not_mixed() -> None:
    trials = [trial("a", {"mov.sq.trunk": v}, side=s) for s, v in (("left", 0.0), ("right", 40.0)) for _ in range(2)]
    made = rows(trials)
    assert {side for _, side in made} == {"left", "right"}
    assert all(row.sem == 0.0 for row in made.values())


def document(trials: Sequence[object]) -> Repeatability:
    made = repeatability_rows(trials, load_knowledge())  # type: ignore[arg-type]
    return Repeatability(version="0", model="full", model_sha256="0", n_people=1, n_recordings=2, rows=made)


def test_the_larger_side_counts_for_a_test_and_steady_counts_are_left_out() -> None:
    left = [trial("a", {DEPTH: v}, near="left") for v in (0.0, 2.0)]
    right = [trial("a", {DEPTH: v, "mov.sq.reps": 2.0}) for v in (0.0, 20.0)]
    found = document([*left, *right])
    assert found.sems("squat") == {DEPTH: pytest.approx(10.0 * 2**0.5)}
    assert found.sems("walk") == {}


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=4))
def test_a_gyms_own_error_never_makes_a_change_count_sooner(found: list[float]) -> None:
    from taikan.movement_tests.measuring import present_measure

    knowledge = load_knowledge()
    own = knowledge.with_gym_error(document([trial("a", {DEPTH: v}) for v in found]).sems("squat"))
    plain, with_gym = (
        present_measure(DEPTH, [5.0, 6.0], knowledge=k, visibility=1.0, view_quality=1.0) for k in (knowledge, own)
    )
    assert with_gym.mdc95 >= plain.mdc95
    assert with_gym.sem >= plain.sem


def test_codes_that_are_not_installed_are_passed_over() -> None:
    knowledge = load_knowledge()
    assert knowledge.with_gym_error({"no.such": 3.0}).measurement_error == knowledge.measurement_error
