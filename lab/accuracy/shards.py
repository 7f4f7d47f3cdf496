"""Renders and measures the clips of a set, one after another, in a few processes; what is done stays done.

Each clip's rows are one small Parquet file named after the clip's content, so a run that stopped goes on where it was,
and a changed clip is made anew. Clips themselves are deleted once measured, unless they are to be kept.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from lab.accuracy.row_tables import COLUMNS, CONTEXT
from lab.accuracy.spoil import spoil_clip
from lab.clip import ClipSpec, make_clip
from taikan.pose.recording import ModelName

WORKERS = 2
NICENESS = 10
Report = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """One clip to make and measure; ``rows`` is where its rows go."""

    clip_id: str
    spec: ClipSpec
    rows: Path
    clip: Path
    model: ModelName
    keep: bool


def clip_id(spec: ClipSpec) -> str:
    """A name that changes with anything about the clip."""
    text = json.dumps(asdict(spec), sort_keys=True, default=str)
    return f"{spec.movement}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def run_set(
    specs: Sequence[ClipSpec],
    folder: Path,
    *,
    model: ModelName = "full",
    keep: bool = False,
    again: bool = False,
    workers: int = WORKERS,
    report: Report = print,
) -> dict[str, pd.DataFrame]:
    """Rows by table of every clip in ``specs``; ``folder`` holds shards (and clips).

    ``again`` measures what was measured before, as is needed when Taikan itself has changed; kept clips are not filmed
    again. Failed clips are reported and left out, so that one broken clip does not lose an hour; they are tried again
    next time.
    """
    jobs = [_job(spec, folder, model, keep) for spec in specs]
    missing = [job for job in jobs if again or not job.rows.exists()]
    report(f"{len(jobs)} clips, {len(jobs) - len(missing)} done before")
    failed = _work(missing, workers, report)
    for name, problem in failed.items():
        report(f"{name} failed: {problem}")
    return gather([job.rows for job in jobs if job.rows.exists()])


def gather(shards: Sequence[Path]) -> dict[str, pd.DataFrame]:
    """Rows by table from shards."""
    if not shards:
        return {}
    rows = pd.concat([pd.read_parquet(path) for path in shards], ignore_index=True)
    return {
        name: rows[rows["table"] == name].reindex(columns=[*CONTEXT, *columns]).reset_index(drop=True)
        for name, columns in COLUMNS.items()
    }


def _job(spec: ClipSpec, folder: Path, model: ModelName, keep: bool) -> Job:
    name = clip_id(spec)
    return Job(name, spec, folder / "rows" / f"{name}-{model}.parquet", folder / "clips" / name, model, keep)


def _work(jobs: Sequence[Job], workers: int, report: Report) -> dict[str, str]:
    failed: dict[str, str] = {}
    started = time.monotonic()
    for done, (job, problem) in enumerate(_finished(jobs, workers), start=1):
        if problem:
            failed[job.clip_id] = problem
        left_s = (time.monotonic() - started) / done * (len(jobs) - done)
        report(f"[{done}/{len(jobs)}] {job.clip_id}, {left_s / 60.0:.0f} min left")
    return failed


def _finished(jobs: Sequence[Job], workers: int) -> Iterator[tuple[Job, str]]:
    """Each job as it ends, with what went wrong or nothing."""
    if workers <= 1:
        for job in jobs:
            yield job, measure_clip(job)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_be_nice) as pool:
        waiting = {pool.submit(measure_clip, job): job for job in jobs}
        for future in as_completed(waiting):
            problem = future.exception()
            yield waiting[future], future.result() if problem is None else repr(problem)


def _be_nice() -> None:
    os.nice(NICENESS)


def _film(job: Job) -> None:
    """Make the clip unless it was kept; it gets its name when it is whole."""
    if (job.clip / "truth.json").exists():
        return
    unfinished = job.clip.with_suffix(".part")
    make_clip(job.spec, unfinished)
    spoil_clip(unfinished, job.spec.why_not, job.spec.camera.crf)
    shutil.rmtree(job.clip, ignore_errors=True)
    unfinished.rename(job.clip)


def measure_clip(job: Job) -> str:
    """Render, measure, write the rows; an empty text, or what went wrong: one clip must not stop the rest."""
    from lab.accuracy.compare import compare_clip

    try:
        _film(job)
        found = compare_clip(job.clip, job.clip_id, job.model)
    except Exception as problem:  # noqa: BLE001 - reported by name, and the clip is tried again next time
        return repr(problem)
    finally:
        if not job.keep:
            shutil.rmtree(job.clip, ignore_errors=True)
    rows = pd.concat(
        [table.assign(table=name) for name, table in found.tables.items() if len(table)], ignore_index=True
    )
    job.rows.parent.mkdir(parents=True, exist_ok=True)
    unfinished = job.rows.with_suffix(".part")
    rows.to_parquet(unfinished, index=False)
    unfinished.rename(job.rows)
    return ""
