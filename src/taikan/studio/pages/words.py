"""Words of the pages: texts of the knowledge files, in the language of the request."""

from functools import lru_cache
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language

from taikan.core.texts import Language, Text
from taikan.knowledge.loader import load_knowledge


def language() -> Language:
    """The language of the request."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def say(key: str, **values: object) -> str:
    """The text ``studio.<key>``, or the text ``key`` of another part; ``values`` may be texts. Raises ``KeyError``."""
    shown = {name: v.in_language(language()) if isinstance(v, Text) else v for name, v in values.items()}
    text = _text(key).format(**shown) if shown else _text(key)
    return text.in_language(language())


def lazy_say(key: str) -> Any:
    """The same, looked up when it is shown; for labels of forms."""
    return lazystr(_Lazily(key))


@lru_cache(maxsize=4096)
def _text(key: str) -> Text:
    texts = load_knowledge().texts
    return texts.get(f"studio.{key}") or texts[key]


class _Lazily:
    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return say(self._key)
