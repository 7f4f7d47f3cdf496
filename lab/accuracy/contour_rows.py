"""The back outline of one clip against true spine flexion: largest change within each repetition."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lab.accuracy.truth import ClipTruth, TrueRepetition
from taikan.kinematics.spine_contour import BendChange, ContourChange, change_in_repetition
from taikan.workflows.analysis import Analysis

TRUE_SERIES = {
    "lower": ("lumbar_flexion_deg",),
    "upper": ("thoracic_flexion_deg",),
    "total": ("lumbar_flexion_deg", "thoracic_flexion_deg"),
    "bend": ("lumbar_flexion_deg", "thoracic_flexion_deg"),
}
"""What is compared with which true flexion: depths of the outline's halves and of the whole in % of the chord, and the
bend in degrees."""
TESTS = ("squat", "hip_hinge", "deadlift", "sit_to_stand")


def contour_rows(clip: ClipTruth, analysis: Analysis) -> Iterator[dict[str, Any]]:
    """One row a true whole repetition and part of the back, for side views of the tests that read the outline."""
    if clip.test not in TESTS or clip.family != "sagittal" or not clip.measurable:
        return
    for rep in clip.whole_repetitions:
        change, refused = _change(analysis, rep)
        for part, series in TRUE_SERIES.items():
            seen = None if change is None else getattr(change, part)
            yield {
                "repetition": rep.index,
                "part": part,
                "true_change_deg": _true_change(clip, rep, series),
                "change": np.nan if seen is None else seen.deg if isinstance(seen, BendChange) else seen.percent,
                "se": np.nan if seen is None else seen.se,
                "confidence": np.nan if seen is None else seen.confidence,
                "refused": refused,
            }


def _change(analysis: Analysis, rep: TrueRepetition) -> tuple[ContourChange | None, str | None]:
    verdict, contour = analysis.result.verdict, analysis.contour
    if not verdict.valid:
        return None, verdict.reasons[0].code
    if contour is None:
        return None, "view_cannot_show"
    if contour.neutral is None:
        return None, contour.main_refusal() or "no_neutral"
    change = change_in_repetition(contour, contour.neutral, rep.start_s, rep.end_s)
    return change, None if change is not None else contour.main_refusal() or "contour_hidden"


def _true_change(clip: ClipTruth, rep: TrueRepetition, series: tuple[str, ...]) -> float:
    """Largest flexion within the repetition minus that of standing, degrees."""
    flexion = np.sum([clip.series(name) for name in series], axis=0)
    neutral = flexion[clip.time_s <= clip.whole_repetitions[0].start_s + 1e-9]
    standing = float(np.median(neutral)) if len(neutral) else float(flexion[0])
    return float(clip.during(flexion, rep.start_s, rep.end_s).max()) - standing
