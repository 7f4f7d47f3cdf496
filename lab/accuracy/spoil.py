"""Spoils a film as people do: too dark, a shaking camera, legs behind something; by the reason it should be refused.

What a camera's place can spoil (a wrong view, feet cut off, too far away) is filmed so; this is for the rest.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import av
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lab.film import write_film

Picture = NDArray[np.uint8]
DARKNESS = 0.15
SHAKE_SHARE, SHAKE_HZ = 0.04, 1.3
"""Of the picture's width, and how often a second: a phone held in the hand by someone who walks."""
COVER_GREY = 90
Spoil = Callable[[Picture, float, pd.Series], Picture]


def _darken(picture: Picture, _time_s: float, _truth: pd.Series) -> Picture:
    return (picture * DARKNESS).astype(np.uint8)


def _shake(picture: Picture, time_s: float, _truth: pd.Series) -> Picture:
    reach = SHAKE_SHARE * picture.shape[1]
    across = round(reach * np.sin(2 * np.pi * SHAKE_HZ * time_s))
    down = round(0.6 * reach * np.sin(2 * np.pi * 1.7 * SHAKE_HZ * time_s + 1.0))
    return np.roll(picture, (down, across), axis=(0, 1))


def _cover_legs(picture: Picture, _time_s: float, truth: pd.Series) -> Picture:
    """A grey box from the hips down, as wide as the person."""
    columns = [
        f"{side}_{part}" for side in ("left", "right") for part in ("hip", "knee", "ankle", "foot_index", "heel")
    ]
    across = truth[[f"{name}_u_px" for name in columns]].to_numpy(float)
    top = truth[["left_hip_v_px", "right_hip_v_px"]].mean()
    margin = 0.08 * picture.shape[1]
    left, right = int(max(across.min() - margin, 0)), int(across.max() + margin)
    covered = picture.copy()
    covered[int(max(top, 0)) :, left:right] = COVER_GREY
    return covered


SPOILS: Mapping[str, Spoil] = {"too_dark": _darken, "camera_moved": _shake, "low_visibility": _cover_legs}


def spoil_clip(folder: Path, why_not: str | None, crf: int) -> None:
    """Rewrite ``clip.mp4`` in ``folder`` as ``why_not`` asks; unchanged for reasons that were filmed."""
    spoil = SPOILS.get(why_not or "")
    if spoil is None:
        return
    film, spoiled = folder / "clip.mp4", folder / "spoiled.mp4"
    truth = pd.read_parquet(folder / "truth.parquet")
    with av.open(str(film)) as container:
        fps = float(container.streams.video[0].average_rate or 30)
        write_film(spoiled, _pictures(container, truth, spoil, fps), fps=fps, crf=crf)
    spoiled.replace(film)


def _pictures(
    container: "av.container.InputContainer", truth: pd.DataFrame, spoil: Spoil, fps: float
) -> Iterator[Picture]:
    for index, frame in enumerate(container.decode(video=0)):
        row = truth.iloc[min(index, len(truth) - 1)]
        yield spoil(frame.to_ndarray(format="rgb24"), index / fps, row)
