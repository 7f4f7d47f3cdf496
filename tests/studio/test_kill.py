"""Killed at random moments, the studio loses nothing it has acknowledged and does nothing twice."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by /proc")
def test_nothing_acknowledged_is_lost_or_doubled() -> None:
    asked = ["--operations", "24", "--kills", "2", "--no-jobs"]
    run = subprocess.run(
        [sys.executable, "-m", "bench.studio_kill", *asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "the server killed 2 times, the worker 2 times" in run.stdout
