"""Every word a client may read, in whatever file it stands: both languages, no banned word, no name of a disease."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import taikan
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.safety_files import load_safety

KNOWLEDGE = Path(taikan.__file__).parent / "knowledge"
TEMPLATES = Path(taikan.__file__).parent / "report" / "templates"
FILES = sorted(KNOWLEDGE.rglob("*.toml"))
NOT_FOR_CLIENTS = {"words.toml", "disease_words.toml", "references.toml"}
PAIRED = re.compile(r"(?:^|_)(ja|en)$")
ONE_LANGUAGE = {"rmdq.toml", "ipaq_short.toml", "peg.toml"}
"""Instruments whose items may be shipped in English only."""


def strings(table: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """(path, language, text) of every key that is, or ends in, ja or en."""
    if isinstance(table, list):
        for number, entry in enumerate(table):
            yield from strings(entry, f"{path}[{number}]")
    elif isinstance(table, dict):
        for key, value in table.items():
            name = PAIRED.search(key)
            if name and isinstance(value, str):
                yield f"{path}.{key[: name.start()]}", name.group(1), value
            else:
                yield from strings(value, f"{path}.{key}")


def words_of(file: Path) -> list[tuple[str, str, str]]:
    return list(strings(tomllib.loads(file.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("file", [f for f in FILES if f.name not in NOT_FOR_CLIENTS], ids=lambda f: f.name)
def test_no_banned_word_stands_in_any_catalogue(file: Path) -> None:
    banned = load_knowledge().words.banned_in
    assert [(path, banned(text)) for path, _language, text in words_of(file) if banned(text)] == []


@pytest.mark.parametrize("file", [f for f in FILES if f.name not in NOT_FOR_CLIENTS], ids=lambda f: f.name)
def test_every_text_stands_in_both_languages(file: Path) -> None:
    found = {
        language: {path for path, lang, text in words_of(file) if lang == language and text}
        for language in ("ja", "en")
    }
    assert found["ja"] - found["en"] == set()
    if file.name not in ONE_LANGUAGE:
        assert found["en"] - found["ja"] == set()


def test_instruments_in_one_language_are_the_ones_that_may_not_be_shipped_in_the_other() -> None:
    single = {f"{one.id}.toml" for one in load_questionnaires().instruments.values() if one.languages == ("en",)}
    assert single == ONE_LANGUAGE


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*")), ids=lambda f: f.name)
def test_templates_hold_no_banned_word(file: Path) -> None:
    assert load_knowledge().words.banned_in(file.read_text(encoding="utf-8")) == ()


def test_banned_words_and_glossary_hold_the_clinical_list() -> None:
    words = load_knowledge().words
    assert {
        "治す",
        "治る",
        "治療",
        "診断",
        "予防効果",
        "検査結果",
        "歪み",
        "ゆがみ",
        "根本原因",
        "完治",
        "改善を保証",
    } <= set(words.banned_ja)
    assert {"cure", "treat your", "diagnos", "root cause", "misalign", "guarantee"} <= set(words.banned_en)
    assert len(words.glossary) >= 10


def test_what_is_passed_on_about_answers_names_no_disease() -> None:
    safety = load_safety()
    said = [rule.fact for rules in (safety.rules, safety.session_rules) for rule in rules.values()]
    said += [rule.advice for rule in safety.rules.values() if rule.advice]
    said += [level.say for level in safety.levels.values()] + [level.name for level in safety.levels.values()]
    said += [safety.non_urgent]
    letter = [text for key, text in load_knowledge().texts.items() if key.startswith("doctor_letter.")]
    for text in [*said, *letter]:
        assert not [word for word in safety.disease_words["ja"] if word in text.ja], text.ja
        assert not [word for word in safety.disease_words["en"] if word in text.en.lower()], text.en


def test_every_number_of_the_intake_has_a_source_or_is_a_design_value() -> None:
    """The models refuse others; here every mark is seen once more, from the files themselves."""
    names = ["safety", "questionnaires"]
    files = [f for name in names for f in sorted((KNOWLEDGE / name).glob("*.toml"))]
    files += [KNOWLEDGE / "answer_grades.toml"]

    def marked(table: Any) -> Iterator[dict[str, Any]]:
        if isinstance(table, list):
            for entry in table:
                yield from marked(entry)
        elif isinstance(table, dict):
            if "mark" in table:
                yield table
            for value in table.values():
                yield from marked(value)

    entries = [entry for f in files for entry in marked(tomllib.loads(f.read_text(encoding="utf-8")))]
    assert len(entries) > 250
    for entry in entries:
        assert entry["mark"] == "D" or entry.get("sources") or entry.get("seen_in"), entry


def test_no_threshold_of_a_rule_score_or_grade_stands_without_a_mark() -> None:
    tables = {"safety/rules.toml", "safety/session.toml", "safety/modifiers.toml", "answer_grades.toml"}
    for name in tables:
        for key, entry in tomllib.loads((KNOWLEDGE / name).read_text(encoding="utf-8")).items():
            assert "mark" in entry, (name, key)
    for file in (KNOWLEDGE / "questionnaires").glob("*.toml"):
        for score in tomllib.loads(file.read_text(encoding="utf-8")).get("scores", []):
            assert "mark" in score, score["id"]
            assert all("mark" in band for band in score.get("bands", [])), score["id"]
            assert all("mark" in score[change] for change in ("mcid", "mdc") if change in score), score["id"]


def test_help_lines_say_when_they_were_last_seen() -> None:
    for line in load_safety().self_harm.lines:
        assert line.number
        assert line.seen_in
        assert line.last_checked is not None or line.mark == "U"
