"""The back outline's depth against spines whose bend is known, its neutral, its change, and when it refuses."""

import time
from itertools import product

import numpy as np
import pytest
from back_figure import Body, Picture, Pose, recording, turned

from taikan.kinematics.spine_contour import (
    SpineContour,
    change_from_neutral,
    change_in_repetition,
    find_neutral,
    measure_contour,
)
from taikan.kinematics.view import UNKNOWN_VIEW
from taikan.pose.silhouette import Silhouettes

STILL_FRAMES, BENT_FRAMES, FPS = 20, 16, 30.0


def contour_of(poses: list[Pose], picture: Picture | None = None, body: Body | None = None) -> SpineContour:
    return measure_contour(*recording(body or Body(), poses, picture))


def depth_of(pose: Pose, picture: Picture | None = None) -> np.ndarray:
    contour = contour_of([pose] * 3, picture)
    return np.array([contour.lower_percent[1], contour.upper_percent[1], contour.total_percent[1]])


def random_body(rng: np.random.Generator) -> Body:
    return Body(
        back=rng.uniform(0.18, 0.26),
        belly=rng.uniform(0.16, 0.28),
        lordosis_deg=rng.uniform(-35.0, -10.0),
        kyphosis_deg=rng.uniform(10.0, 35.0),
        hip_bias=tuple(rng.normal(0.0, 0.02, 2)),
        shoulder_bias=tuple(rng.normal(0.0, 0.02, 2)),
    )


def hinge(body: Body, bend_deg: float, lean_deg: float, rng: np.random.Generator) -> tuple[float, float]:
    """(lower, total) change of one hinge with jittering landmarks that drift while bent, % of chord."""
    ripple = rng.uniform(0.0, 0.005)
    still = [Pose(ripple=ripple, ripple_phase=1.0)] * STILL_FRAMES
    bent = [
        Pose(lower_deg=bend_deg, lean_deg=lean_deg, ripple=ripple, ripple_phase=rng.uniform(0.0, 6.0))
    ] * BENT_FRAMES
    picture = Picture(chord_mask_px=rng.uniform(52.0, 72.0), mirrored=bool(rng.integers(2)))
    track, silhouettes, view = recording(body, still + bent, picture)
    noise = rng.normal(0.0, 0.008, (*track.position.shape[:2], 2))
    noise[STILL_FRAMES:] += rng.normal(0.0, 0.02, (1, noise.shape[1], 2))
    track["position"].values[..., :2] += noise * picture.chord_px
    contour = measure_contour(track, silhouettes, view)
    inclination = np.repeat([0.0, lean_deg], [STILL_FRAMES, BENT_FRAMES])
    neutral = find_neutral(contour, inclination, before_s=STILL_FRAMES / FPS)
    assert neutral is not None
    change = change_in_repetition(contour, neutral, STILL_FRAMES / FPS, 99.0)
    assert change is not None
    return change.lower.percent, change.total.percent


@pytest.fixture(scope="module")
def hinges() -> tuple[np.ndarray, np.ndarray]:
    """Known bends (N,) and measured lower changes (N,) of eight bodies."""
    rng = np.random.default_rng(20)
    rows = [
        (bend, hinge(body, bend, rng.uniform(15.0, 55.0), rng)[0])
        for body in (random_body(rng) for _ in range(8))
        for bend in (0.0, 0.0, 10.0, 20.0, 20.0, 30.0)
    ]
    known, measured = np.array(rows).T
    return known, measured


def test_depth_rises_with_every_added_bend() -> None:
    bends = np.arange(-10.0, 45.0, 5.0)
    lower = np.array([depth_of(Pose(lower_deg=b, lean_deg=30.0)) for b in bends])
    upper = np.array([depth_of(Pose(upper_deg=b, lean_deg=30.0)) for b in bends])
    assert (np.diff(lower[:, 0]) > 0).all()
    assert (np.diff(upper[:, 1]) > 0).all()
    assert np.corrcoef(bends, lower[:, 0])[0, 1] > 0.99
    assert np.corrcoef(bends, upper[:, 1])[0, 1] > 0.99


