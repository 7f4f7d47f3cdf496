"""A package from outside, installed beside Taikan: its test and data are found, shown, run and held to the contract."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "squat_pause"
CONTRACT = """
import taikan
from synthetic import Camera, Rep, squat
from taikan.testing.contract import Case, check_contract

test = taikan.tests()["squat_pause"]
track = squat([Rep(bottom_pause_s=1.0)] * 3, camera=Camera("sagittal_right")).track
check_contract({"sagittal": track}, test)
(pause,) = Case(test, "sagittal", track).outcome().measures
print(pause.value, pause.grade)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process in which the package is installed, as pip leaves it."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(EXAMPLE / "src" / "taikan_squat_pause", site / "taikan_squat_pause")
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / "taikan_squat_pause-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    groups = [
        "\n".join([f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())])
        for group, entries in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(groups) + "\n")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(site), str(ROOT / "src"), str(ROOT / "tests")])}


def run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands_list_it_with_its_words_and_measure(installed: dict[str, str]) -> None:
    shown = run(installed, "-m", "taikan.cli.main", "tests", "squat_pause", "--json")
    (about,) = json.loads(shown)["tests"]
    assert about["name"] == {"ja": "止まるスクワット", "en": "Squat with a pause"}
    assert about["measures"] == ["own.squat.pause"]
    assert "own.squat.pause" in run(installed, "-m", "taikan.cli.main", "measures", "own.squat.pause", "--json")


def test_it_keeps_the_contract_and_measures_the_pause(installed: dict[str, str]) -> None:
    value, grade = run(installed, "-c", CONTRACT).split()
    assert float(value) == pytest.approx(1.3, abs=0.25)
    assert grade == "ok"


def test_without_it_nothing_of_it_is_there() -> None:
    known = run(dict(os.environ), "-c", "import taikan; print(*taikan.tests())")
    assert "squat" in known.split()
    assert "squat_pause" not in known.split()
