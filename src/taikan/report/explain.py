"""What stands behind one number, as sections of plain text: between an ``Explanation`` and terminal or page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from taikan import __version__
from taikan.core.explanation import Explanation, GradeBand, GradeUsed, RepetitionUsed, SeriesUsed
from taikan.core.texts import Language
from taikan.knowledge.models import Knowledge
from taikan.report.content import Wording, error_digits, value_digits
from taikan.report.pages import environment

Row = tuple[str, str]
_HASH_SHOWN = 16


@dataclass(frozen=True)
class Grid:
    """A table: its columns' heads and its rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of the page: labelled lines, then a table, then remarks."""

    title: str
    rows: tuple[Row, ...] = ()
    grid: Grid | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExplainPage:
    """One explanation ready to be shown."""

    title: str
    subtitle: str
    headline: str
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()


class ExplainWords(Wording):
    """Texts ``explain.*`` in one language."""

    section = "explain"

    def amount(self, value: float | None, explained: Explanation) -> str:
        """A value of the measure with its unit, with as many decimals as its error asks for."""
        if value is None:
            return "–"
        unit = explained.measure.unit
        return self.quantity(value, unit, error_digits(unit, explained.measure.sem))

    def place(self, keypoint: str) -> str:
        """A landmark as people read it: ``右 膝``."""
        side, _, part = keypoint.partition("_")
        if side not in {"left", "right", "mid"}:
            return self.knowledge.term(keypoint, self.language)
        known = self.knowledge.term(part, self.language)
        return known if side == "mid" else f"{self.knowledge.term(side, self.language)} {known}"


def explain_page(explained: Explanation, knowledge: Knowledge, language: Language) -> ExplainPage:
    """The whole page for ``explained``, as text."""
    words = ExplainWords(knowledge, language)
    measure = explained.measure
    side = knowledge.term(measure.side, language) if measure.side in {"left", "right"} else ""
    test = words.test_name(explained.test)
    headline = words("absent")
    if measure.value is not None:
        headline = f"{words.amount(measure.value, explained)} ± {words.amount(measure.sem, explained)}"
    makers: tuple[Callable[[Explanation, ExplainWords], Section | None], ...] = (
        _why,
        _value,
        _repetitions,
        _landmarks,
        _formula,
        _grade,
        _confidence,
        _sources,
        _provenance,
    )
    made = (make(explained, words) for make in makers)
    return ExplainPage(
        title=words.of(explained.name) + (f" ({side})" if side else ""),
        subtitle=f"{measure.code} · {test}",
        headline=headline,
        sections=tuple(section for section in made if section is not None),
        remarks=_remarks(explained, words),
    )


def _remarks(explained: Explanation, words: ExplainWords) -> tuple[str, ...]:
    remarks = []
    if not explained.with_frames:
        remarks.append(words("no_frames"))
    if not explained.made_by_this_version:
        remarks.append(words("other_version", made=explained.provenance.version, here=__version__))
    return tuple(remarks)


def _why(explained: Explanation, words: ExplainWords) -> Section | None:
    if explained.absent is None:
        return None
    reason = words.reason(explained.absent)
    return Section(words("section.why"), ((words("row.reason"), reason.sentence), (words("row.action"), reason.action)))


def _value(explained: Explanation, words: ExplainWords) -> Section:
    measure, error = explained.measure, explained.error
    rows: list[Row] = []
    if measure.value is not None:
        key = "text.trials_one" if measure.n_trials == 1 else "text.trials_median"
        rows.append((words("row.value"), words.amount(measure.value, explained)))
        rows.append((words("row.trials"), words(key, count=measure.n_trials)))
    rows.append((words("row.sem"), words.amount(measure.sem, explained)))
    if measure.interval95 is not None:
        rows.append((words("row.interval"), _interval(measure.interval95, explained, words)))
    rows.append((words("row.mdc"), words.amount(measure.mdc95, explained)))
    rows.append((words("row.rule"), words(f"rule.{error.rule}", mark=error.mark)))
    candidates = {
        "prior": error.prior_mdc95,
        "technical": error.technical_mdc95,
        "gym": error.gym_mdc95,
        "spread": error.spread_mdc95,
    }
    shown = [
        words(f"candidate.{name}", value=words.amount(value, explained))
        for name, value in candidates.items()
        if value is not None
    ]
    rows.append((words("row.candidates"), "; ".join(shown)))
    if error.within_sd is not None:
        rows.append((words("row.spread"), words.amount(error.within_sd, explained)))
    return Section(words("section.value"), tuple(rows))


