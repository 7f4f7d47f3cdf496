"""What all holds have in common: time from the picture, lower bounds, and telling one posture from another."""

from collections.abc import Callable

import pytest
import xarray as xr
from floor_outcomes import fault_states, outcome
from outcomes import get, value

import figures_control as figures
from figures_control import Course
from synthetic import Camera, with_gap
from taikan.movement_tests.registry import movement_tests

Maker = Callable[..., figures.Held]
HOLDS: dict[str, tuple[Maker, str, str]] = {
    "plank": (figures.plank, "end.plank", "none"),
    "sorensen": (figures.sorensen, "end.sorensen", "none"),
    "flexor_endurance": (figures.flexor_endurance, "end.flexor", "none"),
    "side_bridge": (figures.side_bridge, "end.side", "right"),
    "side_abduction": (figures.side_abduction, "str.side_abd", "right"),
    "single_leg_bridge": (figures.single_leg_bridge, "str.sl_bridge", "right"),
    "bird_dog": (figures.bird_dog, "ctrl.bird_dog.hold", "right"),
}
EVERY = sorted(HOLDS)


@pytest.mark.parametrize("test_id", EVERY)
@pytest.mark.parametrize("held_s", [3.0, 12.0])
def test_the_time_held_is_read_from_the_picture(test_id: str, held_s: float) -> None:
    maker, code, side = HOLDS[test_id]
    found = outcome(test_id, maker(Course(held_s=held_s)).track)
    # Half of getting into it and out of it may count.
    assert value(found, code, side) == pytest.approx(held_s, abs=0.7)
    assert [p.name for p in found.repetitions[0].phases] == ["hold", "leaving"]
    assert not [n for n in found.verdict.notes if n.code.startswith("hold")]


@pytest.mark.parametrize("test_id", EVERY)
def test_a_clip_that_ends_first_gives_at_least_so_long_and_no_bad_grade(test_id: str) -> None:
    maker, code, side = HOLDS[test_id]
    track = maker(Course(held_s=9.0)).track.sel(time=slice(0.0, 7.0))
    found = outcome(test_id, track)
    measure = get(found, code, side)
    assert measure.value == pytest.approx(7.0 - Course().start_s, abs=0.4)
    assert measure.note == "at_least"
    assert measure.grade in {None, "ok"}
    assert [n.code for n in found.verdict.notes] == ["hold_still_held"]


@pytest.mark.parametrize("test_id", EVERY)
def test_a_clip_that_begins_in_the_middle_says_so(test_id: str) -> None:
    maker, code, side = HOLDS[test_id]
    track = maker(Course(held_s=6.0)).track
    late = track.sel(time=slice(4.0, None))
    found = outcome(test_id, late.assign_coords(time=late["time"].to_numpy() - float(late["time"][0])))
    assert get(found, code, side).note == "at_least"
    assert [n.code for n in found.verdict.notes] == ["hold_begun_before"]


@pytest.mark.parametrize("test_id", EVERY)
def test_a_moment_out_of_sight_does_not_end_it(test_id: str) -> None:
    maker, code, side = HOLDS[test_id]
    whole = maker(Course(held_s=6.0)).track
    found = outcome(test_id, with_gap(whole, 5.0, 5.2))
    assert value(found, code, side) == pytest.approx(value(outcome(test_id, whole), code, side), abs=0.05)


OTHERS = [(a, b) for a in EVERY for b in EVERY if a != b]


@pytest.mark.parametrize(("test_id", "shown"), OTHERS)
def test_another_posture_is_not_taken_for_this_one(test_id: str, shown: str) -> None:
    found = outcome(test_id, HOLDS[shown][0]().track)
    assert not found.verdict.valid
    assert {r.code for r in found.verdict.reasons} <= {"no_repetitions", "wrong_view", "oblique_view"}


def seen_wrongly(test_id: str) -> xr.Dataset:
    """The posture from a camera that cannot show it."""
    views = movement_tests().get(test_id).views
    return HOLDS[test_id][0](camera=Camera("frontal" if "frontal" not in views else "sagittal_right")).track


@pytest.mark.parametrize("test_id", EVERY)
def test_a_wrong_view_is_refused_for_its_own_reason(test_id: str) -> None:
    found = outcome(test_id, seen_wrongly(test_id))
    assert [r.code for r in found.verdict.reasons] == ["wrong_view"]


@pytest.mark.parametrize("test_id", [t for t in EVERY if "shaking" in movement_tests().get(t).fault_ids])
def test_shaking_is_seen_and_a_still_body_does_not_shake(test_id: str) -> None:
    track = HOLDS[test_id][0](Course(held_s=8.0)).track
    assert fault_states(test_id, track)["shaking"] == "not_seen"
    shaking = figures.trembling(track, 4.0, 7.5, percent=1.2)
    assert fault_states(test_id, shaking)["shaking"] == "observed"
