"""A decision in words: what happens to the exercise, what changes, and every reason."""

from taikan.core.texts import Language, Text
from taikan.knowledge.models import Knowledge
from taikan.programme.control_records import Decision, Reason


def reason_text(reason: Reason, knowledge: Knowledge) -> Text:
    """The sentence of a reason in both languages."""
    return knowledge.texts[f"load.reason.{reason.code}"].format(**reason.values)


def explain(decision: Decision, language: Language, knowledge: Knowledge) -> str:
    """One line: the action, what it changes, and why."""
    action = knowledge.texts[f"load.action.{decision.action}"].in_language(language)
    changed = (
        "" if decision.variable is None else knowledge.texts[f"load.variable.{decision.variable}"].in_language(language)
    )
    reasons = "; ".join(reason_text(reason, knowledge).in_language(language) for reason in decision.reasons)
    head = f"{action} ({changed})" if changed else action
    return f"{head}: {reasons}"
