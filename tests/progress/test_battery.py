"""Trials of one test combined: by median, with their SD, and never with a smaller error."""

from statistics import median, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial_samples import trial

from taikan.core.records import Side
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.measuring import minimal_detectable_change
from taikan.progress.battery import TestSummary, summarise

DEPTH, TRUNK = "mov.sq.depth", "mov.sq.trunk"


def only(*trials: object) -> TestSummary:
    (summary,) = summarise(trials, load_knowledge())  # type: ignore[arg-type]
    return summary


@given(st.lists(st.floats(-40, 60), min_size=2, max_size=6))
def test_several_recordings_are_combined_by_median_with_their_sd(values: list[float]) -> None:
    summary = only(*(trial("", {DEPTH: v}) for v in values))
    (measure,) = summary.measures
    assert measure.value == pytest.approx(median(values))
    assert measure.within_sd == pytest.approx(stdev(values))
    assert measure.n_trials == len(summary.recordings) == len(values)
    known = minimal_detectable_change(load_knowledge().measurement_error[measure.code], None)
    assert measure.mdc95 == pytest.approx(max(known, 2.77 * stdev(values)))


def test_a_single_recording_stays_as_it_is() -> None:
    one = trial("", {DEPTH: 5.0})
    assert only(one).measures == one.result.measures


def test_a_recording_without_the_number_does_not_count_for_it() -> None:
    (depth,) = only(trial("", {DEPTH: 5.0}), trial("", {DEPTH: None})).measures
    assert (depth.value, depth.within_sd) == (5.0, None)
    (nothing,) = only(trial("", {DEPTH: None}), trial("", {DEPTH: None})).measures
    assert nothing.absent_reason is not None


def test_the_grade_is_that_of_the_median() -> None:
    (depth,) = only(*(trial("", {DEPTH: v}) for v in (0.0, 1.0, 60.0))).measures
    assert depth.grade == "ok"


@pytest.mark.parametrize(("side", "near", "tables"), [("left", "right", 2), ("none", "left", 2), ("none", "right", 1)])
def test_other_sides_and_views_are_tables_of_their_own(side: Side, near: Side, tables: int) -> None:
    made = summarise([trial("", {TRUNK: 40.0}), trial("", {TRUNK: 50.0}, side=side, near=near)], load_knowledge())
    assert len(made) == tables
    assert made[-1].measures[0].side == side


def test_the_typical_recording_is_the_one_nearest_to_the_medians() -> None:
    files = [trial("", {DEPTH: d, TRUNK: t}, file=f"squat_{d:g}.mp4") for d, t in ((1, 60), (5, 44), (9, 40))]
    summary = only(*files)
    assert summary.recordings[summary.typical] == "squat_5.mp4"
