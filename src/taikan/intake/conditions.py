"""Whether a condition of the knowledge files holds for some answers."""

from collections.abc import Iterator

from taikan.intake.records import Answer, Answers
from taikan.knowledge.conditions import Condition

ANY = "*"
NONE = "none"
UNSURE_OR_YES = frozenset({"yes", "unknown"})


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether ``condition`` holds; an unanswered item makes every test false but ``is_not``."""
    if condition.all_of:
        return all(holds(part, answers) for part in condition.all_of)
    if condition.any_of:
        return any(holds(part, answers) for part in condition.any_of)
    if condition.flag is not None:
        return not UNSURE_OR_YES.isdisjoint(codes(answers.get(condition.flag)))
    given = answers.get(condition.item or "")
    if condition.is_ or condition.is_not:
        listed = condition.is_ or condition.is_not
        matches = given is not None and (ANY in listed or not set(listed).isdisjoint(codes(given)))
        return matches == bool(condition.is_)
    if condition.chosen_at_least is not None:
        return len(set(codes(given)) - {NONE}) >= condition.chosen_at_least
    return _within(condition, given)


def codes(answer: Answer | None) -> tuple[str, ...]:
    """The codes of an answer: one for a single choice or text, several for a multiple choice, none for numbers."""
    if isinstance(answer, tuple):
        return answer
    return (answer,) if isinstance(answer, str) else ()


def telling_items(condition: Condition, answers: Answers) -> Iterator[str]:
    """The items whose answers make ``condition`` hold, but for those of which only matters that there is an answer."""
    for part in (*condition.all_of, *condition.any_of):
        if holds(part, answers):
            yield from telling_items(part, answers)
    name = condition.item or condition.flag
    if name is not None and name in answers and ANY not in (*condition.is_, *condition.is_not):
        yield name


def _within(condition: Condition, given: Answer | None) -> bool:
    if not isinstance(given, int | float):
        return False
    return (
        (condition.at_least is None or given >= condition.at_least)
        and (condition.at_most is None or given <= condition.at_most)
        and (condition.above is None or given > condition.above)
        and (condition.below is None or given < condition.below)
    )
