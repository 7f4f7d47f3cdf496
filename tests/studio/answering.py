"""Rounds of questions, answered as somebody without any danger would."""

from typing import Any

from taikan.knowledge.questionnaire_models import Question
from taikan.studio.access import Actor
from taikan.studio.clients.models import Client
from taikan.studio.intake import rounds
from taikan.studio.intake.models import IntakeSession


def fitting(question: Question) -> Any:
    """An answer without any danger."""
    if question.kind in {"choice", "multi"}:
        codes = [option.code for option in question.options]
        code = next((one for one in ("no", "none", "female") if one in codes), codes[-1])
        alone = next((option.code for option in question.options if option.exclusive), code)
        return [alone] if question.kind == "multi" else code
    if question.kind in {"scale", "number"}:
        return {"who.age": 44, "who.height_cm": 165, "who.weight_kg": 60}.get(question.id, question.low)
    return "2026-10-01" if question.kind == "date" else "text"


def answered(client: Client, actor: Actor, question_set: str = "safety", **given: Any) -> IntakeSession:
    """A whole round; ``given`` answers by id, with ``__`` for the dots."""
    one = rounds.begin(actor, client, question_set, "en")
    wanted = {item.replace("__", "."): value for item, value in given.items()}
    while (screen := rounds.screenful(one)) is not None:
        one = rounds.answer(one, screen.question.id, wanted.get(screen.question.id, fitting(screen.question)))
    return rounds.finish(one)
