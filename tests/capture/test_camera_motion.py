"""Camera motion is measured from the background alone and named rightly."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reference_clips import samples

from media import look, room
from taikan.capture.boxes import no_boxes
from taikan.capture.camera_motion import measure_camera_motion
from taikan.capture.settings import load_capture_settings

SETTINGS = load_capture_settings().camera
SIZE = (240, 180)
DIAGONAL = float(np.hypot(*SIZE))
WIDE = room(640, 400, 7)


def motion(pictures, boxes=None, per_second=4.0):
    times = np.arange(len(pictures)) / per_second
    return measure_camera_motion(times, pictures, no_boxes(len(pictures)) if boxes is None else boxes, SETTINGS)


def moved_by(dx, dy=None, **more):
    dy = np.zeros(len(dx)) if dy is None else dy
    return [look(WIDE, SIZE, dx=x, dy=y, **more) for x, y in zip(dx, dy, strict=True)]


def test_fixed_camera():
    rng = np.random.default_rng(0)
    noisy = [np.clip(p + rng.normal(0, 3, p.shape), 0, 255).astype(np.uint8) for p in moved_by(np.zeros(20))]
    found = motion(noisy)
    assert found.kind == "still"
    assert found.drift_max_percent < 0.1
    assert found.confidence > 0.8


@given(dx=st.floats(-25, 25), dy=st.floats(-20, 20))
@hypothesis_settings(max_examples=20, deadline=None)
def test_drift_is_the_distance_moved(dx, dy):
    pictures = moved_by([0.0] * 3 + [dx] * 2, [0.0] * 3 + [dy] * 2)
    assert motion(pictures).drift_max_percent == pytest.approx(100 * np.hypot(dx, dy) / DIAGONAL, abs=0.1)


@pytest.mark.parametrize(("percent", "kind"), [(0.1, "still"), (0.7, "shaky"), (2.0, "shaky")])
def test_shake(percent, kind):
    rng = np.random.default_rng(1)
    dx, dy = rng.normal(0, percent * DIAGONAL / 100 / np.sqrt(2), (2, 40))
    found = motion(moved_by(dx, dy))
    assert found.kind == kind
    assert found.shake_rms_percent == pytest.approx(percent, rel=0.3)


def test_slow_drift_in_the_hands():
    found = motion(moved_by(np.linspace(0, 0.02 * DIAGONAL, 40)))
    assert found.kind == "handheld"
    assert found.drift_max_percent == pytest.approx(1.0, abs=0.1)
    assert found.shake_rms_percent < 0.1


def test_reaimed_once():
    found = motion(moved_by(np.repeat([0.0, 20.0], 20)))
    assert found.kind == "moved"
    assert found.shake_rms_percent < 0.05


@pytest.mark.parametrize("span", [120.0, 300.0])
def test_following_pan(span):
    found = motion(moved_by(np.linspace(-span / 2, span / 2, 24)))
    assert found.kind == "following"
    assert found.drift_max_percent == pytest.approx(50 * span / DIAGONAL, rel=0.05)


def test_whip_pan_is_moved_even_where_it_cannot_be_followed():
    found = motion(moved_by(np.repeat([-190.0, 190.0], 10)))
    assert found.kind in {"moved", "following"}


def test_zoom_and_turn_count():
    zoomed = [look(WIDE, SIZE, zoom=z) for z in np.linspace(1.0, 1.3, 20)]
    turned = [look(WIDE, SIZE, turn_deg=t) for t in np.linspace(0, 20, 20)]
    assert motion(zoomed).drift_max_percent > 4
    assert motion(turned).drift_max_percent > 4


def test_moving_person_does_not_move_the_camera():
    base, pictures, boxes = look(WIDE, SIZE), [], []
    body = room(100, 170, 9)
    for i in range(30):
        left = 20 + 4 * i
        picture = base.copy()
        picture[10:, left : left + 100] = body
        pictures.append(picture)
        boxes.append(np.array([[left / SIZE[0], 10 / SIZE[1], (left + 100) / SIZE[0], 1.0]]))
    found = motion(pictures, boxes)
    assert found.kind == "still"
    assert found.drift_max_percent < 0.2


def test_camera_moving_with_the_person_is_seen_behind_them():
    body, pictures, boxes = room(110, 170, 9), [], []
    for picture in moved_by(np.linspace(0, 150, 24)):
        picture[10:, 60:170] = body
        pictures.append(picture)
        boxes.append(np.array([[60 / SIZE[0], 10 / SIZE[1], 170 / SIZE[0], 1.0]]))
    assert motion(pictures, boxes).kind == "following"


def test_plain_wall_says_nothing():
    found = motion([np.full(SIZE[::-1], 120, dtype=np.uint8)] * 10)
    assert found.kind == "unknown"
    assert (found.drift_max_percent, found.confidence) == (None, 0.0)


def test_too_few_pictures():
    assert motion([look(WIDE, SIZE)]).kind == "unknown"
    assert motion(moved_by([0.0, 0.0])).kind == "still"


def test_change_of_light_is_no_motion():
    pictures = moved_by(np.zeros(20))
    dimmed = [np.uint8(p * k) for p, k in zip(pictures, np.linspace(1.0, 0.6, 20), strict=True)]
    assert motion(dimmed).kind == "still"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "kind", "least", "most"),
    [
        ("balance_lab_cam03", "still", 0.0, 0.1),
        ("balance_lab_cam04", "still", 0.0, 0.1),
        ("running_treadmill_sagittal", "still", 0.0, 0.15),
        ("walk_sagittal_two_people", "still", 0.0, 0.15),
        # The ceiling lamp wanders by 12 of 608 pixels: the phone is held by hand.
        ("squat_sagittal_2reps", "handheld", 1.5, 2.6),
    ],
)
def test_reference_clips(reference_data: Path, name, kind, least, most):
    chosen = samples(reference_data, name)
    found = measure_camera_motion(
        np.array([s.time_s for s in chosen]), [s.grey for s in chosen], no_boxes(len(chosen)), SETTINGS
    )
    assert found.kind == kind
    assert least <= found.drift_max_percent <= most


@pytest.mark.reference
def test_shifting_a_reference_clip_adds_its_motion(reference_data: Path):
    chosen = samples(reference_data, "walk_sagittal_two_people")
    shifted = []
    for i, sample in enumerate(chosen):
        matrix = np.array([[1.0, 0.0, 0.0 if i < len(chosen) // 2 else 24.0], [0.0, 1.0, 0.0]])
        whole = cv2.warpAffine(sample.grey, matrix, sample.grey.shape[::-1], borderMode=cv2.BORDER_REFLECT)
        shifted.append(whole[:, 30:-30])
    found = motion(shifted)
    diagonal = np.hypot(*shifted[0].shape)
    assert found.kind == "moved"
    assert found.drift_max_percent == pytest.approx(100 * 24 / diagonal, rel=0.55)


def test_a_large_thing_that_is_lifted_does_not_move_the_camera():
    rng = np.random.default_rng(3)
    plate = rng.integers(0, 255, (70, 70)).astype(np.uint8)
    pictures = moved_by(np.zeros(12))
    for index, picture in enumerate(pictures):
        top = 20 + round(40 * abs(np.sin(index / 2.0)))
        picture[top : top + 70, 80:150] = plate
    found = motion(pictures)
    assert found.kind == "still"
    assert found.drift_max_percent < 0.5
