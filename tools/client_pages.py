"""Makes the pages of the example clients in docs/clients from their consultations, in both languages.

usage: make demo, then .venv/bin/python tools/client_pages.py
"""

import sys
from pathlib import Path

from taikan.core.texts import LANGUAGES, Text
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.factor_loader import load_factor_model
from taikan.workflows.consult import CONSULTATION_FILE, Consultation
from taikan.workflows.profile import ProfileDocument, profile_page, read_profile_input

FOLDER = Path("docs/clients")
CONSULTED = Path("out/demo")
NAMES = ("desk_worker", "postpartum", "runner", "osteoporosis")
DATE = {"ja": "例", "en": "example"}
SHOWN = 3
INTRO = """\
# Example clients

Made-up clients of the clinical list. Each folder of `samples/clients` holds answers, checks graded by a tester, and six
clips of a rendered person; `taikan consult` makes profile and plan of it, `make demo` of all four, and then
`tools/client_pages.py` makes these pages. Where a rendered person moves better or worse than the list says, so does the
profile. The files `NAME.toml` beside the pages are the list's own gradings for `taikan profile`, without clips;
`tests/factors/test_golden_clients.py` holds their numbers.

| client | folder | profile | first themes | first exercises of the plan | next checks in 15 minutes |
|---|---|---|---|---|---|
"""


def consulted(name: str) -> Consultation:
    """The consultation of ``name``; ends the program where there is none."""
    path = CONSULTED / name / CONSULTATION_FILE
    if not path.exists():
        sys.exit(f"{path} is not there. Run make demo first.")
    return Consultation.model_validate_json(path.read_text(encoding="utf-8"))


def titled(name: str, made: Consultation) -> ProfileDocument:
    """The profile under the example's title."""
    assert made.profile is not None
    return made.profile.model_copy(update={"title": title_of(name)})


def title_of(name: str) -> Text:
    return read_profile_input(FOLDER / f"{name}.toml").title or Text(ja=name, en=name)


def row(name: str, made: Consultation) -> str:
    """One line of the overview."""
    model, library = load_factor_model(), load_exercises()
    assert made.profile is not None
    assert made.plan is not None
    programme = made.plan.programme
    themes = (f"{model.themes[t.id].en} {t.score:.2f}" for t in made.profile.profile.themes[:SHOWN])
    exercises = [library.exercises[e].name.en for e in programme.exercises()] if programme else ["no plan fits"]
    steps = (model.session_items[s.choice.id].en for s in made.profile.next_tests.steps[:SHOWN])
    pages = f"[en]({name}.html), [ja]({name}.ja.html)"
    told = ("; ".join(words) for words in (themes, exercises[:SHOWN], steps))
    cells = (title_of(name).en, f"`samples/clients/{name}`", pages, *told)
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    rows = []
    for name in NAMES:
        made = consulted(name)
        rows.append(row(name, made))
        for language in LANGUAGES:
            page = FOLDER / f"{name}{'.ja' if language == 'ja' else ''}.html"
            page.write_text(profile_page(titled(name, made), language, DATE[language]), encoding="utf-8")
    (FOLDER / "README.md").write_text(INTRO + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
