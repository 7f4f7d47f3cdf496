"""Camera roll is read from the room's lines, or not given."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reference_clips import thumbnails

from media import look
from taikan.capture.boxes import no_boxes
from taikan.capture.settings import load_capture_settings
from taikan.capture.tilt import estimate_roll, plumb_direction

SETTINGS = load_capture_settings().roll
SIZE = (320, 240)


def upright_room(pitch_convergence=0.0):
    """Door frames and shelves: plumb lines (meeting far below with ``pitch_convergence``), level edges."""
    picture = np.full((400, 540), 170, dtype=np.uint8)
    middle = np.array([269.5, 199.5])
    half_diagonal = np.hypot(*SIZE) / 2
    for i, x in enumerate(np.linspace(40, 500, 9)):
        ends = []
        for y in (90.0, 320.0):
            offset = (x - middle[0]) * (1 - pitch_convergence * (y - middle[1]) / half_diagonal)
            ends.append((round(16 * (middle[0] + offset)), round(16 * y)))
        cv2.line(picture, ends[0], ends[1], 40 + 20 * (i % 3), 3, cv2.LINE_AA, 4)
    for y in (80, 330):
        cv2.line(picture, (30, y), (510, y), 60, 3, cv2.LINE_AA)
    return picture


def roll_of(picture, boxes=None):
    return estimate_roll([picture], no_boxes(1) if boxes is None else boxes, SETTINGS)


@given(turn=st.floats(-12, 12))
@hypothesis_settings(max_examples=15, deadline=None)
def test_roll_of_a_turned_room(turn):
    found = roll_of(look(upright_room(), SIZE, turn_deg=turn))
    assert found is not None
    assert found.roll_deg == pytest.approx(turn, abs=0.5)
    assert found.confidence >= SETTINGS.min_confidence


@pytest.mark.parametrize("convergence", [-0.3, -0.15, 0.15, 0.3])
@pytest.mark.parametrize("turn", [-5.0, 0.0, 5.0])
def test_looking_up_or_down_is_no_roll(convergence, turn):
    found = roll_of(look(upright_room(convergence), SIZE, turn_deg=turn))
    assert found is not None
    assert found.roll_deg == pytest.approx(turn, abs=1.0)


def test_mirrored_room_has_the_opposite_roll():
    picture = look(upright_room(), SIZE, turn_deg=4)
    mirrored = np.ascontiguousarray(picture[:, ::-1])
    assert roll_of(mirrored).roll_deg == pytest.approx(-roll_of(picture).roll_deg, abs=0.3)


def test_grass_and_plain_walls_say_nothing():
    rng = np.random.default_rng(0)
    grass = np.clip(cv2.GaussianBlur(rng.normal(128, 200, (240, 320)), (0, 0), 2), 0, 255).astype(np.uint8)
    assert roll_of(grass) is None
    assert roll_of(np.full((240, 320), 128, dtype=np.uint8)) is None
    assert estimate_roll([], [], SETTINGS) is None


def test_lines_in_every_direction_say_nothing():
    picture = np.full((240, 320), 170, dtype=np.uint8)
    for turn in np.arange(0, 180, 7.5):
        step = 90 * np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))])
        centre = np.array([160 + 60 * np.cos(turn), 120 + 40 * np.sin(2 * turn)])
        cv2.line(picture, tuple((centre - step).astype(int)), tuple((centre + step).astype(int)), 40, 2, cv2.LINE_AA)
    assert roll_of(picture) is None


def test_two_lines_are_too_few():
    picture = np.full((240, 320), 170, dtype=np.uint8)
    cv2.line(picture, (100, 20), (110, 220), 40, 1)
    assert roll_of(picture) is None


def test_lines_on_a_person_do_not_count():
    picture = look(upright_room(), SIZE)
    for x in range(100, 220, 8):
        cv2.line(picture, (x, 20), (x + 30, 220), 20, 2)
    box = np.array([[95 / 320, 0.0, 250 / 320, 1.0]])
    found = roll_of(picture, [box])
    assert found is not None
    assert found.roll_deg == pytest.approx(0.0, abs=0.7)


def test_plumb_direction_is_the_roll_at_the_centre_and_fans_out_around_it():
    x, y = np.array([0.0, 0.5, -0.5]), np.zeros(3)
    parallel = plumb_direction(np.array(7.0), 0.0, x, y)
    fanned = plumb_direction(np.array(0.0), 0.2, x, y)
    np.testing.assert_allclose(parallel, 7.0)
    np.testing.assert_allclose(fanned, [0.0, np.degrees(np.arctan(0.1)), -np.degrees(np.arctan(0.1))])


def turned(picture, degrees):
    """``picture`` turned clockwise about its middle and cut so that no empty corner shows for up to 8 degrees."""
    height, width = picture.shape
    angle = np.radians(8)
    kept = 1 / (np.cos(angle) + np.sin(angle) * max(height / width, width / height))
    return look(picture, (int(width * kept), int(height * kept)), turn_deg=degrees)


def reference_roll(folder, name, degrees):
    pictures = thumbnails(folder, name)[1]
    chosen = [turned(pictures[i], degrees) for i in np.linspace(0, len(pictures) - 1, 8).astype(int)]
    found = estimate_roll(chosen, no_boxes(8), SETTINGS)
    return None if found is None else found.roll_deg


@pytest.mark.reference
@pytest.mark.parametrize("name", ["balance_lab_cam03", "running_treadmill_sagittal", "squat_sagittal_2reps"])
def test_turning_a_reference_clip_turns_its_roll(reference_data: Path, name):
    upright = reference_roll(reference_data, name, 0)
    assert upright is not None
    for degrees in (-6, -3, 3, 6):
        found = reference_roll(reference_data, name, degrees)
        assert found is not None
        assert found - upright == pytest.approx(degrees, abs=1.0), degrees


@pytest.mark.reference
def test_outdoor_reference_clip_is_right_or_refused(reference_data: Path):
    upright = reference_roll(reference_data, "walk_sagittal_two_people", 0)
    for degrees in (-4, -2, 2, 4):
        found = reference_roll(reference_data, "walk_sagittal_two_people", degrees)
        assert found is None or found - upright == pytest.approx(degrees, abs=1.5), degrees


@pytest.mark.reference
def test_calibrated_camera_has_its_roll(reference_data: Path):
    """The calibration of camera 3 holds the world's up direction as (-0.0447, 0.9061) to the picture's right and up."""
    truth = np.degrees(np.arctan2(-0.04465, 0.90615))
    pictures = thumbnails(reference_data, "balance_lab_cam03")[1][::15]
    found = estimate_roll(pictures, no_boxes(len(pictures)), SETTINGS)
    assert found is not None
    assert found.roll_deg == pytest.approx(truth, abs=1.0)


@pytest.mark.reference
@pytest.mark.parametrize("degrees", [-6, -3, 0, 3, 6])
def test_camera_tilted_by_26_degrees_is_refused_or_right(reference_data: Path, degrees):
    found = reference_roll(reference_data, "balance_lab_cam04", degrees)
    assert found is None or found == pytest.approx(-26.1 + degrees, abs=1.5)


@pytest.mark.parametrize("convergence", [-0.3, -0.15, 0.0, 0.15, 0.3])
def test_plumb_lines_that_meet_below_mean_a_camera_that_looks_down(convergence):
    found = roll_of(look(upright_room(convergence), SIZE))
    assert found is not None
    expected = np.degrees(np.arctan(convergence * SETTINGS.focal_half_diagonals))
    assert found.looks_down_deg(SETTINGS) == pytest.approx(expected, abs=3.0)
