"""A commented TOML file to fill in: every question with what it takes, in one language."""

from collections.abc import Iterable, Iterator

from taikan.core.texts import Language
from taikan.intake.questionnaire import allowed_values
from taikan.knowledge.models import Knowledge
from taikan.knowledge.questionnaire_models import Question, Questionnaire


def answers_template(asked: Iterable[Questionnaire], knowledge: Knowledge, language: Language) -> str:
    """The template; every answer is commented out, so that the file as it stands answers nothing."""
    head = "\n".join(_comment(knowledge.texts["intake.template.head"].in_language(language)))
    return f"{head}\n{answer_lines(asked, knowledge, language)}"


def answer_lines(asked: Iterable[Questionnaire], knowledge: Knowledge, language: Language) -> str:
    """The questions alone, for a file or a table of answers."""
    return "\n".join(_lines(asked, knowledge, language)) + "\n"


def _lines(asked: Iterable[Questionnaire], knowledge: Knowledge, language: Language) -> Iterator[str]:
    for one in asked:
        yield ""
        yield f"# ---- {one.title.in_language(language)} ({one.id} {one.version})"
        introduction = one.introduction(language)
        yield from _comment(introduction) if introduction else ()
        for question in one.questions:
            yield ""
            yield from _question(question, knowledge, language)


def _question(question: Question, knowledge: Knowledge, language: Language) -> Iterator[str]:
    required = knowledge.texts["intake.required"].in_language(language) if question.required else ""
    yield from _comment(f"{question.words(language) or question.id}{required}")
    for option in question.options:
        yield f"#   {option.code} = {option.words(language)}"
    if question.spoken_low is not None and question.spoken_high is not None:
        low, high = question.spoken_low.in_language(language), question.spoken_high.in_language(language)
        yield f"#   {question.low:g} = {low}, {question.high:g} = {high}"
    if question.show_if is not None:
        yield from _comment(knowledge.texts["intake.template.only_if"].in_language(language))
    yield f'# "{question.id}" = {_example(question)}'


def _example(question: Question) -> str:
    if question.kind == "multi":
        return "[]  # " + allowed_values(question)
    if question.kind in {"choice", "text"}:
        return '""' if question.kind == "text" else '""  # ' + allowed_values(question)
    unit = f" {question.unit.en}" if question.unit else ""
    return f"   # {allowed_values(question)}{unit}"


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in text.splitlines())
