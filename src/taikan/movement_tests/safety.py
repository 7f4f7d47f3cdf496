"""Which tests a person's safety codes exclude or limit (clinical list 1.12). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from taikan.core.records import Reason
from taikan.knowledge.test_limits import PRONE, SUPINE, Limit, TestLimitTable, load_test_limits
from taikan.movement_tests.base import MovementTest


@dataclass(frozen=True)
class TestSafety:
    """``excluded``: why it is not offered, if so; ``limited``: how it is done; ``withheld``: measure code
    to why it is left out of a test that is otherwise done."""

    __test__ = False

    excluded: tuple[Reason, ...] = ()
    limited: tuple[Reason, ...] = ()
    withheld: Mapping[str, Reason] = field(default_factory=dict)


def safety_of(
    test: MovementTest, options: Mapping[str, str], codes: Iterable[str], table: TestLimitTable | None = None
) -> TestSafety:
    """What ``codes``, with all they imply, do to ``test`` under resolved ``options``.

    Raises ``UnknownNameError`` for an unknown code.
    """
    table = table or load_test_limits()
    held = table.closure(codes)
    rows = [row for row in table.limit if row.code in held]
    about = [row for row in rows if _concerns(row, test, options, table)]
    excluded = [_excluded(row.code, table) for row in about if row.effect == "exclude"]
    excluded += [_excluded(code, table) for code in held if not _is_left(code, test, table)]
    alone = [row for row in rows if row.effect == "exclude" and row.test not in table.item]
    return TestSafety(
        excluded=tuple(r for i, r in enumerate(excluded) if r not in excluded[:i]),
        limited=tuple(_limited(row, table) for row in about if row.how is not None),
        withheld={
            code: _excluded(row.code, table) for row in alone for code in test.measure_codes if covers(row.test, code)
        },
    )


def covers(family: str, code: str) -> bool:
    """Whether ``code`` is ``family``, part of it, or within it (``end.*``)."""
    stem = family.removesuffix("*").removesuffix(".")
    return code == stem or code.startswith(f"{stem}.")


def _concerns(row: Limit, test: MovementTest, options: Mapping[str, str], table: TestLimitTable) -> bool:
    if row.test == PRONE:
        return test.id in table.prone
    if row.test == SUPINE:
        return False  # no test keeps anybody on the back for that long; its steps say so
    return any(
        a.test == test.id and (a.option is None or options.get(a.option) == a.choice)
        for a in table.item.get(row.test, ())
    )


def _is_left(code: str, test: MovementTest, table: TestLimitTable) -> bool:
    """Whether ``code``, if it leaves only some tests, leaves this one."""
    if code in table.only_tests:
        return test.id in table.only_tests[code]
    if code in table.only:
        return any(covers(family, c) for family in table.only[code] for c in test.measure_codes)
    return True


def _because(code: str, table: TestLimitTable) -> dict[str, str | float | int]:
    name = table.modifier[code].name
    return {"code": code, "because_ja": name.ja, "because_en": name.en}


def _excluded(code: str, table: TestLimitTable) -> Reason:
    return Reason(code="test_excluded", values=_because(code, table))


def _limited(row: Limit, table: TestLimitTable) -> Reason:
    assert row.how is not None
    return Reason(code="test_limited", values={**_because(row.code, table), "how_ja": row.how.ja, "how_en": row.how.en})
