"""Where the phone stands, drawn: from above, with the distance, and from the side, with the height. No words."""

from PIL import Image, ImageDraw, ImageFont

from lab.pictures.poses import Phone

Pen = ImageDraw.ImageDraw
Colour = tuple[int, int, int]
_PAPER: Colour = (250, 251, 252)
_INK: Colour = (70, 78, 90)
_SOFT: Colour = (214, 224, 230)
_BODY: Colour = (92, 143, 168)
_HEAD: Colour = (51, 38, 33)
_MARK: Colour = (217, 84, 30)
_LINE: Colour = (205, 210, 216)


def phone_plan(phone: Phone, size_px: tuple[int, int], finer: int) -> Image.Image:
    """The plan beside a picture: the person and the phone from above, the phone's height below."""
    width, height = (finer * side for side in size_px)
    picture = Image.new("RGB", (width, height), _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.line([(0, 0), (0, height)], fill=_LINE, width=2 * finer)
    _from_above(pen, phone, width / 2, finer)
    pen.line([(14 * finer, 232 * finer), (width - 14 * finer, 232 * finer)], fill=_LINE, width=finer)
    _from_the_side(pen, phone, width / 2, finer)
    return picture.resize(size_px, Image.Resampling.LANCZOS)


def _from_above(pen: Pen, phone: Phone, middle: float, finer: int) -> None:
    person, lens = 52 * finer, 196 * finer
    spread = 62 * finer
    sight = [(middle, lens), (middle - spread, 20 * finer), (middle + spread, 20 * finer)]
    pen.polygon(sight, fill=_SOFT)
    _person(pen, phone, middle, person, finer)
    pen.rounded_rectangle(
        [middle - 15 * finer, lens - 4 * finer, middle + 15 * finer, lens + 5 * finer], radius=3 * finer, fill=_INK
    )
    aside = middle + 40 * finer
    _measure(pen, (aside, person + 26 * finer), (aside, lens - 4 * finer), finer)
    font = ImageFont.load_default(15 * finer)
    pen.text((middle, 216 * finer), phone.distance, fill=_INK, anchor="mm", font=font)


def _person(pen: Pen, phone: Phone, x: float, y: float, finer: int) -> None:
    """Shoulders and head from above, the nose where the person looks; lying, the body's length at their side."""
    # The way the person faces on the plan, with the phone at its lower edge.
    ahead = {0: (0, 1), 90: (1, 0), 180: (0, -1)}[phone.yaw]
    if phone.lying:
        _box(pen, (x, y), (46 * finer, 11 * finer), _BODY)
        _disc(pen, (x - 50 * finer if phone.yaw == 90 else x + 50 * finer, y), 9 * finer, _HEAD)
        return
    across = (26, 10) if phone.yaw in (0, 180) else (10, 26)
    _box(pen, (x, y), (across[0] * finer, across[1] * finer), _BODY)
    nose = (x + 11 * finer * ahead[0], y + 11 * finer * ahead[1])
    _disc(pen, nose, 4 * finer, _HEAD)
    _disc(pen, (x, y), 10 * finer, _HEAD)


def _from_the_side(pen: Pen, phone: Phone, middle: float, finer: int) -> None:
    """The phone on a stand, its lens at the height written beside it."""
    floor, lens = 340 * finer, 268 * finer
    x = middle - 34 * finer
    pen.line([(14 * finer, floor), (2 * middle - 14 * finer, floor)], fill=_INK, width=2 * finer)
    for foot in (-14, 0, 14):
        pen.line([(x, lens + 22 * finer), (x + foot * finer, floor)], fill=_INK, width=2 * finer)
    pen.rounded_rectangle([x - 11 * finer, lens - 20 * finer, x + 11 * finer, lens + 22 * finer], 4 * finer, fill=_INK)
    _disc(pen, (x, lens), 5 * finer, _SOFT)
    edge = middle - 6 * finer
    pen.line([(x + 6 * finer, lens), (edge + 6 * finer, lens)], fill=_MARK, width=finer)
    _measure(pen, (edge, lens), (edge, floor), finer)
    font = ImageFont.load_default(15 * finer)
    pen.text((edge + 12 * finer, (lens + floor) / 2), phone.height, fill=_INK, anchor="lm", font=font)


def _measure(pen: Pen, start: tuple[float, float], end: tuple[float, float], finer: int) -> None:
    """An upright line with a head at both ends."""
    pen.line([start, end], fill=_MARK, width=2 * finer)
    for (x, y), way in ((start, 1), (end, -1)):
        pen.polygon([(x, y), (x - 5 * finer, y + way * 9 * finer), (x + 5 * finer, y + way * 9 * finer)], fill=_MARK)


def _disc(pen: Pen, centre: tuple[float, float], radius: float, colour: Colour) -> None:
    x, y = centre
    pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)


def _box(pen: Pen, centre: tuple[float, float], half: tuple[float, float], colour: Colour) -> None:
    x, y = centre
    pen.rounded_rectangle([x - half[0], y - half[1], x + half[0], y + half[1]], min(half), fill=colour)
