"""Loads: from what the gym has, never above the start, never above the cap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.load_rules import LoadRules, load_load_rules
from taikan.knowledge.loader import load_knowledge
from taikan.programme.loads import (
    Implement,
    Lifter,
    cap_kg,
    carries_load,
    implements,
    is_empty_handed,
    largest_step_kg,
    lighter,
    next_load,
    start_load,
    with_suitable_load,
)
from taikan.programme.records import Inventory

LIBRARY, RULES = load_exercises(), load_load_rules()
GYM = Inventory(
    equipment=("dumbbell", "kettlebell", "barbell", "bench", "band", "leg_press", "pulldown"),
    dumbbells_kg=(2, 4, 6, 8, 10, 12.5),
    kettlebells_kg=(8, 12, 16),
    barbells_kg=(20, 10),
    plates_kg=(1.25, 2.5, 5),
    machine_step_kg=5,
    bands=("yellow", "red", "green"),
)
WOMAN = Lifter(mass_kg=60, sex="female", age=45, supervised=True)
loaded_ids = st.sampled_from([e.id for e in LIBRARY.exercises.values() if carries_load(e, RULES)])
lifters = st.builds(
    Lifter,
    mass_kg=st.none() | st.floats(35, 150),
    sex=st.sampled_from([None, "female", "male"]),
    age=st.none() | st.floats(16, 95),
    start_factor=st.sampled_from([0.5, 0.7, 1.0]),
    supervised=st.booleans(),
)
masses = st.lists(st.sampled_from([0.5, 1, 2, 3, 5, 8, 12, 20]), max_size=5).map(tuple)
inventories = st.builds(
    Inventory,
    equipment=st.sampled_from([(), ("dumbbell",)]),
    dumbbells_kg=masses,
    kettlebells_kg=masses,
    barbells_kg=st.sampled_from([(), (20,), (10, 15, 20)]),
    plates_kg=masses,
    machine_step_kg=st.sampled_from([None, 2.5, 5.0]),
    bands=st.sampled_from([(), ("red",), ("yellow", "red", "green")]),
)


def exercise(exercise_id):
    return LIBRARY.exercises[exercise_id]


def labels(exercise_id, inventory=GYM):
    return [i.label for i in implements(exercise(exercise_id), inventory, RULES)]


def test_pairs_and_single_dumbbells():
    assert labels("hg_rdl_db")[:2] == ["dumbbell 2 x 2 kg", "dumbbell 2 x 4 kg"]
    assert labels("sq_goblet")[:2] == ["dumbbell 2 kg", "dumbbell 4 kg"]


def test_every_total_of_bar_and_plates_once():
    totals = [i.load_kg for i in implements(exercise("hg_dl_bar"), GYM, RULES)]
    assert totals == sorted(set(totals))
    assert totals[0] == 10
    assert totals[-1] == 20 + 2 * 8.75


def test_water_bottles_stand_in_for_unlisted_dumbbells():
    assert labels("sq_goblet", Inventory(equipment=("dumbbell",)))[0] == "dumbbell 0.5 kg"
    assert labels("sq_goblet", Inventory()) == []


def test_start_is_a_share_of_body_mass_and_the_first_session_a_fifth_less():
    start = start_load(exercise("hg_rdl_db"), WOMAN, GYM, RULES)
    assert start.implement is not None
    assert start.implement.load_kg == 4  # 10 % of 60 kg is 6, less 20 % is 4.8; the pair of 2 kg is the nearest below
    assert start.limits[0].values["kg"] == 6


def test_first_session_with_fewer_repetitions_where_nothing_is_that_light():
    start = start_load(exercise("hg_rdl_db"), WOMAN, Inventory(dumbbells_kg=(3,)), RULES)
    assert start.implement is not None
    assert (start.implement.load_kg, start.reps_factor) == (6, pytest.approx(0.8))


def test_age_and_codes_take_the_smallest_factor_not_both():
    older = WOMAN.model_copy(update={"age": 70.0, "start_factor": 0.8})
    (note,) = start_load(exercise("hg_rdl_db"), older, GYM, RULES).limits
    assert note.values["kg"] == pytest.approx(60 * 0.10 * 0.7, abs=0.01)


def test_a_load_lifted_in_another_hinge_counts_less_a_fifth():
    start = start_load(exercise("hg_dl_kb"), WOMAN, GYM, RULES, carried_kg=16)
    assert start.implement is not None
    assert start.implement.load_kg == 12
    assert start.limits[0].limit == "load_carried_over"
    assert start_load(exercise("sq_goblet"), WOMAN, GYM, RULES, carried_kg=40).limits[0].limit == "load_start"


def test_too_heavy_means_the_regression():
    heavy = Inventory(equipment=("dumbbell", "chair"), dumbbells_kg=(10,), bands=("red",))
    assert start_load(exercise("hg_rdl_db"), WOMAN, heavy, RULES).too_heavy
    found = with_suitable_load(exercise("hg_rdl_db"), LIBRARY, WOMAN, heavy, RULES)
    assert found is not None
    assert found[0].id in exercise("hg_rdl_db").regress_to
    assert not found[1].too_heavy


def test_no_rung_is_allowed():
    assert with_suitable_load(exercise("hg_rdl_db"), LIBRARY, WOMAN, Inventory(), RULES, lambda _: False) is None


def test_daily_tasks_start_empty_handed_under_a_caution():
    task = exercise("tk_floor_box")
    assert task.caution
    assert is_empty_handed(task, task.caution[:1])
    assert not is_empty_handed(task, ())
    assert start_load(task, WOMAN, GYM, RULES, empty_handed=True).implement is None


def test_exercises_without_a_load_have_none():
    assert start_load(exercise("ae_plank"), WOMAN, GYM, RULES).implement is None
    assert not carries_load(exercise("ae_plank"), RULES)
    assert next_load(exercise("ae_plank"), None, WOMAN, GYM, RULES) is None


def test_bands_go_up_a_colour_at_a_time():
    row = exercise("ub_band_row")
    first = start_load(row, WOMAN, GYM, RULES).implement
    assert first is not None
    assert first.band == "yellow"
    second = next_load(row, first, WOMAN, GYM, RULES)
    assert second is not None
    assert (second.implement.band, second.close) == ("red", True)
    assert next_load(row, Implement(band="green", label="band green"), WOMAN, GYM, RULES) is None
    assert lighter(row, first, 0.7, GYM, RULES) is None


def test_the_next_implement_is_close_only_within_one_step():
    press = exercise("sq_leg_press")
    close = next_load(press, Implement(load_kg=50, label="leg_press 50 kg"), WOMAN, GYM, RULES)
    assert close is not None
    assert (close.implement.load_kg, close.close) == (55, True)
    far = next_load(exercise("sq_goblet"), Implement(load_kg=4, label="dumbbell 4 kg"), WOMAN, GYM, RULES)
    assert far is not None
    assert (far.implement.load_kg, far.close) == (6, False)


def test_alone_the_cap_is_lower():
    alone = WOMAN.model_copy(update={"supervised": False})
    assert cap_kg(exercise("hg_dl_bar"), alone, RULES) == pytest.approx(36)
    assert cap_kg(exercise("sq_bar"), alone, RULES) == pytest.approx(24)
    assert cap_kg(exercise("al_farmer_carry"), alone, RULES) == pytest.approx(30)
    assert cap_kg(exercise("al_suitcase_carry"), alone, RULES) == pytest.approx(15)
    assert cap_kg(exercise("hg_dl_bar"), WOMAN, RULES) > 36


@given(loaded_ids, lifters, inventories, st.none() | st.floats(0, 200))
def test_a_start_is_never_above_start_or_cap(exercise_id, lifter, inventory, carried):
    e = exercise(exercise_id)
    start = start_load(e, lifter, inventory, RULES, carried)
    if start.implement is None or start.implement.load_kg is None or e.start_load_percent is None:
        return
    ceiling = max(e.start_load_percent.values()) / 100 * (lifter.mass_kg or RULES.unknown_mass_kg)
    if carried is not None and e.family in RULES.carry_over_families:
        ceiling = max(ceiling, carried * RULES.carry_over)
    assert start.implement.load_kg <= ceiling + 1e-6
    assert start.implement.load_kg <= cap_kg(e, lifter, RULES) + 1e-6
    assert start.implement in implements(e, inventory, RULES)


@given(loaded_ids, lifters, inventories)
def test_going_up_step_by_step_stays_under_the_cap_and_ends(exercise_id, lifter, inventory):
    e, now = exercise(exercise_id), None
    for _ in range(200):
        following = next_load(e, now, lifter, inventory, RULES)
        if following is None:
            break
        new = following.implement
        if new.load_kg is not None:
            old = now.load_kg if now else 0
            assert old < new.load_kg <= cap_kg(e, lifter, RULES) + 1e-6
            assert not following.close or new.load_kg <= old + largest_step_kg(e, old, RULES) + 1e-6
        now = new
    else:
        pytest.fail("loads never end")


@given(loaded_ids, lifters, inventories)
def test_whoever_is_lighter_or_older_never_starts_heavier(exercise_id, lifter, inventory):
    def kilograms(person):
        start = start_load(exercise(exercise_id), person, inventory, RULES)
        return (start.implement.load_kg or 0) if start.implement else 0

    careful = lifter.model_copy(update={"age": 80.0, "start_factor": 0.5})
    assert kilograms(careful) <= kilograms(lifter) + 1e-9


def test_rules_refuse_a_list_of_caps_with_a_hole():
    table = RULES.model_dump()
    with pytest.raises(ValueError, match="everything else"):
        LoadRules.model_validate({**table, "cap": table["cap"][:-1]})


def test_every_cap_has_words():
    texts = load_knowledge().texts
    assert all(f"programme.limit.{cap.limit}" in texts for cap in RULES.cap)
