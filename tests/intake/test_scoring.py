"""Scores against worked values, missing items, and instruments whose words somebody else holds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_answers import KNOWN

from taikan.intake.questionnaire import visible
from taikan.intake.records import Answer
from taikan.intake.scoring import Score, scores
from taikan.knowledge.loader import KnowledgeError
from taikan.knowledge.questionnaire_files import read_questionnaires
from taikan.knowledge.questionnaire_models import ScoreRule


def scored(instrument: str, answers: dict[str, Answer]) -> dict[str, Score]:
    return scores([KNOWN.instruments[instrument]], answers)


def numbered(prefix: str, values: list[int | str]) -> dict[str, Answer]:
    return {f"{prefix}.{n}": value for n, value in enumerate(values, start=1)}


CASES: list[tuple[str, dict[str, Answer], str, float | None, str | None]] = [
    ("pain_nrs", {"q.pain.avg": 4}, "nrs.avg", 4, "moderate"),
    ("pain_nrs", {"q.pain.avg": 7}, "nrs.avg", 7, "severe"),
    ("pain_nrs", {"q.pain.avg": 0}, "nrs.avg", 0, "none"),
    ("act3", {"q.act3.can1": 4, "q.act3.can2": 7}, "q.act3", 5.5, None),
    ("adl12", numbered("q.adl12", ["quite"] * 8), "q.adl12", 100 * 16 / 24, None),
    ("adl12", numbered("q.adl12", ["quite"] * 7), "q.adl12", None, None),
    ("adl12", numbered("q.adl12", ["na"] * 4 + ["could_not"] * 8), "q.adl12", 100, None),
    ("adl12", numbered("q.adl12", ["na"] * 5 + ["could_not"] * 7), "q.adl12", None, None),
    ("phq4", numbered("q.phq4", ["over_half", "several_days", "not_at_all", "nearly_daily"]), "q.phq4", 6, "medium"),
    (
        "phq4",
        numbered("q.phq4", ["over_half", "several_days", "not_at_all", "nearly_daily"]),
        "q.phq4.anxiety",
        3,
        "raised",
    ),
    ("phq4", numbered("q.phq4", ["nearly_daily"] * 3), "q.phq4", None, None),
    ("k6", numbered("k6", ["some"] * 6), "k6", 12, "medium"),
    ("beliefs", {"q.bel.harm": 8, "q.bel.avoid": 7, "q.bel.expect": 4, "q.bel.conf": 3}, "q.bel.index", 7, "high"),
    ("beliefs", {"q.bel.harm": 0, "q.bel.avoid": 0, "q.bel.expect": 10, "q.bel.conf": 10}, "q.bel.index", 0, "low"),
    ("about", {"who.height_cm": 175, "who.weight_kg": 79}, "q.life.bmi", 79 / 1.75**2, "raised"),
    ("life", {"q.life.mvpa_days": 3, "q.life.mvpa_min": 40}, "q.life.mvpa", 120, None),
    ("life", {"q.life.mvpa_days": 0}, "q.life.mvpa", 0, None),
    ("life", {"q.life.mvpa_days": 3}, "q.life.mvpa", None, None),
    (
        "life",
        {"q.life.diet_vegetables": "no", "q.life.diet_fish_beans": "yes"}
        | {"q.life.diet_sweets": "yes", "q.life.diet_alcohol": "yes"},
        "q.life.diet",
        3,
        None,
    ),
    ("work", {"q.work.able": 5}, "q.work.ability", 5, "low"),
    ("work", {"q.work.screen_top": "above", "q.work.feet": "no"}, "q.work.desk", 2, None),
    ("gpe", {"gpe": "much_better"}, "gpe.score", 2, "success"),
    ("gpe", {"gpe": "little_better"}, "gpe.score", 1, "no_success"),
    ("rmdq", {"rmdq": ("1", "4", "24")}, "rmdq.total", 3, None),
    ("rmdq", {"rmdq": ()}, "rmdq.total", 0, None),
    ("odi", numbered("odi", [2] * 10), "odi.percent", 40, "moderate"),
    ("odi", numbered("odi", [3] * 8), "odi.percent", 60, "severe"),
    ("odi", numbered("odi", [3] * 7), "odi.percent", None, None),
    ("startback", numbered("startback", [1, 1, 1, 0, 0, 0, 0, 0, 0]), "startback.total", 3, "low"),
    ("startback", numbered("startback", [1, 1, 1, 1, 1, 0, 0, 0, 0]), "startback.total", 5, "medium"),
    ("startback", numbered("startback", [0, 0, 0, 0, 1, 1, 1, 1, 0]), "startback.total", 4, "high"),
    ("startg5", numbered("startg5", [1, 1, 1, 1, 0]), "startg5.total", 4, "raised"),
    ("ompsq10", numbered("ompsq10", [5] * 10), "ompsq10.total", 50, "raised"),
    ("ompsq10", numbered("ompsq10", [10, 10, 10, 10, 0, 0, 0, 10, 0, 0]), "ompsq10.total", 20, "low"),
    ("pss10", numbered("pss10", [4, 4, 4, 0, 0, 4, 0, 0, 4, 4]), "pss10.total", 40, "high"),
    ("pss4", numbered("pss4", [4, 0, 0, 4]), "pss4.total", 16, None),
    ("isi", numbered("isi", [2] * 7), "isi.total", 14, "mild"),
    ("psqi", numbered("psqi", [1, 1, 1, 1, 1, 0, 0]), "psqi.total", 5, "good"),
    ("ais", numbered("ais", [1] * 6 + [0, 0]), "ais.total", 6, "raised"),
    ("tsk11", numbered("tsk11", [4] * 11), "tsk11.total", 44, "high"),
    ("fabq", numbered("fabq", [6] * 16), "fabq.activity", 24, "high"),
    ("fabq", numbered("fabq", [6] * 16), "fabq.work", 42, "high"),
    ("pcs", numbered("pcs", [4] * 13), "pcs.total", 52, "high"),
    ("pcs", numbered("pcs", [0] * 7 + [4] * 4 + [0, 0]), "pcs.rumination", 16, None),
    ("pseq", numbered("pseq", [2] * 10), "pseq.total", 20, "usual"),
    ("pseq2", numbered("pseq2", [3, 2]), "pseq2.total", 5, "low"),
    ("peg", {"peg.pain": 4, "peg.enjoyment": 5, "peg.activity": 6}, "peg.mean", 5, None),
]


@pytest.mark.parametrize(("instrument", "answers", "name", "value", "band"), CASES)
def test_worked_scores(
    instrument: str, answers: dict[str, Answer], name: str, value: float | None, band: str | None
) -> None:
    found = scored(instrument, answers)[name]
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.band == band
    assert (found.absent_reason is None) == (value is not None)


def ipaq(vigorous: tuple[int, int], moderate: tuple[int, int], walk: tuple[int, int]) -> dict[str, Answer]:
    named = {"vig": vigorous, "mod": moderate, "walk": walk}
    days = {f"ipaq.{kind}_days": pair[0] for kind, pair in named.items()}
    return {**days, **{f"ipaq.{kind}_min": pair[1] for kind, pair in named.items() if pair[0]}}


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        (ipaq((0, 0), (0, 0), (5, 20)), 330, "low"),
        (ipaq((0, 0), (5, 30), (0, 0)), 600, "moderate"),
        (ipaq((3, 63), (0, 0), (0, 0)), 1512, "high"),
        (ipaq((0, 0), (7, 100), (7, 30)), 3493, "high"),
        (ipaq((0, 0), (1, 600), (0, 0)), 720, "moderate"),
    ],
)
def test_activity_in_met_minutes(answers: dict[str, Answer], value: float, band: str) -> None:
    found = scored("ipaq_short", answers)["ipaq.total"]
    assert found.value == pytest.approx(value)
    assert found.band == band


def rules() -> list[tuple[str, ScoreRule]]:
    return [(one.id, rule) for one in KNOWN.instruments.values() for rule in one.scores]


@pytest.mark.parametrize(("instrument", "rule"), rules(), ids=lambda value: str(getattr(value, "id", value)))
def test_no_answers_no_score(instrument: str, rule: ScoreRule) -> None:
    assert scored(instrument, {})[rule.id].value is None


@given(st.data())
def test_scores_stay_within_their_range(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([i for i, one in KNOWN.instruments.items() if one.scores and i != "about"]))
    answers: dict[str, Answer] = {}
    for question in KNOWN.instruments[name].questions:
        if question.options:
            code = data.draw(st.sampled_from([option.code for option in question.options]))
            answers[question.id] = (code,) if question.kind == "multi" else code
        elif question.low is not None and question.high is not None:
            answers[question.id] = data.draw(st.integers(int(question.low), int(question.high)))
    for rule in KNOWN.instruments[name].scores:
        value = scored(name, answers)[rule.id].value
        assert value is None or rule.low <= value <= rule.high


WORDS = """
adds_words_to = "{instrument}"
licence = "made up for this test"
{questions}
{lookup}
"""


def licensed(folder: Path, instrument: str, count: int, lookup: str = "", language: str = "ja") -> Path:
    """A licence holder's folder with made-up words for ``instrument``."""
    lines = [f'[questions."{instrument}.{n}"]\nwords = {{ {language} = "作った文{n}" }}' for n in range(1, count + 1)]
    target = folder / "questionnaires"
    target.mkdir()
    text = WORDS.format(instrument=instrument, questions="\n".join(lines), lookup=lookup)
    (target / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_licence_holder_adds_the_words_by_a_file(tmp_path: Path) -> None:
    assert KNOWN.instruments["odi"].state == "scoring_only"
    assert KNOWN.instruments["odi"].languages == ()
    with_words = read_questionnaires([licensed(tmp_path, "odi", 10)]).instruments["odi"]
    assert with_words.state == "full"
    assert with_words.languages == ("ja",)
    assert visible([with_words], {})[0].words("ja") == "作った文1"
    assert scores([with_words], numbered("odi", [1] * 10))["odi.percent"].value == 20


def test_a_licence_holders_table_gives_the_shown_score(tmp_path: Path) -> None:
    raw = numbered("promis_sd4a", [3, 3, 3, 3])
    bare = scored("promis_sd4a", raw)["promis_sd4a.t"]
    assert (bare.value, bare.absent_reason) == (None, "table_missing")
    table = '[lookup."promis_sd4a.t"]\n"12" = 57.5'
    known = read_questionnaires([licensed(tmp_path, "promis_sd4a", 4, table)])
    full = scores([known.instruments["promis_sd4a"]], raw)["promis_sd4a.t"]
    assert (full.value, full.band) == (57.5, "mild")


@pytest.mark.parametrize(("instrument", "count"), [("odi", 11), ("nosuch", 1), ("odi", 9)])
def test_words_that_do_not_fit_are_refused(tmp_path: Path, instrument: str, count: int) -> None:
    with pytest.raises(KnowledgeError, match=instrument):
        read_questionnaires([licensed(tmp_path, instrument, count)])
