"""Which tests a person's safety codes exclude or limit (clinical list 1.12). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from taikan.core.errors import UnknownNameError
from taikan.core.records import Reason
from taikan.knowledge.safety_files import load_safety
from taikan.knowledge.safety_models import TestLimit, covers
from taikan.knowledge.test_limits import PRONE, SUPINE, TestItems, load_test_items
from taikan.movement_tests.base import MovementTest


@dataclass(frozen=True)
class TestSafety:
    """``excluded``: why it is not offered, if so; ``limited``: how it is done; ``withheld``: measure code
    to why it is left out of a test that is otherwise done."""

    __test__ = False

    excluded: tuple[Reason, ...] = ()
    limited: tuple[Reason, ...] = ()
    withheld: Mapping[str, Reason] = field(default_factory=dict)


def safety_of(test: MovementTest, options: Mapping[str, str], codes: Iterable[str]) -> TestSafety:
    """What ``codes``, with all they imply, do to ``test`` under resolved ``options``.

    Raises ``UnknownNameError`` with the nearest for an unknown code.
    """
    items, rules = load_test_items(), load_safety().test_limits
    held = _closure(codes, items)
    rows = [row for row in rules.limit if row.code in held]
    about = [row for row in rows if _concerns(row, test, options, items)]
    excluded = [_excluded(row.code, items) for row in about if row.effect == "exclude"]
    excluded += [_excluded(code, items) for code in held if not _is_left(code, test, rules.only, items)]
    alone = [row for row in rows if row.effect == "exclude" and row.test not in items.item]
    return TestSafety(
        excluded=tuple(r for i, r in enumerate(excluded) if r not in excluded[:i]),
        limited=tuple(_limited(row, items) for row in about if row.how is not None),
        withheld={
            code: _excluded(row.code, items) for row in alone for code in test.measure_codes if covers(row.test, code)
        },
    )


def _closure(codes: Iterable[str], items: TestItems) -> tuple[str, ...]:
    """``codes`` with all they imply, sorted; derived states imply nothing."""
    given, safety = set(codes), load_safety()
    for code in sorted(given - items.name.keys()):
        close = get_close_matches(code, items.name, n=1)
        raise UnknownNameError(kind="modifier", name=code, suggestion=close[0] if close else ", ".join(items.name))
    states = given - safety.modifiers.keys()
    return tuple(sorted(states.union(safety.closure(given - states))))


def _concerns(row: TestLimit, test: MovementTest, options: Mapping[str, str], items: TestItems) -> bool:
    if row.test == PRONE:
        return test.id in items.prone
    if row.test == SUPINE:
        return False  # no test keeps anybody on the back for that long; its steps say so
    return any(
        a.test == test.id and (a.option is None or options.get(a.option) == a.choice)
        for a in items.item.get(row.test, ())
    )


def _is_left(code: str, test: MovementTest, only: Mapping[str, tuple[str, ...]], items: TestItems) -> bool:
    """Whether ``code``, if it leaves only some tests, leaves this one."""
    if code in items.only:
        return test.id in items.only[code]
    if code in only:
        return any(covers(family, c) for family in only[code] for c in test.measure_codes)
    return True


def _because(code: str, items: TestItems) -> dict[str, str | float | int]:
    name = items.name[code]
    return {"code": code, "because_ja": name.ja, "because_en": name.en}


def _excluded(code: str, items: TestItems) -> Reason:
    return Reason(code="test_excluded", values=_because(code, items))


def _limited(row: TestLimit, items: TestItems) -> Reason:
    assert row.how is not None
    return Reason(code="test_limited", values={**_because(row.code, items), "how_ja": row.how.ja, "how_en": row.how.en})
