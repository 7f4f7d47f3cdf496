"""``taikan restore``: a studio from its backup."""

from pathlib import Path

import click

from taikan.cli._language import lang_option
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.studio.data.backup import restore
from taikan.studio.settings.table import read_settings

_PATH = click.Path(path_type=Path)


@click.command(help="Bring a backup back into an empty data folder.")
@click.argument("backup", type=_PATH)
@click.option("--data", type=_PATH, help="Data folder; must be empty.  [default: ~/taikan-studio]")
@lang_option
def command(backup: Path, data: Path | None, lang: Language) -> None:
    """Checked before anything is written."""
    target = data or read_settings().data
    count = restore(backup, target)
    said = load_knowledge().texts["studio.backup.restored"].format(path=target, count=count)
    click.echo(said.in_language(lang))