def _interval(interval: tuple[float, float], explained: Explanation, words: ExplainWords) -> str:
    low, high = (words.amount(end, explained) for end in interval)
    origin = words.knowledge.technical_origin
    if origin is None:
        return words("text.interval", low=low, high=high)
    return words("text.interval_from", low=low, high=high, bodies=origin.bodies, date=origin.date.isoformat())


def _repetitions(explained: Explanation, words: ExplainWords) -> Section | None:
    if not explained.repetitions:
        return None
    columns = ("repetition", "value", "time", "frames", "key", "series")
    labels = {one.name: words.of(one.label) for one in explained.series}
    rows = tuple(_repetition(r, labels, explained, words) for r in explained.repetitions)
    is_known = explained.with_frames
    return Section(
        words("section.repetitions"),
        ((words("row.moment"), words(f"moment.{explained.moment}")),),
        Grid(tuple(words(f"column.{c}") for c in columns), rows),
        (words("frame_count"),) if is_known else (),
    )


def _repetition(
    used: RepetitionUsed, labels: dict[str, str], explained: Explanation, words: ExplainWords
) -> tuple[str, ...]:
    value = words.amount(used.value, explained) if used.counted else words("text.not_counted")
    times = f"{used.start_s:.2f} – {used.bottom_s:.2f} – {used.end_s:.2f}"
    at = used.frames
    if at is None:
        return (str(used.index), value, times, "–", "–", "–")
    spoken = words("text.frames", first=at.first_frame, last=at.last_frame, first_s=at.first_s, last_s=at.last_s)
    readings = [f"{labels[one.name]} {words.quantity(one.value, _series_unit(one.name), 1)}" for one in at.readings]
    key = words("text.key", frame=at.key_frame, time_s=at.key_s)
    return (str(used.index), value, times, spoken, key, "; ".join(readings) or "–")


def _series_unit(name: str) -> str:
    return "%" if name.endswith("_percent") else "deg"


def _landmarks(explained: Explanation, words: ExplainWords) -> Section | None:
    if not explained.landmarks:
        return None
    columns = ("landmark", "visibility", "of_frames", "filled", "occluded", "missing")
    rows = tuple(
        (
            f"{words.place(one.name)} ({one.name})",
            f"{one.visibility_mean:.2f} ({one.visibility_lowest:.2f})",
            str(one.frames),
            str(one.filled),
            str(one.occluded),
            str(one.missing),
        )
        for one in explained.landmarks
    )
    return Section(words("section.landmarks"), grid=Grid(tuple(words(f"column.{c}") for c in columns), rows))


def _formula(explained: Explanation, words: ExplainWords) -> Section:
    smoothing = explained.filter
    rows = [(words("row.measure"), words.of(explained.formula))]
    rows += [(f"{words.of(one.label)} ({one.name})", _series(one, words)) for one in explained.series]
    rows.append(
        (
            words("row.filter"),
            words(
                "text.filter",
                width=smoothing.median_width,
                order=smoothing.order,
                cutoff=smoothing.cutoff_hz,
                mark=smoothing.mark,
            ),
        )
    )
    rows.append((words("row.gaps"), words("text.gaps", longest=smoothing.longest_gap_s)))
    return Section(words("section.formula"), tuple(rows))


def _series(one: SeriesUsed, words: ExplainWords) -> str:
    if not one.points:
        return words("text.series_plain", formula=words.of(one.formula))
    return words("text.series", formula=words.of(one.formula), points=", ".join(one.points))


