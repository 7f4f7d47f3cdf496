"""A change counts beyond its MDC and between like recordings only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial_samples import trial

from taikan.core.records import AnalysisResult
from taikan.knowledge.loader import load_knowledge
from taikan.progress.battery import TestSummary, summarise
from taikan.progress.change import Comparison, MeasureChange, compare

DEPTH, TRUNK = "mov.sq.depth", "mov.sq.trunk"
degrees = st.floats(-60, 90)


def occasion(*trials: object) -> tuple[TestSummary, ...]:
    return summarise(trials, load_knowledge())  # type: ignore[arg-type]


def compared(before: object, after: object) -> Comparison:
    return compare(occasion(before), occasion(after), load_knowledge())


def only(before: object, after: object) -> MeasureChange:
    (test,) = compared(before, after).tests
    (change,) = test.measures
    return change


@given(degrees, degrees)
def test_a_change_counts_only_beyond_the_mdc(before: float, after: float) -> None:
    change = only(trial("", {TRUNK: before}), trial("", {TRUNK: after}))
    assert change.difference == pytest.approx(after - before)
    assert change.state == ("changed" if abs(after - before) > change.mdc95 else "within_error")
    assert change.direction is None or change.state == "changed"


@given(degrees, degrees, st.lists(degrees, min_size=2, max_size=4))
def test_scattered_trials_on_either_side_need_a_larger_change(
    before: float, after: float, scattered: list[float]
) -> None:
    plain = only(trial("", {TRUNK: before}), trial("", {TRUNK: after}))
    many = occasion(*(trial("", {TRUNK: v}) for v in scattered))
    for pair in ((many, occasion(trial("", {TRUNK: after}))), (occasion(trial("", {TRUNK: before})), many)):
        (test,) = compare(*pair, load_knowledge()).tests
        assert test.measures[0].mdc95 >= plain.mdc95


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [(60.0, 40.0, "closer"), (40.0, 60.0, "further"), (22.0, 44.0, None), (0.0, 65.0, None)],
)
def test_a_real_change_is_said_against_the_target(before: float, after: float, direction: str | None) -> None:
    """The target of trunk lean is 20 to 45 degrees."""
    change = only(trial("", {TRUNK: before}), trial("", {TRUNK: after}))
    assert (change.state, change.direction) == ("changed", direction)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"near": "left"}, "compare_other_view"),
        ({"model_sha256": "11" * 32}, "compare_other_model"),
        ({"detector_sha256": "11" * 32}, "compare_other_model"),
        ({"width_px": 1080, "height_px": 1920}, "compare_other_camera"),
        ({"fps": 60.0}, "compare_other_camera"),
    ],
)
def test_unlike_recordings_are_never_called_changed(changes: dict[str, object], code: str) -> None:
    before, after = trial("", {TRUNK: 20.0}), trial("", {TRUNK: 80.0}, **changes)  # type: ignore[arg-type]
    (test,) = compared(before, after).tests
    assert [reason.code for reason in test.obstacles] == [code]
    assert [change.state for change in test.measures] == ["not_comparable"]


def test_another_variant_of_the_test_is_not_compared() -> None:
    before, after = (
        trial("", {"mov.hinge.hip": v}, test="hip_hinge", settings={"variant": name})
        for v, name in ((20.0, "hinge"), (90.0, "romanian"))
    )
    (test,) = compared(before, after).tests
    assert [reason.code for reason in test.obstacles] == ["compare_other_variant"]


def test_a_nearly_equal_frame_rate_is_the_same_setting() -> None:
    assert only(trial("", {TRUNK: 20.0}), trial("", {TRUNK: 80.0}, fps=29.4)).state == "changed"


def test_another_version_is_noted_and_does_not_forbid() -> None:
    (test,) = compared(trial("", {TRUNK: 20.0}), trial("", {TRUNK: 80.0}, version="9.9")).tests
    assert [reason.code for reason in test.notes] == ["compare_other_version"]
    assert test.measures[0].state == "changed"


AT_LEAST_CASES = [
    # before, after, which of them is a lower bound, what may be said
    (60.0, 60.0, "both", "not_comparable"),
    (20.0, 60.0, "after", "changed"),
    (60.0, 20.0, "before", "changed"),
    (20.0, 60.0, "before", "not_comparable"),
    (60.0, 20.0, "after", "not_comparable"),
    (60.0, 61.0, "after", "not_comparable"),
]


@pytest.mark.parametrize(("before", "after", "bound", "state"), AT_LEAST_CASES)
def test_a_lower_bound_allows_only_a_change_away_from_what_was_cut(
    before: float, after: float, bound: str, state: str
) -> None:
    pair = [
        summary.model_copy(
            update={
                "measures": tuple(
                    m.model_copy(update={"note": "at_least" if bound in (when, "both") else None})
                    for m in summary.measures
                )
            }
        )
        for when, value in (("before", before), ("after", after))
        for summary in occasion(trial("", {TRUNK: value}))
    ]
    (test,) = compare(pair[:1], pair[1:], load_knowledge()).tests
    (change,) = test.measures
    assert change.state == state
    assert (change.reason is None) == (state == "changed")


def test_a_number_taken_by_hand_is_not_compared_with_one_from_the_picture() -> None:
    (one,) = occasion(trial("", {TRUNK: 20.0}))
    by_hand = tuple(m.model_copy(update={"method": "manual"}) for m in one.measures)
    (test,) = compare([one], [one.model_copy(update={"measures": by_hand})], load_knowledge()).tests
    (change,) = test.measures
    assert change.state == "not_comparable"
    assert change.reason is not None
    assert change.reason.code == "compare_other_method"


def test_what_was_not_measured_on_one_occasion_gives_the_reason() -> None:
    for before, after in ((None, 5.0), (5.0, None), (None, None)):
        change = only(trial("", {DEPTH: before}), trial("", {DEPTH: after}))
        assert (change.state, change.difference) == ("absent", None)
        assert change.reason is not None


def test_the_same_view_is_preferred_and_the_rest_is_listed() -> None:
    before = occasion(trial("", {TRUNK: 1.0}, near="left"), trial("", {TRUNK: 2.0}), trial("", {}, test="walk"))
    after = occasion(trial("", {TRUNK: 3.0}), trial("", {}, test="sit_to_stand"))
    made = compare(before, after, load_knowledge())
    (test,) = made.tests
    assert (test.view_before, test.view_after, test.measures[0].before) == ("sagittal_right", "sagittal_right", 2.0)
    assert (made.only_before, made.only_after) == (("squat", "walk"), ("sit_to_stand",))


def test_comparing_a_result_with_itself_changes_nothing() -> None:
    one = trial("", {TRUNK: 30.0, DEPTH: 4.0})
    assert isinstance(one.result, AnalysisResult)
    (test,) = compared(one, one).tests
    assert {change.state for change in test.measures} == {"within_error"}
