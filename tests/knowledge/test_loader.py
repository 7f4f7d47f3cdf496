"""The knowledge files agree with each other and with the code, and say nothing a client should not read."""

import re
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import taikan
from taikan.core.arrays import KEYPOINTS
from taikan.core.records import Reason
from taikan.core.texts import Text
from taikan.knowledge import loader
from taikan.knowledge.loader import KnowledgeError, load_knowledge, read_knowledge
from taikan.knowledge.models import Advice, Knowledge, Words

SOURCE = Path(taikan.__file__).parent
KNOWLEDGE = SOURCE / "knowledge"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def user_facing(knowledge: Knowledge) -> list[tuple[str, str]]:
    """(where, string) of everything under knowledge that a client may read."""
    found: list[tuple[str, Text]] = [(f"texts.{k}", t) for k, t in knowledge.texts.items()]
    for kind, advices in (("reason", knowledge.reasons), ("error", knowledge.errors)):
        for code, advice in advices.items():
            found += [(f"{kind}.{code}", advice.sentence), (f"{kind}.{code}.do", advice.action)]
    for code, measure in knowledge.measures.items():
        found += [(code, measure.name), (f"{code}.formula", measure.formula)]
        found += [(f"{code}.norm", measure.norm.text)] if measure.norm else []
    for name, angle in knowledge.angles.items():
        found.append((name, Text.model_validate(angle["label"])))
    for fault_id, fault in knowledge.faults.items():
        found += [(fault_id, fault.text), (f"{fault_id}.ask", fault.question)]
    return [(f"{where}.{language}", text.in_language(language)) for where, text in found for language in ("ja", "en")]


def test_knowledge_is_read_once_and_cannot_be_changed(knowledge: Knowledge) -> None:
    assert load_knowledge() is knowledge
    with pytest.raises(ValueError, match="frozen"):
        knowledge.gate.min_visibility = 0.0  # type: ignore[misc]


def test_nothing_is_empty_and_no_banned_word_reaches_a_client(knowledge: Knowledge) -> None:
    strings = user_facing(knowledge)
    assert len(strings) > 300
    assert [where for where, text in strings if not text.strip()] == []
    assert [(where, knowledge.words.banned_in(t)) for where, t in strings if knowledge.words.banned_in(t)] == []


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("腰痛を治す体操", ("治す",)),
        ("本サービスは診断や治療を行うものではありません", ()),
        ("This is not a diagnosis.", ()),
        ("A diagnosis of your back", ("diagnos",)),
        ("We Guarantee results", ("guarantee",)),
        ("Keep the phone secure", ()),
    ],
)
def test_banned_words_are_found_outside_allowed_phrases_only(
    knowledge: Knowledge, text: str, banned: tuple[str, ...]
) -> None:
    assert knowledge.words.banned_in(text) == banned


def test_japanese_texts_are_japanese_and_english_ones_are_not(knowledge: Knowledge) -> None:
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    # A few labels are numbers, symbols or names in both languages.
    wrong_ja = [
        w
        for w, t in user_facing(knowledge)
        if w.endswith(".ja") and re.search("[a-zA-Z]{3}", re.sub(r"{\w+}", "", t)) and not japanese.search(t)
    ]
    wrong_en = [w for w, t in user_facing(knowledge) if w.endswith(".en") and japanese.search(t)]
    assert wrong_en == []
    assert len(wrong_ja) <= 5


def test_both_languages_of_a_sentence_use_known_placeholders(knowledge: Knowledge) -> None:
    def names(text: str) -> set[str]:
        # Words that data bring along come in both languages, as {how_ja} and {how_en}.
        return {name.removesuffix("_ja").removesuffix("_en") for name in re.findall(r"{(\w+)", text)}

    for advice in [*knowledge.reasons.values(), *knowledge.errors.values()]:
        both = names(advice.ja + advice.do_ja), names(advice.en + advice.do_en)
        assert both[0] == both[1], advice.en


def test_every_reason_code_in_the_program_has_words(knowledge: Knowledge) -> None:
    used = set()
    for file in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.toml")]:
        if "programme" in file.parts:  # reasons of decisions about load have words of their own
            continue
        text = file.read_text(encoding="utf-8")
        used |= set(re.findall(r'Reason\(\s*(?:code=)?"(\w+)"', text))
        used |= set(re.findall(r'^code = "(contour_\w+)"', text, re.MULTILINE))
        used |= set(re.findall(r'\breason = "(\w+)"', text))
    assert len(used) > 20
    assert used - knowledge.reasons.keys() == set()


