"""The rotated square around a person that the landmark model looks at."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MARGIN = 1.25
"""BlazePose was trained on squares 1.25 times the circle about the hips that holds the body."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square in upright image pixels. ``rotation_rad`` is clockwise on screen; 0 when the person is upright."""

    center_x: float
    center_y: float
    size_px: float
    rotation_rad: float

    @classmethod
    def from_alignment(cls, hip: NDArray[np.float64], rim: NDArray[np.float64]) -> "Region":
        """From mid-hip and the point on the rim of the body's circle, both (2,) pixels."""
        dx, dy = float(rim[0] - hip[0]), float(rim[1] - hip[1])
        return cls(
            center_x=float(hip[0]),
            center_y=float(hip[1]),
            size_px=2.0 * _MARGIN * math.hypot(dx, dy),
            rotation_rad=math.remainder(math.pi / 2 - math.atan2(-dy, dx), math.tau),
        )

    def to_image(self, crop_size: int) -> NDArray[np.float64]:
        """(2, 3) map from crop pixels (x, y) to upright image pixels."""
        scale = self.size_px / crop_size
        cos, sin = math.cos(self.rotation_rad) * scale, math.sin(self.rotation_rad) * scale
        half = crop_size / 2
        return np.array(
            [
                [cos, -sin, self.center_x - (cos - sin) * half],
                [sin, cos, self.center_y - (sin + cos) * half],
            ]
        )

    @property
    def body_px(self) -> float:
        """Diameter of the body's circle, a little more than the person's height."""
        return self.size_px / _MARGIN

    def distance(self, other: "Region") -> float:
        """How unlike two regions are: shift in body diameters plus the log ratio of sizes. 0 is the same."""
        shift = math.hypot(self.center_x - other.center_x, self.center_y - other.center_y)
        body = math.sqrt(self.body_px * other.body_px)
        return shift / body + abs(math.log(self.size_px / other.size_px))

    def is_sane(self, width_px: int, height_px: int) -> bool:
        """False for regions no person in a picture of this size can have."""
        inside = -0.5 * self.body_px < self.center_x < width_px + 0.5 * self.body_px
        inside &= -0.5 * self.body_px < self.center_y < height_px + 0.5 * self.body_px
        return inside and 16.0 < self.size_px < 6.0 * max(width_px, height_px)
