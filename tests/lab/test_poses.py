"""Poses in data: complete, joined as written, and between two of them."""

from lab.pictures.poses import load_drawings
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.pictures import picture_of_exercise
from taikan.movement_tests.registry import movement_tests


def test_every_exercise_is_posed_or_has_a_reason() -> None:
    known = load_drawings()
    assert set(known.drawings) | set(known.not_drawn) == set(load_exercises().exercises)
    assert not set(known.drawings) & set(known.not_drawn)
    assert all(known.not_drawn.values())


def test_every_pose_is_drawn() -> None:
    assert [name for name in load_drawings().drawings if picture_of_exercise(name) is None] == []


def test_every_movement_test_has_a_protocol_filmed_from_a_side_it_is_recorded_from() -> None:
    sides = {0: "frontal", 90: "sagittal", 180: "posterior"}
    protocols = load_drawings().protocols
    for test in movement_tests().values():
        assert sides[protocols[test.id].phone.yaw] in test.views


def test_both_sides_are_mirrored_and_the_end_continues_from_the_start() -> None:
    sitting = load_drawings().drawings["mc_sit_knee_ext"]
    right, left = sitting.start.right_leg.foot, sitting.start.left_leg.foot
    assert right is not None
    assert left is not None
    assert right[2] == -left[2]
    assert sitting.end.left_leg == sitting.start.left_leg
    assert sitting.end.right_leg != sitting.start.right_leg
