"""The Python interface: recordings in, records and xarray datasets out. Thin; everything is done by the layers below.

Use it as ``taikan.analyze(...)``; see ``docs/api.md``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from taikan.core.records import AnalysisResult, CaptureAdvice, ManualPoint, Measure, Quality, Sex, Verdict
from taikan.core.texts import Language, Text
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import MeasureDefinition
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.registry import movement_tests

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from taikan.progress.repeatability import WithinPerson
    from taikan.workflows.analysis import Analysis

ModelName = Literal["lite", "full", "heavy"]


@dataclass(frozen=True, eq=False)
class Recording:
    """One measured recording: what ``analyze`` gives.

    ``result`` is the document the command line prints as JSON; the properties give its parts and the series behind it.
    """

    analysis: "Analysis"

    @property
    def result(self) -> AnalysisResult:
        """Verdict, repetitions, measures, faults, quality and provenance; frozen and validated."""
        return self.analysis.result

    @property
    def verdict(self) -> Verdict:
        """Whether the recording could be measured, and if not, why."""
        return self.result.verdict

    @property
    def quality(self) -> Quality | None:
        """The quality of the movement as a whole, where the test has one."""
        return self.result.quality

    @property
    def landmarks(self) -> "xr.Dataset":
        """Cleaned landmarks over ``time`` (seconds): ``position`` in pixels, x right, y down; see ``core.arrays``."""
        return self.analysis.motion.track

    @property
    def raw_landmarks(self) -> "xr.Dataset":
        """Landmarks as the model gave them, before gaps and swaps were repaired and before smoothing."""
        return self.analysis.raw

    @property
    def angles(self) -> "xr.Dataset":
        """``angle_deg`` and ``confidence`` over ``time`` and ``angle``; degrees as the picture shows them."""
        return self.analysis.motion.angles

    @cached_property
    def measures(self) -> "pd.DataFrame":
        """One row a measure: code, side, value, unit, sem, mdc95, grade, confidence, and why a value is absent."""
        import pandas as pd

        from taikan.interop.tabular import measure_row

        return pd.DataFrame([measure_row(measure) for measure in self.result.measures])

    @cached_property
    def repetitions(self) -> "pd.DataFrame":
        """One row a repetition: its times, phases and the values measured in it."""
        from taikan.interop.tabular import repetition_table

        return repetition_table(self.result)

    def measure(self, code: str, side: str | None = None) -> Measure:
        """The measure ``code``, of ``side`` where there are several; ``KeyError`` if the test has none of that name."""
        for found in self.result.measures:
            if found.code == code and side in {None, found.side}:
                return found
        raise KeyError(code if side is None else f"{code} {side}")

    def write(self, folder: str | Path, *, lang: Language = "en", video: bool = True, blur_face: bool = False) -> Path:
        """Write everything ``taikan analyze`` writes into ``folder``, whole or not at all; gives the report's path."""
        from taikan.workflows.outputs import REPORT_FILE, write_outputs

        write_outputs(self.analysis, Path(folder), lang, with_video=video, with_blurred_face=blur_face)
        return Path(folder) / REPORT_FILE


def analyze(
    path: str | Path,
    test: str,
    *,
    side: Literal["left", "right"] | None = None,
    person: int | None = None,
    height_cm: float | None = None,
    age: float | None = None,
    sex: Sex | None = None,
    model: ModelName = "full",
    options: Mapping[str, str] | None = None,
    points: Iterable[ManualPoint] = (),
    modifiers: Iterable[str] = (),
    workers: int | None = None,
) -> Recording:
    """Measure the movement in a clip, or the posture in a photo.

    Never raises for a poor recording: ``verdict`` then says what is wrong, and measures are absent with a reason.

    Parameters
    ----------
    path : video or photo.
    test : a name of ``tests()``.
    side : measure this side instead of the one nearest the camera.
    person : which person, if several; 1 is the main one.
    height_cm : the person's height, for lengths in cm.
    age, sex : years, and "male" or "female", for norms and limits.
    model : size of the pose model.
    options : the test's own choices, by name.
    points : points a person set on a photo.
    modifiers : safety codes that hold for the person.
    workers : how many cores to use; all if not given.

    Raises
    ------
    TaikanError
        One of its kinds: a file that cannot be read, an unknown name, a test that a modifier excludes, missing models.
    """
    from taikan.workflows.analysis import AnalyzeSettings
    from taikan.workflows.analyze import analyze as run

    settings = AnalyzeSettings(
        test=test,
        side=side,
        person=person,
        height_cm=height_cm,
        age=age,
        sex=sex,
        model=model,
        options=dict(options or {}),
        points=tuple(points),
        modifiers=tuple(modifiers),
        workers=workers,
    )
    return Recording(run(Path(path), settings))


def check(path: str | Path, test: str, *, model: ModelName = "full") -> CaptureAdvice:
    """The one thing to change before ``test`` is recorded, from a few frames of a clip or from a photo.

    For many pictures keep a ``taikan.workflows.check.CaptureChecker``, which opens the models once. Raises as
    ``analyze``.
    """
    from taikan.workflows.check import CaptureChecker

    return CaptureChecker(model).check_recording(Path(path), test)


def tests() -> Mapping[str, MovementTest]:
    """Every movement test by name, those of installed packages included."""
    return {test.id: test for test in movement_tests().values()}


def measures() -> Mapping[str, MeasureDefinition]:
    """Every measure by code: what it is called, its unit, sign, limits, norm and sources."""
    return load_knowledge().measures


def texts() -> Mapping[str, Text]:
    """Every sentence and label by its key, in Japanese and English."""
    return load_knowledge().texts


def repeatability(groups: Mapping[str, Sequence[float]]) -> "WithinPerson":
    """The standard error of measurement from repeated trials: who, to the values of their trials in one unit.

    Raises ``ValueError`` if nobody has two trials.
    """
    from taikan.progress.repeatability import within_person

    found = within_person(groups)
    if found is None:
        raise ValueError("at least one person needs two trials")
    return found
