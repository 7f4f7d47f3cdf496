"""The one place that opens page templates: escaped by default, and a missing value is an error, not an empty spot."""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of ``report/templates``."""
    return Environment(
        loader=PackageLoader("taikan.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
