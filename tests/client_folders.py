"""Client folders for tests: complete answers of a person who may train, with changes."""

import json
from pathlib import Path
from typing import Any

from taikan.intake.questionnaire import unanswered
from taikan.knowledge.questionnaire_files import load_questionnaires

SAFETY_SET = load_questionnaires().of_set("safety")


def safe_answers(**changes: Any) -> dict[str, Any]:
    """Answers without any flag, with ``changes`` (``rf__fever="yes"``) and harmless ones to what then is asked."""
    answers: dict[str, Any] = {"who.age": 34, "who.sex": "male", "who.height_cm": 175, "who.weight_kg": 79}
    answers |= {"cl.bp": "no", **{item.replace("__", "."): answer for item, answer in changes.items()}}
    while todo := [q for q in unanswered(SAFETY_SET, answers) if q.required]:
        for question in todo:
            code = question.options[0].code if question.options else 0
            answers[question.id] = [code] if question.kind == "multi" else code
    return answers


def write_client(folder: Path, answers: dict[str, Any] | None = None, more: str = "") -> Path:
    """``folder`` with a ``client.toml``; ``more`` stands before the answers."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'"{item}" = {json.dumps(answer)}' for item, answer in (answers or safe_answers()).items()]
    text = f'schema = "taikan.client/1"\nname = "Sample"\n{more}\n[answers]\n' + "\n".join(lines)
    (folder / "client.toml").write_text(text, encoding="utf-8")
    return folder
