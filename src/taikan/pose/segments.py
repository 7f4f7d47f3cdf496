"""Cutting a clip into stretches that can be tracked side by side. The cuts depend on the clip alone, never on the
machine, so that results do not depend on the number of workers."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from taikan.capture.video import VideoInfo

_MIN_LENGTH_S = 3.0
_LONG_S = 6.0
_WANTED = 4
_SECOND_LOOK = 24


def plan_segments(info: VideoInfo, start_index: int, stop_index: int) -> tuple[tuple[int, int], ...]:
    """(start, stop) index pairs that cover ``start_index`` up to ``stop_index`` without gap or overlap.

    Cuts lie on keyframes, where decoding can begin. A clip with hardly any is halved further, since decoding a few
    seconds twice costs less than an idle core.
    """
    cuts = [start_index]
    for index in np.flatnonzero(info.keyframe):
        if start_index < index < stop_index and info.time_s[index] - info.time_s[cuts[-1]] >= _MIN_LENGTH_S:
            cuts.append(int(index))
    cuts.append(stop_index)
    while len(cuts) - 1 < _WANTED:
        longest = int(np.argmax([_length_s(info, cuts, i) for i in range(len(cuts) - 1)]))
        if _length_s(info, cuts, longest) < _LONG_S:
            break
        cuts.insert(longest + 1, (cuts[longest] + cuts[longest + 1]) // 2)
    return tuple(pairwise(cuts))


def scout_indices(info: VideoInfo, start_index: int, stop_index: int) -> tuple[int, ...]:
    """Up to a dozen frames spread over the stretch in which to look for people; keyframes where there are enough."""
    length_s = float(info.time_s[stop_index - 1] - info.time_s[start_index])
    wanted = int(np.clip(length_s / 1.5, 3, 12))
    keys = [int(i) for i in np.flatnonzero(info.keyframe) if start_index <= i < stop_index]
    if len(keys) >= 3:
        spread = {keys[round(i)] for i in np.linspace(0, len(keys) - 1, min(wanted, len(keys)))}
        return tuple(sorted(spread))
    near_end = int(np.searchsorted(info.time_s, info.time_s[start_index] + min(length_s, 10.0), side="right")) - 1
    return tuple(sorted({round(i) for i in np.linspace(start_index, near_end, wanted)}))


def second_look_indices(info: VideoInfo, start_index: int, stop_index: int) -> tuple[int, ...]:
    """Where to look if nobody was found at first, for somebody who comes late or is there for a short time only."""
    keys = np.flatnonzero(info.keyframe[start_index:stop_index]) + start_index
    frames = keys if len(keys) > _SECOND_LOOK // 2 else np.arange(start_index, stop_index)
    spread = np.linspace(0, len(frames) - 1, min(_SECOND_LOOK, len(frames)))
    return tuple(sorted({int(frames[round(i)]) for i in spread}))


def _length_s(info: VideoInfo, cuts: Sequence[int], i: int) -> float:
    return float(info.time_s[cuts[i + 1] - 1] - info.time_s[cuts[i]])
