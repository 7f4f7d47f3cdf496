"""Loads ``holds.toml``: which pose starts a hold, which one ends it, and for how long a pose may be left."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator

from taikan.knowledge.models import Entry, Mark


class PoseCondition(Entry):
    """``signal`` must lie within ``low`` .. ``high``, in the signal's unit; a missing end is open.

    A signal is an angle series or one of ``kinematics/pose_signals.py``; ``{side}`` and ``{other}`` are filled in.
    """

    signal: str
    low: float | None = None
    high: float | None = None
    why: str

    @model_validator(mode="after")
    def _some_range(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError(f"{self.signal}: a condition needs low or high")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"{self.signal}: low must lie under high")
        return self


class HoldRule(Entry):
    """When a pose is held.

    ``position`` is being in the pose at all, ``form`` doing it as the test asks. A hold starts when both have been
    true for ``settle_s``. It ends where the position is left for more than ``lost_s`` or the form for more than
    ``leave_s``, and then lasted until the moment of leaving. With ``max_corrections`` it also ends at the next loss of
    form of at least ``correction_s``, even if it is put right. ``cap_s`` ends the test. Shorter holds than ``least_s``
    are getting into position.
    """

    mark: Mark
    source: str
    position: tuple[PoseCondition, ...] = Field(min_length=1)
    form: tuple[PoseCondition, ...] = ()
    settle_s: float = Field(ge=0)
    lost_s: float = Field(ge=0)
    leave_s: float = Field(ge=0)
    least_s: float = Field(gt=0)
    correction_s: float = Field(default=0.5, gt=0)
    max_corrections: int | None = Field(default=None, ge=0)
    cap_s: float | None = Field(default=None, gt=0)


@lru_cache
def load_hold_rules() -> Mapping[str, HoldRule]:
    """Rules by name; raises ``ValidationError`` if the file is broken."""
    text = files("taikan.knowledge").joinpath("holds.toml").read_text(encoding="utf-8")
    return {name: HoldRule.model_validate(table) for name, table in tomllib.loads(text).items()}
