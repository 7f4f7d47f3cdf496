"""One judgement of a recording from a few small pictures."""

import tomllib
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
import pytest
from pydantic import ValidationError
from reference_clips import NAMES, samples

from media import look, room
from taikan.capture.boxes import background_mask, box_slices
from taikan.capture.cuts import Stretch
from taikan.capture.quality import (
    Sample,
    assess_recording,
    longest_stretch,
    measure_brightness,
    measure_sharpness,
)
from taikan.capture.settings import load_capture_settings, parse_capture_settings

SETTINGS = load_capture_settings()
SIZE = (240, 180)
BOX = np.array([[0.35, 0.1, 0.65, 0.95]])


def sample_run(seed=1, count=20, gain=1.0, person_level=None, start_s=0.0):
    """A figure that sways in a room, four samples a second, and its boxes."""
    base = look(room(320, 240, seed), SIZE).astype(float) * gain
    level = 60 * gain if person_level is None else person_level
    found, boxes = [], []
    for i in range(count):
        picture = base.copy()
        left = int(SIZE[0] * 0.42 + 10 * np.sin(i))
        picture[24:165, left : left + 36] = level
        picture[24:60, left + 6 : left + 30] = level * 1.3
        found.append(Sample(start_s + i / 4, np.clip(picture, 0, 255).astype(np.uint8)))
        boxes.append(np.array([[left / SIZE[0], 24 / SIZE[1], (left + 36) / SIZE[0], 165 / SIZE[1]]]))
    return found, boxes


def test_good_recording():
    found, boxes = sample_run()
    quality = assess_recording(found, settings=SETTINGS, person_boxes=boxes)
    assert not quality.brightness.is_too_dark
    assert not quality.brightness.is_backlit
    assert not quality.is_blurred
    assert not quality.is_still_image
    assert quality.camera.kind == "still"
    assert quality.cuts_s == ()
    assert quality.longest_stretch == Stretch(0.0, 4.75, False)


def test_two_runs_are_identical():
    found, boxes = sample_run()
    first, second = (assess_recording(found, settings=SETTINGS, person_boxes=boxes) for _ in range(2))
    assert first == second


def test_mirroring_changes_only_the_sign_of_the_roll():
    found, _ = sample_run()
    plain = assess_recording(found, settings=SETTINGS)
    mirrored = assess_recording(
        [Sample(s.time_s, np.ascontiguousarray(s.grey[:, ::-1])) for s in found], settings=SETTINGS
    )
    assert mirrored.brightness == plain.brightness
    assert mirrored.camera.kind == plain.camera.kind
    assert mirrored.sharpness == pytest.approx(plain.sharpness, rel=1e-3)


class TestLight:
    def brightness(self, person, surroundings):
        picture = np.full((180, 240), surroundings, dtype=np.uint8)
        picture[box_slices(picture.shape, BOX[0])] = person
        return measure_brightness([picture], [BOX], SETTINGS.brightness)

    def test_levels_run_from_black_to_white(self):
        found = self.brightness(16, 235)
        assert (found.person, found.surroundings) == (0.0, 1.0)
        assert found.p05 == 0.0
        assert found.p95 == 1.0
        assert self.brightness(16, 16).mean == 0.0
        assert self.brightness(235, 235).mean == 1.0

    @pytest.mark.parametrize(
        ("person", "surroundings", "is_too_dark", "is_backlit"),
        [(120, 130, False, False), (25, 25, True, False), (25, 220, True, True), (70, 220, False, True)],
    )
    def test_dark_and_backlit(self, person, surroundings, is_too_dark, is_backlit):
        found = self.brightness(person, surroundings)
        assert (found.is_too_dark, found.is_backlit) == (is_too_dark, is_backlit)

    def test_dark_person_before_a_dark_wall_is_not_backlit(self):
        assert not self.brightness(40, 100).is_backlit

    def test_without_a_person_the_whole_picture_decides(self):
        dark = [np.full((180, 240), 30, dtype=np.uint8)]
        found = measure_brightness(dark, [np.zeros((0, 4))], SETTINGS.brightness)
        assert found.is_too_dark
        assert found.person is None
        assert not found.is_backlit

    def test_missing_boxes_are_passed_over(self):
        picture = np.full((180, 240), 130, dtype=np.uint8)
        boxes = [np.full((1, 4), np.nan), BOX]
        found = measure_brightness([picture, picture], boxes, SETTINGS.brightness)
        assert found.person == pytest.approx((130 - 16) / 219)

    def test_darkened_recording_is_too_dark(self):
        found, boxes = sample_run(gain=0.12)
        assert assess_recording(found, settings=SETTINGS, person_boxes=boxes).brightness.is_too_dark


def test_sharpness_falls_with_blur_and_not_with_contrast():
    sharp = look(room(320, 240, 2), SIZE)
    blurred = cv2.GaussianBlur(sharp, (0, 0), 3)
    assert measure_sharpness(blurred) < measure_sharpness(sharp) / 2
    assert measure_sharpness(np.uint8(sharp * 0.5)) == pytest.approx(measure_sharpness(sharp), rel=0.1)
    assert measure_sharpness(np.zeros((90, 160), dtype=np.uint8)) == 0.0


