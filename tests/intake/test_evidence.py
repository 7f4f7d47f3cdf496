"""What answers say about factors: grades, tags, facts and the support index."""

import pytest
from intake_answers import KNOWN, SAFETY, healthy

from taikan.intake.evidence import answer_evidence, client_facts, support
from taikan.intake.provocation import provocation_codes, provocation_tags
from taikan.intake.records import Answer
from taikan.intake.scoring import scores, values_of
from taikan.intake.self_harm import speaks_of_self_harm
from taikan.knowledge.answer_evidence_files import load_answer_grades, load_support_index

ALL = tuple(KNOWN.instruments.values())
USED_BY_FACTORS = """
q.agg.turn q.agg.run q.agg.sit q.pp.leak q.pp.heavy q.adl12.2 q.adl12.3 q.adl12.4 q.adl12.7 q.adl12.9 q.bel.avoid
q.bel.index q.life.sit_h q.life.sit_bout q.life.drive q.work.desk q.life.mvpa q.life.steps q.life.strength q.life.lift
q.life.child q.life.bend q.life.spike q.run.increase q.sleep.quality q.sleep.hours q.sleep.wake q.sleep.onset
q.stress.level q.stress.relief q.phq4 q.life.bmi q.life.diet q.life.smoke
"""


def grades(answers: dict[str, Answer]) -> dict[str, str]:
    made = values_of(scores(ALL, answers))
    return {e.code: e.grade for e in answer_evidence(answers, made, load_answer_grades())}


def test_every_code_the_factors_use_can_come_from_answers() -> None:
    assert set(USED_BY_FACTORS.split()) <= load_answer_grades().grades.keys()


def test_nothing_answered_says_nothing() -> None:
    assert grades({}) == {}


DESK: dict[str, Answer] = {
    "who.sex": "male",
    "who.height_cm": 175,
    "who.weight_kg": 79,
    "q.agg.sit": -2,
    "q.life.sit_h": 10,
    "q.life.sit_bout": 90,
    "q.life.mvpa_days": 1,
    "q.life.mvpa_min": 30,
    "q.life.strength": 1,
    "q.life.steps": 5000,
    "q.sleep.quality": 6,
    "q.sleep.hours": 6.5,
    "q.stress.level": 8,
    "q.life.smoke": "never",
    "q.life.lift_kg": 5,
    "q.life.spike": "no",
    "q.adl12.9": "no_problem",
}


def test_the_desk_workers_answers_give_his_grades() -> None:
    found = grades(DESK)
    expected = {
        "q.agg.sit": "R",
        "q.life.sit_h": "R",
        "q.life.sit_bout": "R",
        "q.life.mvpa": "R",
        "q.life.strength": "A",
        "q.life.steps": "A",
        "q.sleep.quality": "A",
        "q.sleep.hours": "ok",
        "q.stress.level": "R",
        "q.life.smoke": "ok",
        "q.life.lift": "ok",
        "q.life.spike": "ok",
        "q.life.bmi": "A",
        "q.adl12.9": "ok",
    }
    assert found == expected


@pytest.mark.parametrize(
    ("answers", "code", "grade"),
    [
        ({"q.life.sit_h": 5}, "q.life.sit_h", "ok"),
        ({"q.life.sit_h": 5.5}, "q.life.sit_h", "A"),
        ({"q.life.child_n": 25, "q.life.child_kg": 7.5}, "q.life.child", "R"),
        ({"q.life.child_n": 2, "q.life.child_kg": 10}, "q.life.child", "R"),
        ({"q.life.child_n": 2, "q.life.child_kg": 7}, "q.life.child", "ok"),
        ({"q.life.child_n": 0}, "q.life.child", "ok"),
        ({"q.adl12.4": "a_little"}, "q.adl12.4", "B"),
        ({"q.adl12.4": "quite"}, "q.adl12.4", "A"),
        ({"q.adl12.4": "could_not"}, "q.adl12.4", "R"),
        ({"q.adl12.4": "na"}, "q.adl12.4", None),
        ({"q.agg.turn": -1}, "q.agg.turn", "A"),
        ({"q.agg.turn": 2}, "q.agg.turn", "ok"),
        ({"q.pp.leak": "monthly"}, "q.pp.leak", "A"),
        ({"q.pp.leak": "daily"}, "q.pp.leak", "R"),
        ({"q.run.increase": 35}, "q.run.increase", "R"),
        ({"who.weight_kg": 50, "who.sex": "female", "q.life.lift_kg": 12}, "q.life.lift", "A"),
        ({"who.weight_kg": 50, "who.sex": "female", "q.life.lift_kg": 12.5}, "q.life.lift", "R"),
        ({"who.weight_kg": 50, "who.sex": "male", "q.life.lift_kg": 12.5}, "q.life.lift", "ok"),
        ({"q.life.lift_kg": 12}, "q.life.lift", None),
        ({"q.work.at_desk": "no"}, "q.work.desk", None),
        ({"q.work.screen_top": "above", "q.work.feet": "no"}, "q.work.desk", "R"),
        ({f"k6.{n}": "some" for n in range(1, 7)}, "q.phq4", "R"),
        ({f"q.phq4.{n}": "several_days" for n in range(1, 5)}, "q.phq4", "A"),
    ],
)
def test_grades_at_their_cuts(answers: dict[str, Answer], code: str, grade: str | None) -> None:
    assert grades(answers).get(code) == grade


