"""The summary ``taikan analyze`` prints: verdict first, then measures with their errors, then what was seen."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from taikan.core.records import AnalysisResult, FaultEvent, Measure, Quality, Reason
from taikan.core.texts import Language
from taikan.core.units import format_value
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.measuring import AT_LEAST
from taikan.report.content import grade_word


def print_summary(result: AnalysisResult, language: Language, console: Console) -> None:
    """Print ``result`` for a person at a terminal."""
    texts = load_knowledge().texts
    sign, key = ("[green]✓[/]", "analyze.valid") if result.verdict.valid else ("[yellow]![/]", "analyze.invalid")
    console.print(f"{sign} {texts[key].in_language(language)}")
    for reason in (*result.verdict.reasons, *result.verdict.notes):
        _print_reason(reason, language, console)
    if not result.verdict.valid:
        return
    view = load_knowledge().term(result.view, language)
    counted = texts["analyze.repetitions"].format(count=len(result.repetitions), view=view)
    console.print(counted.in_language(language))
    console.print(measure_table([m for m in result.measures if m.value is not None], language))
    absent = sum(m.value is None for m in result.measures)
    if absent:
        console.print(texts["analyze.not_measured"].format(count=absent).in_language(language))
    if result.quality is not None:
        console.print(_quality(result.quality, language), highlight=False)
    for fault in result.faults:
        console.print(f"• {_fault_sentence(fault, language)}", highlight=False)


def _quality(quality: Quality, language: Language) -> str:
    knowledge = load_knowledge()
    if quality.absent_reason is not None:
        return knowledge.reason_sentence(quality.absent_reason).in_language(language)
    text = knowledge.texts["analyze.quality"].format(score=f"{quality.score:.0f}", sem=f"{quality.sem:.0f}")
    return text.in_language(language)


def _print_reason(reason: Reason, language: Language, console: Console) -> None:
    knowledge = load_knowledge()
    sentence = knowledge.reason_sentence(reason).in_language(language)
    action = knowledge.reason_action(reason).in_language(language)
    console.print(f"  - {sentence} {action}", highlight=False)


def measure_table(measures: Sequence[Measure], language: Language) -> Table:
    """One row a measure that has a value."""
    knowledge = load_knowledge()
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("measure", "side", "value", "mdc", "grade", "confidence"):
        table.add_column(knowledge.texts[f"analyze.column.{column}"].in_language(language), overflow="fold")
    for m in measures:
        assert m.value is not None
        table.add_row(
            knowledge.measures[m.code].name.in_language(language),
            "" if m.side == "none" else knowledge.term(m.side, language),
            f"{_value(m, m.value, language)} ± {format_value(m.sem, m.unit, language)}",
            format_value(m.mdc95, m.unit, language),
            knowledge.texts[f"report.grade.{grade_word(m, knowledge.measures[m.code])}"].in_language(language),
            f"{m.confidence:.2f}",
        )
    return table


def _value(measure: Measure, value: float, language: Language) -> str:
    shown = format_value(value, measure.unit, language)
    if measure.note != AT_LEAST:
        return shown
    return load_knowledge().texts["report.measures.at_least"].format(value=shown).in_language(language)


def _fault_sentence(fault: FaultEvent, language: Language) -> str:
    knowledge = load_knowledge()
    definition = knowledge.faults[fault.code]
    asked = fault.state == "asked"
    cue = (definition.question if asked else definition.text).in_language(language)
    key = "analyze.fault_asked" if asked else "analyze.fault_observed"
    return knowledge.texts[key].format(repetition=fault.repetition, cue=cue).in_language(language)
