"""What a stated confidence of a fault is worth, measured on rendered people (``knowledge/fault_calibration.toml``)."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from pydantic import Field, model_validator

from taikan.knowledge.models import Entry, TechnicalOrigin


class ConfidenceMap(Entry):
    """Corners of a rising line from the confidence by priors (``stated``) to the share that was right, 0..1 each.

    ``looks``: how many events it stands on.
    """

    stated: tuple[float, ...] = Field(min_length=1)
    right: tuple[float, ...]
    looks: int = Field(gt=0)

    @model_validator(mode="after")
    def _rises(self) -> "ConfidenceMap":
        if len(self.stated) != len(self.right):
            raise ValueError("stated and right pair up")
        if not all(a < b for a, b in pairwise(self.stated)) or not all(a <= b for a, b in pairwise(self.right)):
            raise ValueError("stated must rise and right may not fall")
        if not all(0.0 <= x <= 1.0 for x in (*self.stated, *self.right)):
            raise ValueError("confidences lie in 0..1")
        return self


class FaultCalibration(Entry):
    """A map for each fault with enough events and a ``pooled`` one for ``pooled_faults``, which had some.

    Faults that were never seen in the lab keep their priors.
    """

    origin: TechnicalOrigin | None = None
    pooled: ConfidenceMap | None = None
    pooled_faults: tuple[str, ...] = ()
    fault: Mapping[str, ConfidenceMap] = Field(default_factory=dict)

    def calibrated(self, code: str, confidence: float) -> float:
        """``confidence`` of an event of fault ``code`` as measured, 0..1; beyond the corners the nearest one holds."""
        known = self.fault.get(code, self.pooled if code in self.pooled_faults else None)
        return confidence if known is None else float(np.interp(confidence, known.stated, known.right))


@lru_cache(maxsize=1)
def load_fault_calibration() -> FaultCalibration:
    """The calibration this version ships."""
    text = files("taikan.knowledge").joinpath("fault_calibration.toml").read_text(encoding="utf-8")
    return FaultCalibration.model_validate(tomllib.loads(text))
