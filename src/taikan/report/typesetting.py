"""The one place that typesets PDF pages: Typst with Japanese fonts from Python packages, no system fonts."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

FONT_FOLDERS = (
    ("noto_cjk_sans_jp_regular", ""),
    ("noto_cjk_sans_jp_bold", ""),
    ("matplotlib_fontja", "fonts"),
)
"""Packages and the folder of fonts in each. Templates name the families in order of preference."""


def typeset(template: str, data: Mapping[str, Any], pictures_of: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of ``report/templates/<template>`` filled with ``data``; the same bytes for the same data.

    ``pictures_of``: file name, as the data names it, to the picture (JPEG, PNG, WebP, SVG).
    """
    return _compiled(template, data, pictures_of or {}, "pdf")[0]


def pictures(
    template: str,
    data: Mapping[str, Any],
    dots_per_inch: float = 100.0,
    pictures_of: Mapping[str, bytes] | None = None,
) -> list[bytes]:
    """The pages as PNG, in order."""
    return _compiled(template, data, pictures_of or {}, "png", dots_per_inch)


def _compiled(
    template: str,
    data: Mapping[str, Any],
    pictures_of: Mapping[str, bytes],
    kind: Literal["pdf", "png"],
    dots_per_inch: float | None = None,
) -> list[bytes]:
    import typst

    with TemporaryDirectory() as place, _font_folders() as fonts:
        root = Path(place)
        source = files("taikan.report").joinpath("templates", template)
        (root / template).write_bytes(source.read_bytes())
        for name, picture in pictures_of.items():
            (root / name).write_bytes(picture)
        pages = typst.compile(
            str(root / template),
            format=kind,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            ppi=dots_per_inch,
            timestamp=0,
        )
    return pages if isinstance(pages, list) else [pages]


@contextmanager
def _font_folders() -> Iterator[list[str]]:
    with ExitStack() as stack:
        installed = [(package, folder) for package, folder in FONT_FOLDERS if find_spec(package)]
        yield [str(stack.enter_context(as_file(files(package) / folder))) for package, folder in installed]
