"""Hip hinge and deadlift on stick figures: change within a repetition, variants, a pull from the floor."""

import numpy as np
import pytest
from outcomes import get, outline, value

from synthetic import Camera, Clip, Posture, Rep, cut, figure, hip_hinge
from taikan.core.errors import WrongOptionError
from taikan.kinematics.motion import build_motion
from taikan.kinematics.spine_contour import SpineContour
from taikan.movement_tests.base import TestInput, TestOutcome
from taikan.movement_tests.deadlift import DEADLIFT
from taikan.movement_tests.hip_hinge import HIP_HINGE
from taikan.movement_tests.running import run_test


def measured(clip: Clip, variant: str = "hinge", contour: SpineContour | None = None) -> TestOutcome:
    motion = build_motion(clip.track, height_cm=170.0)
    return run_test(HIP_HINGE, TestInput(motion=motion, contour=contour, options={"variant": variant}))


@pytest.mark.parametrize("camera", ["sagittal_left", "sagittal_right"])
def test_hip_and_knee_change_and_their_ratio(camera: str) -> None:
    clip = hip_hinge([Rep(bottom_pause_s=0.4)] * 3, camera=Camera(camera), trunk=70.0, thigh=18.0, shank=2.0)
    result = measured(clip)
    assert value(result, "mov.hinge.hip") == pytest.approx(70 + 18 - 2, abs=1.0)
    assert value(result, "mov.hinge.knee") == pytest.approx(20, abs=1.0)
    assert value(result, "mov.hinge.ratio") == pytest.approx(86 / 20, abs=0.3)
    assert value(result, "mov.hinge.shank") == pytest.approx(2, abs=0.5)
    assert value(result, "mov.hinge.neck") == pytest.approx(0, abs=0.5)
    assert value(result, "mov.hinge.reps") == 3


def test_a_squatty_hinge_is_flagged() -> None:
    result = measured(hip_hinge(3, trunk=45.0, thigh=50.0, shank=25.0))
    assert get(result, "mov.hinge.knee").grade == "amber"
    assert get(result, "mov.hinge.ratio").grade == "amber"
    assert get(result, "mov.hinge.shank").grade == "amber"


def test_knees_that_hardly_bend_do_not_blow_up_the_ratio() -> None:
    result = measured(hip_hinge(3, thigh=0.0, shank=0.0))
    assert value(result, "mov.hinge.ratio") == pytest.approx(73 / 5, abs=0.5)


def test_tempo_is_the_way_down() -> None:
    result = measured(hip_hinge([Rep(down_s=2.5, bottom_pause_s=1.0, up_s=1.0)] * 3))
    assert value(result, "mov.hinge.tempo") == pytest.approx(2.5, abs=0.4)


def test_rounding_is_the_growth_of_the_outline_beyond_standing() -> None:
    clip = hip_hinge([Rep(bottom_pause_s=0.5)] * 3)
    lean = clip.truth["trunk_inclination_projection"]
    result = measured(clip, contour=outline(clip, -6.0 + 12.0 * lean / lean.max()))
    assert value(result, "mov.hinge.back_round") == pytest.approx(6.0, abs=0.5)
    assert get(result, "mov.hinge.back_round").grade == "amber"


@pytest.mark.parametrize(
    ("thigh", "rounding", "score"),
    [(3.0, 0.0, 0.0), (3.0, 12.0, 1.0), (40.0, 0.0, 1.0)],
    ids=["passed", "back rounds", "knees bend"],
)
def test_waiters_bow_passes_or_not(thigh: float, rounding: float, score: float) -> None:
    clip = hip_hinge([Rep(bottom_pause_s=0.5)] * 3, trunk=60.0, thigh=thigh)
    lean = clip.truth["trunk_inclination_projection"]
    result = measured(clip, "waiter", outline(clip, rounding * lean / lean.max()))
    assert value(result, "ctrl.waiter") == score
    assert get(result, "ctrl.waiter").grade == ("ok" if score == 0 else "amber")


def test_a_shallow_bow_is_not_passed() -> None:
    clip = hip_hinge([Rep(bottom_pause_s=0.5)] * 3, trunk=40.0, thigh=2.0)
    assert value(measured(clip, "waiter", outline(clip, np.zeros(len(clip.time_s)))), "ctrl.waiter") == 1.0


def test_measures_of_another_variant_are_absent_with_its_name() -> None:
    clip = hip_hinge(3)
    for variant, code, needed in (
        ("hinge", "mov.deadlift.hips_shoot", "deadlift"),
        ("romanian", "mov.deadlift.start_back", "deadlift"),
        ("deadlift", "ctrl.waiter", "waiter"),
    ):
        reason = get(measured(clip, variant, outline(clip, np.zeros(len(clip.time_s)))), code).absent_reason
        assert reason is not None
        assert (reason.code, reason.values["needed"]) == ("not_in_this_variant", needed)


