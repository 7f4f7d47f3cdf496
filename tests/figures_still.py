"""Figures that hold still: standing between marching, sitting tall and as usual, at a desk, breathing; and photos."""

from dataclasses import replace

import numpy as np
import xarray as xr

from synthetic import AT, Camera, Posture, figure
from taikan.core.arrays import FloatArray

FPS = 30.0


def standing(
    camera: Camera | None = None,
    *,
    spells: int = 3,
    spell_s: float = 3.0,
    march_s: float = 2.5,
    posture: Posture | None = None,
) -> xr.Dataset:
    """``spells`` of standing as ``posture`` says, each after a stretch of marching on the spot."""
    posture = posture or Posture(trunk=2.0)
    period = march_s + spell_s
    time = np.arange(round(spells * period * FPS) + 1) / FPS
    into = np.mod(time, period)
    lift = np.where(into < march_s, np.sin(np.pi * np.clip(into / march_s, 0, 1)) ** 0.5, 0.0)
    stride = np.sin(2 * np.pi * 1.2 * into)
    right, left = 40.0 * lift * np.clip(stride, 0, None), 40.0 * lift * np.clip(-stride, 0, None)
    moved = replace(
        posture,
        thigh=_plus(posture.thigh, right),
        shank=_plus(posture.shank, right),
        thigh_left=_plus(posture.thigh, left),
        shank_left=_plus(posture.shank, left),
    )
    return figure(time, moved, camera or Camera(), feet_planted=False)


def sitting(
    camera: Camera | None = None,
    *,
    tall_s: float = 4.0,
    usual_s: float = 6.0,
    usual_trunk: float = 12.0,
    neck: float = 15.0,
) -> xr.Dataset:
    """Tall sitting, then within a second the usual one with the trunk and neck bent forward."""
    time = np.arange(round((tall_s + 1.0 + usual_s) * FPS) + 1) / FPS
    share = (1 - np.cos(np.pi * np.clip(time - tall_s, 0, 1))) / 2
    return figure(time, seated(trunk=usual_trunk * share, neck=neck * share), camera or Camera())


def seated(*, trunk: FloatArray | float = 5.0, neck: FloatArray | float = 10.0, elbow: float = 90.0) -> Posture:
    """On a chair with the thighs level and the forearms forward."""
    return Posture(trunk=trunk, thigh=88.0, shank=2.0, shoulder=10.0, elbow=elbow, neck=neck)


def held(posture: Posture, camera: Camera | None = None, seconds: float = 5.0) -> xr.Dataset:
    """``posture`` for some seconds."""
    return figure(np.arange(round(seconds * FPS) + 1) / FPS, posture, camera or Camera())


def photo(track: xr.Dataset, at_s: float = 0.0) -> xr.Dataset:
    """One frame of ``track``, as a photo gives it."""
    index = int(np.argmin(np.abs(track["time"].to_numpy() - at_s)))
    return track.isel(time=[index]).assign_coords(time=[0.0])


def breathing(
    camera: Camera | None = None,
    *,
    per_min: float = 14.0,
    rise_percent: float = 1.5,
    seconds: float = 60.0,
    noise_px: float = 0.5,
) -> xr.Dataset:
    """Sitting while the shoulders rise by ``rise_percent`` of the trunk's length with each breath."""
    camera = camera or Camera()
    track = held(seated(), camera, seconds)
    time, position = track["time"].to_numpy(), track["position"].to_numpy().copy()
    trunk_px = 0.288 * camera.body_px
    wave = rise_percent / 200.0 * trunk_px * np.sin(2 * np.pi * per_min / 60.0 * time)
    rng = np.random.default_rng(0)
    for side in ("left", "right"):
        position[:, AT[f"{side}_shoulder"], 1] -= wave + rng.normal(0.0, noise_px, len(time))
    return track.assign(position=(track["position"].dims, position))


def _plus(base: FloatArray | float, more: FloatArray) -> FloatArray:
    return np.asarray(base, dtype=float) + more
