"""Makes the pages of the example clients in docs/clients from their files, in both languages.

usage: .venv/bin/python tools/client_pages.py
"""

import shutil
import tempfile
from pathlib import Path

from taikan.core.texts import LANGUAGES, Text
from taikan.knowledge.factor_loader import load_factor_model
from taikan.workflows.profile import ProfileDocument, make_profile, write_profile

FOLDER = Path("docs/clients")
NAMES = ("desk_worker", "postpartum", "runner", "osteoporosis")
DATE = {"ja": "例", "en": "example"}


def overview(documents: dict[str, ProfileDocument]) -> str:
    """The list of pages with the leading themes and tests."""
    model = load_factor_model()
    lines = [
        "# Example clients",
        "",
        "Made-up clients of the clinical list, each from a file of answers and graded checks. `tools/client_pages.py`",
        "makes the pages; `tests/factors/test_golden_clients.py` holds their numbers.",
        "",
        "| client | file | page | first themes | next checks in 15 minutes |",
        "|---|---|---|---|---|",
    ]
    for name, document in documents.items():
        title = document.title or Text(ja=name, en=name)
        themes = ", ".join(f"{model.themes[t.id].en} {t.score:.2f}" for t in document.profile.themes[:3])
        steps = ", ".join(model.session_items[s.choice.id].en for s in document.next_tests.steps[:3])
        page = f"[en]({name}.html), [ja]({name}.ja.html)"
        lines.append(f"| {title.en} | [{name}.toml]({name}.toml) | {page} | {themes} | {steps} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    documents = {name: make_profile(FOLDER / f"{name}.toml") for name in NAMES}
    with tempfile.TemporaryDirectory() as work:
        for name, document in documents.items():
            for language in LANGUAGES:
                page = write_profile(document, Path(work) / f"{name}-{language}", language, DATE[language])
                shutil.copyfile(page, FOLDER / f"{name}{'.ja' if language == 'ja' else ''}.html")
    (FOLDER / "README.md").write_text(overview(documents), encoding="utf-8")


if __name__ == "__main__":
    main()
