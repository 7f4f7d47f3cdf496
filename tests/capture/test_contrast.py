"""Clothes are told from the background by the colours on both sides of the outline."""

import numpy as np
import pytest

from taikan.capture.contrast import merged_percent
from taikan.capture.settings import load_capture_settings

SETTINGS = load_capture_settings().outline
SIZE = 256


def mask():
    """A standing block of a person in the middle of the region."""
    person = np.zeros((SIZE, SIZE), dtype=np.float32)
    person[40:220, 90:170] = 1.0
    return person


def picture(upper, lower, wall):
    """Upper and lower clothes in front of a plain wall."""
    image = np.empty((SIZE, SIZE, 3), dtype=np.uint8)
    image[:] = wall
    image[40:130, 90:170], image[130:220, 90:170] = upper, lower
    return image


def test_dark_clothes_before_a_light_wall_stand_out():
    assert merged_percent(picture((30, 30, 40), (50, 40, 40), (220, 218, 210)), mask(), SETTINGS) == 0.0


def test_clothes_of_the_walls_colour_do_not():
    assert merged_percent(picture((216, 214, 208), (222, 220, 212), (220, 218, 210)), mask(), SETTINGS) == 100.0


def test_half_of_the_body_is_half_of_the_outline():
    found = merged_percent(picture((216, 214, 208), (40, 40, 50), (220, 218, 210)), mask(), SETTINGS)
    assert found == pytest.approx(50.0, abs=6.0)


def test_grain_does_not_hide_anybody():
    rng = np.random.default_rng(3)
    image = picture((30, 30, 40), (50, 40, 40), (220, 218, 210)).astype(np.int16)
    noisy = np.clip(image + rng.normal(0, 12, image.shape), 0, 255).astype(np.uint8)
    assert merged_percent(noisy, mask(), SETTINGS) == 0.0


def test_without_a_person_nothing_is_said():
    nobody = np.zeros((SIZE, SIZE), dtype=np.float32)
    assert merged_percent(picture((0, 0, 0), (0, 0, 0), (9, 9, 9)), nobody, SETTINGS) is None
