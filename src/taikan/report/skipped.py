"""Files of a folder that were left out, as rows of text for a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from taikan.progress.trials import Skipped
from taikan.report.content import ReasonRow, Wording


@dataclass(frozen=True)
class SkippedRow:
    """A file, why it was left out, and the address of its own report below the page; empty if it has none."""

    file: str
    reasons: tuple[ReasonRow, ...]
    link: str


def skipped_rows(skipped: Iterable[Skipped], words: Wording) -> tuple[SkippedRow, ...]:
    """One row a file, in the order given."""
    return tuple(SkippedRow(s.file, tuple(words.reason(r) for r in s.reasons), s.folder or "") for s in skipped)