def _grade(explained: Explanation, words: ExplainWords) -> Section:
    grade = explained.grade
    if grade is None:
        return Section(words("section.grade"), remarks=(words("no_grade"),))
    rows: list[Row] = []
    measure = explained.measure
    if measure.value is not None and measure.grade is not None:
        band = next((b for b in grade.bands if b.grade == measure.grade and _holds(b, measure.value)), None)
        text = words(f"grade.{measure.grade}")
        if band is not None:
            value = words.amount(measure.value, explained)
            text = words("text.grade", grade=text, value=value, band=_span(band, explained, words))
        rows.append((words("row.grade"), text))
    if grade.target is not None:
        rows.append((words("row.target"), words.of(grade.target)))
    rows.append((words("row.limits"), f"{'; '.join(_limits(grade, explained, words))} [{grade.mark}]"))
    rows.append((words("row.grey"), words("text.grey", width=words.amount(grade.grey_half_width, explained))))
    return Section(words("section.grade"), tuple(rows), _bands(grade, explained, words))


def _limits(grade: GradeUsed, explained: Explanation, words: ExplainWords) -> Iterable[str]:
    for name in ("red_below", "amber_below", "amber_above", "red_above"):
        limit = getattr(grade, name)
        if limit is not None:
            digits = value_digits(explained.measure.unit)
            yield words(f"limit.{name}", limit=words.quantity(limit, explained.measure.unit, digits))


def _bands(grade: GradeUsed, explained: Explanation, words: ExplainWords) -> Grid:
    value = explained.measure.value
    rows = tuple(
        (
            words(f"grade.{band.grade}"),
            words.amount(band.low, explained),
            words.amount(band.high, explained),
            words.amount(value, explained) if value is not None and _holds(band, value) else "",
        )
        for band in grade.bands
    )
    return Grid(tuple(words(f"{c}") for c in ("row.grade", "column.from", "column.to", "column.here")), rows)


def _holds(band: GradeBand, value: float) -> bool:
    return (band.low is None or value >= band.low) and (band.high is None or value <= band.high)


def _span(band: GradeBand, explained: Explanation, words: ExplainWords) -> str:
    return f"{words.amount(band.low, explained)} … {words.amount(band.high, explained)}"


def _confidence(explained: Explanation, words: ExplainWords) -> Section | None:
    factors = explained.confidence
    if factors is None:
        return None
    rows = (
        (words("row.visibility"), f"{factors.visibility:.2f}"),
        (words("row.view"), f"× {factors.view:.2f}"),
        (words("row.consistency"), f"× {factors.consistency:.2f}"),
        (words("row.method", name=factors.method_name), f"× {factors.method:.2f}"),
        (words("row.product"), f"= {factors.product:.2f}"),
    )
    return Section(words("section.confidence"), rows)


def _sources(explained: Explanation, words: ExplainWords) -> Section:
    rows = tuple(
        (
            f"[{one.mark}] {words(f'reference.{one.of}')}",
            one.citation + (f" https://doi.org/{one.doi}" if one.doi else ""),
        )
        for one in explained.references
    )
    remarks = (words("marks"),) if rows else (words("reference.design"), words("marks"))
    return Section(words("section.sources"), rows, remarks=remarks)


def _provenance(explained: Explanation, words: ExplainWords) -> Section:
    made = explained.provenance
    clip = words(
        "text.clip",
        width=made.width_px,
        height=made.height_px,
        fps=made.fps,
        frames=made.frame_count,
        seconds=made.duration_s,
    )
    rows = [
        (words("row.file"), f"{made.file_name} (sha256 {made.file_sha256[:_HASH_SHOWN]})"),
        (words("row.clip"), clip),
        (words("row.camera"), words.knowledge.term(made.view, words.language)),
        (words("row.model"), f"BlazePose {made.model} (sha256 {made.model_sha256[:_HASH_SHOWN]})"),
        (words("row.detector"), f"sha256 {made.detector_sha256[:_HASH_SHOWN]}"),
        (words("row.runtime"), made.runtime),
        (words("row.software"), f"{made.software} {made.version}"),
    ]
    settings = ", ".join(f"{k}={v}" for k, v in made.settings.items() if v is not None)
    if settings:
        rows.append((words("row.settings"), settings))
    return Section(words("section.provenance"), tuple(rows))


def render_explanations(explained: Iterable[Explanation], knowledge: Knowledge, language: Language) -> str:
    """One self-contained HTML page: no script, no address to anywhere but the sources' own links."""
    pages = [explain_page(one, knowledge, language) for one in explained]
    words = ExplainWords(knowledge, language)
    return environment().get_template("explain.html.j2").render(pages=pages, language=language, t=words)
