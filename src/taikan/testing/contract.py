"""What every movement test must keep, whoever wrote it; needs no test framework.

Give it a good recording of the test, as a pose track, for each view the test declares::

    from taikan.testing.contract import CHECKS, Case

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_contract(check):
        check(Case(MY_TEST, "sagittal", track))

A track is what ``taikan.analyze(clip, test).raw_landmarks`` gives, or one drawn with ``core.arrays.pose_track``. A
check that fails raises ``AssertionError`` saying what is broken. ``check_contract`` runs them all.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from taikan.core.arrays import KEYPOINTS, MIRROR_INDEX, FloatArray, PointState
from taikan.core.records import Measure, Reason, Side
from taikan.kinematics.motion import Motion, build_motion
from taikan.kinematics.view import View
from taikan.knowledge.fault_rules import fault_rule
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import ViewFamily
from taikan.movement_tests.base import MovementTest, TestInput, TestOutcome
from taikan.movement_tests.running import run_test

if TYPE_CHECKING:
    import xarray as xr

_HIDDEN = ("shoulder", "knee", "ankle", "heel", "wrist", "ear", "foot_index")
_CLOSE = 1e-6
_ROOM = 1.05
_SLANTED = View("oblique", 45.0, 6.0, 0, "both", 0.9)
_SWAP: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True, eq=False)
class Case:
    """A test, a view it declares and a good recording of it from there.

    ``signed_to_the_right`` are measures whose positive values point to the person's right: mirrored, they change sign.
    """

    test: MovementTest
    view: ViewFamily
    track: "xr.Dataset"
    signed_to_the_right: frozenset[str] = field(default_factory=frozenset)

    def motion(self, track: "xr.Dataset | None" = None, view: View | None = None) -> Motion:
        """The motion of ``track`` (default: the case's own) as the test reads it; ``view`` instead of the one seen."""
        own = self.track if track is None else track
        return build_motion(own, height_cm=170.0, view=view, lying=self.test.lying, is_fast=self.test.is_fast)

    def outcome(self, track: "xr.Dataset | None" = None) -> TestOutcome:
        """What the test says of ``track``."""
        return run_test(self.test, TestInput(motion=self.motion(track)))


def check_contract(cases: Mapping[ViewFamily, "xr.Dataset"], test: MovementTest) -> None:
    """Run every check of ``test`` on a good recording of each view it declares; raises ``AssertionError``."""
    missing = set(test.views) - set(cases)
    assert not missing, f"no recording for {', '.join(sorted(missing))}"
    for view in test.views:
        for check in CHECKS:
            check(Case(test, view, cases[view]))


def is_described_in_both_languages(case: Case) -> None:
    """Name, purpose, at least three steps and every choice have words in Japanese and English."""
    test, texts = case.test, load_knowledge().texts
    assert len(test.steps) >= 3, f"{test.id}: fewer than three steps"
    for text in (test.name, test.purpose, *test.steps):
        assert text.ja, f"{test.id}: no Japanese for {text.en!r}"
        assert text.en, f"{test.id}: no English for {text.ja!r}"
    for option in test.options:
        for choice in option.choices:
            key = f"tests.{test.id}.options.{option.name}.{choice}"
            assert key in texts, f"no text {key}"


def names_known_measures_and_faults(case: Case) -> None:
    """Measures are declared once and known; faults are known, judged in this test, and sorted by importance."""
    test, knowledge = case.test, load_knowledge()
    assert len(set(test.measure_codes)) == len(test.measure_codes), "a measure is declared twice"
    unknown = set(test.measure_codes) - knowledge.measures.keys()
    assert not unknown, f"unknown measures {unknown}"
    strange = [i for i in test.fault_ids if not fault_rule(knowledge.faults[i]).criteria_for(test.id)]
    assert not strange, f"faults without criteria for this test: {strange}"
    importance = [knowledge.faults[i].importance for i in test.fault_ids]
    assert importance == sorted(importance, reverse=True), "faults are not sorted by importance"


def measures_a_good_recording(case: Case) -> None:
    """It is valid, and every declared measure is there in its unit, with an error no smaller than its prior."""
    knowledge, result = load_knowledge(), case.outcome()
    assert result.verdict.valid, result.verdict.reasons
    assert len(result.repetitions) == len(result.spans) >= min(2, case.test.min_repetitions), "too few repetitions"
    assert {m.code for m in result.measures} == set(case.test.measure_codes), "a declared measure is missing"
    assert any(m.value is not None for m in result.measures), "nothing was measured"
    for measure in result.measures:
        definition = knowledge.measures[measure.code]
        assert measure.unit == definition.unit, measure.code
        assert measure.mdc95 >= knowledge.measurement_error[measure.code].mdc95, measure.code
        if measure.value is not None:
            assert math.isfinite(measure.value), measure.code
            assert case.view in definition.views, f"{measure.code} cannot be seen from {case.view}"
            assert 0 < measure.confidence <= 1, measure.code
        if definition.sides == "each":
            sides = {m.side for m in result.measures if m.code == measure.code}
            assert sides == {"left", "right"}, measure.code


def says_which_measures_its_view_cannot_show(case: Case) -> None:
    """A measure without this view is absent for that reason."""
    for measure in case.outcome().measures:
        if case.view not in load_knowledge().measures[measure.code].views:
            assert measure.absent_reason is not None, measure.code
            assert measure.absent_reason.code == "view_cannot_show", measure.code


def has_repetitions_in_order(case: Case) -> None:
    """Repetitions are numbered from 1, their phases lie inside them and have names, their columns are measures."""
    known, result = load_knowledge(), case.outcome()
    assert [r.index for r in result.repetitions] == list(range(1, len(result.repetitions) + 1))
    for repetition in result.repetitions:
        assert repetition.start_s <= repetition.bottom_s <= repetition.end_s, repetition.index
        for phase in repetition.phases:
            assert repetition.start_s - _CLOSE <= phase.start_s < phase.end_s <= repetition.end_s + _CLOSE, phase.name
            assert f"terms.{phase.name}" in known.texts, f"no text terms.{phase.name}"
        for column in repetition.measures:
            assert column.removesuffix(".left").removesuffix(".right") in known.measures, column


def swaps_sides_and_nothing_else_when_mirrored(case: Case) -> None:
    """The mirrored picture gives the same numbers on the other side."""
    plain, flipped = case.outcome(), case.outcome(mirrored(case.track))
    assert flipped.verdict.valid == plain.verdict.valid
    assert len(flipped.repetitions) == len(plain.repetitions)
    there = {(m.code, m.side): m for m in flipped.measures}
    for measure in plain.measures:
        twin = there[measure.code, _SWAP.get(measure.side, measure.side)]
        sign = -1.0 if measure.code in case.signed_to_the_right else 1.0
        _assert_same(measure, twin, sign)
        assert math.isclose(twin.confidence, measure.confidence, rel_tol=_CLOSE), measure.code


def gives_the_same_wherever_the_person_stands(case: Case) -> None:
    """Moving the person in the picture, and a smaller or larger picture, change no number."""
    plain, body_px = case.outcome(), case.motion().scale.body_height_px
    # Half the size, unless that is refused as too small.
    smaller = max(0.5, _ROOM * load_knowledge().gate.min_height_px / body_px)
    for scale in (smaller, 2.0):
        shifted = case.outcome(moved(case.track, (123.0, 77.0), scale))
        assert [m.code for m in shifted.measures] == [m.code for m in plain.measures]
        for before, after in zip(plain.measures, shifted.measures, strict=True):
            _assert_same(before, after)


def never_makes_a_number_of_what_is_hidden(case: Case) -> None:
    """A landmark that is not seen gives a reason to every measure that needs it."""
    knowledge, view = load_knowledge(), case.motion().view
    for part in _HIDDEN:
        motion = case.motion(hidden(case.track, (part,)), view)
        for measure in run_test(case.test, TestInput(motion=motion)).measures:
            needs = part in knowledge.measures[measure.code].landmarks
            assert not (needs and measure.value is not None), f"{measure.code} without {part}"
            assert measure.value is None or math.isfinite(measure.value), measure.code


def refuses_an_empty_picture(case: Case) -> None:
    """Nobody in the picture is a reason for the whole and for each measure."""
    result = case.outcome(hidden(case.track, KEYPOINTS))
    assert [r.code for r in result.verdict.reasons] == ["no_person"]
    assert {m.code for m in result.measures} == set(case.test.measure_codes)
    assert all(m.absent_reason is not None and m.absent_reason.code == "no_person" for m in result.measures)


def refuses_a_slanted_camera(case: Case) -> None:
    """A camera between two views is refused with the view that is needed."""
    result = run_test(case.test, TestInput(motion=case.motion(view=_SLANTED)))
    assert [r.code for r in result.verdict.reasons] == ["oblique_view"]
    assert result.verdict.reasons[0].values["needed"] == case.test.preferred_view


def keeps_what_was_found_before(case: Case) -> None:
    """Earlier problems make a recording invalid, earlier notes do not."""
    note, problem = Reason(code="swaps_repaired", values={"count": 3}), Reason(code="people_crossing")
    motion = case.motion()
    assert note in run_test(case.test, TestInput(motion=motion, notes=(note,))).verdict.notes
    refused = run_test(case.test, TestInput(motion=motion, problems=(problem,), notes=(note,)))
    assert refused.verdict.reasons == (problem,)
    assert refused.verdict.notes == (note,)


def gives_the_same_twice(case: Case) -> None:
    """One recording, one result."""
    assert case.outcome() == case.outcome()


CHECKS: tuple[Callable[[Case], None], ...] = (
    is_described_in_both_languages,
    names_known_measures_and_faults,
    measures_a_good_recording,
    says_which_measures_its_view_cannot_show,
    has_repetitions_in_order,
    swaps_sides_and_nothing_else_when_mirrored,
    gives_the_same_wherever_the_person_stands,
    never_makes_a_number_of_what_is_hidden,
    refuses_an_empty_picture,
    refuses_a_slanted_camera,
    keeps_what_was_found_before,
    gives_the_same_twice,
)


def mirrored(track: "xr.Dataset") -> "xr.Dataset":
    """The track of the mirrored picture, as a pose model would name it."""
    changed = {name: track[name].to_numpy()[:, MIRROR_INDEX].copy() for name in _BY_KEYPOINT}
    changed["position"][..., 0] = track.attrs["width_px"] - changed["position"][..., 0]
    changed["world"][..., 0] *= -1.0
    return _with(track, changed)


def moved(track: "xr.Dataset", shift_px: tuple[float, float], scale: float) -> "xr.Dataset":
    """The same body elsewhere in a larger or smaller picture."""
    position = track["position"].to_numpy() * scale
    position[..., :2] += np.array(shift_px)
    size = {k: round(track.attrs[k] * scale + 400) for k in ("width_px", "height_px")}
    return _with(track, {"position": position}).assign_attrs(size)


def hidden(track: "xr.Dataset", parts: tuple[str, ...]) -> "xr.Dataset":
    """``parts`` (without side) never seen: no position, no visibility."""
    columns = [i for i, k in enumerate(KEYPOINTS) if k in parts or k.split("_", 1)[-1] in parts]
    return _with(track, dict(_without(track, columns)))


_BY_KEYPOINT = ("position", "world", "visibility", "state")


def _without(track: "xr.Dataset", columns: list[int]) -> Iterator[tuple[str, FloatArray]]:
    for name, value in (("position", np.nan), ("world", np.nan), ("visibility", 0.0), ("state", PointState.MISSING)):
        values = track[name].to_numpy().copy()
        values[:, columns] = value
        yield name, values


def _with(track: "xr.Dataset", changed: Mapping[str, FloatArray]) -> "xr.Dataset":
    return track.assign({name: (track[name].dims, values) for name, values in changed.items()})


def _assert_same(before: Measure, after: Measure, sign: float = 1.0) -> None:
    assert (before.value is None) == (after.value is None), before.code
    if before.value is not None and after.value is not None:
        same = math.isclose(after.value, sign * before.value, rel_tol=_CLOSE, abs_tol=_CLOSE)
        assert same, f"{before.code}: {before.value} and {after.value}"
    assert after.grade == before.grade, before.code
