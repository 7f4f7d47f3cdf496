"""The four example clients: from answers and a tester's checks to the expected safety level and leading themes."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from taikan.workflows.consult import Consultation, ConsultSettings, consult

SAMPLES = Path(__file__).parents[2] / "samples" / "clients"
EXPECTED = {
    "desk_worker": ("go", ["desk", "core", "activity"]),
    "postpartum": ("C", ["core", "movement"]),
    "runner": ("go", ["core", "gaitrun", "hipmob"]),
    "osteoporosis": ("C", ["confidence", "movement", "activity"]),
}
REFUSED = {"ae_curl_up", "ae_stir_pot", "dp_knee_double", "dp_seat_flex", "dp_child_pose", "th_ext_roller", "hg_swing"}
"""Some of what osteoporosis excludes (clinical factor list, section 5)."""


def without_clips(client: str, folder: Path) -> Consultation:
    shutil.copy(SAMPLES / client / "client.toml", folder)
    return consult(folder, ConsultSettings(), clock=lambda: datetime(2026, 3, 1, 10, 0))


@pytest.mark.parametrize("client", EXPECTED)
def test_level_and_leading_themes(client: str, tmp_path: Path) -> None:
    made = without_clips(client, tmp_path)
    level, themes = EXPECTED[client]
    assert made.intake.gate.level == level
    assert made.profile is not None
    assert [theme.id for theme in made.profile.profile.themes[: len(themes)]] == themes
    assert made.plan is not None
    assert made.plan.programme is not None
    assert len(made.plan.programme.habits) <= 2


def test_osteoporosis_keeps_its_exercises_out(tmp_path: Path) -> None:
    made = without_clips("osteoporosis", tmp_path)
    assert made.plan is not None
    assert made.plan.programme is not None
    assert REFUSED.isdisjoint(made.plan.programme.exercises())
    doses = [item.dose for session in made.plan.programme.sessions for item in session.items]
    assert all(dose.rpe <= 5 for dose in doses)
    assert all(dose.hold_s is None or dose.hold_s <= 10 for dose in doses)


def test_every_client_has_clips_named_for_a_test() -> None:
    for client in EXPECTED:
        assert len(list((SAMPLES / client).glob("*.mp4"))) >= 5