def test_each_half_answers_most_to_its_own_bend() -> None:
    straight = depth_of(Pose())
    low, high = depth_of(Pose(lower_deg=20.0)) - straight, depth_of(Pose(upper_deg=20.0)) - straight
    assert low[0] > 2.0 * low[1]
    assert high[1] > high[0]
    assert low[0] == pytest.approx(3.8, abs=0.6)


def test_sign_is_hollow_for_a_standing_back_and_bulging_for_a_round_one() -> None:
    assert depth_of(Pose())[0] < -1.0
    assert depth_of(Pose(lower_deg=50.0, upper_deg=20.0, lean_deg=40.0))[2] > 3.0


def test_leaning_with_a_stiff_back_changes_little() -> None:
    assert np.abs(depth_of(Pose(lean_deg=60.0)) - depth_of(Pose())).max() < 0.6


@pytest.mark.parametrize(
    "picture",
    [
        Picture(mirrored=True),
        Picture(turn_deg=35.0),
        Picture(turn_deg=-90.0),
        Picture(region_turn_deg=20.0),
        Picture(chord_mask_px=45.0),
        Picture(chord_px=90.0),
        Picture(hip_px=(433.3, 610.8)),
    ],
)
def test_picture_does_not_change_the_depth(picture: Picture) -> None:
    pose = Pose(lower_deg=20.0, lean_deg=25.0)
    assert np.abs(depth_of(pose, picture) - depth_of(pose)).max() < 0.35


def test_measured_change_follows_known_bend_across_bodies(hinges) -> None:
    known, measured = hinges
    mean = [measured[known == bend].mean() for bend in (0.0, 10.0, 20.0, 30.0)]
    assert (np.diff(mean) > 0.4).all()
    assert np.corrcoef(known, measured)[0, 1] > 0.95


def test_twenty_degrees_are_told_from_none(hinges) -> None:
    known, measured = hinges
    pairs = list(product(measured[known == 20.0], measured[known == 0.0]))
    assert np.mean([round_ > flat for round_, flat in pairs]) > 0.97


def test_arm_behind_the_back_is_refused_and_in_front_is_not() -> None:
    behind = contour_of([Pose(arm="behind")] * 3)
    assert set(behind.refusal) == {"contour_arm_crosses"}
    assert behind.main_refusal() == "contour_arm_crosses"
    assert np.isnan(behind.total_percent).all()
    assert np.isnan(behind.edge_px).all()
    front = contour_of([Pose(arm="front")] * 3)
    assert set(front.refusal) == {""}
    assert front.main_refusal() == ""
    assert front.confidence.min() > 0.9


def test_rough_edge_lowers_confidence_and_widens_the_error() -> None:
    rows = [contour_of([Pose(ripple=r)] * 3) for r in (0.0, 0.006, 0.012, 0.04)]
    confidence = [row.confidence[1] for row in rows]
    assert confidence[0] > 0.95
    assert confidence[2] < 0.7
    assert (np.diff(confidence) <= 0).all()
    assert rows[3].refusal[1] == "contour_loose_clothes"
    assert rows[0].lower_se[1] < rows[1].lower_se[1] < rows[2].lower_se[1]


def test_hair_ending_on_the_back_lowers_confidence_under_the_stating_gate() -> None:
    assert contour_of([Pose(arm="raised", hair=True)] * 3).confidence[1] < 0.7
    assert contour_of([Pose(arm="raised")] * 3).confidence[1] > 0.9


def test_edge_closer_than_any_back_is_refused_as_hidden() -> None:
    thin = contour_of([Pose(arm="raised")] * 3, body=Body(back=0.06, lordosis_deg=-5.0, kyphosis_deg=5.0))
    assert set(thin.refusal) == {"contour_edge_hidden"}


