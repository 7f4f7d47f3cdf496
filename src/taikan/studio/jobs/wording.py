"""Why a job failed, in words."""

from dataclasses import dataclass

from taikan.knowledge.loader import load_knowledge
from taikan.studio.jobs.models import Job
from taikan.studio.pages.words import language


@dataclass(frozen=True)
class ErrorWords:
    """One sentence, and what to do."""

    sentence: str
    action: str


def error_words(job: Job) -> ErrorWords | None:
    """The words for the error of ``job``; a file is called by its name alone."""
    if not job.error_code:
        return None
    knowledge = load_knowledge()
    code = job.error_code if job.error_code in knowledge.errors else "internal"
    values = {name: str(value).rsplit("/", 1)[-1] for name, value in job.error_values.items()}
    try:
        sentence = knowledge.error_sentence(code, values).in_language(language())
        action = knowledge.error_action(code, values).in_language(language())
    except KeyError:
        return ErrorWords(code, "")
    return ErrorWords(sentence, action)
