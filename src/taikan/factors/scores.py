"""The score of a value or grade, from clearly on target (below 0) to clearly off (1): continuous and never falling."""

import numpy as np
from numpy.typing import NDArray

from taikan.core.records import Grade
from taikan.factors.records import Observation
from taikan.knowledge.factor_model import FactorSettings
from taikan.knowledge.models import Cuts
from taikan.movement_tests.measuring import grade

FloatArray = NDArray[np.float64]


def grade_score(word: Grade, settings: FactorSettings) -> float:
    """The plateau score of a grade."""
    plateaus = {
        "ok": settings.score_ok,
        "borderline": settings.score_borderline,
        "amber": settings.score_amber,
        "red": settings.score_red,
    }
    return plateaus[word]


def value_scores(values: FloatArray, cuts: Cuts, sem: float, settings: FactorSettings) -> FloatArray:
    """The score of each of ``values``; ``sem`` and ``cuts`` in their unit. The worse of both directions counts.

    With cuts on both sides alike this is the distance from the middle of the ok range.
    """
    above = _one_sided(values, cuts.amber_above, cuts.red_above, sem, settings)
    below = _one_sided(-values, _negative(cuts.amber_below), _negative(cuts.red_below), sem, settings)
    return np.maximum(above, below)


def observation_scores(observation: Observation, noise: FloatArray, settings: FactorSettings) -> FloatArray:
    """The observation's score for each of ``noise``, errors in SEM; a grade has no error and stays where it is."""
    if observation.grade is not None:
        return np.full(noise.shape, grade_score(observation.grade, settings))
    assert observation.value is not None
    assert observation.sem is not None
    assert observation.cuts is not None
    return value_scores(observation.value + observation.sem * noise, observation.cuts, observation.sem, settings)


def observation_grade(observation: Observation) -> Grade:
    """The grade word of an observation."""
    if observation.grade is not None:
        return observation.grade
    assert observation.value is not None
    assert observation.sem is not None
    return grade(observation.value, observation.cuts, observation.sem) or "ok"


def _negative(cut: float | None) -> float | None:
    return None if cut is None else -cut


def _one_sided(
    badness: FloatArray, amber: float | None, red: float | None, sem: float, settings: FactorSettings
) -> FloatArray:
    ok, edge, middle, worst = (
        settings.score_ok,
        settings.score_borderline,
        settings.score_amber,
        settings.score_red,
    )
    if amber is None:
        if red is None:
            return np.full(badness.shape, ok)
        return np.interp(badness, [red - sem, red, red + sem], [ok, edge, worst])
    if red is None:
        return np.interp(badness, [amber - sem, amber, amber + sem], [ok, edge, middle])
    grey = min(sem, (red - amber) / 2)
    # Where both grey bands touch, rounding may put their edges the wrong way round.
    points = np.maximum.accumulate([amber - grey, amber, amber + grey, red - grey, red + grey])
    return np.interp(badness, points, [ok, edge, middle, middle, worst])