TAGS = {"bend": -1, "sit": -2, "cough": 0, "arch": 0, "stand": 0, "walk": 1, "lift": 0, "twist": 0}


def tagged(**changes: int) -> dict[str, Answer]:
    return {f"q.agg.{tag}": value for tag, value in {**TAGS, **changes}.items()}


def test_the_desk_workers_tags() -> None:
    derived = provocation_tags(tagged())
    assert {k: v for k, v in derived.items() if k.endswith("_prov")} == {
        "flex_prov": -1,
        "ext_prov": 0,
        "load_prov": 0,
        "rot_prov": 0,
    }
    assert provocation_codes(tagged()) == {"flex_prov"}


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        (tagged(sit=0), set()),
        (tagged(stand=-1), set()),
        (tagged(bend=0, sit=1, arch=-1, stand=-1), {"ext_prov"}),
        (tagged(twist=-1), {"flex_prov", "rot_prov"}),
        ({**tagged(lift=-2, sit=0), "q.ease": ("lie",)}, {"load_prov"}),
        ({**tagged(lift=-2, sit=0), "q.ease": ("walk",)}, set()),
        ({}, set()),
    ],
)
def test_provocation_codes(answers: dict[str, Answer], codes: set[str]) -> None:
    assert provocation_codes(answers) == codes


def test_no_tags_without_answers() -> None:
    assert provocation_tags({"rf.fever": "no"}) == {}


def test_facts_that_change_priors() -> None:
    mother = client_facts(healthy(rf__postpartum="yes", rf__pp_time=22, rf__pp_pf="yes"))
    assert mother.postpartum_months == pytest.approx(5.06, abs=0.01)
    assert mother.leaks_or_heavy
    assert mother.sex == "female"
    assert mother.runs is None
    runner = client_facts({"q.run.runs": "yes", "q.work.at_desk": "no", "who.age": 53, "q.pain.now": 0})
    assert (runner.runs, runner.desk_work, runner.age, runner.pain_now) == (True, False, 53, 0)
    assert runner.postpartum_months is None


def test_support_counts_one_point_each_and_calls_for_more() -> None:
    index = load_support_index()
    assert len(index.points) == 9
    assert support({}, {}, index).band == "standard"
    answers: dict[str, Answer] = {
        "q.pain.dur": "over1y",
        "q.pain.episodes": "6plus",
        "q.sleep.quality": 4,
        "q.work.able": 5,
        "q.pain.regions": ("arm", "low_back", "leg"),
    }
    found = support(answers, {"q.bel.index": 6.0}, index)
    assert found.points == ("fear", "duration", "episodes", "sleep", "work", "widespread")
    assert found.band == "shared"
    assert support(answers, {}, index).band == "shared"
    assert support({"q.pain.dur": "over1y"}, {}, index).band == "standard"


@pytest.mark.parametrize(
    ("text", "found"),
    [("もう死にたい", True), ("I want to KILL MYSELF", True), ("長く歩けるようになりたい", False), ("", False)],
)
def test_words_of_self_harm_are_noticed(text: str, found: bool) -> None:
    assert speaks_of_self_harm([text], SAFETY) == found
