"""A drawn photo of a figure, and an analysis that "finds" that figure in it: the whole photo path without inference."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from PIL import Image, ImageDraw

from synthetic import AT, Camera
from taikan.pose.recording import PersonSummary, PoseRecording

CHAINS = (
    ("ear", "shoulder", "hip", "knee", "ankle", "foot_index"),
    ("shoulder", "elbow", "wrist"),
    ("ankle", "heel"),
)


def draw_photo(track: xr.Dataset, camera: Camera) -> Image.Image:
    """A plain room with a thick-limbed figure where the first frame of ``track`` has its landmarks."""
    picture = Image.new("RGB", (camera.width_px, camera.height_px), (226, 222, 214))
    pen, points = ImageDraw.Draw(picture), track["position"].to_numpy()[0, :, :2]
    floor = float(points[:, 1].max())
    pen.rectangle((0, floor, camera.width_px, camera.height_px), fill=(176, 158, 134))
    for side, shade in (("left", (92, 110, 140)), ("right", (120, 140, 172))):
        for chain in CHAINS:
            line = [tuple(points[AT[f"{side}_{part}"]]) for part in chain]
            pen.line(line, fill=shade, width=round(0.055 * camera.body_px), joint="curve")
    x, y = points[AT["right_ear"]]
    r = 0.06 * camera.body_px
    pen.ellipse((x - r, y - r, x + r, y + r), fill=(222, 190, 166))
    return picture


def save_photo(path: Path, track: xr.Dataset, camera: Camera, **options: object) -> Path:
    """The drawn photo as a file of the kind its name says."""
    draw_photo(track, camera).save(path, **options)
    return path


def see_photo(monkeypatch: pytest.MonkeyPatch, track: xr.Dataset) -> None:
    """Make every analysis find the one frame of ``track``."""
    size = (float(track.attrs["width_px"]), float(track.attrs["height_px"]))
    recording = PoseRecording(
        is_mixed_up=False,
        track=track,
        silhouettes=None,
        people=(PersonSummary(1, 0.0, (0.0, 0.0, *size)),),
        chosen=1,
        start_index=0,
        thumbnail_s=np.empty(0),
        thumbnails=(),
        runtime="drawn",
        model="lite",
        model_sha256="0" * 64,
        detector_sha256="0" * 64,
    )
    monkeypatch.setattr("taikan.workflows.analyze.track_people", lambda _info, **_options: recording)
