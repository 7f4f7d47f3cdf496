"""How much a factor matters to this client: the table's relevance times match with their pattern and trials."""

from collections.abc import Iterable, Mapping

from taikan.factors.records import SymptomTrialResult
from taikan.knowledge.factor_model import Factor, FactorSettings


def match_multiplier(factor: Factor, tags: Mapping[str, int], settings: FactorSettings) -> float:
    """More if something the factor has to do with makes the pain worse, less if all of it was asked and none does."""
    answered = [tags[tag] for tag in factor.match if tag in tags]
    if not answered:
        return 1.0
    worst = min(answered)
    if worst <= -2:
        return settings.relevance_strong_match
    return settings.relevance_match if worst == -1 else settings.relevance_no_match


def trial_multiplier(trials: Iterable[SymptomTrialResult], settings: FactorSettings) -> float:
    """More if a small change eased the pain enough, less if every one tried left it unchanged or made it worse.

    A trial without pain before it shows nothing.
    """
    drops = [(trial.before - trial.after, trial.before) for trial in trials if trial.before > 0]
    if not drops:
        return 1.0
    points, share = settings.trial_least_points, settings.trial_least_share
    if any(drop >= points or drop >= share * before for drop, before in drops):
        return settings.trial_helped
    return 1.0 if any(drop > 0 for drop, _ in drops) else settings.trial_unchanged


def relevance(factor: Factor, match: float, trial: float) -> float:
    """0..1."""
    return min(1.0, factor.relevance * match * trial)
