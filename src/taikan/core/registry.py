"""Named things that outside packages may add to: movement tests, runtimes, measures."""

from collections.abc import Iterator
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from taikan.core.errors import UnknownNameError

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to things of one kind. A name is registered once; an unknown name is an error with a suggestion."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}

    def add(self, name: str, item: T) -> T:
        """Register ``item``; raise ``ValueError`` if the name is taken."""
        if name in self._items:
            raise ValueError(f"{self.kind} {name!r} is registered twice")
        self._items[name] = item
        return item

    def get(self, name: str) -> T:
        """The item called ``name``; raise ``UnknownNameError`` with the nearest name otherwise."""
        if name not in self._items:
            close = get_close_matches(name, self._items, n=1)
            raise UnknownNameError(kind=self.kind, name=name, suggestion=close[0] if close else ", ".join(self._items))
        return self._items[name]

    def load_entry_points(self, group: str) -> None:
        """Add what installed packages offer under ``group``; each entry point is one item."""
        for entry in entry_points(group=group):
            if entry.name not in self._items:
                self.add(entry.name, entry.load())

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def values(self) -> tuple[T, ...]:
        """All items, in the order they were added."""
        return tuple(self._items.values())
