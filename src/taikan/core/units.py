"""The UCUM units a measure may carry, and how people see them."""

from taikan.core.texts import Text

UNITS: dict[str, Text] = {
    "deg": Text(ja="°", en="°"),
    "deg/s": Text(ja="°/秒", en="°/s"),
    "s": Text(ja="秒", en="s"),
    "cm": Text(ja="cm", en="cm"),
    "m": Text(ja="m", en="m"),
    "kg": Text(ja="kg", en="kg"),
    "m/s": Text(ja="m/秒", en="m/s"),
    "%": Text(ja="%", en="%"),
    "/min": Text(ja="回/分", en="/min"),
    "1": Text(ja="", en=""),
    "min": Text(ja="分", en="min"),
    "h": Text(ja="時間", en="h"),
    "mm[Hg]": Text(ja="mmHg", en="mmHg"),
    "/d": Text(ja="/日", en="/day"),
    "Hz": Text(ja="コマ/秒", en="frames/s"),
    "[px]": Text(ja="画素", en="px"),
    "{count}": Text(ja="回", en="times"),
    "{score}": Text(ja="点", en="points"),
}


def check_unit(unit: str) -> str:
    """Return ``unit`` if Taikan knows it; raise ``ValueError`` otherwise."""
    if unit not in UNITS:
        raise ValueError(f"unknown unit {unit!r}; known: {', '.join(UNITS)}")
    return unit


def format_value(value: float, unit: str, language: str = "en") -> str:
    """A number as people read it, with its unit: ``12.3°``, ``0.85 m/s``."""
    digits = 2 if unit in {"m", "m/s", "1"} else 1
    if unit in {"{count}", "/min"} and float(value).is_integer():
        digits = 0
    symbol = UNITS[check_unit(unit)].ja if language == "ja" else UNITS[unit].en
    joiner = "" if symbol in {"°", "%", "°/秒", "°/s"} or not symbol else " "
    return f"{value:.{digits}f}{joiner}{symbol}"
