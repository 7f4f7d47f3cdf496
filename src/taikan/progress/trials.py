"""Several recordings of one test: which of them belong together. Pure functions over results."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

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


def side_of(measure: Measure, trial: Trial) -> Side:
    """The side a number belongs to: its own, else the one the recording's name states."""
    return trial.side if measure.side == "none" else measure.side


def of_one_view(trials: Sequence[Trial]) -> tuple[tuple[Trial, ...], tuple[Skipped, ...]]:
    """Of each person, test and side the trials from the view most of them have (the first one's on a tie); the rest."""
    views: dict[tuple[str, str, Side], Counter[str]] = {}
    for trial in trials:
        views.setdefault((trial.person, trial.test, trial.side), Counter())[trial.result.view] += 1
    kept, others = [], []
    for trial in trials:
        needed = views[trial.person, trial.test, trial.side].most_common(1)[0][0]
        if trial.result.view == needed:
            kept.append(trial)
        else:
            reason = Reason(code="another_view", values={"seen": trial.result.view, "needed": needed})
            others.append(Skipped(file=trial.file, reasons=(reason,), folder=trial.folder))
    return tuple(kept), tuple(others)
