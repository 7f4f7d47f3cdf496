"""Writing figures into the project's documents: each benchmark owns one section between two marks."""

from pathlib import Path


def write_section(page: Path, key: str, title: str, text: str) -> None:
    """Put ``text`` under ``## title`` into the section ``key`` of ``page``, replacing what it said before."""
    begin, end = f"<!-- {key} -->", f"<!-- /{key} -->"
    section = f"{begin}\n## {title}\n\n{text.strip()}\n{end}"
    old = page.read_text(encoding="utf-8") if page.exists() else f"# {page.stem.capitalize()}\n"
    if begin in old:
        before, rest = old.split(begin, 1)
        new = before + section + rest.split(end, 1)[1]
    else:
        new = f"{old.rstrip()}\n\n{section}\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(new, encoding="utf-8")
