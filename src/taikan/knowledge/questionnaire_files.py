"""Reads ``knowledge/questionnaires`` once, with the words licence holders add.

A licence holder's file has ``adds_words_to`` instead of ``id``. It comes from an installed package (entry point group
``taikan.knowledge``, folder ``questionnaires``) or from a folder given to ``read_questionnaires``.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from taikan.core.texts import LANGUAGES, Language
from taikan.knowledge.loader import KnowledgeError, Table, knowledge_files, knowledge_tables, load_knowledge
from taikan.knowledge.models import Entry
from taikan.knowledge.questionnaire_models import AnswerOption, LicensedWords, Question, Questionnaire, QuestionSet


class Questionnaires(Entry):
    """Every instrument by id, and the sets they are asked in."""

    instruments: Mapping[str, Questionnaire]
    sets: Mapping[str, QuestionSet]

    def of_set(self, name: str) -> tuple[Questionnaire, ...]:
        """The instruments of the set ``name``, in order."""
        chosen = self.sets[name]
        return tuple(_part(self.instruments[one], chosen.only.get(one)) for one in chosen.questionnaires)

    def questions(self) -> dict[str, Question]:
        """Every question by its id."""
        return {question.id: question for one in self.instruments.values() for question in one.questions}


def _part(instrument: Questionnaire, only: tuple[str, ...] | None) -> Questionnaire:
    """``instrument`` with these questions only."""
    if only is None:
        return instrument
    return instrument.model_copy(update={"questions": tuple(q for q in instrument.questions if q.id in only)})


@lru_cache(maxsize=1)
def load_questionnaires() -> Questionnaires:
    """The instruments of this package and its extensions. Raises ``KnowledgeError`` if a file is wrong."""
    return read_questionnaires()


def read_questionnaires(extra: Iterable[Traversable] = ()) -> Questionnaires:
    """The instruments, with those in the folders ``questionnaires`` of the ``extra`` roots."""
    files = knowledge_files("questionnaires", extra)
    answer_sets, sets = knowledge_tables("answer_sets.toml", "question_sets.toml")
    try:
        own = [_instrument(table, answer_sets) for _name, table in files if "adds_words_to" not in table]
        words = [LicensedWords.model_validate(table) for _name, table in files if "adds_words_to" in table]
        instruments = {one.id: one for one in own}
        if len(instruments) != len(own):
            raise KnowledgeError("questionnaires: two files have the same id")
        for one in words:
            if one.adds_words_to not in instruments:
                raise KnowledgeError(f"questionnaires: words for unknown {one.adds_words_to!r}")
            instruments[one.adds_words_to] = with_words(instruments[one.adds_words_to], one)
        read = Questionnaires.model_validate({"instruments": instruments, "sets": sets})
    except ValidationError as problem:
        raise KnowledgeError(f"questionnaires: {problem}") from problem
    _check(read)
    return read


def _instrument(table: Table, answer_sets: Table) -> Questionnaire:
    """``table`` with the named sets of answers put in."""
    questions = []
    for question in table.get("questions", ()):
        name = question.get("answers")
        if name is not None and name not in answer_sets:
            raise KnowledgeError(f"{table.get('id')}: {question.get('id')}: unknown answers {name!r}")
        questions.append({**question, "options": answer_sets[name]} if name else question)
    return Questionnaire.model_validate({**table, "questions": questions})


def with_words(instrument: Questionnaire, licensed: LicensedWords) -> Questionnaire:
    """``instrument`` with a licence holder's words; raises ``KnowledgeError`` where words are missing or left over."""
    left_over = licensed.questions.keys() - {question.id for question in instrument.questions}
    if left_over:
        raise KnowledgeError(f"{instrument.id}: words for unknown questions {sorted(left_over)}")
    questions = [_worded(question, licensed) for question in instrument.questions]
    languages = tuple(language for language in LANGUAGES if all(q.words(language) for q in questions))
    scores = [
        score.model_copy(update={"lookup": licensed.lookup.get(score.id, score.lookup)}) for score in instrument.scores
    ]
    content = instrument.model_dump(by_alias=True)
    content |= {"questions": [q.model_dump(by_alias=True) for q in questions], "languages": languages}
    content |= {"scores": [score.model_dump(by_alias=True) for score in scores], "state": "full"}
    try:
        return Questionnaire.model_validate(content)
    except ValidationError as problem:
        raise KnowledgeError(f"{instrument.id}: {problem}") from problem


def _worded(question: Question, licensed: LicensedWords) -> Question:
    wording = licensed.questions.get(question.id)
    if wording is None:
        return question
    options = tuple(_worded_option(option, wording.options.get(option.code, {})) for option in question.options)
    words = {str(language): text for language, text in wording.words.items()}
    return question.model_copy(update={**words, "options": options})


def _worded_option(option: AnswerOption, words: Mapping[Language, str]) -> AnswerOption:
    return option.model_copy(update={str(language): text for language, text in words.items()})


def _check(read: Questionnaires) -> None:
    problems = []
    ids = [question.id for one in read.instruments.values() for question in one.questions]
    problems += [f"question {name} is asked twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    problems += [
        f"{name} and {other} cannot both be keys" for name in ids for other in ids if other.startswith(f"{name}.")
    ]
    for name, one in read.sets.items():
        unknown = {*one.questionnaires, *one.only} - read.instruments.keys() | {
            q for qs in one.only.values() for q in qs
        } - set(ids)
        problems += [f"set {name}: unknown {sorted(unknown)}"] if unknown else []
    known = load_knowledge().references
    for instrument in read.instruments.values():
        sources = {*instrument.sources, *instrument.licence.sources}
        for score in instrument.scores:
            sources |= {*score.sources, *(s for band in score.bands for s in band.sources)}
            sources |= {s for change in (score.mcid, score.mdc) if change for s in change.sources}
        if sources - known.keys():
            problems.append(f"{instrument.id}: unknown references {sorted(sources - known.keys())}")
    if problems:
        raise KnowledgeError("questionnaires: " + "; ".join(problems))
