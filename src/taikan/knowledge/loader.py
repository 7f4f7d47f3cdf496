"""Reads the knowledge files once, checks them against each other and hands out one frozen object.

Layout of a knowledge folder (this package, or one an installed package offers under the entry point group
``taikan.knowledge``): ``measures/*.toml``, ``form_faults/*.toml``, ``texts/*.toml``, ``reasons.toml``, ``errors.toml``,
``references.toml``, ``measurement_error.toml``, ``angles.toml``, ``words.toml``,
``gate.toml``, ``movement_tests.toml``. A file may be missing in a plug-in.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import ValidationError

from taikan.core import errors as core_errors
from taikan.core.errors import TaikanError
from taikan.core.texts import Text
from taikan.knowledge.models import Knowledge

ENTRY_POINT_GROUP = "taikan.knowledge"
Table = dict[str, Any]
_JOINED = frozenset(
    {"measure", "method_prior", "glossary", "factor", "theme", "test", "question", "trial", "place", "limit"}
)
"""Tables that several files may add entries to."""


class KnowledgeError(ValueError):
    """A knowledge file is wrong: a missing reference, an unknown unit, an entry defined twice."""


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """The knowledge of this package and of every installed package that adds to it. Raises ``KnowledgeError``."""
    return read_knowledge([files("taikan.knowledge"), *_plugin_folders()])


def read_knowledge(folders: Iterable[Traversable]) -> Knowledge:
    """Knowledge from ``folders``, later ones adding to earlier ones; raises ``KnowledgeError`` if anything is wrong."""
    roots = list(folders)
    error = _merged(_tables(roots, "measurement_error.toml"))
    tables = {
        "measures": _with_key(_merged(_tables(roots, "measures")), "code"),
        "measurement_error": error.get("measure", {}),
        "technical_origin": error.get("technical"),
        "method_prior": error.get("method_prior", {}),
        "reasons": _merged(_tables(roots, "reasons.toml")),
        "errors": _merged(_tables(roots, "errors.toml")),
        "faults": _faults(roots),
        "references": _merged(_tables(roots, "references.toml")),
        "texts": _texts(_tables(roots, "texts")),
        "angles": _merged(_tables(roots, "angles.toml")),
        "words": _merged(_tables(roots, "words.toml")),
        "gate": _merged(_tables(roots, "gate.toml")),
        "test_settings": _merged(_tables(roots, "movement_tests.toml")),
    }
    try:
        knowledge = Knowledge.model_validate(tables)
    except ValidationError as problem:
        raise KnowledgeError(str(problem)) from problem
    problems = [*_measure_problems(knowledge), *_error_problems(knowledge), *_fault_problems(knowledge)]
    if problems:
        raise KnowledgeError("; ".join(problems))
    return knowledge


def knowledge_tables(*names: str) -> tuple[Table, ...]:
    """The table of each file ``names``, merged over this package and every installed package that adds to it."""
    roots = [files("taikan.knowledge"), *_plugin_folders()]
    return tuple(_merged(_tables(roots, name)) for name in names)


def _plugin_folders() -> Iterator[Traversable]:
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda e: e.name):
        yield files(entry.load())


def _tables(roots: Iterable[Traversable], name: str) -> Iterator[tuple[str, Table]]:
    """(file name, table) of the file ``name`` or of every TOML file in the folder ``name``, in every root."""
    for root in roots:
        node = root / name
        found = [node] if node.is_file() else sorted(node.iterdir(), key=lambda n: n.name) if node.is_dir() else []
        for file in found:
            if file.name.endswith(".toml"):
                yield file.name, _parse(file)


def knowledge_files(folder: str, extra: Iterable[Traversable] = ()) -> tuple[tuple[str, Table], ...]:
    """(file name, table) of every TOML file in ``folder`` of this package, its extensions and the ``extra`` roots."""
    return tuple(_tables([files("taikan.knowledge"), *_plugin_folders(), *extra], folder))


def _parse(file: Traversable) -> Table:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise KnowledgeError(f"{file.name}: {problem}") from problem


def _merged(tables: Iterable[tuple[str, Table]]) -> Table:
    """All tables in one; sub-tables of one name are joined, anything else given twice is an error."""
    result: Table = {}
    for name, table in tables:
        _merge_into(result, table, name)
    return result


def _merge_into(result: Table, table: Table, where: str, depth: int = 0) -> None:
    for key, value in table.items():
        if key not in result:
            result[key] = value
        elif depth == 0 and key in _JOINED:
            _merge_into(result[key], value, where, depth + 1)
        else:
            raise KnowledgeError(f"{where}: {key!r} is defined twice")


def _with_key(tables: Table, key: str) -> Table:
    return {name: {**entry, key: name} for name, entry in tables.items()}


def _faults(roots: list[Traversable]) -> Table:
    result: Table = {}
    for name, table in _tables(roots, "form_faults"):
        fault_id = table.get("id", "")
        if name != f"{fault_id}.toml":
            raise KnowledgeError(f"form_faults/{name}: its id is {fault_id!r}; file and id must agree")
        _merge_into(result, {fault_id: table}, name)
    return result


def _texts(tables: Iterable[tuple[str, Table]]) -> dict[str, Text]:
    """Every nested table that holds ``ja`` or ``en``, under its dotted path."""
    result: dict[str, Text] = {}
    for name, table in tables:
        for path, entry in _leaves(table, ""):
            if path in result:
                raise KnowledgeError(f"texts/{name}: {path!r} is defined twice")
            try:
                result[path] = Text.model_validate(entry)
            except ValidationError as problem:
                raise KnowledgeError(f"texts/{name}: {path}: {problem}") from problem
    return result


def _leaves(table: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if any(isinstance(table.get(language), str) for language in ("ja", "en")):
        yield path, table
        return
    for key, value in table.items():
        if not isinstance(value, dict):
            raise KnowledgeError(f"texts: {path}.{key} is no text; a text is a table with ja and en")
        yield from _leaves(value, f"{path}.{key}" if path else key)


def _measure_problems(knowledge: Knowledge) -> Iterator[str]:
    for code, measure in knowledge.measures.items():
        error = knowledge.measurement_error.get(code)
        if error is None:
            yield f"measure {code} has no entry in measurement_error.toml"
        elif error.unit != measure.unit:
            yield f"measure {code} is in {measure.unit}, its error in {error.unit}"
        if measure.method not in knowledge.method_prior:
            yield f"measure {code}: unknown method {measure.method!r}"
        for source in (*measure.sources, *(error.sources if error else ())):
            if source not in knowledge.references:
                yield f"measure {code}: unknown reference {source!r}"
    for code in knowledge.measurement_error.keys() - knowledge.measures.keys():
        yield f"measurement error of unknown measure {code}"
    for method, prior in knowledge.method_prior.items():
        if not 0 < prior <= 1:
            yield f"method prior {method} must lie in 0..1"


def _error_problems(knowledge: Knowledge) -> Iterator[str]:
    codes = {kind.code for kind in _error_kinds(TaikanError)}
    for code in sorted(codes - knowledge.errors.keys()):
        yield f"error {code} has no entry in errors.toml"
    for code in sorted(knowledge.errors.keys() - codes):
        yield f"errors.toml: no error has the code {code}"


def _error_kinds(kind: type[TaikanError]) -> Iterator[type[TaikanError]]:
    if kind.__module__ == core_errors.__name__:
        yield kind
    for child in kind.__subclasses__():
        yield from _error_kinds(child)


def _fault_problems(knowledge: Knowledge) -> Iterator[str]:
    for fault_id, fault in knowledge.faults.items():
        if (fault.ask_ja is None) != (fault.ask_en is None):
            yield f"fault {fault_id}: a question needs both languages"
