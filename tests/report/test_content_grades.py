"""Words for grades and values: not flagged is not the same as on target, a lower bound is not a value."""

from typing import Literal

import pytest

from taikan.core.records import Grade, Measure
from taikan.knowledge.loader import load_knowledge
from taikan.report.content import Wording, grade_word, measure_rows


def lean(value: float, grade: Grade | None) -> Measure:
    return Measure(code="gait.trunk_lean", unit="deg", value=value, sem=1.5, mdc95=4.2, grade=grade, n_trials=3)


@pytest.mark.parametrize(
    ("value", "grade", "word"),
    [(3.0, "ok", "ok"), (-6.9, "ok", "near"), (8.0, "ok", "near"), (12.0, "amber", "amber"), (3.0, None, "none")],
)
def test_a_value_outside_its_usual_range_is_not_called_on_target(value: float, grade: Grade | None, word: str) -> None:
    definition = load_knowledge().measures["gait.trunk_lean"]
    assert grade_word(lean(value, grade), definition) == word


@pytest.mark.parametrize(("language", "shown"), [("ja", "8.4 秒 以上"), ("en", "at least 8.4 s")])
def test_a_hold_the_clip_cut_off_is_shown_as_at_least(language: Literal["ja", "en"], shown: str) -> None:
    held = Measure(code="end.plank", unit="s", value=8.4, sem=6.5, mdc95=18, n_trials=1, note="at_least")
    (row,) = measure_rows((held,), Wording(load_knowledge(), language), {})
    assert row.value == shown
