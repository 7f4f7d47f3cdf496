"""Every word a page asks for exists in both languages; every setting is read, documented and checked."""

import re
from pathlib import Path

import pytest

from taikan.core.errors import WrongSettingError
from taikan.knowledge.loader import load_knowledge
from taikan.studio.settings.table import TABLE, documented, read_settings

STUDIO = Path(__file__).parents[2] / "src/taikan/studio"
IN_TEMPLATES = re.compile(r"""\{%\s*t\s+["']([^"'{}]+)["']""")
IN_PYTHON = re.compile(r"""\b(?:lazy_)?say\(["']([^"'{}]+)["']""")


def keys() -> set[str]:
    """Every key that stands in a template or in Python in one piece."""
    found = {key for path in STUDIO.rglob("*.html") for key in IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))}
    pages = [path for path in STUDIO.rglob("*.py") if "server" not in path.parts]
    return found | {key for path in pages for key in IN_PYTHON.findall(path.read_text(encoding="utf-8"))}


def test_every_key_has_words() -> None:
    texts = load_knowledge().texts
    assert len(keys()) > 80
    missing = {key for key in keys() if f"studio.{key}" not in texts and key not in texts and not key.endswith(".")}
    assert not missing


def test_every_setting_is_read_and_documented() -> None:
    assert read_settings({}).time_zone == "Asia/Tokyo"
    for one in TABLE:
        assert f"`{one.name}`" in documented()
    assert documented() in (STUDIO / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value"),
    [("TAIKAN_SESSION_HOURS", "0"), ("TAIKAN_SESSION_HOURS", "x"), ("TAIKAN_HTTPS", "maybe"), ("TAIKAN_WORKERS", "99")],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongSettingError) as problem:
        read_settings({name: value})
    assert problem.value.values["name"] == name


def test_lists_and_truths() -> None:
    found = read_settings({"TAIKAN_HOSTS": "a, b,", "TAIKAN_HTTPS": "no", "TAIKAN_DATA": "/x"})
    assert (found.hosts, found.https, found.data) == (["a", "b"], False, Path("/x"))
