"""What ``consult`` and ``plan`` print: the leading themes, then the week and its exercises with their doses."""

from rich.console import Console

from taikan.core.texts import Language
from taikan.programme.records import Conflict, Programme
from taikan.report.plan_words import HandoutWords, item_row, limit_words, times_a_week, walk_words
from taikan.workflows.plan import PlanDocument, handout_shelf
from taikan.workflows.profile import ProfileDocument


def print_profile_and_plan(
    document: ProfileDocument, plan: PlanDocument | None, language: Language, console: Console
) -> None:
    """Print both for a person at a terminal."""
    shelf = handout_shelf()
    words = HandoutWords(shelf.knowledge, language, shelf.model, shelf.library)
    console.print(words("themes.title"), style="bold")
    for theme in document.profile.themes[: shelf.model.settings.most_themes]:
        names = words.listed(words.of(shelf.model.factors[name].name) for name in theme.factors[:2])
        console.print(f"  {words.of(shelf.model.themes[theme.id].name)}: {names}", markup=False)
    answer = plan.answer if plan is not None else None
    if isinstance(answer, Programme):
        _print_week(answer, words, console)
    elif isinstance(answer, Conflict):
        console.print(words("plan.conflict"), style="bold")
        for line in (*limit_words(answer.limits, words), *limit_words(answer.relaxations, words, "relax")):
            console.print(f"  {line}", markup=False)


def _print_week(programme: Programme, words: HandoutWords, console: Console) -> None:
    for session in programme.sessions:
        about = f"{times_a_week(len(session.days), words)}, {words('week.about', n=f'{session.total_s / 60:.0f}')}"
        console.print(f"{words(f'setting.{session.setting}')} ({about})", style="bold", markup=False)
        for item in session.items:
            row = item_row(item, words)
            console.print(f"  {row.name}: {row.work}", markup=False)
    if programme.walk is not None:
        console.print(f"{words('walk.title')}: {walk_words(programme.walk, words)[0]}", markup=False)
