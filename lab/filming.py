"""The pictures of a clip: the person, a bystander, things; motion blur and sensor noise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lab.act import Act, ClipSpec
from lab.body import make_body
from lab.kinematics import Places, place_bones
from lab.persons import draw_person
from lab.render import Picture, Studio
from lab.rotations import about, rotate
from lab.scene import WALL_M, front_of
from lab.skin import Figure
from lab.stand import Stance, standing
from lab.variety import draw_clothes

_SHUTTER = 0.5
"""Share of a frame's time the shutter is open."""
_NOISE_FIELDS = 6


def pictures(spec: ClipSpec, act: Act) -> Iterator[Picture]:
    """(H, W, 3) RGB, one a frame."""
    person = Figure.of(act.body, spec.clothes, act.places, spec.seed)
    studio = Studio(act.view, spec.scene, act.centre, _wall_m(act))
    sensor = _Sensor.of(spec, act)
    try:
        number = studio.add_body(person.skin, person.points(0.0))
        if spec.scene.bystander:
            other = _bystander(spec, act)
            studio.add_body(other.skin, other.points(0.0))
        things = [(prop, studio.add_prop(prop)) for prop in act.performance.props]
        for frame in range(len(act.performance.time_s)):
            for prop, actors in things:
                studio.shift(actors, prop.place_m[frame] if prop.place_m.ndim == 2 else prop.place_m)
            seen = [_at(studio, number, person, frame + offset) for offset in _moments(spec.camera.blur_samples)]
            yield sensor.sees(seen)
    finally:
        studio.close()


def _wall_m(act: Act) -> float:
    """Far enough behind the middle that nobody walks through the wall or what stands along it."""
    behind = (act.landmarks_m - act.centre) @ front_of(act.view, act.centre).away
    return max(WALL_M, float(behind.max()) + 1.6)


def _at(studio: Studio, number: int, person: Figure, frame: float) -> Picture:
    studio.move(number, person.points(frame))
    return studio.picture()


def _moments(samples: int) -> NDArray[np.float64]:
    """Offsets from the frame's time at which a picture is taken, in frames; their mean is zero."""
    return (np.arange(samples) - (samples - 1) / 2) * _SHUTTER / samples


@dataclass(frozen=True, eq=False)
class _Sensor:
    """A few fields of noise (N, H, W, 3); each picture gets one, moved about, as drawing new ones takes long."""

    fields: NDArray[np.int16]
    rng: np.random.Generator

    @classmethod
    def of(cls, spec: ClipSpec, act: Act) -> "_Sensor":
        rng = np.random.default_rng([spec.seed, 5])
        shape = (_NOISE_FIELDS, act.view.height_px, act.view.width_px, 3)
        return cls(np.round(spec.camera.noise * rng.standard_normal(shape, dtype=np.float32)).astype(np.int16), rng)

    def sees(self, seen: list[Picture]) -> Picture:
        """The mean of what was there while the shutter was open, with noise."""
        mean = np.mean(np.stack(seen), axis=0).round().astype(np.int16)
        field = self.fields[int(self.rng.integers(_NOISE_FIELDS))]
        noise = np.roll(field, int(self.rng.integers(field.shape[0])), axis=0)
        return np.asarray(np.clip(mean + noise, 0, 255).astype(np.uint8))


def _bystander(spec: ClipSpec, act: Act) -> Figure:
    """Somebody standing still behind and beside the person, turned anyhow."""
    rng = np.random.default_rng([spec.scene.seed, 17])
    body = make_body(draw_person(int(rng.integers(10_000, 20_000))))
    still = standing(body.skeleton, Stance(body.skeleton.hip_half_m, 8.0), np.zeros(1))
    places = place_bones(body.skeleton, still)
    front = front_of(act.view, act.centre)
    aside = rng.choice([-1.0, 1.0]) * rng.uniform(1.0, 1.5)
    place = act.centre * [1.0, 0.0, 1.0] + rng.uniform(0.7, 1.4) * front.away + aside * front.right
    turn = about(1, float(rng.uniform(-180.0, 180.0)))
    moved = Places(
        {name: turn @ matrix for name, matrix in places.turn.items()},
        {name: rotate(turn, start) + place for name, start in places.start.items()},
    )
    clothes = replace(draw_clothes(spec.scene.seed + 1), fit="tight")
    return Figure.of(body, clothes, moved, spec.scene.seed)
