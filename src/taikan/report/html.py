"""One self-contained HTML page from an analysis: pictures inside, no script, no address to anywhere."""

from base64 import b64encode
from dataclasses import dataclass

from taikan.core.records import AnalysisResult
from taikan.core.texts import Language
from taikan.knowledge.models import Knowledge
from taikan.report.content import (
    Wording,
    absent_rows,
    fault_rows,
    film_steps,
    findings,
    measure_rows,
    not_judged_groups,
    number_sources,
    quality_view,
    whole_or_partial,
)
from taikan.report.figures import Chart
from taikan.report.keyframes import KeyFrame
from taikan.report.pages import environment

VIEW_TURN_DEG = {
    "frontal": 0,
    "sagittal_right": -90,
    "sagittal_left": 90,
    "posterior": 180,
    "oblique": -45,
    "unknown": 0,
}
"""How the person, seen from above with the camera below, is turned from facing it."""


@dataclass(frozen=True)
class ReportInput:
    """All a report needs, without video. ``file_name`` and ``created_at`` are shown as they are."""

    result: AnalysisResult
    knowledge: Knowledge
    language: Language
    file_name: str
    created_at: str
    keyframes: tuple[KeyFrame, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A key frame ready for the page."""

    uri: str
    alt: str
    caption: str
    seconds: str
    angles: tuple[str, ...]


@dataclass(frozen=True)
class PictureGroup:
    """The pictures of one repetition."""

    title: str
    pictures: tuple[Picture, ...]


def render_report(report: ReportInput) -> str:
    """The whole page; for an invalid recording one page on how to film it again."""
    result, words = report.result, Wording(report.knowledge, report.language)
    numbers = number_sources(result.measures, report.knowledge)
    rows = measure_rows(result.measures, words, numbers)
    faults = fault_rows(result, words)
    template = environment().get_template("report.html.j2" if result.verdict.valid else "again.html.j2")
    return template.render(
        t=words,
        language=report.language,
        report=report,
        result=result,
        test_name=words.test_name(result.test),
        purpose=words.optional(f"tests.{result.test}.purpose") or "",
        view_name=report.knowledge.term(result.view, report.language),
        view_turn=VIEW_TURN_DEG[result.view],
        count=len(whole_or_partial(result.repetitions)),
        is_held=any(p.name == "held" for r in result.repetitions for p in r.phases),
        is_partial=all(r.partial for r in result.repetitions),
        reasons=[words.reason(r) for r in result.verdict.reasons],
        notes=[words.reason(r) for r in result.verdict.notes],
        steps=film_steps(result.test, words),
        findings=findings(result, words, rows),
        rows=rows,
        quality=quality_view(result, words),
        absent=absent_rows(result.measures, words),
        groups=_groups(report, words),
        shown_repetitions=len({k.repetition for k in report.keyframes if k.kind == "bottom"}),
        faults=faults,
        not_judged=not_judged_groups(faults),
        fault_pictures={k.fault: _picture(k, words, result.test) for k in report.keyframes if k.fault},
        references=[(n, report.knowledge.references[s]) for s, n in numbers.items()],
    )


def _groups(report: ReportInput, words: Wording) -> tuple[PictureGroup, ...]:
    pictures: dict[int, list[Picture]] = {}
    for frame in report.keyframes:
        if frame.kind != "fault" and frame.repetition is not None:
            pictures.setdefault(frame.repetition, []).append(_picture(frame, words, report.result.test))
    test = report.result.test
    return tuple(
        PictureGroup(words.for_test("keyframes.repetition", test, n=n), tuple(p)) for n, p in sorted(pictures.items())
    )


def _picture(frame: KeyFrame, words: Wording, test: str) -> Picture:
    seconds = f"{frame.time_s:.1f}"
    if frame.kind == "fault":
        known = frame.repetition is not None
        caption = words.for_test("keyframes.repetition", test, n=frame.repetition) if known else ""
    else:
        caption = words.for_test(f"keyframes.{frame.kind}", test)
    return Picture(
        uri="data:image/jpeg;base64," + b64encode(frame.jpeg).decode("ascii"),
        alt=words("keyframes.alt", what=caption, seconds=seconds),
        caption=caption,
        seconds=f"{seconds} {words('video.seconds')}",
        angles=tuple(_angle(name, value, words) for name, value in frame.angles),
    )


def _angle(name: str, value: float, words: Wording) -> str:
    stem = name.removesuffix("_projection")
    side = stem.split("_", maxsplit=1)[0]
    bare = stem.removeprefix("right_").removeprefix("left_")
    label = words("series." + bare).split("(")[0].split(" (")[0]
    prefix = words.knowledge.term(side, words.language) if side in {"left", "right"} else ""
    joined = f"{prefix}{label}" if words.language == "ja" or not prefix else f"{label}, {prefix}"
    return f"{joined} {words.quantity(value, 'deg', 0)}"
