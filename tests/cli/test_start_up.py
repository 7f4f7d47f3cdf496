"""Commands that only list or look things up load nothing that takes long to load."""

import re
import subprocess
import sys

import pytest

HEAVY = ("xarray", "pandas", "scipy", "cv2", "av", "openvino", "onnxruntime", "matplotlib", "django", "ortools", "PIL")
LISTING = (
    ("--help",),
    ("--version",),
    ("tests",),
    ("tests", "squat"),
    ("tests", "--json"),
    ("measures",),
    ("measures", "mov.sq.depth"),
    ("enter", "rom.slr.left=62"),
    ("nonsense",),
)


@pytest.mark.parametrize("words", LISTING, ids=" ".join)
def test_a_listing_command_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    program = f"import sys; from taikan.cli.main import main; main({list(words)}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "taikan.cli.main" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_help_names_every_command_with_what_it_does() -> None:
    done = subprocess.run([sys.executable, "-m", "taikan.cli.main", "-h"], capture_output=True, text=True, check=True)
    _, _, listed = done.stdout.partition("Commands:")
    rows = [line.split(maxsplit=1) for line in listed.splitlines() if re.match(r"  \S", line)]
    assert {"analyze", "battery", "check"} <= {row[0] for row in rows}
    assert all(len(row) == 2 for row in rows)
