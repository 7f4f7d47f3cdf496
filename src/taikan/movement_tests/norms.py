"""Where a value stands among people of the same sex and age. Pure."""

from collections.abc import Mapping
from statistics import NormalDist
from typing import Literal

import numpy as np

from taikan.core.records import NormPlace, Sex
from taikan.knowledge.norms import NormRow, NormTable, load_norms

_LOWEST, _HIGHEST = 1.0, 99.0


def norm_place(
    code: str,
    value: float,
    sem: float,
    age: float | None,
    sex: Sex | None,
    tables: Mapping[str, NormTable] | None = None,
) -> NormPlace | None:
    """The place of ``value`` (``sem`` in the same unit); ``None`` where no table has a row for such a person."""
    table = (load_norms() if tables is None else tables).get(code)
    row = None if table is None else table.row_for(age, sex)
    if table is None or row is None:
        return None
    low, high = middle_range(row)
    return NormPlace(
        sex=row.sex,
        age_from=row.age_from,
        age_to=row.age_to,
        low=low,
        high=high,
        percentile=percentile(row, value),
        percentile_low=percentile(row, value - sem),
        percentile_high=percentile(row, value + sem),
        beyond=_beyond(row, value),
        better=table.better,
        source=table.source,
        mark=table.mark,
    )


def percentile(row: NormRow, value: float) -> float | None:
    """Percentile of ``value``, 1..99; ``None`` where the row has a mean alone.

    Along the row's own percentiles where it has them, else on its bell curve.

    A table's end is the most it can say: beyond it the end's percentile stands.
    """
    if row.percentiles:
        ranks = sorted(row.percentiles)
        return float(np.interp(value, [row.percentiles[r] for r in ranks], ranks))
    if row.mean is None or row.sd is None:
        return None
    return min(_HIGHEST, max(_LOWEST, 100.0 * NormalDist(row.mean, row.sd).cdf(value)))


def middle_range(row: NormRow) -> tuple[float, float]:
    """The 25th to 75th percentile, as near as the row's own ones come; else the mean plus and minus its SD, if any."""
    if row.percentiles:
        below = [r for r in row.percentiles if r <= 25] or [min(row.percentiles)]
        above = [r for r in row.percentiles if r >= 75] or [max(row.percentiles)]
        return row.percentiles[max(below)], row.percentiles[min(above)]
    assert row.mean is not None
    return row.mean - (row.sd or 0.0), row.mean + (row.sd or 0.0)


def _beyond(row: NormRow, value: float) -> Literal["below", "above"] | None:
    if not row.percentiles:
        return None
    if value < min(row.percentiles.values()):
        return "below"
    return "above" if value > max(row.percentiles.values()) else None
