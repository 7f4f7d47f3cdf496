"""``taikan serve``: the studio on this computer."""

from pathlib import Path

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.studio.server.options import SETUP_PORT, ServeOptions
from taikan.studio.settings.table import read_settings


@click.command(help="Run the studio: pages for trainers and clients, with everything they need, until Ctrl-C.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder.  [default: ~/taikan-studio]")
@click.option(
    "--host", default="0.0.0.0", show_default=True, help="Address to listen on; 127.0.0.1 for this computer only."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port of the pages.  [default: 8443, or 8000 with --no-https]"
)
@click.option(
    "--setup-port",
    type=click.IntRange(1, 65535),
    default=SETUP_PORT,
    show_default=True,
    help="Port of the page that sets up phones.",
)
@click.option("--name", help="Name under which phones find this computer (NAME.local).  [default: its own]")
@click.option(
    "--https/--no-https",
    default=True,
    show_default=True,
    help="Encrypted pages; phones need them for camera and passkeys.",
)
@click.option("--demo", is_flag=True, help="Begin with a demo studio where the data folder is empty.")
@lang_option
def command(data: Path | None, lang: Language, **choices: object) -> None:
    """Everything stops together at Ctrl-C."""
    from taikan.studio.server.run import serve

    console = Console()

    def say(key: str, **values: object) -> None:
        text = load_knowledge().texts[f"studio.serve.{key}"].format(**values).in_language(lang)
        console.print(text, soft_wrap=True, highlight=False, markup=False)

    options = ServeOptions(data=(data or read_settings().data).resolve(), **choices)  # type: ignore[arg-type]
    serve(options, say)
