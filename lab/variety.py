"""Clothes, scenes and cameras drawn from a seed, for sets of clips that differ."""

import numpy as np

from lab.camera import Camera
from lab.clothes import Clothes, Colour
from lab.scene import Scene


def _colour(rng: np.random.Generator, dark: float = 0.05, light: float = 0.9) -> Colour:
    shade, tint = rng.uniform(dark, light), rng.normal(0.0, 0.12, 3)
    red, green, blue = (float(v) for v in np.clip(shade + tint, 0.03, 0.97))
    return (red, green, blue)


def draw_clothes(seed: int, *, loose: bool | None = None) -> Clothes:
    """Gym clothes; loose ones in two of five draws unless ``loose`` says."""
    rng = np.random.default_rng([seed, 21])
    is_loose = bool(rng.random() < 0.4) if loose is None else loose
    sleeves = ("short", "short", "long", "none")[int(rng.integers(4))]
    return Clothes(
        fit="loose" if is_loose else "tight",
        top=_colour(rng),
        bottom=_colour(rng, 0.05, 0.5),
        shoes=_colour(rng, 0.2, 0.95),
        sleeves=sleeves,  # type: ignore[arg-type]
        legs="short" if rng.random() < 0.3 else "long",
        slack_m=float(rng.uniform(0.025, 0.06)),
        pattern="striped" if rng.random() < 0.15 else "plain",
    )


def draw_scene(seed: int, *, crowded: bool = False) -> Scene:
    """A room and its light; ``crowded`` adds a mirror or a bystander now and then."""
    rng = np.random.default_rng([seed, 22])
    room = ("gym", "gym", "home", "plain")[int(rng.integers(4))]
    return Scene(
        room=room,  # type: ignore[arg-type]
        seed=seed,
        light=float(rng.uniform(0.7, 1.1)),
        light_yaw_deg=float(rng.uniform(-60.0, 60.0)),
        clutter=int(rng.integers(0, 6)),
        mirror=crowded and bool(rng.random() < 0.3),
        bystander=crowded and bool(rng.random() < 0.4),
    )


def draw_camera(seed: int, yaw_deg: float, *, yaw_sd_deg: float = 4.0) -> Camera:
    """A phone on a stand or shelf: near the asked view, never exactly, at 24 to 60 frames a second."""
    rng = np.random.default_rng([seed, 23])
    return Camera(
        yaw_deg=yaw_deg,
        yaw_error_deg=float(np.clip(rng.normal(0.0, yaw_sd_deg), -2.2 * yaw_sd_deg, 2.2 * yaw_sd_deg)),
        roll_deg=float(rng.normal(0.0, 1.0)),
        height_m=float(rng.uniform(0.6, 1.3)),
        distance_m=float(rng.uniform(2.3, 3.6)),
        fov_deg=float(rng.uniform(55.0, 72.0)),
        fps=float((24, 25, 30, 30, 30, 60)[int(rng.integers(6))]),
        crf=int(rng.integers(20, 29)),
        noise=float(rng.uniform(0.0, 5.0)),
    )
