"""How a clip is cut for tracking side by side, and where people are looked for."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pose_fakes import clip_info

from taikan.capture.video import VideoInfo
from taikan.pose.segments import plan_segments, scout_indices, second_look_indices


@st.composite
def clips(draw: st.DrawFn) -> tuple[VideoInfo, int, int]:
    """A clip with keyframes anywhere, and a stretch of it."""
    count = draw(st.integers(1, 4000))
    keyframes = draw(st.sets(st.integers(0, count - 1), max_size=60))
    info = clip_info(count, fps=draw(st.sampled_from([10.0, 24.0, 29.97, 60.0, 240.0])), keyframes={0, *keyframes})
    start = draw(st.integers(0, count - 1))
    return info, start, draw(st.integers(start + 1, count))


@given(clips())
def test_segments_cover_the_stretch_without_gap_or_overlap(clip: tuple[VideoInfo, int, int]) -> None:
    info, start, stop = clip
    segments = plan_segments(info, start, stop)
    assert segments[0][0] == start
    assert segments[-1][1] == stop
    assert all(a < b for a, b in segments)
    assert all(one[1] == two[0] for one, two in pairwise(segments))


@given(clips())
def test_scouted_frames_are_a_few_of_the_stretch(clip: tuple[VideoInfo, int, int]) -> None:
    info, start, stop = clip
    indices = scout_indices(info, start, stop)
    assert 1 <= len(indices) <= 12
    assert list(indices) == sorted(set(indices))
    assert start <= indices[0] <= indices[-1] < stop


def test_cuts_lie_on_keyframes_at_least_three_seconds_apart() -> None:
    info = clip_info(1800, keyframes=range(0, 1800, 60))
    segments = plan_segments(info, 0, 1800)
    assert all(info.keyframe[start] for start, _ in segments)
    assert all((b - a) / 30 >= 3.0 for a, b in segments[:-1])
    assert max(b - a for a, b in segments) <= 120


def test_a_clip_with_one_keyframe_is_halved_while_it_is_long() -> None:
    segments = plan_segments(clip_info(900), 0, 900)
    assert segments == ((0, 225), (225, 450), (450, 675), (675, 900))


def test_a_short_clip_is_not_cut() -> None:
    assert plan_segments(clip_info(100), 0, 100) == ((0, 100),)


def test_people_are_looked_for_from_start_to_end_where_keyframes_allow() -> None:
    info = clip_info(18000, keyframes=range(0, 18000, 60))
    indices = np.array(scout_indices(info, 0, 18000))
    assert info.keyframe[indices].all()
    assert indices[0] == 0
    assert indices[-1] >= 17000
    assert np.diff(indices).max() < 3000


@given(clips())
def test_a_second_look_reaches_the_end(clip: tuple[VideoInfo, int, int]) -> None:
    info, start, stop = clip
    indices = second_look_indices(info, start, stop)
    assert 1 <= len(indices) <= 24
    assert start <= indices[0] <= indices[-1] < stop
    assert list(indices) == sorted(set(indices))


def test_a_clip_with_one_keyframe_is_searched_beyond_its_first_seconds() -> None:
    indices = np.array(second_look_indices(clip_info(900), 0, 900))
    assert indices[-1] == 899
    assert np.diff(indices).max() < 45
