"""The READMEs stay true: every command they show runs, every picture and page they link to is there."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from client_folders import write_client
from taikan.cli.main import main

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ja.md")
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)\)")


def blocks(readme: str, language: str) -> list[str]:
    """The code blocks of ``readme`` in ``language``."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return [body for kind, body in BLOCK.findall(text) if kind == language]


def commands(readme: str) -> list[list[str]]:
    """The shell commands of ``readme``, split into words."""
    lines = [line.strip() for body in blocks(readme, "sh") for line in body.splitlines()]
    return [shlex.split(line) for line in lines if line]


@pytest.mark.parametrize("readme", READMES)
def test_links_lead_somewhere(readme: str) -> None:
    links = LINK.findall((ROOT / readme).read_text(encoding="utf-8"))
    assert len(links) > 3
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_make_targets_exist(readme: str) -> None:
    targets = [words[1] for words in commands(readme) if words[0] == "make"]
    assert {"demo", "test"} <= set(targets)
    for target in targets:
        done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("readme", READMES)
def test_commands_run_as_shown(
    readme: str,
    reference_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the order shown, on a real squat in place of the client's clip."""
    shutil.copy(reference_data / "videos" / "squat_sagittal_2reps.mp4", tmp_path / "my-client.mp4")
    shutil.copy(tmp_path / "my-client.mp4", write_client(tmp_path / "my-client") / "squat_1.mp4")
    monkeypatch.chdir(tmp_path)
    shown = [words[1:] for words in commands(readme) if words[0] == ".venv/bin/taikan"]
    assert {words[0] for words in shown} >= {"analyze", "consult", "explain", "plan", "tests", "measures", "doctor"}
    for words in shown:
        status = main(words)
        assert status == 0, f"{words}: {capsys.readouterr().err}"
    assert (tmp_path / "reports/my-client/report.html").stat().st_size > 100_000


def test_the_python_example_runs(reference_data: Path, tmp_path: Path) -> None:
    shutil.copy(reference_data / "videos" / "squat_sagittal_2reps.mp4", tmp_path / "my-client.mp4")
    (example,) = blocks("README.md", "python")
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "mov.sq.depth" in done.stdout
