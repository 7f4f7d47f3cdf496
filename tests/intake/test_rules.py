"""Every rule at its own level, by a table written from the clinical list and not from the data; and the properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_answers import ASKED, KNOWN, NOW, QUESTIONS, SAFETY, any_answers, healthy, judged, person

from taikan.intake.conditions import codes
from taikan.intake.questionnaire import visible
from taikan.intake.records import Answer, Answers
from taikan.intake.red_flags import gate_for, what_to_do
from taikan.intake.screen import outcomes, rank, screen
from taikan.intake.session import urgent_items

FIVE = settings(max_examples=150, deadline=None)
YES = """
E rf.ces_bladder rf.ces_bowel rf.ces_saddle rf.aaa
U rf.ces_bilateral rf.ces_sexual rf.weak_progress rf.widespread_neuro rf.kidney rf.dvt rf.anticoag_trauma
U rf.trauma_minor_old rf.fever rf.neuraxial rf.visceral_bleeding
D rf.gait_fall rf.exert_sx rf.visceral rf.height_loss rf.cancer rf.weight_loss rf.constant_night rf.shingles
D rf.unwell rf.deformity rf.preg rf.preg_possible cl.heart cl.faint cl.family cl.doctor_no
C rf.leg_below_knee rf.steroid rf.osteoporosis rf.immune rf.pelvic_pain rf.pp_pf cl.metabolic cl.eye cl.fall
"""
PLAIN = [(line.split()[0], item) for line in YES.strip().splitlines() for item in line.split()[1:]]


@pytest.mark.parametrize(("level", "item"), PLAIN)
def test_a_plain_yes_has_its_own_level(level: str, item: str) -> None:
    gate = judged(**{item: "yes"})
    assert gate.level == level
    assert gate.open == (level == "C")
    assert any(traced.item == item for finding in gate.findings for traced in finding.answers)


@pytest.mark.parametrize(("level", "item"), PLAIN)
def test_do_not_know_counts_as_yes_for_e_and_u_and_as_c_for_the_rest(level: str, item: str) -> None:
    unsure = level if level in {"E", "U"} or item in {"rf.preg", "rf.preg_possible"} else "C"
    assert judged(**{item: "unknown"}).level == unsure


CASES: list[tuple[str, dict[str, Answer]]] = [
    ("go", {}),
    ("U", {"rf.ces_bilateral": "yes", "rf.ces_bilateral_fast": "no"}),
    ("E", {"rf.ces_bilateral": "yes", "rf.ces_bilateral_fast": "yes"}),
    ("E", {"rf.ces_bilateral": "yes", "rf.weak_progress": "yes"}),
    ("E", {"rf.ces_bilateral": "yes", "rf.ces_sexual": "unknown"}),
    ("go", {"rf.ces_sexual": "prefer_not"}),
    ("E", {"rf.ces_sexual": "prefer_not", "rf.ces_saddle": "yes"}),
    ("U", {"rf.weak_progress": "yes", "rf.weak_fast": "yes"}),
    ("E", {"rf.weak_progress": "yes", "rf.weak_fast": "yes", "rf.ces_sexual": "yes"}),
    ("D", {"rf.weak_stable": "yes", "rf.weak_examined": "no"}),
    ("D", {"rf.weak_stable": "yes", "rf.weak_examined": "yes", "rf.weak_unchanged": "yes"}),
    ("C", {"rf.weak_stable": "yes", "rf.weak_examined": "yes", "rf.weak_unchanged": "yes", "rf.weak_examined_on": "x"}),
    ("D", {"rf.weak_stable": "yes", "rf.weak_examined": "yes", "rf.weak_unchanged": "no", "rf.weak_examined_on": "x"}),
    ("C", {"rf.leg_below_knee": "yes", "rf.leg_severity": 6, "rf.leg_examined": "no"}),
    ("D", {"rf.leg_below_knee": "yes", "rf.leg_severity": 7, "rf.leg_examined": "no"}),
    ("C", {"rf.leg_below_knee": "yes", "rf.leg_severity": 7, "rf.leg_examined": "yes"}),
    ("C", {"rf.leg_below_knee": "yes", "rf.leg_weeks": 6, "rf.leg_change": "same", "rf.leg_examined": "no"}),
    ("D", {"rf.leg_below_knee": "yes", "rf.leg_weeks": 7, "rf.leg_change": "same", "rf.leg_examined": "no"}),
    ("C", {"rf.leg_below_knee": "yes", "rf.leg_weeks": 7, "rf.leg_change": "better", "rf.leg_examined": "no"}),
    ("C", {"rf.leg_below_knee": "yes", "rf.leg_weeks": 7, "rf.leg_change": "same", "rf.leg_examined": "yes"}),
    ("D", {"rf.leg_below_knee": "yes", "rf.leg_numb": "yes", "rf.leg_examined": "no"}),
    ("C", {"rf.leg_below_knee": "yes", "rf.leg_numb": "yes", "rf.leg_change": "same", "rf.leg_examined": "yes"}),
    ("D", {"rf.leg_below_knee": "yes", "rf.leg_weak": "yes", "rf.leg_change": "unknown", "rf.leg_examined": "yes"}),
    ("C", {"rf.leg_below_knee": "yes", "rf.leg_weak": "yes", "rf.leg_change": "same", "rf.leg_examined": "yes"}),
    ("U", {"rf.leg_below_knee": "yes", "rf.leg_weak": "yes", "rf.leg_change": "worse", "rf.leg_examined": "yes"}),
    ("D", {"rf.claudication": "yes", "rf.claudication_examined": "no"}),
    ("C", {"rf.claudication": "yes", "rf.claudication_examined": "yes"}),
    ("E", {"rf.chest": "now"}),
    ("E", {"rf.chest": "unknown"}),
    ("D", {"rf.chest": "past"}),
    ("E", {"rf.dvt": "yes", "rf.chest": "past"}),
    ("U", {"rf.visceral": "yes", "rf.visceral_bleeding": "yes"}),
    ("U", {"rf.trauma_major": "yes", "rf.trauma_examined": "no"}),
    ("C", {"rf.trauma_major": "yes", "rf.trauma_examined": "yes"}),
    ("E", {"rf.anticoag_trauma": "yes", "rf.anticoag_signs": "yes"}),
    ("E", {"rf.anticoag_trauma": "yes", "rf.weak_progress": "yes"}),
    ("D", {"rf.steroid": "yes", "rf.onset_sudden": "yes"}),
    ("D", {"rf.osteoporosis": "yes", "rf.spine_fracture": "yes"}),
    ("C", {"rf.osteoporosis": "yes", "rf.onset_sudden": "yes"}),
    ("D", {"rf.osteoporosis": "yes", "rf.onset_sudden": "yes", "rf.onset_recent": "yes"}),
    ("U", {"rf.cancer": "yes", "rf.onset_recent": "yes"}),
    ("U", {"rf.cancer": "yes", "rf.constant_night": "yes"}),
    ("U", {"rf.cancer": "yes", "rf.weight_loss": "yes"}),
    ("U", {"rf.weight_loss": "yes", "rf.constant_night": "yes"}),
    ("U", {"rf.constant_night": "yes", "rf.worsening": "yes"}),
    ("U", {"rf.immune": "yes", "rf.fever": "yes"}),
    ("U", {"rf.immune": "yes", "rf.onset_recent": "yes", "rf.constant_night": "yes"}),
    ("go", {"rf.axspa": ("before45", "over3m")}),
    ("D", {"rf.axspa": ("before45", "over3m", "move_better")}),
    ("D", {"rf.axspa": ("before45",), "rf.axspa_plus": "yes"}),
    ("E", {"rf.neuraxial": "yes", "rf.neuraxial_signs": "yes"}),
    ("C", {"rf.severe_now": "yes"}),
    ("U", {"rf.severe_now": "yes", "rf.cannot_walk": "yes"}),
    ("C", {"rf.severe_now": "yes", "rf.severe_days": 2}),
    ("U", {"rf.severe_now": "yes", "rf.severe_days": 3}),
    ("U", {"rf.preg": "yes", "rf.preg_warn": ("contractions",)}),
    ("U", {"rf.preg": "yes", "rf.preg_warn": ("headache",)}),
    ("E", {"rf.preg": "yes", "rf.preg_warn": ("headache", "vision")}),
    ("E", {"rf.preg": "yes", "rf.preg_warn": ("heavy_bleeding",)}),
    ("E", {"rf.preg_possible": "yes", "rf.preg_warn": ("chest_pain",)}),
    ("go", {"rf.postpartum": "yes", "rf.pp_time": 22}),
    ("C", {"rf.postpartum": "yes", "rf.pp_time": 22, "rf.pp_checked": "no"}),
    ("C", {"rf.postpartum": "yes", "rf.pp_time": 4}),
    ("U", {"rf.postpartum": "yes", "rf.pp_warn": ("wound",)}),
    ("E", {"rf.postpartum": "yes", "rf.pp_warn": ("headache", "vision")}),
    ("E", {"rf.postpartum": "yes", "rf.pp_warn": ("chest",)}),
    ("U", {"rf.postpartum": "yes", "rf.pp_bone": "yes"}),
    ("C", {"rf.postpartum": "yes", "rf.pp_dra": "yes"}),
    ("C", {"rf.postpartum": "yes", "rf.pp_mood": "yes"}),
    ("D", {"rf.pelvic_pain": "yes", "rf.pelvic_pain_weeks": 7, "rf.pelvic_pain_examined": "no"}),
    ("C", {"rf.pelvic_pain": "yes", "rf.pelvic_pain_weeks": 7, "rf.pelvic_pain_examined": "yes"}),
    ("D", {"rf.pp_pf": "yes", "rf.pp_bulge": "yes"}),
    ("D", {"rf.pp_pf": "yes", "rf.pp_pfmt": "yes"}),
    ("C", {"cl.bp": "yes"}),
    ("C", {"cl.bp_systolic": 140}),
    ("go", {"cl.bp_systolic": 139, "cl.bp_diastolic": 89}),
    ("C", {"cl.bp_diastolic": 90}),
    ("D", {"cl.bp_systolic": 180}),
    ("D", {"cl.bp_diastolic": 110}),
    ("D", {"cl.metabolic": "yes", "cl.metabolic_insulin": "yes"}),
    ("D", {"cl.metabolic": "yes", "cl.metabolic_vigorous": "yes"}),
    ("C", {"cl.surgery": ("knee",)}),
    ("D", {"cl.surgery": ("spine",)}),
    ("D", {"cl.surgery": ("recent",)}),
    ("C", {"cl.meds": ("thinner",)}),
    ("go", {"cl.painkiller": 4}),
    ("C", {"cl.painkiller": 5}),
    ("go", {"cl.hypermobile": ("palms",)}),
    ("C", {"cl.hypermobile": ("palms", "thumb")}),
    ("C", {"cl.spondylo": "yes", "cl.spondylo_arch": "no", "cl.spondylo_examined": "no"}),
    ("D", {"cl.spondylo": "yes", "cl.spondylo_arch": "yes", "cl.spondylo_examined": "no"}),
    ("C", {"cl.spondylo": "yes", "cl.spondylo_arch": "yes", "cl.spondylo_examined": "yes"}),
    ("C", {"cl.joint": ("knee",)}),
    ("D", {"cl.hernia": "yes", "cl.hernia_treated": "no"}),
    ("C", {"cl.hernia": "yes", "cl.hernia_treated": "yes"}),
    ("go", {"who.age": 64, "rf.onset_sudden": "yes"}),
    ("D", {"who.age": 65, "rf.onset_sudden": "yes"}),
    ("U", {"who.age": 56, "rf.new_type": "yes", "rf.onset_recent": "yes", "rf.unwell": "yes"}),
    ("D", {"who.age": 55, "rf.new_type": "yes", "rf.onset_recent": "yes", "rf.unwell": "yes"}),
    ("go", {"who.age": 74}),
    ("C", {"who.age": 75}),
    ("D", {"who.age": 17}),
    ("D", {"who.age": 19, "rf.over4w": "yes"}),
    ("D", {"who.age": 19, "rf.adolescent": "yes"}),
    ("go", {"who.age": 19}),
]


@pytest.mark.parametrize(("level", "answers"), CASES, ids=lambda value: str(value)[:70])
def test_combinations_and_follow_ups(level: str, answers: dict[str, Answer]) -> None:
    gate = judged(**answers)
    assert gate.level == level
    assert gate.missing == ()
    non_urgent = level == "D" and all(f.non_urgent for f in gate.findings if f.level == "D")
    assert gate.open == (level in {"go", "C"} or non_urgent)


def test_every_rule_is_met_by_these_cases() -> None:
    met = {finding.rule for _level, item in PLAIN for finding in judged(**{item: "yes"}).findings}
    met |= {finding.rule for _level, answers in CASES for finding in judged(**answers).findings}
    assert SAFETY.rules.keys() - met == {"cl.bp_unknown"}


def test_three_features_are_a_visit_without_hurry_and_training_may_start() -> None:
    gate = judged(rf__axspa=("before45", "over3m", "stiff30"))
    assert (gate.level, gate.open) == ("D", True)
    assert "rheumatology" in what_to_do(gate, SAFETY)[0].en
    both = judged(rf__axspa=("before45", "over3m", "stiff30"), cl__heart="yes")
    assert (both.level, both.open) == ("D", False)


def test_no_answer_about_pressure_leaves_it_unknown_and_limits_tests() -> None:
    answers = {item: answer for item, answer in healthy().items() if item != "cl.bp"}
    gate = gate_for(answers, NOW, SAFETY, ASKED)
    assert (gate.level, gate.open, gate.states) == ("C", True, ("bp_unknown",))


def test_the_woman_of_72_has_her_level_and_modifiers() -> None:
    gate = judged(
        who__age=72, rf__osteoporosis="yes", cl__bp="yes", cl__bp_systolic=150, cl__bp_diastolic=85, cl__fall="yes"
    )
    assert gate.level == "C"
    assert gate.modifiers == ("osteoporosis", "hypertension", "dizziness_balance")


@pytest.mark.parametrize(
    ("answers", "modifiers"),
    [
        ({"rf.preg": "yes", "rf.preg_weeks": 15}, ("pregnant",)),
        ({"rf.preg": "yes", "rf.preg_weeks": 16}, ("pregnant", "pregnant_t2")),
        ({"rf.postpartum": "yes", "rf.pp_time": 5}, ("postpartum_early", "postpartum_12")),
        ({"rf.postpartum": "yes", "rf.pp_time": 6}, ("postpartum_12",)),
        ({"rf.postpartum": "yes", "rf.pp_time": 13}, ()),
        ({"rf.postpartum": "yes", "rf.pp_time": 8, "rf.pp_csection": "yes"}, ("postpartum_12", "csection_recent")),
        (
            {"rf.postpartum": "yes", "rf.pp_time": 20, "rf.pp_csection": "yes", "rf.pp_wound": "yes"},
            ("csection_recent",),
        ),
        ({"cl.bp_systolic": 185}, ("hypertension_uncontrolled", "hypertension")),
        ({"cl.joint": ("knee", "neck")}, ("knee_pain", "neck_pain")),
        ({"cl.surgery": ("hip_replacement",)}, ("hip_replacement",)),
        ({"rf.osteoporosis": "yes", "rf.spine_fracture": "yes"}, ("osteoporosis", "vert_fracture")),
        ({"q.pain.now": 7, "rf.severe_now": "yes"}, ("acute_severe",)),
    ],
)
def test_answers_set_modifiers(answers: dict[str, Answer], modifiers: tuple[str, ...]) -> None:
    assert judged(**answers).modifiers == modifiers


def test_very_high_pressure_stops_everything_today() -> None:
    gate = judged(cl__bp_systolic=185)
    assert gate.blocked_today
    assert not gate.open


@pytest.mark.parametrize("code", sorted(SAFETY.contradictions))
def test_every_contradiction_keeps_the_gate_closed(code: str) -> None:
    clashes: dict[str, dict[str, Answer]] = {
        "severe": {"rf.severe_now": "no", "q.pain.now": 8},
        "leg": {"rf.leg_below_knee": "no", "q.pain.leg_where": ("foot",)},
        "weakness": {"rf.leg_below_knee": "yes", "rf.leg_weak": "yes", "rf.leg_change": "worse"},
        "weak_both": {"rf.weak_progress": "yes", "rf.weak_stable": "yes"},
        "pregnancy_birth": {"rf.preg": "yes", "rf.preg_weeks": 30, "rf.postpartum": "yes", "rf.pp_time": 4},
        "pregnant_male": {"who.sex": "male", "rf.preg": "yes"},
        "onset": {"rf.onset_recent": "no", "q.pain.dur": "under6w"},
        "onset_long": {"rf.onset_recent": "yes", "q.pain.dur": "over1y"},
        "follow_up": {"rf.visceral": "no", "rf.visceral_bleeding": "yes"},
    }
    gate = judged(**clashes[code])
    assert code in {conflict.code for conflict in gate.conflicts}
    assert not gate.open
    assert gate.level not in {"go", "C"}


# --- properties -------------------------------------------------------------------------------------------------


def highest(answers: Answers) -> int:
    return max((rank(f.level) for f in screen(answers, SAFETY, ASKED).findings), default=0)


@FIVE
@given(any_answers())
def test_never_both_go_and_a_flag_and_e_or_u_never_opens(answers: dict[str, Answer]) -> None:
    gate = gate_for(answers, NOW, SAFETY, ASKED)
    assert not (gate.level == "go" and gate.findings)
    assert not (gate.open and gate.level in {"E", "U"})
    assert not (gate.open and (gate.missing or gate.conflicts))
    assert (gate.level == "go") <= gate.open
    if not gate.open:
        assert not {"movement_tests", "factors", "programme", "live_coaching"} & set(gate.allows)


@FIVE
@given(person(), st.sampled_from(sorted(urgent_items(SAFETY))))
def test_a_missing_answer_on_an_urgent_question_never_opens(answers: dict[str, Answer], item: str) -> None:
    without = {name: answer for name, answer in answers.items() if name != item}
    if item in {question.id for question in visible(ASKED, without)}:
        gate = gate_for(without, NOW, SAFETY, ASKED)
        assert not gate.open
        assert gate.level != "go"


def worse(item: str, answer: Answer, pick: int) -> Answer:
    """A more serious answer to ``item`` than ``answer``, or the same where there is none."""
    question = QUESTIONS[item]
    codes_in_order = [option.code for option in question.options]
    if question.kind == "choice":
        later = codes_in_order[codes_in_order.index(str(answer)) :]
        return later[pick % len(later)]
    if question.kind == "multi":
        added = [o.code for o in question.options if not o.exclusive]
        chosen = {code for code in codes(answer) if code in added} | {added[pick % len(added)]}
        return tuple(code for code in added if code in chosen)
    assert isinstance(answer, int | float)
    assert question.low is not None
    assert question.high is not None
    if item == "rf.pp_time":
        return max(question.low, answer - pick)
    return min(question.high, answer + pick)


GRADED = sorted(i for i, q in QUESTIONS.items() if i.split(".")[0] != "who" and q.kind not in {"text", "date"})


@FIVE
@given(person(), st.sampled_from(GRADED), st.integers(1, 40))
def test_a_worse_answer_never_lowers_the_level(answers: dict[str, Answer], item: str, pick: int) -> None:
    if item not in answers:
        return
    changed = {**answers, item: worse(item, answers[item], pick)}
    assert highest(changed) >= highest(answers)
    if not screen(answers, SAFETY, ASKED).conflicts:
        opened = gate_for(answers, NOW, SAFETY, ASKED).open
        assert opened or not gate_for(changed, NOW, SAFETY, ASKED).open


@FIVE
@given(person(), st.randoms())
def test_the_order_of_answers_does_not_matter(answers: dict[str, Answer], random: object) -> None:
    items = list(answers.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert gate_for(dict(items), NOW, SAFETY, ASKED) == gate_for(answers, NOW, SAFETY, ASKED)


@FIVE
@given(any_answers())
def test_every_finding_is_traced_to_rule_source_and_destination(answers: dict[str, Answer]) -> None:
    for finding in gate_for(answers, NOW, SAFETY, ASKED).findings:
        assert finding.rule in SAFETY.rules
        assert finding.sources or finding.mark == "D"
        assert finding.destination.ja
        assert all(answers[traced.item] == traced.answer for traced in finding.answers)
        assert finding.answers or finding.rule == "cl.bp_unknown"


def test_only_the_answers_that_made_a_rule_fire_are_traced() -> None:
    (finding,) = judged(who__age=72, cl__fall="yes").findings
    assert [traced.item for traced in finding.answers] == ["cl.fall"]
    (pressure,) = judged(cl__bp_systolic=150, cl__bp_diastolic=85).findings
    assert [traced.item for traced in pressure.answers] == ["cl.bp_systolic"]


def test_rules_read_only_questions_and_answers_that_exist() -> None:
    questions = KNOWN.questions()
    conditions = [
        outcome.when
        for rules in (SAFETY.rules, SAFETY.session_rules)
        for name, rule in rules.items()
        for outcome in outcomes(name, rule)
    ]
    conditions += [m.when for rule in SAFETY.rules.values() for m in rule.modifiers_when]
    conditions += [c.when for c in SAFETY.contradictions.values()] + list(SAFETY.states.values())
    conditions += [q.show_if for q in questions.values() if q.show_if is not None]
    while conditions:
        condition = conditions.pop()
        conditions += [*condition.all_of, *condition.any_of]
        for item in condition.items():
            assert item in questions, item
        if condition.item is not None and questions[condition.item].options:
            known = {option.code for option in questions[condition.item].options} | {"*", "unknown"}
            assert {*condition.is_, *condition.is_not} <= known, condition


def test_questions_that_lead_to_e_or_u_are_required() -> None:
    optional = {item for item in urgent_items(SAFETY) if not KNOWN.questions()[item].required}
    assert optional == set()
