"""The technique score: only what was judged surely counts, and nothing judged is no score."""

import pytest

from taikan.programme.records import Dose, ItemLog, SeenFault
from taikan.programme.technique import technique_score
from tests.programme.control_clients import BOOK


def score(*faults, technique=None):
    seen = tuple(SeenFault(code=code, share=share, confidence=sure) for code, share, sure in faults)
    item = ItemLog(exercise="sq_bw", dose=Dose(sets=1, reps=8, rpe=3), completed=True, faults=seen, technique=technique)
    return technique_score(item, BOOK.fault_importance, BOOK.faults)


WEIGHTS = {code: BOOK.faults.score_weights[level - 1] for code, level in BOOK.fault_importance.items()}


def test_weight_times_share():
    assert score(("knee_valgus", 0.5, 0.9)) == pytest.approx(100 - 0.5 * WEIGHTS["knee_valgus"])


def test_unsure_faults_do_not_count():
    assert score(("knee_valgus", 1.0, 0.59), ("trunk_lean", 0.0, 0.8)) == 100


def test_nothing_judged_is_no_score():
    assert score() is None
    assert score(("knee_valgus", 1.0, 0.5)) is None


def test_a_trainers_score_goes_first_and_none_falls_below_zero():
    assert score(("knee_valgus", 1.0, 0.9), technique=85) == 85
    every = [(code, 1.0, 1.0) for code in WEIGHTS]
    assert score(*every) == 0
