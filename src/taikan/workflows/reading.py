"""Reading the documents earlier jobs wrote."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from taikan.core.errors import FileMissingError, FileNotPermittedError, ResultFileError
from taikan.core.records import Record

R = TypeVar("R", bound=Record)


def read_record(path: Path, name: str, kind: type[R], wrong: type[ResultFileError] = ResultFileError) -> R:
    """The document at ``path``: the file itself, or ``name`` in that folder.

    Raises
    ------
    FileMissingError, FileNotPermittedError
        If there is no such file, or it may not be read.
    ResultFileError
        As ``wrong``, if it is something else or the folder does not hold it.
    """
    is_folder = path.is_dir()
    try:
        return kind.model_validate_json((path / name if is_folder else path).read_bytes())
    except FileNotFoundError as problem:
        raise (wrong if is_folder else FileMissingError)(path=str(path)) from problem
    except PermissionError as problem:
        raise FileNotPermittedError(path=str(path)) from problem
    except (ValidationError, IsADirectoryError, NotADirectoryError) as problem:
        raise wrong(path=str(path)) from problem
