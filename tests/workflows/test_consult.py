"""The consultation as a job: what counts before what, that bad recordings never stop it, that safety does."""

from datetime import datetime
from pathlib import Path

import pytest

from client_folders import safe_answers, write_client
from stub_tracking import quick_squat, see_each, write_scene
from taikan.core.errors import ClientMissingError, FolderMissingError, UnknownNameError
from taikan.workflows.consult import Consultation, ConsultSettings, consult

NOW = datetime(2026, 3, 1, 10, 0)
STATED = 'observations = [{ code = "mov.ohs.depth", grade = "red" }]'


def held(folder: Path) -> Consultation:
    return consult(folder, ConsultSettings(), clock=lambda: NOW)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk worker with one squat from the side."""
    see_each(monkeypatch, lambda _path: quick_squat())
    answers = safe_answers(q__agg__sit=-2, q__life__sit_h=10, q__pain__avg=4, q__pain__map_left=["low_back"])
    folder = write_client(tmp_path / "client", answers)
    write_scene(folder / "squat_1.mp4", quick_squat())
    return folder


def test_answers_and_recordings_end_in_a_plan(client: Path) -> None:
    made = held(client)
    assert made.open
    assert made.battery is not None
    assert made.profile is not None
    assert made.plan is not None
    assert made.plan.programme is not None
    assert [test.test for test in made.battery.tests] == ["squat"]
    said = {o.code: o.origin for o in made.profile.evidence.observations}
    assert said["q.life.sit_h"] == "answers"
    assert said["mov.ohs.depth"] == "squat_1.mp4"
    assert made.profile.evidence.hide == ("move.running", "trunk.pelvic_floor")
    assert made.profile.pain_areas == ("low_back_left",)
    request = made.plan.request
    assert (request.age, request.sex, request.mass_kg, request.usual_pain) == (34, "male", 79, 4)


def test_alone_unless_a_trainer_is_there(client: Path) -> None:
    made = held(client)
    assert made.plan is not None
    assert (made.plan.request.self_guided, made.plan.request.supervised) == (True, False)
    with_trainer = held(write_client(client, more="[plan]\ntrainer = true"))
    assert with_trainer.plan is not None
    assert (with_trainer.plan.request.self_guided, with_trainer.plan.request.supervised) == (False, True)


def test_what_the_file_states_counts_before_hand_measures_and_those_before_recordings(client: Path) -> None:
    (client / "manual.toml").write_text('schema = "taikan.manual/1"\n[measures]\n"mov.sq.depth.right" = 12.0\n')
    made = held(client)
    assert made.profile is not None
    (by_hand,) = (o for o in made.profile.evidence.observations if o.code == "mov.ohs.depth")
    assert (by_hand.origin, by_hand.value) == ("manual.toml", 12.0)
    stated = held(write_client(client, more=STATED))
    assert stated.profile is not None
    (first,) = (o for o in stated.profile.evidence.observations if o.code == "mov.ohs.depth")
    assert (first.origin, first.grade) == ("input", "red")


def test_bad_recordings_do_not_stop_it(client: Path) -> None:
    (client / "squat_1.mp4").unlink()
    (client / "walk_1.mp4").write_bytes(b"no video")
    (client / "sqaut_2.mp4").write_bytes(b"x")
    made = held(client)
    assert made.battery is not None
    assert made.battery.tests == ()
    assert {s.file for s in made.battery.skipped} == {"walk_1.mp4", "sqaut_2.mp4"}
    assert made.plan is not None
    assert made.plan.programme is not None


def test_answers_alone_are_enough(tmp_path: Path) -> None:
    made = held(write_client(tmp_path / "client"))
    assert made.profile is not None
    assert made.plan is not None


@pytest.mark.parametrize("flag", ["rf.fever", "rf.ces_saddle", "rf.aaa"])
def test_a_red_flag_leaves_nothing_but_the_intake(client: Path, flag: str) -> None:
    made = held(write_client(client, safe_answers(**{flag.replace(".", "__"): "yes"})))
    assert not made.open
    assert (made.battery, made.profile, made.plan) == (None, None, None)
    assert made.intake.gate.findings


def test_unanswered_safety_questions_leave_it_closed(client: Path) -> None:
    made = held(write_client(client, {"who.age": 34}))
    assert not made.open
    assert made.intake.gate.missing


def test_the_same_folder_gives_the_same_consultation(client: Path) -> None:
    assert held(client) == held(client)


def test_a_folder_without_a_client_is_told(tmp_path: Path) -> None:
    (tmp_path / "squat_1.mp4").write_bytes(b"x")
    with pytest.raises(ClientMissingError):
        held(tmp_path)
    with pytest.raises(FolderMissingError):
        held(tmp_path / "nobody")


@pytest.mark.parametrize(
    ("more", "suggestion"),
    [
        ("naem = 'x'", "name"),
        ("[plan]\ntrainre = true", "trainer"),
        ("[plan]\nliked = ['ar_bird_dgo']", "ar_bird_dog"),
        ("[plan.home]\nequipment = ['matt']", "mat"),
        ("hide = ['move.runing']", "move.running"),
        ("[plan]\ngoals = ['rnu']", "run"),
    ],
)
def test_an_unknown_word_is_an_error_with_a_suggestion(tmp_path: Path, more: str, suggestion: str) -> None:
    with pytest.raises(UnknownNameError) as told:
        held(write_client(tmp_path / "client", more=more))
    assert told.value.values["suggestion"] == suggestion


def test_an_unknown_question_is_an_error_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError) as told:
        held(write_client(tmp_path / "client", {"who.aeg": 34}))
    assert told.value.values["suggestion"] == "who.age"
