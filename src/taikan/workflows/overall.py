"""One bar for a whole job: the progress of its parts as a share of all of it."""

from dataclasses import dataclass, field

from taikan.workflows.analysis import Progress, Stage

WHOLE = 1000
"""Steps of the whole job."""
RECORDINGS_END = 850
"""Where the recordings end, if there are any; the rest is profile, plan and report."""
_WITHIN: dict[Stage, tuple[float, float]] = {
    "landmarks": (0.0, 0.7),
    "measuring": (0.7, 0.72),
    "video": (0.72, 0.97),
    "report": (0.97, 1.0),
}
"""The part of one recording each stage takes."""


@dataclass
class Overall:
    """Reports to ``progress``, if there is one, what ``of_recordings`` and ``reached`` are told; never backwards."""

    progress: Progress | None
    _base: float = 0.0
    _share: float = 0.0
    _done: int = field(default=0)

    def of_recordings(self, stage: Stage, done: int, total: int) -> None:
        """A callback for measuring recordings one after the other."""
        if stage == "recordings":
            self._share = RECORDINGS_END / total if total else 0.0
            self._base = self._share * done
            self._tell("recordings", self._base)
        elif stage in _WITHIN:
            first, last = _WITHIN[stage]
            self._tell(stage, self._base + self._share * (first + (last - first) * done / max(1, total)))

    def reached(self, stage: Stage, share: float) -> None:
        """``stage`` begins, with ``share`` (0..1) of what comes after the recordings done."""
        self._tell(stage, RECORDINGS_END + (WHOLE - RECORDINGS_END) * share)

    def _tell(self, stage: Stage, at: float) -> None:
        self._done = max(self._done, round(at))
        if self.progress is not None:
            self.progress(stage, self._done, WHOLE)