def test_out_of_focus():
    found, _ = sample_run()
    soft = [Sample(s.time_s, cv2.GaussianBlur(s.grey, (0, 0), 4)) for s in found]
    assert assess_recording(soft, settings=SETTINGS).is_blurred


def test_still_image():
    found, _ = sample_run(count=1)
    repeated = [Sample(i / 4, found[0].grey) for i in range(12)]
    quality = assess_recording(repeated, settings=SETTINGS)
    assert quality.is_still_image
    assert quality.longest_stretch is None


def test_single_sample():
    found, boxes = sample_run(count=1)
    quality = assess_recording(found, settings=SETTINGS, person_boxes=boxes)
    assert quality.is_still_image
    assert quality.camera.kind == "unknown"
    assert quality.brightness.person is not None


def test_longest_stretch_is_judged_alone():
    """A dark card and a short bright scene do not count against the long scene."""
    card = [Sample(i / 4, np.full(SIZE[::-1], 20, dtype=np.uint8)) for i in range(8)]
    cv2.putText(card[0].grey, "Squat", (30, 90), cv2.FONT_HERSHEY_SIMPLEX, 2, 220, 4)
    card = [Sample(s.time_s, card[0].grey) for s in card]
    short, _ = sample_run(seed=5, count=6, start_s=2.0)
    long, _ = sample_run(seed=1, count=20, start_s=3.5)
    alone = assess_recording(long, settings=SETTINGS)
    quality = assess_recording([*card, *short, *long], settings=SETTINGS, cuts_s=(2.0, 3.5))
    assert [s.is_still for s in quality.stretches] == [True, False, False]
    assert quality.longest_stretch == Stretch(3.5, 8.25, False)
    assert quality.camera == alone.camera
    assert quality.brightness == alone.brightness
    assert not quality.is_still_image


def test_cuts_are_sought_when_not_given():
    first, _ = sample_run(seed=1, count=16)
    second, _ = sample_run(seed=4, count=16, start_s=4.0)
    quality = assess_recording([*first, *second], settings=SETTINGS)
    assert quality.cuts_s == (4.0,)
    assert [(s.start_s, s.end_s) for s in quality.stretches] == [(0.0, 3.75), (4.0, 7.75)]
    assert quality.camera == assess_recording(first, settings=SETTINGS).camera


def test_longest_of_none():
    assert longest_stretch(()) is None
    assert longest_stretch([Stretch(0.0, 9.0, True)]) is None


def test_wrong_input():
    found, boxes = sample_run(count=3)
    with pytest.raises(ValueError, match="samples of one shape"):
        assess_recording([], settings=SETTINGS)
    with pytest.raises(ValueError, match="samples of one shape"):
        assess_recording(found, settings=SETTINGS, person_boxes=boxes[:2])
    with pytest.raises(ValueError, match="samples of one shape"):
        assess_recording([*found, Sample(9.0, np.zeros((10, 10), dtype=np.uint8))], settings=SETTINGS)


class TestBoxes:
    def test_mask_leaves_people_out(self):
        mask = background_mask((100, 200), np.array([[0.25, 0.5, 0.5, 1.0]]))
        assert mask[75, 75] == 0
        assert mask[25, 75] == 255
        assert mask[75, 150] == 255

    def test_boxes_beyond_the_picture_and_missing_ones(self):
        assert (background_mask((100, 200), np.array([[-1.0, -1.0, 2.0, 2.0]])) == 0).all()
        assert (background_mask((100, 200), np.full((1, 4), np.nan)) == 255).all()
        assert (background_mask((100, 200), np.array([[1.2, 1.2, 1.4, 1.4]])) == 255).all()


class TestSettings:
    def data(self):
        return tomllib.loads(resources.files("taikan.knowledge").joinpath("capture.toml").read_text(encoding="utf-8"))

    def test_every_threshold_says_why(self):
        for section in self.data().values():
            for name, entry in section.items():
                assert set(entry) == {"value", "mark", "why"}, name
                assert entry["mark"] in {"D", "U"}, name
                assert len(entry["why"]) > 20, name

    def test_missing_and_unknown_thresholds_are_errors(self):
        data = self.data()
        del data["cuts"]["persist_s"]
        with pytest.raises(ValidationError, match="persist_s"):
            parse_capture_settings(data)
        data = self.data()
        data["camera"]["surprise"] = {"value": 1}
        with pytest.raises(ValidationError, match="surprise"):
            parse_capture_settings(data)


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_reference_clips_are_usable(reference_data: Path, name):
    chosen = samples(reference_data, name)
    quality = assess_recording(chosen, settings=SETTINGS)
    assert quality.cuts_s == ()
    assert not quality.is_still_image
    assert not quality.is_blurred
    assert not quality.brightness.is_too_dark
    assert quality.camera.kind in {"still", "handheld"}
    assert len(quality.stretches) == 1
    soft = [Sample(s.time_s, cv2.GaussianBlur(s.grey, (0, 0), 3)) for s in chosen]
    assert assess_recording(soft, settings=SETTINGS).is_blurred
