"""How good a value is, 0..1, by one formula for everything that is graded."""

import math

VALUE_AT_MARGIN = 0.1
"""What is left one margin outside the bounds."""


def tolerance(x: float, bounds: tuple[float, float], margin: float) -> float:
    """1 inside ``bounds`` (low, high; infinite where open), falling smoothly outside to 0.1 one ``margin`` away.

    A bell curve in the distance to the nearer bound, as the shaped rewards of dm_control (Tunyasuvunakool 2020); with
    ``margin`` 0 a step. Raises ``ValueError`` for bounds in the wrong order or a negative margin.
    """
    low, high = bounds
    if not low <= high:
        raise ValueError("the lower bound must not exceed the upper")
    if margin < 0:
        raise ValueError("the margin must not be negative")
    distance = max(low - x, x - high, 0.0)
    if distance == 0.0:
        return 1.0
    if margin == 0.0:
        return 0.0
    return math.exp(math.log(VALUE_AT_MARGIN) * (distance / margin) ** 2)
