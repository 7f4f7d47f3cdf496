"""The report says everything in one language, stands alone and never claims more than was seen."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from report_samples import (
    blank_frame,
    make_angles,
    make_fault,
    make_invalid_result,
    make_measures,
    make_result,
    make_track,
)

from taikan.core.records import FaultJudgement, Measure, Reason
from taikan.core.texts import LANGUAGES
from taikan.core.units import UNITS
from taikan.knowledge.loader import load_knowledge
from taikan.report.figures import clip_chart, repetition_charts
from taikan.report.html import ReportInput, render_report
from taikan.report.keyframes import build_keyframes
from taikan.report.scene import build_scene

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
VOID = {"meta", "img", "br", "link", "hr"}


class Page(HTMLParser):
    """Checks nesting and collects text, tags and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, k, v or "") for k, v in attrs]
        self.ids += [v for k, v in attrs if k == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, k, v or "") for k, v in attrs]
        self.ids += [v for k, v in attrs if k == "id"]

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open and data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)


def make_charts(scene, language):
    over_clip = clip_chart(scene, "squat", load_knowledge(), language)
    assert over_clip is not None
    return (*repetition_charts(scene, "squat", load_knowledge(), language), over_clip)


def make_input(language="ja", result=None, with_pictures=False) -> ReportInput:
    result = result or make_result()
    knowledge = load_knowledge()
    report = ReportInput(result, knowledge, language, "squat.mp4", "2026-11-22")
    if not with_pictures:
        return report
    scene = build_scene(result, make_track(), make_angles(), "right", knowledge, language)
    frames = build_keyframes(result, scene, lambda _: blank_frame())
    return replace(report, keyframes=frames, charts=make_charts(scene, language))


