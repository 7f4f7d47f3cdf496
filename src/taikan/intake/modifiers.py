"""What modifier codes do: limits of effort and range, excluded tests, excluded exercises."""

from collections.abc import Iterable
from dataclasses import dataclass

from taikan.core.texts import Text
from taikan.knowledge.safety_models import Safety, TestLimit, covers


@dataclass(frozen=True)
class Limits:
    """The strictest of several codes: lowest caps and range, longest rest, smallest start factor; every line once.

    ``hold_cap_s`` seconds, ``rpe_cap`` 0..10, ``range`` and ``start_factor`` shares of the usual, ``rest_min_s``
    seconds between sets. ``None``: no code sets it.
    """

    hold_cap_s: float | None
    rpe_cap: float | None
    range: float
    rest_min_s: float | None
    start_factor: float
    blocked_today: bool
    lines: tuple[Text, ...]
    safety_lines: tuple[Text, ...]


@dataclass(frozen=True)
class TestVerdict:
    """Whether a test may be done: the codes that exclude it, and how it is limited otherwise."""

    test: str
    excluded_by: tuple[str, ...]
    limits: tuple[Text, ...]

    @property
    def allowed(self) -> bool:
        """Whether no code excludes the test."""
        return not self.excluded_by


def limits(codes: Iterable[str], safety: Safety) -> Limits:
    """The limits of all ``codes`` together.

    ``pelvic_pain`` holds no pelvic-floor contraction and caps no other hold; its 0 s is therefore left to its
    contraindications.
    """
    records = [(code, safety.modifiers[code]) for code in safety.closure(codes)]
    holds = [m.hold_cap_s for code, m in records if code != "pelvic_pain"]
    return Limits(
        hold_cap_s=min(holds, default=None),
        rpe_cap=min((m.rpe_cap for _, m in records), default=None),
        range=min((m.range for _, m in records), default=1.0),
        rest_min_s=max((m.rest_min_s for _, m in records), default=None),
        start_factor=min((m.start_factor for _, m in records), default=1.0),
        blocked_today=any(m.blocks == "everything_today" for _, m in records),
        lines=tuple(dict.fromkeys(m.line for _, m in records)),
        safety_lines=tuple(dict.fromkeys(m.safety_line for _, m in records)),
    )


def excluded_tests(tests: Iterable[str], codes: Iterable[str], safety: Safety) -> dict[str, TestVerdict]:
    """The verdict on every one of ``tests`` (ids such as ``rom.ftf`` or ``mov.sls.fppa``).

    ``codes`` are modifier codes and states such as ``age_75``; implied codes are added here.
    """
    given = tuple(codes)
    states = tuple(code for code in given if code in safety.states)
    closed = (*safety.closure(code for code in given if code not in safety.states), *states)
    return {test: _verdict(test, closed, safety) for test in tests}


def contraindicated(exercise: str, family: str, codes: Iterable[str], safety: Safety) -> tuple[str, ...]:
    """The codes that exclude ``exercise`` of ``family``; empty when none does. Implied codes are added here."""
    found = []
    for code in safety.closure(codes):
        rule = safety.contraindications[code]
        by_family = family in rule.families and exercise not in rule.except_
        if by_family or exercise in rule.exercises:
            found.append(code)
    return tuple(found)


def _verdict(test: str, codes: tuple[str, ...], safety: Safety) -> TestVerdict:
    rules = safety.test_limits
    rows = [row for row in rules.limit if row.code in codes and _concerns(row, test, safety)]
    shut = [code for code in codes if code in rules.only and not any(covers(p, test) for p in rules.only[code])]
    excluded = [*shut, *(row.code for row in rows if row.effect == "exclude")]
    return TestVerdict(
        test=test,
        excluded_by=tuple(dict.fromkeys(excluded)),
        limits=tuple(dict.fromkeys(row.how for row in rows if row.how is not None)),
    )


def _concerns(row: TestLimit, test: str, safety: Safety) -> bool:
    if row.test == "prone_any":
        return test == "prone_any" or any(covers(prone, test) for prone in safety.test_limits.prone)
    return covers(row.test, test)
