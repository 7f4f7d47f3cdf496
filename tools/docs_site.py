"""A hook of mkdocs (``mkdocs.yml``): pages of the documentation made from the data, and notebooks as pages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nbconvert import MarkdownExporter

from taikan.cli._lists import say, terms
from taikan.cli.measures import lines
from taikan.core.texts import LANGUAGES, Language
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.loader import load_knowledge
from taikan.movement_tests.base import MovementTest
from taikan.movement_tests.registry import movement_tests

ROOT = Path(__file__).parents[1]
_MARK = re.compile(r"\[([VKUD])\]")
"""A mark of a number, which would be read as a link."""
_TITLES = {
    "tests": {"ja": "動きのチェック", "en": "Movement tests"},
    "measures": {"ja": "測るもの", "en": "Measures"},
    "exercises": {"ja": "運動", "en": "Exercises"},
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the site's files."""
    for language in LANGUAGES:
        ending = "" if language == "en" else ".ja"
        for name, page in (("tests", tests_page), ("measures", measures_page), ("exercises", exercises_page)):
            files.append(File.generated(config, f"{name}{ending}.md", content=page(language)))
    for name in ("WHERE.md", "CONVENTIONS.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, name.lower(), content=_MARK.sub(r"\\[\1\\]", text)))
    for notebook in sorted(Path(config.docs_dir, "notebooks").glob("*.ipynb")):
        for path, content in notebook_files(notebook):
            files.append(File.generated(config, path, content=content))
    return files


def tests_page(language: Language) -> str:
    """Every movement test: protocol, cameras, choices, measures."""
    parts = [f"# {_TITLES['tests'][language]}"]
    for test in movement_tests().values():
        parts += _test(test, language)
    return "\n".join(parts)


def _test(test: MovementTest, language: Language) -> Iterator[str]:
    knowledge = load_knowledge()
    yield f"\n## {test.name.in_language(language)} (`{test.id}`) {{ #{test.id} }}\n"
    yield test.purpose.in_language(language) + "\n"
    photo = f" ({say('photo', language)})" if test.allows_photo else ""
    yield f"**{say('views', language)}**: {terms(test.views, language)}{photo}\n"
    yield f"**{say('steps', language)}**\n"
    yield from (f"{i}. {step.in_language(language)}" for i, step in enumerate(test.steps, start=1))
    for option in test.options:
        yield f"\n**{say('options', language)}**\n"
        for choice in option.choices:
            words = knowledge.texts[f"tests.{test.id}.options.{option.name}.{choice}"].in_language(language)
            default = f" {say('default', language)}" if choice == option.default else ""
            yield f"- `{option.name}={choice}`: {words}{default}"
    ending = "" if language == "en" else ".ja"
    yield f"\n**{say('measures', language)}**\n"
    for code in test.measure_codes:
        yield f"- [{knowledge.measures[code].name.in_language(language)}](measures{ending}.md#{_anchor(code)}) `{code}`"


def measures_page(language: Language) -> str:
    """Every measure: how it is computed, landmarks, views, sign, norm, limits, error, sources."""
    parts = [f"# {_TITLES['measures'][language]}"]
    for measure in load_knowledge().measures.values():
        parts.append(f"\n## {measure.name.in_language(language)} (`{measure.code}`) {{ #{_anchor(measure.code)} }}\n")
        parts += [f"- **{say(heading, language)}**: {line}" for heading, line in lines(measure, language)]
    return "\n".join(parts)


def exercises_page(language: Language) -> str:
    """Every exercise with its purpose, level and cues."""
    parts = [f"# {_TITLES['exercises'][language]}"]
    for exercise in load_exercises().exercises.values():
        parts.append(f"\n## {exercise.name.in_language(language)} (`{exercise.id}`) {{ #{exercise.id} }}\n")
        parts.append(f"{exercise.purpose.in_language(language)}\n")
        parts.append(f"- {say('level', language)}: {exercise.level}" if "lists.level" in load_knowledge().texts else "")
        parts += [f"- {cue.in_language(language)}" for cue in exercise.cues]
    return "\n".join(parts)


def _anchor(code: str) -> str:
    return code.replace(".", "-")


def notebook_files(path: Path) -> Iterator[tuple[str, Any]]:
    """The page of an executed notebook and its pictures, as (path in the site's sources, content)."""
    book = nbformat.read(path, as_version=4)
    folder = f"notebooks/{path.stem}_files"
    body, resources = MarkdownExporter().from_notebook_node(
        book, resources={"output_files_dir": f"{path.stem}_files", "unique_key": path.stem}
    )
    yield f"notebooks/{path.stem}.md", body
    for name, data in resources["outputs"].items():
        yield f"{folder}/{Path(name).name}", data
