"""The one place that typesets PDF pages: Typst with a Japanese font from a Python package, no system fonts."""

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any, Literal

FONT_FOLDER = ("matplotlib_fontja", "fonts")


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``report/templates/<template>`` filled with ``data``; the same bytes for the same data."""
    return _compiled(template, data, "pdf")[0]


def pictures(template: str, data: Mapping[str, Any], dots_per_inch: float = 100.0) -> list[bytes]:
    """The pages as PNG, in order."""
    return _compiled(template, data, "png", dots_per_inch)


def _compiled(
    template: str, data: Mapping[str, Any], kind: Literal["pdf", "png"], dots_per_inch: float | None = None
) -> list[bytes]:
    import typst

    package, folder = FONT_FOLDER
    source = files("taikan.report") / "templates" / template
    with as_file(source) as path, as_file(files(package) / folder) as fonts:
        pages = typst.compile(
            str(path),
            format=kind,
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            ppi=dots_per_inch,
            timestamp=0,
        )
    return pages if isinstance(pages, list) else [pages]
