"""What a movement is asked to do: options, faults, a seed, a frame rate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from lab.performance import InjectedFault, Performance, Repetition
from lab.rotations import FloatArray
from lab.skeleton import Skeleton
from lab.timing import Cycle, draw_cycles, frames


@dataclass(frozen=True)
class FaultOrder:
    """A fault to put in: its id, how large (in ``Movement.faults``' unit) and in which repetitions (empty: all)."""

    code: str
    size: float
    repetitions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Script:
    """``options`` overrides what a movement would draw from the seed; numbers in the unit of their names."""

    seed: int = 0
    fps: float = 30.0
    options: Mapping[str, float] = field(default_factory=dict)
    faults: tuple[FaultOrder, ...] = ()

    def rng(self) -> np.random.Generator:
        """The movement's own source of chance."""
        return np.random.default_rng([self.seed, 2])

    def option(self, name: str, drawn: float) -> float:
        """The option ``name``, or ``drawn`` where nothing was asked for."""
        return float(self.options.get(name, drawn))

    def size(self, code: str, repetition: int) -> float:
        """Size of fault ``code`` in a repetition (from 1), 0 where it was not ordered."""
        orders = [f for f in self.faults if f.code == code and (not f.repetitions or repetition in f.repetitions)]
        return sum(order.size for order in orders)


Build = Callable[[Skeleton, Script], Performance]


@dataclass(frozen=True)
class Movement:
    """One movement: the Taikan ``test`` it is filmed for, the faults it can show with their unit, its ``build``.

    ``option_names`` are what ``Script.options`` may hold. ``portrait``: how a phone is best held for it;
    None: upright seen from the front, along the way otherwise.
    """

    name: str
    test: str
    build: Build
    option_names: tuple[str, ...]
    faults: Mapping[str, str] = field(default_factory=dict)
    portrait: bool | None = True

    def check(self, script: Script) -> None:
        """Raises ``ValueError`` for an option or fault this movement does not have."""
        unknown = set(script.options) - set(self.option_names)
        if unknown:
            raise ValueError(f"{self.name} has no option {sorted(unknown)}; it has {sorted(self.option_names)}")
        unknown = {f.code for f in script.faults} - set(self.faults)
        if unknown:
            raise ValueError(f"{self.name} cannot show {sorted(unknown)}; it can show {sorted(self.faults)}")


CYCLE_OPTIONS = ("repetitions", "there_s", "hold_s", "back_s", "rest_s", "quiet_s")
"""Options every movement with repetitions has."""


def cycles_of(script: Script, rng: np.random.Generator, *, count: int, there_s: float, back_s: float) -> "Timeline":
    """Cycles as asked for, else with the movement's usual times; ``guarding`` makes them slow, ``too_fast`` fast."""
    quiet = script.option("quiet_s", float(rng.uniform(0.8, 1.2)))
    slow = 1.0 + max(script.size("guarding", 1), 0.0) / 100.0
    fast = 1.0 / (1.0 + script.size("too_fast", 1) / 100.0)
    cycles = draw_cycles(
        rng,
        int(script.option("repetitions", count)),
        there_s=script.option("there_s", there_s * rng.uniform(0.85, 1.2)) * slow * fast,
        hold_s=script.option("hold_s", float(rng.uniform(0.1, 0.35))),
        back_s=script.option("back_s", back_s * rng.uniform(0.85, 1.2)) * slow * fast,
        rest_s=script.option("rest_s", float(rng.uniform(0.35, 0.6))),
        quiet_s=quiet,
    )
    return Timeline(cycles, frames(cycles, quiet, script.fps))


@dataclass(frozen=True, eq=False)
class Timeline:
    """The cycles of a movement and its frame times."""

    cycles: tuple[Cycle, ...]
    time_s: FloatArray

    def blend(self, values: list[float], *, late: float = 1.0) -> FloatArray:
        """(T,) each repetition's value times its way; ``late`` above 1 makes it show only near the turn."""
        return np.sum([c.way(self.time_s) ** late * v for c, v in zip(self.cycles, values, strict=True)], axis=0)

    def whole_way(self) -> FloatArray:
        """(T,) 0 at rest, 1 at every turn."""
        return self.blend([1.0] * len(self.cycles))

    def sized(self, script: Script, code: str) -> list[float]:
        """The size of ``code`` in each repetition."""
        return [script.size(code, i + 1) for i in range(len(self.cycles))]

    def repetitions(self, side: str = "none") -> tuple[Repetition, ...]:
        """All cycles as commanded repetitions."""
        return tuple(Repetition(i + 1, c.start_s, c.bottom_s, c.end_s, side) for i, c in enumerate(self.cycles))

    def injected(self, script: Script, movement_faults: Mapping[str, str]) -> tuple[InjectedFault, ...]:
        """Every ordered fault of every repetition, with the time it shows."""
        return tuple(
            InjectedFault(code, i + 1, cycle.start_s, cycle.end_s, script.size(code, i + 1), unit)
            for code, unit in movement_faults.items()
            for i, cycle in enumerate(self.cycles)
            if script.size(code, i + 1)
        )
