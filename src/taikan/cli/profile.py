"""``taikan profile``: what is known of a client to the profile of contributing factors and the next best tests."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from taikan.cli._language import lang_option
from taikan.core.errors import ExitStatus, MissingArgumentError
from taikan.core.texts import Language
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.workflows.profile import (
    ProfileDocument,
    check_profile_target,
    make_profile,
    parse_change,
    write_profile,
)
from taikan.workflows.target import free_folder

_TEMPLATE = "profile_template.toml"
_SHOWN_TESTS = 5


@click.command(
    help="Make the profile of the client in CLIENT (TOML or JSON) with RESULTS, outputs of `taikan analyze`: "
    "themes, factors with their evidence, and what to check next."
)
@click.argument("client", type=click.Path(path_type=Path), required=False)
@click.argument("results", type=click.Path(path_type=Path), nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for profile and report; a new one if not given.")
@click.option("--what-if", "changes", multiple=True, metavar="CODE=GRADE", help="See what moves; may be repeated.")
@click.option("--template", is_flag=True, help="Print an example of CLIENT with every key explained, and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print the profile as JSON; writes files only with --out.")
@lang_option
def command(
    client: Path | None,
    results: tuple[Path, ...],
    out: Path | None,
    changes: tuple[str, ...],
    template: bool,
    as_json: bool,
    lang: Language,
) -> int:
    """Exit status 0; 5 where the safety level allows no factors (the report is still written)."""
    if template:
        click.echo(files("taikan.knowledge").joinpath(_TEMPLATE).read_text(encoding="utf-8"), nl=False)
        return ExitStatus.OK
    if client is None:
        raise MissingArgumentError(name="CLIENT", command="taikan profile")
    folder = out or (None if as_json else free_folder(Path.cwd(), f"{client.stem}-profile"))
    if folder is not None:
        check_profile_target(folder)
    document = make_profile(client, results, [parse_change(text) for text in changes])
    page = write_profile(document, folder, lang, datetime.now().strftime("%Y-%m-%d %H:%M")) if folder else None
    if as_json:
        click.echo(document.model_dump_json(by_alias=True))
    else:
        _print(document, lang, page)
    stopped = document.profile.level in load_factor_model().limits.no_factors_levels
    return ExitStatus.SAFETY_STOP if stopped else ExitStatus.OK


def _print(document: ProfileDocument, lang: Language, page: Path | None) -> None:
    texts, model, console = load_knowledge().texts, load_factor_model(), Console(highlight=False, markup=False)

    def say(key: str, **values: object) -> str:
        return texts[f"profile.{key}"].format(**values).in_language(lang)

    profile = document.profile
    for message in profile.messages:
        console.print(say(f"message.{message}"))
    if profile.themes:
        console.print(say("client.heading"), style="bold")
        for theme in profile.themes[: model.settings.most_themes]:
            names = [model.factors[f].name.in_language(lang) for f in theme.factors]
            shown = "、".join(names[:2]) if lang == "ja" else ", ".join(names[:2])
            console.print(f"  {model.themes[theme.id].name.in_language(lang)}: {shown}")
    if document.next_tests.steps:
        console.print(say("next.heading"), style="bold")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        for step in document.next_tests.steps[:_SHOWN_TESTS]:
            test = model.session_items[step.choice.id]
            table.add_row(test.name.in_language(lang), say("next.minute", n=f"{test.minutes:g}"))
        console.print(table)
    if document.what_if is not None:
        _print_moves(document, lang, console)
    if page is not None:
        console.print(say("written", path=page), soft_wrap=True)


def _print_moves(document: ProfileDocument, lang: Language, console: Console) -> None:
    texts, model = load_knowledge().texts, load_factor_model()
    assert document.what_if is not None
    console.print(texts["profile.what_if.heading"].in_language(lang), style="bold")
    if not document.what_if.moves:
        console.print(f"  {texts['profile.what_if.nothing'].in_language(lang)}")
    if document.what_if.excluded:
        names = ", ".join(model.evidence[code].name.in_language(lang) for code in document.what_if.excluded)
        console.print(f"  {texts['profile.what_if.excluded'].format(names=names).in_language(lang)}")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    for move in document.what_if.moves:
        name = model.factors[move.factor].name.in_language(lang)
        table.add_row(name, f"{move.priority_before:.2f} → {move.priority_after:.2f}")
    console.print(table)
