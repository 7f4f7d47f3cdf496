"""Modifier codes: closure, limits, excluded tests and contraindications."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_answers import SAFETY

from taikan.intake.modifiers import contraindicated, excluded_tests, limits

CODES = st.sets(st.sampled_from(sorted(SAFETY.modifiers)))
WOMAN_OF_72 = ("osteoporosis", "hypertension", "dizziness_balance")


def allowed(test: str, *codes: str) -> bool:
    return excluded_tests([test], codes, SAFETY)[test].allowed


TESTS_EXCLUDED = """
end.side end.sorensen end.plank rom.ftf rom.speed rom.hip_flex bal.sls_eyes_closed mov.sls.fppa mov.sls.pelvic_drop
mov.deadlift.start_back run.cadence
"""


@pytest.mark.parametrize("test", TESTS_EXCLUDED.split())
def test_tests_the_woman_of_72_does_not_do(test: str) -> None:
    assert not allowed(test, *WOMAN_OF_72)


@pytest.mark.parametrize("test", ["bal.sls", "ctrl.waiter", "mov.hinge", "rom.th_rot", "str.sts30"])
def test_tests_the_woman_of_72_does_with_limits(test: str) -> None:
    verdict = excluded_tests([test], WOMAN_OF_72, SAFETY)[test]
    assert verdict.allowed
    assert verdict.limits


EXCLUDED = """
ae_curl_up ae_stir_pot dp_knee_single dp_knee_double dp_seat_flex dp_child_pose th_child_side th_ext_roller
ar_half_kneel_chop ar_pallof_step lu_step_down lu_bulgarian sl_reach sl_squat_box hg_rdl_single hg_dl_bar hg_swing
sq_bar rn_pogo rn_fall_lean
"""


@pytest.mark.parametrize("exercise", EXCLUDED.split())
def test_exercises_the_woman_of_72_does_not_do(exercise: str) -> None:
    assert contraindicated(exercise, "none", WOMAN_OF_72, SAFETY)


@pytest.mark.parametrize("exercise", ["mc_cat_camel", "th_open_book", "th_sit_rot", "sl_stance", "hg_dl_raised"])
def test_exercises_the_woman_of_72_does_with_limits(exercise: str) -> None:
    assert not contraindicated(exercise, "none", WOMAN_OF_72, SAFETY)


def test_families_are_excluded_but_for_their_exceptions() -> None:
    assert contraindicated("ae_dead_bug", "anti_ext", ["acute_severe"], SAFETY) == ("acute_severe",)
    assert contraindicated("ae_plank_wall", "anti_ext", ["acute_severe"], SAFETY) == ()
    assert contraindicated("tk_floor_box", "task", ["csection_recent"], SAFETY) == ("csection_recent",)


def test_uncontrolled_pressure_excludes_every_family() -> None:
    families = SAFETY.contraindications["hypertension_uncontrolled"].families
    assert len(families) == 20
    assert all(contraindicated("x", family, ["hypertension_uncontrolled"], SAFETY) for family in families)


def test_severe_pain_leaves_posture_and_walking() -> None:
    assert allowed("post.fhp", "acute_severe")
    assert allowed("gait.speed", "acute_severe")
    assert not allowed("mov.sq.depth", "acute_severe")
    assert not allowed("rom.slr", "acute_severe")


def test_positions_and_states_exclude_tests() -> None:
    assert not allowed("ctrl.prone_knee", "pregnant")
    assert not allowed("end.sorensen", "csection_recent")
    assert not allowed("supine_over_3_min", "pregnant_t2")
    assert not allowed("end.plank", "bp_unknown")
    assert not allowed("mov.sls.fppa", "age_75")
    assert allowed("str.sts5", "age_75", "bp_unknown")


def test_implied_codes_count() -> None:
    assert SAFETY.closure(["postpartum_early"]) == ("postpartum_early", "postpartum_12")
    assert not allowed("rom.hip_flex", "vert_fracture")
    assert contraindicated("rn_pogo", "gait_run", ["postpartum_early"], SAFETY)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        SAFETY.closure(["no_such_code"])


def test_the_strictest_limit_counts_and_each_line_once() -> None:
    both = limits(WOMAN_OF_72, SAFETY)
    assert (both.hold_cap_s, both.rpe_cap, both.range, both.rest_min_s, both.start_factor) == (10, 5, 0.7, 60, 0.7)
    assert len(both.lines) == 3
    assert not both.blocked_today


def test_no_code_no_limit() -> None:
    free = limits([], SAFETY)
    assert (free.hold_cap_s, free.rpe_cap, free.range, free.start_factor, free.lines) == (None, None, 1.0, 1.0, ())


def test_pelvic_pain_caps_no_other_hold() -> None:
    assert limits(["pelvic_pain"], SAFETY).hold_cap_s is None
    assert limits(["pelvic_pain", "hypertension"], SAFETY).hold_cap_s == 10


@given(CODES, CODES)
def test_more_codes_never_loosen_a_limit(some: set[str], more: set[str]) -> None:
    few, many = limits(some, SAFETY), limits(some | more, SAFETY)
    for name in ("hold_cap_s", "rpe_cap", "range", "start_factor"):
        before = getattr(few, name)
        assert before is None or getattr(many, name) <= before
    assert few.rest_min_s is None or (many.rest_min_s or 0) >= few.rest_min_s
    tests = ["rom.ftf", "end.plank", "run.cadence", "mov.sls.fppa", "gait.speed"]
    before_tests, after_tests = excluded_tests(tests, some, SAFETY), excluded_tests(tests, some | more, SAFETY)
    assert all(set(before_tests[t].excluded_by) <= set(after_tests[t].excluded_by) for t in tests)


@given(CODES)
def test_closure_is_complete_and_stable(some: set[str]) -> None:
    closed = SAFETY.closure(some)
    assert SAFETY.closure(closed) == closed
    assert all(set(SAFETY.modifiers[code].implies) <= set(closed) for code in closed)


def test_every_pair_of_codes_can_be_combined() -> None:
    for pair in combinations(SAFETY.modifiers, 2):
        combined = limits(pair, SAFETY)
        assert combined.rpe_cap == min(SAFETY.modifiers[c].rpe_cap for c in SAFETY.closure(pair))
