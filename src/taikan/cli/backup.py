"""``taikan backup``: a copy of the studio while it runs."""

from pathlib import Path

import click

from taikan.cli._language import lang_option
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.studio.data.backup import back_up
from taikan.studio.settings.table import read_settings

_PATH = click.Path(path_type=Path)


@click.command(help="Copy the whole studio into one file, also while it runs. The file holds keys: keep it safe.")
@click.argument("target", type=_PATH)
@click.option("--data", type=_PATH, help="Data folder.  [default: ~/taikan-studio]")
@lang_option
def command(target: Path, data: Path | None, lang: Language) -> None:
    """Write and read back."""
    count = back_up(data or read_settings().data, target)
    said = load_knowledge().texts["studio.backup.made"].format(path=target, count=count)
    click.echo(said.in_language(lang))
