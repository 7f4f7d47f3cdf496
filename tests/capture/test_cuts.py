"""Changes of scene are found; movement, light and handling of the camera are none."""

from itertools import permutations
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reference_clips import NAMES, thumbnails

from media import look, room, write_clip
from taikan.capture.cuts import Stretch, find_cuts, largest_change, stretches_between
from taikan.capture.settings import load_capture_settings
from taikan.capture.video import probe, read_frames

SETTINGS = load_capture_settings().cuts
STILL = load_capture_settings().still.max_change
SIZE = (160, 120)


def cuts_of(pictures, fps=30.0):
    return find_cuts(np.arange(len(pictures)) / fps, pictures, SETTINGS)


def scene(seed, count=60, noise=2.0):
    """A room in which a dark figure walks about, with camera noise."""
    rng = np.random.default_rng(seed)
    base = look(room(240, 180, seed), SIZE)
    pictures = []
    for i in range(count):
        picture = base.copy()
        x = int(80 + 60 * np.sin(i / 15))
        cv2.rectangle(picture, (x - 8, 30), (x + 8, 100), 30, -1)
        pictures.append(np.clip(picture + rng.normal(0, noise, picture.shape), 0, 255).astype(np.uint8))
    return pictures


def card(text="Squat", background=20):
    picture = np.full((SIZE[1], SIZE[0]), background, dtype=np.uint8)
    cv2.putText(picture, text, (20, 65), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 255 - background, 3)
    return picture


def fade(a, b, count):
    shares = np.linspace(0, 1, count + 2)[1:-1]
    return [np.uint8(a * (1 - k) + b * k) for k in shares]


@pytest.mark.parametrize("fps", [24, 30, 60, 120])
def test_two_scenes(fps):
    assert cuts_of(scene(1) + scene(2), fps) == pytest.approx([60 / fps])


@given(first=st.integers(0, 10_000), second=st.integers(0, 10_000))
@hypothesis_settings(max_examples=15, deadline=None)
def test_cuts_found_are_where_scenes_change(first, second):
    expected = [] if first == second else [20 / 30]
    found = cuts_of(scene(first, 20) + scene(second, 20))
    assert list(found) in ([], pytest.approx(expected))


def test_most_pairs_of_scenes_are_told_apart():
    found = [cuts_of(scene(s, 20) + scene(s + 100, 20)) for s in range(20)]
    assert sum(len(f) == 1 for f in found) >= 18


@pytest.mark.parametrize("background", [0, 20, 235])
def test_title_card_before_and_between(background):
    title = [card(background=background)] * 45
    assert cuts_of(title + scene(1)) == pytest.approx([1.5])
    assert cuts_of(scene(1) + title + scene(1)) == pytest.approx([2.0, 3.5])


def test_variable_rate_gives_the_recorded_time():
    rng = np.random.default_rng(0)
    times = np.cumsum(rng.choice([0.016, 0.033, 0.05], 120))
    assert find_cuts(times, scene(1) + scene(2), SETTINGS) == pytest.approx([times[60]])


@pytest.mark.parametrize("count", [12, 15, 30])
def test_cross_fade(count):
    first, second = scene(1), scene(2)
    found = cuts_of(first + fade(first[-1], second[0], count) + second)
    assert len(found) == 1
    assert 2.0 <= found[0] <= 2.0 + count / 30


def test_fade_through_black_to_another_scene():
    first, second, black = scene(1), scene(2), np.full(SIZE[::-1], 16, dtype=np.uint8)
    pictures = first + fade(first[-1], black, 12) + [black] * 6 + fade(black, second[0], 12) + second
    found = cuts_of(pictures)
    assert len(found) == 1
    assert 2.0 <= found[0] <= 3.0


def test_fade_in_and_out_and_black_in_between_are_no_cut():
    pictures, black = scene(1, 90), np.full(SIZE[::-1], 16, dtype=np.uint8)
    shown = fade(black, pictures[0], 15) + pictures[:40] + [black] * 4 + pictures[40:] + fade(pictures[-1], black, 15)
    assert cuts_of([black] * 10 + shown + [black] * 10) == ()


def test_flash_is_no_cut():
    pictures = scene(1)
    white = np.full(SIZE[::-1], 235, dtype=np.uint8)
    bright = np.clip(pictures[30].astype(float) * 3, 0, 255).astype(np.uint8)
    assert cuts_of([*pictures[:30], white, bright, *pictures[30:]]) == ()


@pytest.mark.parametrize("gain", [0.4, 1.6])
def test_change_of_light_is_no_cut(gain):
    pictures = scene(1)
    across = np.linspace(0.7, 1.0, SIZE[0]) * gain
    assert cuts_of(pictures[:30] + [np.clip(p * across, 0, 255).astype(np.uint8) for p in pictures[30:]]) == ()


@pytest.mark.parametrize("seconds", [2.0, 1.0, 0.5, 0.2])
def test_pan_is_no_cut(seconds):
    wide = room(640, 160, 3)
    moving = int(seconds * 30)
    places = np.concatenate([np.full(30, 200.0), np.linspace(200, -200, moving), np.full(30, -200.0)])
    assert cuts_of([look(wide, SIZE, dx=x, dy=3 * np.sin(i / 2)) for i, x in enumerate(places)]) == ()


def test_zoom_and_turning_the_phone_are_no_cut():
    wide = room(320, 240, 4)
    assert cuts_of([look(wide, SIZE, zoom=z) for z in np.linspace(1, 2.5, 45)]) == ()
    turns = np.concatenate([np.zeros(20), np.linspace(0, 90, 15), np.full(20, 90.0)])
    assert cuts_of([look(wide, SIZE, turn_deg=t) for t in turns]) == ()