DOCUMENTED_REASONS = """
no_person wrong_view oblique_view person_cut_off too_dark too_few_repetitions no_repetitions camera_moved cut_in_clip
low_visibility missing_frames jitter person_too_small too_short frame_rate_too_low people_crossing still_image
single_frame partial_repetition filled_gaps swaps_repaired longest_stretch_used camera_tilted height_not_stated
bystander_ignored view_cannot_show contour_hidden landmarks_hidden needs_height too_few_trials frame_rate_cannot_show
not_in_this_variant movement_not_seen
"""
CLINICAL_CODES = """
mov.sq.depth mov.sq.trunk_tibia mov.sq.trunk mov.sq.tibia mov.sq.heel mov.sq.buttwink mov.sq.fppa mov.sq.shift
mov.sq.speed mov.hinge.hip mov.hinge.knee mov.hinge.ratio mov.hinge.shank mov.hinge.back_round mov.hinge.neck
mov.hinge.bar_dist mov.hinge.tempo mov.deadlift.start_back mov.deadlift.hips_shoot mov.deadlift.lockout_hyper
mov.deadlift.bar_path ctrl.waiter str.sts5 str.sts30 mov.sts_kin.lean mov.sts_kin.time mov.sts_kin.hand_use
mov.sts_kin.shift gait.speed gait.cadence gait.step_len gait.asym gait.trunk_sway gait.pelvic_drop gait.hip_ext
gait.arm_swing gait.trunk_lean
rom.ftf rom.speed rom.lpr rom.ext rom.side rom.slr rom.ake rom.thomas rom.hip_ir rom.hip_er rom.hip_flex rom.wblt
rom.sh_flex rom.apley rom.scap_retract rom.th_rot rom.th_ext ctrl.pelvic_tilt ctrl.sit_knee ctrl.rock ctrl.prone_knee
ctrl.sum mov.lift mov.ohs.depth mov.ohs.trunk_tibia mov.ohs.trunk mov.ohs.tibia mov.ohs.arm mov.ohs.heel
mov.ohs.buttwink mov.ohs.fppa mov.ohs.shift mov.ohs.speed
"""


@pytest.mark.parametrize("code", DOCUMENTED_REASONS.split())
def test_documented_reasons_exist_with_something_to_do(knowledge: Knowledge, code: str) -> None:
    advice = knowledge.reasons[code]
    assert advice.do_ja != advice.ja
    assert advice.do_en != advice.en


def test_a_reason_is_said_with_its_values_in_words(knowledge: Knowledge) -> None:
    reason = Reason(code="wrong_view", values={"needed": "sagittal", "seen": "frontal"})
    assert knowledge.reason_sentence(reason).en == "This test needs a side view, but it was recorded from a front view."
    assert "真横" in knowledge.reason_action(reason).ja
    many = Reason(code="too_few_repetitions", values={"needed": 5, "found": 3.0})
    assert "5 repetitions" in knowledge.reason_sentence(many).en
    assert "3" in knowledge.reason_sentence(many).ja


def test_a_missing_value_leaves_a_readable_sentence(knowledge: Knowledge) -> None:
    sentence = knowledge.reason_sentence(Reason(code="missing_frames")).en
    assert "{" not in sentence
    assert "-" in sentence


def test_measures_use_known_landmarks_and_marked_error(knowledge: Knowledge) -> None:
    parts = {k.split("_", 1)[1] for k in KEYPOINTS if k.startswith("left_")} | {"nose"}
    for code, measure in knowledge.measures.items():
        assert set(measure.landmarks) <= parts, code
        error = knowledge.measurement_error[code]
        assert error.mdc95 >= error.sem, code
        assert measure.views or not measure.landmarks, code


def test_clinical_codes_of_the_first_tests_are_all_there(knowledge: Knowledge) -> None:
    assert set(CLINICAL_CODES.split()) - knowledge.measures.keys() == set()


def test_norms_of_older_people_are_used_for_older_people(knowledge: Knowledge) -> None:
    five = knowledge.measures["str.sts5"]
    limits = [five.cuts_for(age).amber_above for age in (None, 30, 60, 69, 75, 85)]  # type: ignore[union-attr]
    assert limits == [8.5, 8.5, 11.4, 11.4, 12.6, 14.8]