def test_fluttering_edge_is_trusted_less_than_a_still_one() -> None:
    still = contour_of([Pose(arm="raised")] * 15)
    flutter = contour_of([Pose(lower_deg=9.0 * (-1) ** i, arm="raised") for i in range(15)])
    assert flutter.confidence.mean() < still.confidence.mean() - 0.2
    assert flutter.lower_se[7] > still.lower_se[7]


def test_missing_mask_is_refused_alone() -> None:
    poses = [Pose(masked=i != 4) for i in range(9)]
    contour = contour_of(poses)
    assert contour.refusal[4] == "contour_low_mask"
    assert contour.confidence[4] == 0.0
    assert np.isnan(contour.lower_percent[4])
    assert np.isfinite(np.delete(contour.lower_percent, 4)).all()


def test_smeared_and_tiny_masks_are_trusted_less() -> None:
    assert contour_of([Pose()], Picture(blur_px=5.0)).confidence[0] < 0.5
    assert contour_of([Pose()], Picture(chord_mask_px=16.0)).refusal[0] == "contour_low_mask"


def test_confidence_falls_off_the_side_view() -> None:
    track, silhouettes, view = recording(Body(), [Pose()] * 2)
    confidence = [measure_contour(track, silhouettes, turned(view, off)).confidence[0] for off in (0, 15, 28, 35, 60)]
    assert confidence[1] == confidence[0]
    assert confidence[2] < 0.7
    assert confidence[2] > confidence[3] > confidence[4] == 0.0
    assert measure_contour(track, silhouettes, turned(view, 60.0)).main_refusal() == "contour_view"


def test_view_contradicted_by_the_toes_is_refused() -> None:
    track, silhouettes, view = recording(Body(), [Pose()] * 2)
    wrong = type(view)(view.label, -view.yaw_deg, view.yaw_sd_deg, -view.facing, view.near_side, view.confidence)
    assert set(measure_contour(track, silhouettes, wrong).refusal) == {"contour_view"}


def test_hidden_hip_is_refused() -> None:
    track, silhouettes, view = recording(Body(), [Pose()] * 2)
    track["visibility"].loc[{"keypoint": "right_hip"}] = 0.3
    assert set(measure_contour(track, silhouettes, view).refusal) == {"contour_landmarks"}
    track["position"].loc[{"keypoint": "right_hip"}] = np.nan
    assert set(measure_contour(track, silhouettes, view).refusal) == {"contour_landmarks"}


def test_nothing_seen_and_no_frames_are_no_error() -> None:
    track, silhouettes, view = recording(Body(), [Pose()] * 2)
    assert set(measure_contour(track, silhouettes, UNKNOWN_VIEW).refusal) == {"contour_view"}
    empty = measure_contour(track.isel(time=slice(0, 0)), Silhouettes(()), view)
    assert empty.confidence.shape == (0,)
    assert find_neutral(empty, np.zeros(0)) is None


def test_unequal_lengths_are_an_error() -> None:
    track, _, view = recording(Body(), [Pose()] * 2)
    _, silhouettes, _ = recording(Body(), [Pose()])
    with pytest.raises(ValueError, match="same frames"):
        measure_contour(track, silhouettes, view)


def test_single_wild_frame_does_not_move_the_series() -> None:
    poses = [Pose()] * 10 + [Pose(lower_deg=60.0, upper_deg=30.0)] + [Pose()] * 10
    contour = contour_of(poses)
    assert np.ptp(contour.lower_percent) < 0.3


def test_smoothing_has_no_delay() -> None:
    bends = 30.0 * np.exp(-0.5 * ((np.arange(45) - 22) / 8.0) ** 2)
    contour = contour_of([Pose(lower_deg=b) for b in bends])
    assert abs(int(np.argmax(contour.lower_percent)) - 22) <= 1
    assert np.abs(contour.lower_percent - contour.lower_percent[::-1]).max() < 0.25


