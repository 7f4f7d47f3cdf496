"""Data frames as Markdown tables with sensible digits, for docs/."""

from collections.abc import Mapping

import pandas as pd


def markdown(table: pd.DataFrame, heads: Mapping[str, str], digits: Mapping[str, int] | None = None) -> str:
    """``table`` with the columns of ``heads`` (column: heading), numbers to ``digits`` places (1 unless told)."""
    places = digits or {}
    lines = ["| " + " | ".join(heads.values()) + " |", "|" + "---|" * len(heads)]
    for record in table.to_dict("records"):
        cells = [_cell(record.get(column), places.get(column, 1)) for column in heads]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: object, digits: int) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "–"
    if isinstance(value, float):
        text = f"{value:.{digits}f}"
        return text.lstrip("-") if float(text) == 0.0 else text
    return str(value)