def broken_copy(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the knowledge folder with one replacement in one file."""
    for source in KNOWLEDGE.rglob("*.toml"):
        target = folder / source.relative_to(KNOWLEDGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        if source == KNOWLEDGE / file:
            assert old in text
            text = text.replace(old, new, 1)
        target.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("measures/squat.toml", 'sources = ["gwynne2014"', 'sources = ["nobody1900"', "unknown reference 'nobody1900'"),
        ("measures/squat.toml", 'unit = "deg"', 'unit = "furlong"', "furlong"),
        ("measures/squat.toml", 'unit = "deg"', 'unit = "s"', "its error in deg"),
        ("measures/squat.toml", 'method = "sagittal_segment"', 'method = "guess"', "unknown method"),
        ("measures/squat.toml", "red_above = 25", "red_above = 5", "red_above must exceed"),
        ("measures/squat.toml", 'en = "Squat depth', 'english = "Squat depth', "english"),
        ("errors.toml", "[disk_full]", "[disc_full]", "disk_full has no entry"),
        ("errors.toml", "[disk_full]", "[disc_full]", "no error has the code disc_full"),
        ("reasons.toml", "do_ja =", "do_jp =", "do_j"),
        ("measurement_error.toml", '"mov.sq.depth"', '"mov.sq.dept"', "no entry in measurement_error"),
        ("measurement_error.toml", "sem = 0.036", "sem = 0", "greater than 0"),
        ("texts/tests.toml", 'top = { ja = "立ちきったところ", ', "top = { ", "ja"),
        ("form_faults/depth_short.toml", 'id = "depth_short"', 'id = "short_depth"', "must agree"),
        ("form_faults/depth_short.toml", "importance = 1", "importance = 9", "importance"),
    ],
)
def test_a_mistake_in_a_file_is_found(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    folder = broken_copy(tmp_path, file, old, new)
    with pytest.raises(KnowledgeError, match=re.escape(says)):
        read_knowledge([folder])


def test_an_outside_folder_adds_measures_reasons_and_texts(tmp_path: Path) -> None:
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "mine.toml").write_text(
        '["x.mine"]\nja="私の"\nen="Mine"\nunit="deg"\nkind="angle"\nviews=["sagittal"]\nlandmarks=["hip"]\n'
        'formula_ja="式"\nformula_en="formula"\nmethod="sagittal_segment"\n',
        encoding="utf-8",
    )
    (tmp_path / "measurement_error.toml").write_text(
        '[measure]\n"x.mine" = { unit = "deg", sem = 1, mdc95 = 3 }\n', encoding="utf-8"
    )
    knowledge = read_knowledge([KNOWLEDGE, tmp_path])
    assert knowledge.measures["x.mine"].en == "Mine"
    assert knowledge.measurement_error["x.mine"].mdc95 == 3
    assert "mov.sq.depth" in knowledge.measures


def test_an_installed_package_adds_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "outside_knowledge"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "reasons.toml").write_text('[x_mine]\nja="い"\nen="a"\ndo_ja="う"\ndo_en="b"\n', encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    entry = EntryPoint("outside", "outside_knowledge", loader.ENTRY_POINT_GROUP)
    monkeypatch.setattr(loader, "entry_points", lambda group: [entry] if group == loader.ENTRY_POINT_GROUP else [])
    load_knowledge.cache_clear()
    try:
        assert load_knowledge().reasons["x_mine"].en == "a"
    finally:
        load_knowledge.cache_clear()


def test_an_outside_folder_may_not_redefine_a_measure(tmp_path: Path) -> None:
    (tmp_path / "reasons.toml").write_text('[no_person]\nja="い"\nen="a"\ndo_ja="う"\ndo_en="b"\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match="'no_person' is defined twice"):
        read_knowledge([KNOWLEDGE, tmp_path])


def test_advice_needs_all_four_sentences() -> None:
    with pytest.raises(ValueError, match="do_en"):
        Advice.model_validate({"ja": "あ", "en": "a", "do_ja": "い"})


def test_words_hold_the_glossary() -> None:
    words = load_knowledge().words
    assert isinstance(words, Words)
    assert words.glossary["test"] == "動きのチェック"
