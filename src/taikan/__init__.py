"""Taikan: measure movement, reason about it and coach it. Not a medical device; it makes no diagnosis.

The names below are the Python interface (``docs/api.md``). They are loaded when first used, so that importing this
package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from taikan.api import Recording as Recording
    from taikan.api import analyze as analyze
    from taikan.api import check as check
    from taikan.api import measures as measures
    from taikan.api import repeatability as repeatability
    from taikan.api import tests as tests
    from taikan.api import texts as texts

__version__ = "0.1.0"
_INTERFACE = ("Recording", "analyze", "check", "measures", "repeatability", "tests", "texts")


def __getattr__(name: str) -> Any:
    if name in _INTERFACE:
        return getattr(import_module("taikan.api"), name)
    raise AttributeError(f"module 'taikan' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_INTERFACE])
