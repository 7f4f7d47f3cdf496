"""Several recordings of one test: which of them belong together. Pure functions over results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, pstdev

from taikan.core.records import AnalysisResult, Measure, Reason, Record, Side


@dataclass(frozen=True)
class Trial:
    """One recording that could be measured.

    ``file`` is its path below the folder that was given, ``side`` the side its name states, ``person`` whose folder it
    lay in, ``folder`` where its own report is, below the output.
    """

    file: str
    result: AnalysisResult
    side: Side = "none"
    person: str = ""
    folder: str | None = None

    @property
    def test(self) -> str:
        """The movement test."""
        return self.result.test


class Skipped(Record):
    """A file that was left out, and why. ``folder``: its own report below the output, if it has one.

    A reason's code is an entry of ``reasons.toml`` or, for a file that cannot be read, of ``errors.toml``.
    """

    file: str
    reasons: tuple[Reason, ...]
    folder: str | None = None


def nearest_to_median(rows: Sequence[Mapping[str, float]]) -> int:
    """Which of ``rows`` (at least one; number's name to value) lies nearest to the medians, in SD of each number.

    Numbers that not all rows have, or that never differ, do not count; the first row on a tie.
    """
    distances = [0.0] * len(rows)
    for name in sorted(set(rows[0]).intersection(*rows[1:])):
        values = [row[name] for row in rows]
        scale = pstdev(values)
        if scale > 0.0:
            middle = median(values)
            distances = [d + abs(v - middle) / scale for d, v in zip(distances, values, strict=True)]
    return distances.index(min(distances))


def side_of(measure: Measure, trial: Trial) -> Side:
    """The side a number belongs to: its own, else the one the recording's name states."""
    return trial.side if measure.side == "none" else measure.side
