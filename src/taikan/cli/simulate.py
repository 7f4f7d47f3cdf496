"""``taikan simulate``: how Taikan's decisions do on virtual clients, beside simpler policies."""

from pathlib import Path

import click
from rich.console import Console

from taikan.cli._interrupt import stoppable
from taikan.cli._language import lang_option
from taikan.cli._progress import progress_bar
from taikan.core.errors import ExitStatus
from taikan.core.texts import Language
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.virtual_client_rules import WORLDS, World
from taikan.programme.simulate.compare import SimulationResult
from taikan.workflows.simulate import REPORT_FILE, SIMULATION, simulate, write_simulation
from taikan.workflows.target import check_target, free_folder


@click.command(
    help="Compare Taikan's plans and load controller with simpler policies on virtual clients over a year. The clients "
    "are a toy of reality for testing decisions; nothing here predicts anything for a person."
)
@click.option("--clients", type=click.IntRange(min=2), default=500, show_default=True, help="How many, in each world.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same result."
)
@click.option("--world", "worlds", type=click.Choice(WORLDS), multiple=True, help="Only this world; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; a new one here if not given.")
@click.option("--workers", type=click.IntRange(min=1), help="How many cores to use; all if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; writes files only with --out.")
@lang_option
def command(
    clients: int,
    seed: int,
    worlds: tuple[World, ...],
    out: Path | None,
    workers: int | None,
    as_json: bool,
    lang: Language,
) -> int:
    """Exit status 0; errors have their own."""
    target = out or (None if as_json else free_folder(Path.cwd(), "simulation"))
    if target is not None:
        check_target(target, SIMULATION)
    with progress_bar(lang) as shown, stoppable(shown) as progress:
        result = simulate(clients, seed, worlds or WORLDS, workers, progress)
    if target is not None:
        write_simulation(result, target, lang)
    if as_json:
        click.echo(result.model_dump_json())
    else:
        _print(result, target, lang)
    return ExitStatus.OK


def _print(result: SimulationResult, target: Path | None, language: Language) -> None:
    texts, console = load_knowledge().texts, Console(highlight=False, soft_wrap=True)

    def word(key: str, **values: object) -> str:
        return texts[f"simulation.{key}"].format(**values).in_language(language)

    for world in result.worlds:
        console.print(word("line.world", world=word(f"world.{world.world}"), count=world.count))
        for row in world.comparisons:
            difference = f"{row.difference.mean:+.2f} ({row.difference.low:+.2f} .. {row.difference.high:+.2f})"
            console.print(
                word(
                    "line.row",
                    policy=word(f"policy.{row.policy}"),
                    measure=word(f"measure.{row.measure}"),
                    difference=difference,
                    verdict=word(f"verdict.{row.verdict}"),
                )
            )
    console.print(word("toy"))
    if target is not None:
        console.print(word("written", path=target / REPORT_FILE))
