"""Execute the notebooks of ``docs/notebooks`` where they lie: ``python tools/notebooks.py [NAME ...]``.

Each runs in the project's folder with the project's code; outputs stay small because the notebooks print little.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "notebooks"


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook at ``path``, run from the top; raises ``nbclient.exceptions.CellExecutionError``."""
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=900, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    return book


if __name__ == "__main__":
    for name in sys.argv[1:] or [path.stem for path in sorted(FOLDER.glob("*.ipynb"))]:
        nbformat.write(execute(FOLDER / f"{name}.ipynb"), FOLDER / f"{name}.ipynb")
        print(name)
