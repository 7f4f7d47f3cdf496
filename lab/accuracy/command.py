"""python -m lab accuracy | calibrate: measure Taikan on a set of clips, write the page, feed errors back."""

import argparse
from datetime import date
from pathlib import Path

import pandas as pd

from lab.accuracy.calibrate import (
    as_shipped,
    fault_calibration,
    fault_events,
    read_curve_map,
    technical_errors,
    write_curve_map,
    write_fault_calibration,
    write_technical_errors,
)
from lab.accuracy.pages import Made, write_pages
from lab.accuracy.sets import SET_NAMES, SetName, clip_set, load_plan
from lab.accuracy.shards import WORKERS, run_set
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.models import TechnicalOrigin

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "src" / "taikan" / "knowledge"
CURVE_MAP = Path(__file__).parent / "contour_map.toml"
SHARDS = ROOT / "out" / "accuracy"
LEAST_CLIPS_FOR_PAGE = 100
"""Fewer (a check in passing) are printed but not written into the page."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options both commands share."""
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N clips; families take turns")
    parser.add_argument("--model", choices=("lite", "full", "heavy"), default="full")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--keep", action="store_true", help="keep the clips beside the rows")
    parser.add_argument("--again", action="store_true", help="measure again what was measured before")
    parser.add_argument("--out", type=Path, default=SHARDS, help="where rows (and clips) are kept")


def _rows(name: SetName, args: argparse.Namespace) -> dict[str, pd.DataFrame]:
    specs = clip_set(name)[: args.limit]
    return run_set(specs, args.out / name, model=args.model, keep=args.keep, again=args.again, workers=args.workers)


def accuracy(args: argparse.Namespace) -> int:
    """Measure a set and print its page; write it into docs/ if the set is whole enough. 1 if nothing was measured."""
    rows = _rows(args.set, args)
    if "measures" not in rows:
        print("no clip was measured")
        return 1
    verdict = rows["verdict"]
    made = Made(
        seed=load_plan().sets[args.set].seed,
        model=args.model,
        date=date.today().isoformat(),
        clips=len(verdict),
        bodies=verdict["body"].nunique(),
        command=f"python -m lab accuracy --set {args.set}",
    )
    is_report = args.set == "report" and len(verdict) >= LEAST_CLIPS_FOR_PAGE
    docs = ROOT / "docs" if is_report else args.out / args.set / "docs"
    print(write_pages(as_shipped(rows), read_curve_map(CURVE_MAP), made, docs))
    print(f"written to {docs / 'accuracy.md'}")
    return 0


def calibrate(args: argparse.Namespace) -> int:
    """Measure the calibration set and write what it says into Taikan's data; 1 if nothing could be measured."""
    rows = _rows("calibrate", args)
    if "measures" not in rows:
        print("no clip was measured")
        return 1
    verdict, knowledge = rows["verdict"], load_knowledge()
    origin = TechnicalOrigin(
        model=args.model,
        seed=load_plan().sets["calibrate"].seed,
        date=date.today(),
        clips=len(verdict),
        bodies=verdict["body"].nunique(),
    )
    prior = {code: error.sem for code, error in knowledge.measurement_error.items()}
    errors = technical_errors(rows["measures"], dict(knowledge.measures), prior)
    write_technical_errors(KNOWLEDGE / "measurement_error.toml", errors, origin)
    calibration = fault_calibration(fault_events(rows["faults"]), origin)
    write_fault_calibration(KNOWLEDGE / "fault_calibration.toml", calibration)
    line = write_curve_map(CURVE_MAP, rows["contour"], origin)
    own, pooled = len(calibration.fault), len(calibration.pooled_faults)
    print(f"technical errors of {len(errors)} measures; confidences of {own} faults, {pooled} pooled; outline: {line}")
    for code, error in sorted(errors.items()):
        print(f"  {code:28s} bias {error.bias:+8.3f}  sem {error.sem:7.3f}  n {error.n}")
    return 0


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands to ``python -m lab``."""
    measure = commands.add_parser("accuracy", help="measure Taikan on a set of clips and write docs/accuracy.md")
    measure.add_argument("--set", choices=SET_NAMES, default="report")
    add_arguments(measure)
    measure.set_defaults(run=accuracy)
    feed_back = commands.add_parser("calibrate", help="write measured errors into Taikan's data")
    add_arguments(feed_back)
    feed_back.set_defaults(run=calibrate)
