"""python -m lab pictures: draws what ``lab/poses`` holds into the knowledge folder."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from lab.pictures.poses import load_drawings
from taikan.knowledge.pictures import PICTURE_BYTES, PICTURE_SUFFIX

FOLDER = Path(__file__).parents[2] / "src/taikan/knowledge/pictures"
_QUALITIES = (86, 80, 72, 64, 55, 45)


def register(commands: Any) -> None:
    """Add ``pictures`` to the lab's command line."""
    parser = commands.add_parser("pictures", help="drawn pictures of exercises and tests, into the knowledge folder")
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="only these exercises or tests")
    parser.add_argument("--out", type=Path, default=FOLDER, help="another folder")
    parser.add_argument("--sheet", type=Path, help="also all of them on one sheet (PNG)")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    known = load_drawings()
    if unknown := set(args.only) - {*known.drawings, *known.protocols}:
        raise ValueError(f"no drawing for {sorted(unknown)}")
    drawn = {path.stem: picture for path, picture in _drawn(args.only, args.out)}
    if args.sheet:
        contact_sheet(drawn).save(args.sheet)


def _drawn(only: list[str], out: Path) -> Iterator[tuple[Path, Image.Image]]:
    """Every picture asked for, written and handed on."""
    from lab.pictures.draw import draw_exercise, draw_protocol  # needs a GL library and the body model

    known = load_drawings()
    jobs: list[tuple[str, str, Callable[[], Image.Image]]] = []
    jobs += [("exercises", name, partial(draw_exercise, d)) for name, d in known.drawings.items()]
    jobs += [("tests", name, partial(draw_protocol, p)) for name, p in known.protocols.items()]
    for folder, name, make in jobs:
        if only and name not in only:
            continue
        picture, path = make(), out / folder / f"{name}{PICTURE_SUFFIX}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small(picture))
        print(path)
        yield path, picture


def small(picture: Image.Image) -> bytes:
    """The picture as WebP of the best quality that stays under the limit."""
    for quality in _QUALITIES:
        buffer = BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= PICTURE_BYTES:
            return buffer.getvalue()
    raise ValueError(f"a picture of {picture.size} does not fit into {PICTURE_BYTES} bytes")


def contact_sheet(pictures: Mapping[str, Image.Image], columns: int = 4, scale: float = 0.6) -> Image.Image:
    """All pictures in rows with their names."""
    tiles = list(pictures.items())
    width, height = (round(scale * side) for side in tiles[0][1].size)
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (columns * (width + 6), rows * (height + 20)), (255, 255, 255))
    pen = ImageDraw.Draw(sheet)
    for i, (name, picture) in enumerate(tiles):
        x, y = (i % columns) * (width + 6), (i // columns) * (height + 20)
        sheet.paste(picture.resize((width, height)), (x, y + 16))
        pen.text((x + 4, y + 2), name, fill=(0, 0, 0))
    return sheet
