"""python -m lab render | list | accuracy | calibrate: synthetic clips with every angle known."""

import argparse
import sys
from dataclasses import replace

from lab.accuracy.command import register
from lab.camera import Camera
from lab.clip import ClipSpec, make_clip
from lab.clothes import Clothes
from lab.movements import MOVEMENTS
from lab.persons import draw_person, known_people
from lab.script import FaultOrder


def _pairs(texts: list[str]) -> dict[str, float]:
    return {name: float(value) for name, _, value in (text.partition("=") for text in texts)}


def _list() -> None:
    for movement in MOVEMENTS.values():
        print(f"{movement.name}  (test {movement.test})")
        print("  options:", ", ".join(movement.option_names))
        print("  faults: ", ", ".join(f"{code} [{unit}]" for code, unit in movement.faults.items()) or "-")
    print("people:", ", ".join(known_people()), "or drawn_SEED")


def _render(args: argparse.Namespace) -> None:
    people = known_people()
    person = people[args.person] if args.person in people else draw_person(int(args.person.removeprefix("drawn_")))
    faults = tuple(FaultOrder(code, size) for code, size in _pairs(args.fault).items())
    camera = replace(Camera(), yaw_deg=args.yaw, yaw_error_deg=args.yaw_error, long_side_px=args.size, fps=args.fps)
    clothes = Clothes(fit=args.clothes)
    spec = ClipSpec(
        args.test, person, args.seed, options=_pairs(args.option), faults=faults, camera=camera, clothes=clothes
    )
    print(make_clip(spec, args.out))


def main() -> int:
    """Command line of the lab."""
    parser = argparse.ArgumentParser(prog="python -m lab", description=__doc__)
    commands = parser.add_subparsers(required=True)
    commands.add_parser("list", help="movements, options, faults, people").set_defaults(run=lambda _args: _list())
    render = commands.add_parser("render", help="one clip with its truth")
    render.add_argument("--test", required=True, choices=sorted(MOVEMENTS), help="the movement")
    render.add_argument("--person", default="man_34_desk", help="a known person, or drawn_SEED")
    render.add_argument("--yaw", type=float, default=90.0, help="0 faces the camera, 90 right side to it")
    render.add_argument("--yaw-error", type=float, default=0.0)
    render.add_argument("--seed", type=int, default=0)
    render.add_argument("--size", type=int, default=480, help="long side in pixels")
    render.add_argument("--fps", type=float, default=30.0)
    render.add_argument("--clothes", choices=("tight", "loose"), default="tight")
    render.add_argument("--option", action="append", default=[], metavar="NAME=NUMBER")
    render.add_argument("--fault", action="append", default=[], metavar="CODE=SIZE")
    render.add_argument("--out", required=True)
    render.set_defaults(run=_render)
    register(commands)
    args = parser.parse_args()
    try:
        return args.run(args) or 0
    except ValueError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
