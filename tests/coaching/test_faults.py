"""Faults of known size on stick figures: seen above the limit, not below it, only from their own side."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace

import fault_figures as figures
import numpy as np
import pytest
from fault_figures import BACK, FRONT, LEFT_PROFILE, OBLIQUE, Figure, bump
from hypothesis import given, settings
from hypothesis import strategies as st

import synthetic
from taikan.coaching.faults import FaultContext, FaultOutcome, judge_faults, technique_score
from taikan.core.records import FaultEvent, FaultJudgement, Repetition
from taikan.kinematics.motion import build_motion
from taikan.knowledge.fault_calibration import FaultCalibration
from taikan.knowledge.fault_rules import fault_rule, load_fault_policy
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.registry import movement_tests

STARTS = (1.0, 5.0, 9.0)
FAULTS = load_knowledge().faults


def judge(
    fault: str, figure: Figure, test: str = "squat", contour: object = None, variant: str = "deadlift"
) -> FaultOutcome:
    context = FaultContext(test, variant)
    return judge_faults(
        [fault],
        FAULTS,
        figure.motion,
        contour,  # type: ignore[arg-type]
        figure.repetitions,
        context,
        calibration=FaultCalibration(),
    )


def state(outcome: FaultOutcome) -> str:
    return outcome.judgements[0].state


def squat_figure(**change: object) -> Figure:
    view = change.pop("view", figures.RIGHT_PROFILE)
    pose, reps = figures.squat(STARTS, **change)  # type: ignore[arg-type]
    return Figure(figures.side_view(pose, view=view), reps)  # type: ignore[arg-type]


def hinge_pose() -> tuple[figures.Pose, tuple]:
    """Hips back: trunk to 70 degrees, thighs leaning back, knees bent by 20."""
    return figures.squat(STARTS, thigh_deg=20.0, trunk_deg=70.0, shank_deg=0.0)


def neck(extension_deg: float) -> Figure:
    pose, reps = figures.squat(STARTS)
    return Figure(figures.side_view(replace(pose, neck=-extension_deg * bump(pose.time_s, STARTS))), reps)


def heel(lift_percent: float) -> Figure:
    pose, reps = figures.squat(STARTS)
    return Figure(figures.side_view(replace(pose, heel_lift=lift_percent / 100.0 * bump(pose.time_s, STARTS))), reps)


def lean_back(degrees: float) -> Figure:
    pose, reps = hinge_pose()
    trunk = pose.trunk.copy()
    for rep in reps:
        top = (pose.time_s > rep.end_s - 0.3) & (pose.time_s < rep.end_s + 0.5)
        trunk[top] = -degrees
    return Figure(figures.side_view(replace(pose, trunk=trunk)), reps)


def hands_away(percent: float, at_rest: float = 0.0) -> Figure:
    """Hands that drift forward by ``percent`` of height, hanging from shoulders that stay above the feet."""
    pose, reps = figures.squat(STARTS, thigh_deg=0.0, trunk_deg=0.0, shank_deg=0.0)
    forward = at_rest + 0.96193 * percent / 100.0 * bump(pose.time_s, STARTS)
    return Figure(figures.side_view(replace(pose, hand_forward=forward)), reps)


def knees(flexion_deg: float) -> Figure:
    pose, reps = figures.squat(STARTS, thigh_deg=flexion_deg, trunk_deg=60.0, shank_deg=0.0)
    return Figure(figures.side_view(pose), reps)


def knee_lead(share_percent: float) -> Figure:
    """A hinge whose knees bend first by ``share_percent`` of the descent (both curves have the same shape)."""
    pose, reps = hinge_pose()
    earlier = share_percent / 100.0 * 1.5
    starts = tuple(s + earlier for s in STARTS)
    late = figures.bump(pose.time_s, starts, 1.5 - earlier)
    knee = figures.bump(pose.time_s, STARTS)
    return Figure(figures.side_view(replace(pose, trunk=70.0 * late, thigh=20.0 * knee)), reps)


def front(**curves: float) -> Callable[[object], Figure]:
    def build(view: object = FRONT) -> Figure:
        pose, reps = figures.squat(STARTS)
        phase = bump(pose.time_s, STARTS)
        filled = {name: size * phase for name, size in curves.items()}
        return Figure(figures.front_view(replace(pose, **filled), view=view), reps)  # type: ignore[arg-type]

    return build


def hips_first(lean_more_deg: float) -> Figure:
    """Lifts whose trunk leans further by ``lean_more_deg`` in the first 0.5 s of the rise, while the hips go up."""
    pose, reps = figures.squat(STARTS, trunk_deg=45.0)
    trunk = pose.trunk.copy()
    for rep in reps:
        since = pose.time_s - rep.bottom_s
        trunk += lean_more_deg * np.interp(since, [0.0, 0.5, 1.5], [0.0, 1.0, 0.0])
    return Figure(figures.side_view(replace(pose, trunk=trunk)), reps)


@dataclass(frozen=True)
class Example:
    """A figure over the limit with the size it was made with, and one under it."""

    fault: str
    over: Callable[[], Figure]
    size: float
    under: Callable[[], Figure]
    test: str = "squat"
    tolerance: float = 0.6


EXAMPLES = [
    Example("depth_short", lambda: squat_figure(thigh_deg=68.0), 22.0, lambda: squat_figure(thigh_deg=78.0)),
    Example("trunk_lean", lambda: squat_figure(trunk_deg=59.0), 14.0, lambda: squat_figure(trunk_deg=55.0)),
    Example("neck_extension", lambda: neck(20.0), 20.0, lambda: neck(12.0), "hip_hinge", tolerance=1.5),
    Example("heel_rise", lambda: heel(9.0), 9.0, lambda: heel(4.0), tolerance=0.8),
    Example("lockout_hyperext", lambda: lean_back(10.0), 10.0, lambda: lean_back(5.0), "hip_hinge"),
    Example("bar_away", lambda: hands_away(5.0), 5.0, lambda: hands_away(2.0), "hip_hinge"),
    Example("knee_forward", lambda: knees(40.0), 40.0, lambda: knees(28.0), "hip_hinge"),
    Example("knee_first", lambda: knee_lead(30.0), 20.0, lambda: knee_lead(4.0), "hip_hinge", tolerance=6.0),
    Example("asym_shift", front(hip_shift=0.04), 4.0, front(hip_shift=0.02), tolerance=0.4),
    Example("trunk_side_lean", front(side_lean=7.0), 7.0, front(side_lean=4.0)),
    Example("shoulder_tilt", front(shoulder_tilt=7.0), 7.0, front(shoulder_tilt=4.0), tolerance=0.8),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.fault)
class TestEachFault:
    def test_seen_in_every_repetition_over_its_limit(self, example: Example) -> None:
        outcome = judge(example.fault, example.over(), example.test)
        assert state(outcome) == "observed"
        assert [e.repetition for e in outcome.events] == [1, 2, 3]
        for event in outcome.events:
            assert event.size == pytest.approx(example.size, abs=example.tolerance)
            assert event.size > event.limit

    def test_not_seen_under_its_limit(self, example: Example) -> None:
        outcome = judge(example.fault, example.under(), example.test)
        assert (state(outcome), outcome.events) == ("not_seen", ())

    def test_severity_is_size_over_red_limit(self, example: Example) -> None:
        criteria = fault_rule(FAULTS[example.fault]).criteria_for(example.test, "deadlift")
        for event in judge(example.fault, example.over(), example.test).events:
            assert event.severity in [pytest.approx(min(1.0, event.size / c.red)) for c in criteria]

    def test_the_frame_shown_lies_in_the_event_in_its_repetition(self, example: Example) -> None:
        figure = example.over()
        for event in judge(example.fault, figure, example.test).events:
            rep = figure.repetitions[event.repetition - 1]  # type: ignore[operator]
            assert rep.start_s - 0.4 <= event.start_s <= event.peak_s <= event.end_s <= rep.end_s + 0.4

    def test_mirroring_the_picture_changes_nothing(self, example: Example) -> None:
        figure = example.over()
        mirror = Figure(figures.mirrored(figure.motion), figure.repetitions)
        seen, same = judge(example.fault, figure, example.test), judge(example.fault, mirror, example.test)
        assert len(seen.events) == len(same.events) == 3
        for a, b in zip(seen.events, same.events, strict=True):
            assert a.size == pytest.approx(b.size, abs=1e-6)
            assert (a.repetition, a.peak_s, a.confidence) == (b.repetition, b.peak_s, b.confidence)

    def test_not_judged_at_a_slant(self, example: Example) -> None:
        figure = example.over()
        slanted = Figure(replace(figure.motion, view=OBLIQUE), figure.repetitions)
        outcome = judge(example.fault, slanted, example.test)
        assert (state(outcome), outcome.events) == ("not_judged", ())
        assert outcome.judgements[0].reason.code == "view_cannot_show"  # type: ignore[union-attr]

    def test_unseen_points_are_not_judged_rather_than_not_seen(self, example: Example) -> None:
        figure = example.over()
        motion = figure.motion
        for part in ("shoulder", "hip", "knee", "ankle", "heel", "wrist", "ear", "foot_index"):
            motion = figures.hide(motion, part, 0.3)
        outcome = judge(example.fault, Figure(motion, figure.repetitions), example.test)
        assert (state(outcome), outcome.events) == ("not_judged", ())
        assert outcome.judgements[0].reason.code == "landmarks_hidden"  # type: ignore[union-attr]


class TestViews:
    def test_frontal_fault_is_not_judged_from_the_side(self) -> None:
        outcome = judge("knee_valgus", squat_figure())
        assert state(outcome) == "not_judged"
        assert outcome.judgements[0].reason.values == {"seen": "sagittal_right", "needed": "frontal"}  # type: ignore[union-attr]

    def test_sagittal_fault_is_not_judged_from_the_front(self) -> None:
        assert state(judge("depth_short", front()())) == "not_judged"  # type: ignore[call-arg]

    def test_posterior_view_serves_frontal_faults(self) -> None:
        build = front(shoulder_tilt=7.0)
        from_behind, from_front = judge("shoulder_tilt", build(BACK)), judge("shoulder_tilt", build(FRONT))
        assert state(from_behind) == "observed"
        assert [e.size for e in from_behind.events] == pytest.approx([e.size for e in from_front.events])

    def test_left_profile_gives_the_same_as_right(self) -> None:
        right = judge("depth_short", squat_figure(thigh_deg=68.0))
        left = judge("depth_short", squat_figure(thigh_deg=68.0, view=LEFT_PROFILE))
        assert [e.size for e in left.events] == pytest.approx([e.size for e in right.events])

    def test_doubtful_view_is_not_judged(self) -> None:
        figure = squat_figure(thigh_deg=60.0)
        doubtful = replace(figure.motion, view=replace(figure.motion.view, confidence=0.3))
        assert state(judge("depth_short", Figure(doubtful, figure.repetitions))) == "not_judged"

    def test_a_fault_no_camera_shows_is_asked(self) -> None:
        outcome = judge("lumbar_flexion", squat_figure())
        assert (state(outcome), outcome.events) == ("asked", ())

    def test_too_fast_is_judged_from_any_side(self) -> None:
        pose, reps = figures.squat(STARTS, down_s=0.9)
        motion = replace(figures.side_view(pose), view=OBLIQUE)
        outcome = judge("too_fast", Figure(motion, reps))
        assert state(outcome) == "observed"
        assert outcome.events[0].size == pytest.approx(2.0 - 0.9)

    def test_a_fault_without_rule_for_this_test_is_not_judged(self) -> None:
        assert state(judge("hand_push", squat_figure())) == "not_judged"
        assert state(judge("foot_touch", squat_figure())) == "not_judged"


class TestKneeValgus:
    def test_judged_against_own_standing(self) -> None:
        """A knee that stands inside already, and is hardly further inside at the bottom, does not fall inward."""
        pose, reps = figures.squat(STARTS)
        motion = figures.front_view(replace(pose, right_knee_in=np.full_like(pose.time_s, 15.0)))
        assert motion.angle("right_knee_valgus_projection").max() > 12.0
        assert state(judge("knee_valgus", Figure(motion, reps))) == "not_seen"

    @pytest.mark.parametrize("view", [FRONT, BACK])
    def test_one_knee_falling_in_is_one_event_a_repetition(self, view: object) -> None:
        outcome = judge("knee_valgus", front(right_knee_in=35.0)(view))
        assert [e.repetition for e in outcome.events] == [1, 2, 3]

    def test_a_thigh_that_points_at_the_camera_says_nothing(self) -> None:
        """Knees a little inside look far inside when the thigh is foreshortened to nothing."""
        clip = synthetic.squat(3, camera=synthetic.Camera("frontal"), knee_in=0.012)
        motion = build_motion(clip.track)
        reps = tuple(
            Repetition(index=i, start_s=s, bottom_s=b, end_s=e)
            for i, (s, b, e) in enumerate(zip(clip.starts_s, clip.turns_s, clip.ends_s, strict=True), start=1)
        )
        assert motion.angle("right_knee_valgus_projection").max() > 30.0
        assert state(judge("knee_valgus", Figure(motion, reps))) == "not_seen"


class TestTimeAndRange:
    def test_a_single_fast_repetition_is_no_fault(self) -> None:
        pose, _ = figures.squat((1.0,), down_s=0.9, end_s=5.0)
        outcome = judge("too_fast", Figure(figures.side_view(pose), figures.repetitions((1.0,), 0.9)))
        assert (state(outcome), outcome.events) == ("not_seen", ())

    def test_only_the_shallow_repetition_is_short(self) -> None:
        outcome = judge("rom_short", squat_figure(thigh_deg=(95.0, 40.0, 95.0), trunk_deg=0.0))
        assert [e.repetition for e in outcome.events] == [2]

    def test_one_repetition_has_no_own_range_to_compare_with(self) -> None:
        pose, reps = figures.squat((1.0,), end_s=5.0)
        outcome = judge("rom_short", Figure(figures.side_view(pose), reps))
        assert state(outcome) == "not_judged"
        assert outcome.judgements[0].reason.code == "too_few_trials"  # type: ignore[union-attr]

    def test_hips_that_rise_first(self) -> None:
        assert state(judge("hips_shoot", hips_first(20.0))) == "observed"
        assert state(judge("hips_shoot", hips_first(4.0))) == "not_seen"

    def test_hips_rising_with_the_lift_in_a_plain_squat_are_fine(self) -> None:
        assert state(judge("hips_shoot", squat_figure())) == "not_seen"

    def test_half_repetitions_are_left_out_where_they_prove_nothing(self) -> None:
        figure = knees(40.0)
        half = tuple(r.model_copy(update={"partial": True}) for r in figure.repetitions)
        assert state(judge("knee_forward", Figure(figure.motion, half), "hip_hinge")) == "not_judged"

    def test_no_repetition_means_not_judged(self) -> None:
        assert state(judge("depth_short", Figure(squat_figure().motion, ()))) == "not_judged"


class TestHands:
    def test_bar_path_is_not_judged_when_the_arms_are_stretched_forward(self) -> None:
        outcome = judge("bar_away", hands_away(5.0, at_rest=0.5), "hip_hinge")
        assert state(outcome) == "not_judged"
        assert outcome.judgements[0].reason.code == "fault_hands_not_hanging"  # type: ignore[union-attr]

    def test_there_is_no_bar_in_a_hinge_without_weight(self) -> None:
        assert state(judge("bar_away", hands_away(5.0), "hip_hinge", variant="hinge")) == "not_judged"

    @pytest.mark.parametrize(("pushing", "expected"), [(True, "observed"), (False, "not_seen")])
    def test_hand_that_stays_on_the_thigh_while_rising(self, pushing: bool, expected: str) -> None:
        pose, reps = figures.squat(STARTS, trunk_deg=40.0)
        motion = figures.side_view(pose)
        track = motion.track.copy(deep=True)
        at = figures.AT
        hip, knee, shoulder = (
            track["position"].to_numpy()[:, at[f"right_{p}"], :2] for p in ("hip", "knee", "shoulder")
        )
        spot = 0.4 * hip + 0.6 * knee if pushing else shoulder + np.array([60.0, 100.0])
        track["position"][:, at["right_wrist"], :2] = spot
        moved = figures.build_motion(track, view=motion.view)
        assert state(judge("hand_push", Figure(moved, reps), "sit_to_stand")) == expected


class TestConfidence:
    def event(self, visibility: float) -> FaultEvent:
        pose, reps = figures.squat(STARTS, thigh_deg=60.0)
        outcome = judge("depth_short", Figure(figures.side_view(pose, visibility=visibility), reps))
        return outcome.events[0]

    def test_full_visibility_gives_the_prior(self) -> None:
        assert self.event(0.9).confidence == pytest.approx(0.85)

    def test_half_way_to_the_gate_gives_three_quarters(self) -> None:
        assert self.event(0.7).confidence == pytest.approx(0.85 * 0.75)

    def test_at_the_gate_half(self) -> None:
        assert self.event(0.601).confidence == pytest.approx(0.85 * 0.5, abs=0.005)

    @settings(max_examples=20, deadline=None)
    @given(st.floats(0.61, 0.99), st.floats(0.61, 0.99))
    def test_better_sight_is_never_less_sure(self, a: float, b: float) -> None:
        low, high = sorted((a, b))
        assert self.event(low).confidence <= self.event(high).confidence + 1e-9


def outline(
    figure: Figure, growth: float, confidence: float, *, seen: bool = True, standing: float = 2.0
) -> SimpleNamespace:
    """A back outline that grows by ``growth`` % of the chord towards the turning points."""
    time = figure.motion.time_s
    depth = standing + growth * bump(time, STARTS) if seen else np.full_like(time, np.nan)
    return SimpleNamespace(
        time_s=time,
        lower_percent=depth,
        upper_percent=depth,
        total_percent=depth,
        confidence=np.full_like(time, confidence if seen else 0.0),
        neutral=None,
    )


class TestRounding:
    def test_a_sure_outline_is_stated_with_its_own_confidence(self) -> None:
        figure = squat_figure()
        outcome = judge("trunk_rounding_lower", figure, contour=outline(figure, 6.0, 0.8))
        assert state(outcome) == "observed"
        assert {e.state for e in outcome.events} == {"observed"}
        assert outcome.events[0].confidence == pytest.approx(0.85 * 0.8)
        assert outcome.events[0].size == pytest.approx(6.0, abs=0.6)

    def test_an_unsure_outline_is_only_asked(self) -> None:
        figure = squat_figure()
        outcome = judge("trunk_rounding_lower", figure, contour=outline(figure, 6.0, 0.65))
        assert state(outcome) == "asked"
        assert {e.state for e in outcome.events} == {"asked"}

    def test_an_unsure_outline_never_says_there_is_none(self) -> None:
        figure = squat_figure()
        outcome = judge("trunk_rounding_upper", figure, contour=outline(figure, 0.0, 0.5))
        assert (state(outcome), outcome.events) == ("asked", ())

    def test_a_sure_outline_without_change_is_not_seen(self) -> None:
        figure = squat_figure()
        outcome = judge("trunk_rounding_lower", figure, contour=outline(figure, 1.5, 0.9))
        assert (state(outcome), outcome.events) == ("not_seen", ())

    def test_a_hollow_that_flattens_is_no_bulge(self) -> None:
        figure = squat_figure()
        flattened = judge("trunk_rounding_lower", figure, contour=outline(figure, 6.0, 0.9, standing=-7.0))
        assert (state(flattened), flattened.events) == ("not_seen", ())
        bulging = judge("trunk_rounding_lower", figure, contour=outline(figure, 9.0, 0.9, standing=-4.0))
        assert state(bulging) == "observed"

    @pytest.mark.parametrize("missing", [True, False])
    def test_a_hidden_outline_is_asked_with_the_reason(self, missing: bool) -> None:
        figure = squat_figure()
        outcome = judge("trunk_rounding_lower", figure, contour=None if missing else outline(figure, 6, 0, seen=False))
        assert (state(outcome), outcome.events) == ("asked", ())
        assert outcome.judgements[0].reason.code == "contour_hidden"  # type: ignore[union-attr]

    def test_compared_with_the_neutral_the_contour_knows(self) -> None:
        """The outline stands at 2 % and reaches 8 %; against a neutral of 5 % it grew by 3 % only."""
        figure = squat_figure()
        known = outline(figure, 6.0, 0.9)
        known.neutral = SimpleNamespace(lower_percent=5.5, upper_percent=5.5, confidence=0.9)
        assert state(judge("trunk_rounding_lower", figure, contour=known)) == "not_seen"
        known.neutral = SimpleNamespace(lower_percent=2.0, upper_percent=2.0, confidence=0.6)
        assert state(judge("trunk_rounding_lower", figure, contour=known)) == "asked"

    def test_not_judged_from_the_front(self) -> None:
        figure = front()()  # type: ignore[call-arg]
        assert state(judge("trunk_rounding_lower", figure, contour=outline(figure, 6.0, 0.9))) == "not_judged"


class TestTechniqueScore:
    def outcome(self, *events: tuple[str, int], judged: dict[str, float]) -> FaultOutcome:
        made = tuple(
            FaultEvent(
                code=code, repetition=rep, start_s=0, end_s=1, peak_s=0.5, size=1, limit=0.5, unit="deg", severity=0.5,
                confidence=judged[code],
            )
            for code, rep in events
        )  # fmt: skip
        seen = {code for code, _ in events}
        judgements = tuple(
            FaultJudgement(code=code, state="observed" if code in seen else "not_seen") for code in judged
        )
        return FaultOutcome(made, judgements, judged)

    def test_weight_of_importance_times_share_of_repetitions(self) -> None:
        outcome = self.outcome(("hips_shoot", 1), ("depth_short", 1), ("depth_short", 2), judged={
            "hips_shoot": 0.85, "depth_short": 0.85
        })  # fmt: skip
        assert technique_score(outcome, 4, FAULTS) == pytest.approx(100 - 25 / 4 - 10 * 2 / 4)

    def test_unsure_faults_do_not_count(self) -> None:
        outcome = self.outcome(("knee_valgus", 1), judged={"knee_valgus": 0.5, "depth_short": 0.8})
        assert technique_score(outcome, 2, FAULTS) == 100.0

    def test_nothing_judged_is_no_score(self) -> None:
        assert technique_score(self.outcome(judged={}), 3, FAULTS) is None
        assert technique_score(self.outcome(("knee_valgus", 1), judged={"knee_valgus": 0.5}), 3, FAULTS) is None

    def test_never_under_zero(self) -> None:
        codes = ["hip_sag", "hip_drop_side", "hold_break"]
        outcome = self.outcome(*((c, 1) for c in codes), judged=dict.fromkeys(codes, 0.85))
        assert technique_score(outcome, 1, FAULTS) == 0.0


def test_every_judge_table_is_valid_and_every_signal_exists() -> None:
    pose, reps = figures.squat(STARTS)
    sagittal, frontal = figures.side_view(pose), figures.front_view(pose)
    tests = (*movement_tests(), "overhead_squat")
    for test in tests:
        for motion in (sagittal, frontal):
            outcome = judge_faults(list(FAULTS), FAULTS, motion, None, reps, FaultContext(test))
            assert [j.code for j in outcome.judgements] == list(FAULTS)


def test_every_reason_has_its_sentence() -> None:
    pose, reps = figures.squat(STARTS)
    reasons = load_knowledge().reasons
    for motion in (figures.side_view(pose), figures.front_view(pose), figures.side_view(pose, visibility=0.3)):
        for test in ("squat", "hip_hinge", "sit_to_stand", "walk"):
            outcome = judge_faults(list(FAULTS), FAULTS, motion, None, reps, FaultContext(test))
            assert {j.reason.code for j in outcome.judgements if j.reason} <= reasons.keys()


def test_a_clean_squat_shows_no_fault_at_all() -> None:
    figure = squat_figure(thigh_deg=92.0, trunk_deg=35.0)
    assert (
        judge_faults(list(FAULTS), FAULTS, figure.motion, None, figure.repetitions, FaultContext("squat")).events == ()
    )


def test_policy_is_loaded_once() -> None:
    assert load_fault_policy() is load_fault_policy()
