"""``taikan simulate``: policies on virtual clients, over two cores or more, with its files and its page."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import repeat
from pathlib import Path

from taikan import __version__
from taikan.core.texts import Language
from taikan.knowledge.course_rules import load_phase_rules
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.virtual_client_rules import WORLDS, World, load_virtual_client_rules
from taikan.programme.records import Programme
from taikan.programme.rulebook import load_rulebook
from taikan.programme.simulate.calibration import calibration
from taikan.programme.simulate.compare import Part, Rules, SimulationResult, compare_part, summarise
from taikan.programme.simulate.plans import PROFILE_CLASSES, Plans, ProfileClass, compose_classes
from taikan.report.simulation import render_simulation
from taikan.workflows.analysis import Progress
from taikan.workflows.target import OwnFiles, check_target, whole_or_nothing, write_text

SIMULATION_FILE = "simulation.json"
REPORT_FILE = "report.html"
SIMULATION = OwnFiles(SIMULATION_FILE, frozenset({SIMULATION_FILE, REPORT_FILE}))
PART = 50
"""People in one piece of work."""
_Programmes = tuple[tuple[ProfileClass, Programme], ...]
_Task = tuple[World, int, tuple[int, int]]


def simulate(
    count: int,
    seed: int,
    worlds: Iterable[World] = WORLDS,
    workers: int | None = None,
    progress: Progress | None = None,
) -> SimulationResult:
    """All policies on ``count`` virtual people in each of ``worlds``; the same seed gives the same answer."""
    report = progress or _silent
    chosen = tuple(worlds)
    programmes = _composed(report)
    tasks = [(world, size, (seed, number)) for world in chosen for number, size in enumerate(_sizes(count))]
    parts: dict[World, list[dict[str, Part]]] = {world: [] for world in chosen}
    for done, (task, part) in enumerate(zip(tasks, _parts(tasks, programmes, workers), strict=True), 1):
        parts[task[0]].append(part)
        report("clients", done, len(tasks))
    return SimulationResult(
        version=__version__,
        seed=seed,
        calibration=calibration(load_virtual_client_rules()),
        worlds=tuple(summarise(world, parts[world], seed) for world in chosen),
    )


def write_simulation(result: SimulationResult, folder: Path, language: Language) -> None:
    """Write document and page; raises as ``workflows.outputs.write_outputs`` does."""
    check_target(folder, SIMULATION)
    created_at = f"{datetime.now().astimezone():%Y-%m-%d}"
    with whole_or_nothing(folder) as work:
        write_text(work / SIMULATION_FILE, result.model_dump_json(indent=2) + "\n")
        write_text(work / REPORT_FILE, render_simulation(result, load_knowledge(), language, created_at))


def _composed(report: Progress) -> _Programmes:
    found = []
    for number, plan in enumerate(compose_classes(load_rulebook()), 1):
        found.append(plan)
        report("plans", number, len(PROFILE_CLASSES))
    return tuple(found)


def _parts(tasks: list[_Task], programmes: _Programmes, workers: int | None) -> Iterator[dict[str, Part]]:
    """Every task's part in the order of the tasks, so that the result does not depend on the number of workers."""
    if workers == 1:
        yield from map(_run, tasks, repeat(programmes))
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_run, tasks, repeat(programmes))


def _run(task: _Task, programmes: _Programmes) -> dict[str, Part]:
    world, count, seed = task
    return compare_part(world, count, seed, _rules(programmes))


def _rules(programmes: _Programmes) -> Rules:
    book = load_rulebook()
    return Rules(load_virtual_client_rules(), book, load_phase_rules(), Plans(dict(programmes), book))


def _sizes(count: int) -> Iterator[int]:
    for first in range(0, count, PART):
        yield min(PART, count - first)


def _silent(*_: object) -> None:
    """Nobody is watching."""