def test_person_crossing_close_to_the_camera_is_no_cut():
    base = look(room(240, 180, 5), SIZE)
    pictures = []
    for i in range(90):
        picture = base.copy()
        left = int(np.interp(i / 30, [1.0, 1.4], [-110, 170]))
        cv2.rectangle(picture, (left, 0), (left + 100, 120), 40, -1)
        cv2.circle(picture, (left + 50, 30), 20, 150, -1)
        pictures.append(picture)
    assert cuts_of(pictures) == ()


def test_nothing_to_compare():
    assert cuts_of([]) == ()
    assert cuts_of(scene(1, 1)) == ()
    assert cuts_of([np.zeros((90, 160), dtype=np.uint8)] * 5) == ()
    assert find_cuts([0.0, 1.0, 2.0], iter(scene(1, 3)), SETTINGS) == ()


@pytest.mark.parametrize("interval_s", [0.25, 0.67])
def test_sparse_samples(interval_s):
    sparse = [*scene(1)[::6], *scene(2)[::6]]
    times = np.arange(len(sparse)) * interval_s
    assert find_cuts(times, sparse, SETTINGS) == pytest.approx([10 * interval_s])
    flash = [*scene(1)[:30:3], np.full(SIZE[::-1], 235, dtype=np.uint8), *scene(1)[30::3]]
    assert find_cuts(np.arange(len(flash)) * interval_s, flash, SETTINGS) == ()


def test_a_passing_blocker_in_sparse_samples_is_no_cut():
    pictures = scene(1)[::4]
    pictures[7] = np.full(SIZE[::-1], 60, dtype=np.uint8)
    cv2.circle(pictures[7], (80, 60), 40, 140, -1)
    assert find_cuts(np.arange(len(pictures)) * 0.67, pictures, SETTINGS) == ()


def test_counts_must_agree():
    with pytest.raises(ValueError, match="one thumbnail a time"):
        find_cuts([0.0, 0.1], scene(1, 3), SETTINGS)


class TestStretches:
    def stretches(self, pictures, cuts_s, step=8):
        times = np.arange(0, len(pictures), step) / 30
        return stretches_between(times, pictures[::step], cuts_s, STILL, SETTINGS)

    def test_no_cut_is_one_piece(self):
        assert self.stretches(scene(1, 65), ()) == (Stretch(0.0, pytest.approx(64 / 30), False),)

    def test_card_is_still_and_scene_is_not(self):
        first, second = self.stretches([card()] * 45 + scene(1), (1.5,))
        assert (first.start_s, first.end_s, first.is_still) == (0.0, 1.5, True)
        assert (second.start_s, second.is_still) == (1.5, False)
        assert second.duration_s == pytest.approx(104 / 30 - 1.5)

    def test_short_pieces_and_blank_ends_are_left_out(self):
        black = [np.full(SIZE[::-1], 16, dtype=np.uint8)] * 32
        (piece,) = self.stretches(black + scene(1, 64) + black, ())
        assert piece.start_s == pytest.approx(32 / 30)
        assert piece.end_s == pytest.approx(88 / 30)
        pieces = self.stretches(scene(1) + scene(2, 8) + scene(3), (2.0, 68 / 30), step=2)
        assert [p.start_s for p in pieces] == pytest.approx([0.0, 68 / 30])

    def test_nothing_shown(self):
        assert self.stretches([np.zeros((90, 160), dtype=np.uint8)] * 60, ()) == ()

    def test_still_picture_coded_as_video_does_not_change(self, tmp_path):
        path = write_clip(tmp_path / "still.mp4", [room(320, 240, 1)] * 40, options={"crf": "23"})
        pictures = [f.grey_thumbnail(320) for f in read_frames(probe(path))]
        assert largest_change(pictures) < STILL

    def test_a_small_movement_is_a_change(self):
        pictures = [look(room(320, 240, 1), (320, 240))] * 2
        pictures[1] = pictures[1].copy()
        cv2.circle(pictures[1], (160, 120), 8, 0, -1)
        assert largest_change(pictures) > STILL


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("step", [1, 2, 8])
def test_reference_clips_have_no_cut(reference_data: Path, name, step):
    times, pictures = thumbnails(reference_data, name)
    assert find_cuts(times[::step], pictures[::step], SETTINGS) == ()


@pytest.mark.reference
def test_joined_reference_clips_have_one(reference_data: Path):
    small = {n: [cv2.resize(p, (96, 96)) for p in thumbnails(reference_data, n)[1][:60]] for n in NAMES}
    for first, second in permutations(NAMES, 2):
        assert cuts_of(small[first] + small[second]) == pytest.approx([2.0]), (first, second)
        found = cuts_of(small[first] + fade(small[first][-1], small[second][0], 15) + small[second])
        assert len(found) == 1, (first, second)
        assert 2.0 <= found[0] <= 2.5, (first, second)


@pytest.mark.reference
def test_reference_clip_with_a_title_card_survives_coding(reference_data: Path, tmp_path: Path):
    real = [cv2.resize(p, SIZE) for p in thumbnails(reference_data, "squat_sagittal_2reps")[1][270:330]]
    path = write_clip(tmp_path / "clip.mp4", [card()] * 45 + real + [card("Fin", 235)] * 30, options={"crf": "28"})
    info = probe(path)
    found = find_cuts(info.time_s, (f.grey_thumbnail(96) for f in read_frames(info)), SETTINGS)
    assert found == pytest.approx([1.5, 3.5], abs=1e-3)
