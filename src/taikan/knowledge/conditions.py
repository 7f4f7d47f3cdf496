"""A condition on answers, as the questionnaire and safety files write it. ``taikan.intake.conditions`` evaluates it."""

from collections.abc import Iterator

from pydantic import ConfigDict, Field, model_validator

from taikan.knowledge.models import Entry


class Condition(Entry):
    """Either a group (``all_of``, ``any_of``), a ``flag``, or a test of one ``item``.

    ``flag = X``: X was answered yes or "do not know". ``is``: the answer, or one of the chosen answers, is in the list.
    ``is_not``: it is not, or there is no answer. "*" in a list stands for any answer. Numbers compare with
    ``at_least``, ``at_most``, ``above``, ``below``; ``chosen_at_least`` counts the chosen answers. Without an answer
    everything but ``is_not`` is false.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    all_of: tuple["Condition", ...] = ()
    any_of: tuple["Condition", ...] = ()
    flag: str | None = None
    item: str | None = None
    is_: tuple[str, ...] = Field(default=(), alias="is")
    is_not: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    chosen_at_least: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Condition":
        forms = [bool(self.all_of), bool(self.any_of), self.flag is not None, self.item is not None]
        if sum(forms) != 1:
            raise ValueError("a condition is one of all_of, any_of, flag or item")
        numbers = (self.at_least, self.at_most, self.above, self.below)
        tests = bool(self.is_) + bool(self.is_not) + any(n is not None for n in numbers) + bool(self.chosen_at_least)
        if tests != (self.item is not None):
            raise ValueError("a condition on an item tests exactly one kind of thing, and other conditions none")
        return self

    def items(self) -> Iterator[str]:
        """Ids of the items the condition looks at."""
        for part in (*self.all_of, *self.any_of):
            yield from part.items()
        if name := self.item or self.flag:
            yield name