def test_drawn_points_lie_on_the_back_and_run_from_hip_to_shoulder() -> None:
    contour = contour_of([Pose()])
    assert np.nanmax(np.abs(contour.edge_px - contour.curve_px)) < 4.0
    assert contour.curve_px[0, 0, 1] > contour.curve_px[0, -1, 1]
    assert (contour.curve_px[0, :, 0] < 420.0).all()


def bent_and_back() -> tuple[SpineContour, np.ndarray]:
    shape = np.concatenate([np.zeros(24), np.sin(np.linspace(0.0, np.pi, 45)), np.zeros(24)])
    contour = contour_of([Pose(lower_deg=25.0 * a, lean_deg=60.0 * a) for a in shape])
    return contour, 60.0 * shape


def test_neutral_is_the_still_standing_before_the_set() -> None:
    contour, inclination = bent_and_back()
    neutral = find_neutral(contour, inclination, before_s=0.8)
    assert neutral is not None
    assert neutral.before_set
    assert neutral.end_s < 0.8
    assert neutral.lower_percent == pytest.approx(contour.lower_percent[5], abs=0.1)
    assert neutral.lower_se > 0


def test_neutral_falls_back_to_a_still_moment_after_the_set() -> None:
    contour, inclination = bent_and_back()
    neutral = find_neutral(contour, inclination, before_s=0.1)
    assert neutral is not None
    assert not neutral.before_set
    within = find_neutral(contour, inclination, within_s=(2.4, 9.0))
    assert within is not None
    assert within.start_s >= 2.4


def test_no_neutral_without_still_upright_frames() -> None:
    contour, inclination = bent_and_back()
    assert find_neutral(contour, np.full_like(inclination, 40.0)) is None
    assert find_neutral(contour, np.full_like(inclination, np.nan)) is None
    assert find_neutral(contour, np.linspace(-40.0, 40.0, len(inclination))) is None


def test_change_starts_at_zero_and_errors_of_both_add_up() -> None:
    contour, inclination = bent_and_back()
    neutral = find_neutral(contour, inclination, before_s=0.8)
    assert neutral is not None
    change = change_from_neutral(contour, neutral)
    assert np.abs(change.lower_percent[:20]).max() < 0.3
    assert change.lower_percent.max() > 2.0
    assert (change.lower_se > contour.lower_se).all()
    assert (change.confidence <= neutral.confidence).all()


def test_change_in_repetition_is_the_held_maximum_with_its_interval() -> None:
    contour, inclination = bent_and_back()
    neutral = find_neutral(contour, inclination, before_s=0.8)
    assert neutral is not None
    series = change_from_neutral(contour, neutral)
    change = change_in_repetition(contour, neutral, 0.8, 2.3)
    assert change is not None
    assert 3.0 < change.lower.percent <= series.lower_percent.max()
    assert change.lower.peak_s == pytest.approx(24 / FPS + 22 / FPS, abs=0.1)
    low, high = change.lower.interval
    assert low < change.lower.percent < high
    assert change.lower.confidence > 0.7
    assert change.measured_share == 1.0
    assert change_in_repetition(contour, neutral, 50.0, 60.0) is None


def test_short_jerk_is_no_held_change() -> None:
    poses = [Pose()] * 24 + [Pose(lower_deg=30.0)] * 5 + [Pose()] * 24
    contour = contour_of(poses)
    neutral = find_neutral(contour, np.zeros(len(poses)), before_s=0.7)
    assert neutral is not None
    change = change_in_repetition(contour, neutral, 0.7, 2.0)
    assert change is not None
    assert change.lower.percent < 1.5


@pytest.mark.slow
def test_three_hundred_frames_a_second() -> None:
    track, silhouettes, view = recording(Body(), [Pose(lean_deg=i) for i in range(60)])
    measure_contour(track, silhouettes, view)
    start = time.process_time()
    measure_contour(track, silhouettes, view)
    assert 60 / (time.process_time() - start) > 300
