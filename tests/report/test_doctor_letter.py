"""The letter to the doctor: one page whatever fired, both languages, no name of a disease, a reference on the slip."""

from datetime import datetime

import pytest

from taikan.intake.questionnaire import unanswered
from taikan.intake.records import Answer, Gate
from taikan.intake.red_flags import gate_for
from taikan.knowledge.loader import load_knowledge
from taikan.knowledge.questionnaire_files import load_questionnaires
from taikan.knowledge.safety_files import load_safety
from taikan.report.doctor_letter import MOST_FACTS, DoctorLetter

NOW = datetime(2026, 3, 1, 10)
KNOWN, SAFETY = load_questionnaires(), load_safety()
ASKED = KNOWN.of_set("safety")


def gate(**changes: Answer) -> Gate:
    answers: dict[str, Answer] = {"who.age": 34, "who.sex": "female", "cl.bp": "no", **changes}
    while todo := [q for q in unanswered(ASKED, answers) if q.required]:
        for question in todo:
            code = question.options[0].code if question.options else 0
            answers[question.id] = (code,) if question.kind == "multi" else code  # type: ignore[assignment]
    return gate_for(answers, NOW, SAFETY, ASKED)


def everything() -> Gate:
    """The gate when every question got its most serious answer."""
    answers: dict[str, Answer] = {"who.age": 70, "who.sex": "female"}
    for question in KNOWN.instruments["safety"].questions:
        codes = [option.code for option in question.options if not option.exclusive]
        if question.options:
            answers[question.id] = tuple(codes) if question.kind == "multi" else codes[-1]
        elif question.high is not None:
            answers[question.id] = min(question.high, 200)
    return gate_for(answers, NOW, SAFETY, ASKED)


def letter(of: Gate, language: str = "ja") -> DoctorLetter:
    return DoctorLetter(
        of,
        KNOWN.questions(),
        SAFETY,
        load_knowledge(),
        language=language,
        written_at=NOW,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_one_page_even_when_everything_fired(language: str) -> None:
    full = letter(everything(), language)
    assert len(full.content()["facts"]) == MOST_FACTS
    assert full.content()["more"]
    assert len(full.pictures(20)) == 1
    assert len(letter(gate(), language).pictures(20)) == 1


def test_the_longest_facts_still_fit_on_the_page() -> None:
    of = everything()
    longest = sorted(of.findings, key=lambda f: -len(f.fact.en))[:MOST_FACTS]
    assert len(letter(of.model_copy(update={"findings": tuple(longest)}), "en").pictures(20)) == 1


def test_it_is_the_same_pdf_each_time() -> None:
    one = letter(gate(**{"rf.fever": "yes"}))
    assert one.pdf() == one.pdf()
    assert one.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_tells_what_was_answered_most_urgent_first_and_names_no_disease(language: str) -> None:
    content = letter(gate(**{"rf.cancer": "yes", "rf.ces_saddle": "unknown", "rf.fever": "yes"}), language).content()
    assert content["facts"][0][0] == SAFETY.levels["E"].name.in_language(language)  # type: ignore[arg-type]
    assert content["facts"][0][2] in {"わからない", "Do not know"}
    text = str(letter(everything(), language).content()).lower()
    assert not [word for word in SAFETY.disease_words[language] if word in text]  # type: ignore[index]


def test_several_chosen_answers_are_listed() -> None:
    content = letter(gate(**{"rf.preg": "yes", "rf.preg_warn": ("fluid", "calf")}), "en").content()
    assert any("Loss of fluid, Swollen calf" in row[1] for row in content["facts"])


def test_the_reference_ties_the_slip_to_the_answers() -> None:
    fever, leg = letter(gate(**{"rf.fever": "yes"})), letter(gate(**{"rf.leg_below_knee": "yes"}))
    assert fever.reference != leg.reference
    assert fever.content()["reference"] == letter(gate(**{"rf.fever": "yes"})).reference


def test_without_any_flag_it_says_so() -> None:
    assert letter(gate(), "en").content()["facts"] == [["-", "No answer matched.", ""]]
