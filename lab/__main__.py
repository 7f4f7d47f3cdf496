"""python -m lab list | render | pictures | samples | accuracy | calibrate: synthetic clips with every angle known."""

import argparse
import sys

from lab import samples
from lab.accuracy.command import register as register_accuracy
from lab.act import ClipSpec
from lab.camera import Camera
from lab.clip import make_clip
from lab.clothes import Clothes
from lab.movements import MOVEMENTS
from lab.persons import Person, draw_person, known_people
from lab.pictures.command import register as register_pictures
from lab.scene import Scene
from lab.script import FaultOrder
from lab.variety import draw_clothes, draw_scene


def _pairs(texts: list[str]) -> dict[str, float]:
    """``NAME=NUMBER`` texts; raises ``ValueError`` for anything else."""
    pairs = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            pairs[name] = float(number)
        except ValueError:
            raise ValueError(f"{text!r} is not NAME=NUMBER") from None
    return pairs


def _list() -> None:
    for movement in MOVEMENTS.values():
        print(f"{movement.name}  (test {movement.test})")
        print("  options:", ", ".join(movement.option_names))
        print("  faults: ", ", ".join(f"{code} [{unit}]" for code, unit in movement.faults.items()) or "-")
    print("people:", ", ".join(known_people()), "or drawn_SEED")


def _person(name: str) -> Person:
    people = known_people()
    if name in people:
        return people[name]
    seed = name.removeprefix("drawn_")
    if not seed.isdigit():
        raise ValueError(f"no person {name!r}; there are {', '.join(people)}, or drawn_SEED")
    return draw_person(int(seed))


def _render(args: argparse.Namespace) -> None:
    person = _person(args.person)
    faults = tuple(FaultOrder(code, size) for code, size in _pairs(args.fault).items())
    camera = Camera(yaw_deg=args.yaw, yaw_error_deg=args.yaw_error, long_side_px=args.size, fps=args.fps)
    scene = draw_scene(args.seed) if args.vary else Scene()
    clothes = draw_clothes(args.seed, loose=args.clothes == "loose") if args.vary else Clothes(fit=args.clothes)
    spec = ClipSpec(args.test, person, args.seed, "", _pairs(args.option), faults, clothes, scene, camera)
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
    render.add_argument("--vary", action="store_true", help="room and clothes drawn from the seed")
    render.add_argument("--option", action="append", default=[], metavar="NAME=NUMBER")
    render.add_argument("--fault", action="append", default=[], metavar="CODE=SIZE")
    render.add_argument("--out", required=True)
    render.set_defaults(run=_render)
    register_accuracy(commands)
    register_pictures(commands)
    samples.register(commands)
    args = parser.parse_args()
    try:
        return args.run(args) or 0
    except ValueError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
