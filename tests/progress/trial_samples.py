"""Made-up trials of a squat with the values a test wants."""

from collections.abc import Mapping

from taikan.core.records import AnalysisResult, Measure, Provenance, Reason, Repetition, Side, Verdict
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import Knowledge
from taikan.movement_tests.measuring import absent_measure, present_measure
from taikan.progress.trials import Trial


def made_by(**changes: object) -> Provenance:
    """Where a made-up result comes from."""
    fields: dict[str, object] = {
        "software": "taikan",
        "version": "0.1.0",
        "model": "full",
        "model_sha256": "4f" * 32,
        "detector_sha256": "9a" * 32,
        "runtime": "openvino",
        "fps": 30.0,
        "frame_count": 300,
        "width_px": 720,
        "height_px": 1280,
        "duration_s": 10.0,
        "file_name": "squat.mp4",
        "file_sha256": "c3" * 32,
        "view": "sagittal_right",
    }
    return Provenance(**(fields | changes))  # type: ignore[arg-type]


def measures(values: Mapping[str, float | None], near: Side, knowledge: Knowledge) -> tuple[Measure, ...]:
    """Measures with ``values``; ``None`` is one that could not be seen."""
    made = []
    for code, value in values.items():
        side: Side = near if knowledge.measures[code].sides == "near" else "none"
        if value is None:
            made.append(absent_measure(code, Reason(code="contour_hidden"), knowledge=knowledge, side=side))
        else:
            made.append(
                present_measure(code, [value], knowledge=knowledge, side=side, visibility=0.9, view_quality=0.9)
            )
    return tuple(made)


def trial(
    person: str,
    values: Mapping[str, float | None],
    *,
    side: Side = "none",
    near: Side = "right",
    test: str = "squat",
    file: str = "squat_1.mp4",
    repetitions: tuple[Repetition, ...] = (),
    **provenance: object,
) -> Trial:
    """A recording of ``person`` from the ``near`` side, with these values."""
    view = f"sagittal_{near}"
    result = AnalysisResult(
        test=test,
        view=view,  # type: ignore[arg-type]
        verdict=Verdict(valid=True),
        repetitions=repetitions,
        measures=measures(values, near, load_knowledge()),
        provenance=made_by(view=view, **provenance),
    )
    return Trial(file, result, side, person, folder=f"recordings/{file.partition('.')[0]}")