def test_an_unknown_variant_is_refused_with_the_choices() -> None:
    with pytest.raises(WrongOptionError) as caught:
        measured(hip_hinge(2), "snatch")
    assert "romanian" in str(caught.value.values["allowed"])
    motion = build_motion(hip_hinge(2).track)
    with pytest.raises(WrongOptionError):
        run_test(HIP_HINGE, TestInput(motion=motion, options={"speed": "fast"}))


def pull(first_hip_deg: float = 0.0, back_deg: float = 0.0, weight_away: float = 0.0) -> Clip:
    """From the floor to standing in 2 s: 1 s still below, then up, then 1 s still.

    ``first_hip_deg``: knees straighten by this early, the trunk tipping forward meanwhile; ``back_deg``: lean back at
    the top; ``weight_away``: how far the hands swing out on the way.
    """
    time = np.arange(150) / 30.0
    up = np.clip((time - 1.0) / 2.0, 0, 1)
    smooth = (1 - np.cos(np.pi * up)) / 2
    early = np.clip(up / 0.3, 0, 1)
    knees = 55.0 - first_hip_deg * early - (55.0 - first_hip_deg) * smooth
    trunk = 65.0 - (65.0 + back_deg) * smooth + first_hip_deg * 0.6 * np.sin(np.pi * np.clip(up / 0.6, 0, 1))
    wander = 60 * weight_away * np.sin(2 * np.pi * up)
    posture = Posture(thigh=knees, shank=0.35 * knees, trunk=trunk, shoulder=trunk + wander, elbow=0.0)
    turns = np.array([1.0])
    return Clip(figure(time, posture, Camera()), {}, turns, turns, np.array([3.0]))


def deadlifted(clip: Clip) -> TestOutcome:
    return run_test(DEADLIFT, TestInput(motion=build_motion(clip.track, height_cm=170.0)))


def test_a_pull_from_the_floor_is_measured_and_marked_partial() -> None:
    result = deadlifted(pull())
    assert result.verdict.valid
    assert [n.code for n in result.verdict.notes] == ["partial_repetition"]
    assert [r.partial for r in result.repetitions] == [True]
    assert value(result, "mov.deadlift.start_back") == pytest.approx(65.0, abs=2.0)
    assert value(result, "mov.deadlift.lockout_hyper") == pytest.approx(0.0, abs=0.5)
    assert value(result, "mov.hinge.hip") == pytest.approx(120.0, abs=4.0)
    assert get(result, "mov.hinge.tempo").absent_reason is not None


def test_hips_that_rise_first_give_a_larger_ratio() -> None:
    together, first = (value(deadlifted(pull(deg)), "mov.deadlift.hips_shoot") for deg in (0.0, 35.0))
    assert first > 1.4
    assert first > together + 0.3


def test_leaning_back_at_the_top_is_measured() -> None:
    result = deadlifted(pull(back_deg=14.0))
    assert value(result, "mov.deadlift.lockout_hyper") == pytest.approx(14.0, abs=1.0)
    assert get(result, "mov.deadlift.lockout_hyper").grade == "amber"


def test_a_wandering_weight_is_measured() -> None:
    straight, wandering = (value(deadlifted(pull(weight_away=w)), "mov.deadlift.bar_path") for w in (0.0, 0.3))
    assert wandering > straight + 1.0


def test_hands_below_the_knees_show_the_distance_of_the_weight() -> None:
    assert get(deadlifted(pull()), "mov.hinge.bar_dist").value is not None
    high = measured(hip_hinge(3, trunk=30.0))
    assert get(high, "mov.hinge.bar_dist").value is None


def test_a_set_from_the_floor_keeps_the_first_pull_as_a_half() -> None:
    clip = hip_hinge([Rep(bottom_pause_s=1.0, top_pause_s=1.0)] * 4)
    result = deadlifted(cut(clip, clip.turns_s[0], clip.time_s[-1]))
    assert [r.partial for r in result.repetitions] == [True, False, False, False]
    assert get(result, "mov.hinge.hip").n_trials == 3
    assert not result.verdict.notes


def test_putting_down_at_the_end_of_the_clip_is_no_repetition() -> None:
    clip = hip_hinge([Rep(bottom_pause_s=1.0, top_pause_s=1.0)] * 3)
    result = deadlifted(cut(clip, 0.0, clip.turns_s[-1]))
    assert [r.partial for r in result.repetitions] == [False, False]


def test_a_front_view_is_the_wrong_view() -> None:
    result = measured(hip_hinge(3, camera=Camera("frontal")))
    assert [r.code for r in result.verdict.reasons] == ["wrong_view"]
    assert result.verdict.reasons[0].values == {"needed": "sagittal", "seen": "frontal"}