def page(**options) -> Page:
    return Page(render_report(make_input(**options)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_well_formed_and_stands_alone(language):
    text = render_report(make_input(language, with_pictures=True))
    parsed = Page(text)
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    assert "<script" not in text
    assert not re.search(r"https?:|//\w+\.\w+/", text)
    for tag, name, value in parsed.attributes:
        if name in {"src", "href", "data", "action", "poster"}:
            assert value.startswith(("data:image/jpeg;base64,", "#")), (tag, name)
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert address.startswith("#")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_page_is_in_one_language(language):
    for result in (make_result(), make_invalid_result()):
        words = page(language=language, result=result, with_pictures=result.verdict.valid)
        labels = [v for _, k, v in words.attributes if k in {"alt", "aria-label", "data-label"}]
        for word in (*words.words, *labels):
            if language == "en":
                assert not JAPANESE.search(word), word
        if language == "ja":
            english = [w for w in words.words if re.search(r"[a-z]{4,}", w) and not JAPANESE.search(w)]
            known = ("squat.mp4", "Taikan", "taikan", "openvino", "full", "cutoff_hz")
            citations = [r.citation for r in load_knowledge().references.values()]
            assert [w for w in english if not w.startswith(known) and w not in citations] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_its_value_unit_error_and_real_change(language):
    text = page(language=language).text
    for measure in make_measures():
        name = load_knowledge().measures[measure.code].name.in_language(language)
        assert name in text
        if measure.value is not None:
            after = text[text.rindex(name) if measure.grade is None else text.index("± ") - 400 :]
            symbol = UNITS[measure.unit].in_language(language)
            assert re.search(rf"± \d+(\.\d+)? ?{re.escape(symbol)}", after)
    for shown in ("6.2°", "± 2.5°", "7.0°", "28.5°", "± 4.0°", "11.0°"):
        assert shown in text
    assert ("2.31 秒" if language == "ja" else "2.31 s") in text
    assert ("± 0.05 秒" if language == "ja" else "± 0.05 s") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_banned_word(language):
    words = load_knowledge().words
    for result in (make_result(), make_invalid_result()):
        assert words.banned_in(page(language=language, result=result).text) == ()


def test_grades_differ_by_word_and_shape():
    text = render_report(make_input("en"))
    rows = text[text.index("<tbody>") : text.index("</tbody>")]
    for word, shape in (
        ("On target", "<circle"),
        ("Borderline", "M8 1l7"),
        ("Slightly off", "M8 1.5l7"),
        ("Well off", "<rect"),
    ):
        chip = rows[: rows.index(word)]
        assert shape in chip[chip.rindex("<span") :]


def test_a_negative_value_has_a_minus_sign_and_missing_parts_are_left_out():
    measure = Measure(code="mov.sq.shift", unit="%", value=-2.4, sem=0.7, mdc95=2.0, grade="ok", confidence=0.1)
    result = make_result(measures=(measure,), faults=(), fault_judgements=(), repetitions=())
    text = page(language="en", result=result).text
    assert "\u22122.4%" in text
    assert "Key moments" not in text
    assert "Form check" not in text


def test_unknown_codes_show_as_they_are():
    measure = Measure(code="other.thing", unit="deg", sem=1.0, mdc95=3.0, absent_reason=Reason(code="other_reason"))
    judgement = FaultJudgement(code="other_fault", state="not_judged", reason=Reason(code="other_reason"))
    result = make_result(measures=(measure,), faults=(), fault_judgements=(judgement,))
    text = page(language="en", result=result).text
    assert "other.thing" in text
    assert "other_fault" in text


def test_observed_is_stated_and_asked_is_a_question():
    faults = load_knowledge().faults
    text = page(language="ja").text
    asked = faults["trunk_rounding_lower"]
    assert faults["trunk_lean"].ja in text
    assert asked.question.ja in text
    assert asked.ja not in text


def test_not_judged_is_never_called_not_seen():
    text = page(language="en").text
    assert (
        text.index("Cues that were not needed")
        < text.index("Heel is lifting")
        < text.index("Cues not judged from this clip")
    )
    assert text.index("Cues not judged from this clip") < text.index("Knee is falling inward")


def test_partial_repetitions_count_only_where_there_is_no_whole_one():
    whole, other = make_result().repetitions
    half = other.model_copy(update={"partial": True})
    mixed = page(language="en", result=make_result(repetitions=(whole, half), faults=())).text
    assert "One repetition was measured" in mixed
    assert "not in the clip" not in mixed
    assert (
        "Its start or end is not in the clip"
        in page(language="en", result=make_result(repetitions=(half,), faults=())).text
    )


def test_measures_absent_for_one_reason_share_it():
    reason = Reason(code="contour_hidden")
    absent = tuple(
        Measure(code=c, unit=u, sem=1.0, mdc95=3.0, absent_reason=reason)
        for c, u in (("mov.sq.buttwink", "%"), ("mov.sq.shift", "%"), ("mov.sq.shift", "%"))
    )
    text = page(language="en", result=make_result(measures=absent, faults=(), fault_judgements=())).text
    assert text.count(load_knowledge().reason_sentence(reason).en) == 1
    assert text.count(load_knowledge().measures["mov.sq.shift"].en) == 1


def test_walking_has_its_own_words():
    text = page(language="en", result=make_result(test="walk")).text
    assert "2 strides were measured" in text
    assert "stride 1, stride 2" in text


def test_reason_shared_by_several_faults_is_said_once():
    reason = Reason(code="view_cannot_show", values={"needed": "frontal", "seen": "sagittal_right"})
    judgements = tuple(
        FaultJudgement(code=c, state="not_judged", reason=reason) for c in ("knee_valgus", "hip_shift", "shoulder_tilt")
    )
    result = make_result(measures=(), faults=(), fault_judgements=judgements)
    sentence = load_knowledge().reason_sentence(reason).en
    assert page(language="en", result=result).text.count(sentence) == 1


def test_findings_start_with_what_is_furthest_off_and_end_with_something_good():
    text = render_report(make_input("en"))
    cards = re.findall(r'<article class="finding (\w+)">', text)
    assert cards == ["red", "amber", "ok"]


def test_an_unsure_number_is_no_finding():
    unsure = tuple(m.model_copy(update={"confidence": 0.15}) for m in make_measures())
    text = render_report(make_input("en", result=make_result(measures=unsure)))
    assert re.findall(r'<article class="finding (\w+)">', text) == ["amber"]
    assert "28.5°" in text


def test_fault_picture_stands_with_its_fault():
    text = render_report(make_input("en", with_pictures=True))
    fault = text[text.index('class="fault observed"') :]
    assert fault.index("data:image/jpeg") < fault.index("Trunk is leaning too much")


def test_fault_without_repetition_or_picture_is_still_listed():
    fault = make_fault("trunk_lean", "observed").model_copy(update={"repetition": None})
    text = render_report(make_input("en", result=make_result(faults=(fault,))))
    assert 'class="fault observed bare"' in text


def test_invalid_recording_gives_a_page_on_filming_again():
    parsed = page(language="ja", result=make_invalid_result())
    knowledge = load_knowledge()
    assert "もう一度、撮ってみましょう" in parsed.text
    for reason in make_invalid_result().verdict.reasons:
        assert knowledge.reason_sentence(reason).ja in parsed.text
        assert knowledge.reason_action(reason).ja in parsed.text
    assert knowledge.texts["tests.squat.steps.1"].ja in parsed.text
    assert "測定した数字" not in parsed.text


def test_names_from_outside_are_escaped():
    report = replace(make_input("en"), file_name='<script src="x">.mp4')
    text = render_report(report)
    assert "<script" not in text
    assert "&lt;script" in text
