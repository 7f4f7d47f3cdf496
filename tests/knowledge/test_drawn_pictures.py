"""Drawn pictures: small, of the right kind, and each of something that exists."""

import pytest

from taikan.knowledge import pictures
from taikan.knowledge.exercise_loader import load_exercises
from taikan.knowledge.pictures import PICTURE_BYTES, picture_of_exercise, picture_of_test
from taikan.movement_tests.registry import OWN_TESTS, movement_tests

EXERCISES = {name: picture for name in load_exercises().exercises if (picture := picture_of_exercise(name))}
TESTS = {test.id: picture for test in movement_tests().values() if (picture := picture_of_test(test.id))}


@pytest.mark.parametrize("picture", [*EXERCISES.values(), *TESTS.values()], ids=lambda p: p.name)
def test_is_a_webp_within_the_limit(picture) -> None:
    content = picture.read_bytes()
    assert len(content) <= PICTURE_BYTES
    assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP")


def test_every_file_belongs_to_an_exercise_or_a_test() -> None:
    assert set(pictures._pictures("exercises")) == set(EXERCISES)
    assert set(pictures._pictures("tests")) == set(TESTS)


def test_most_exercises_have_one_and_the_unknown_has_none() -> None:
    assert len(EXERCISES) >= 200
    assert picture_of_exercise("zzz") is picture_of_test("zzz") is None


def test_every_own_movement_test_shows_where_the_phone_stands() -> None:
    assert set(OWN_TESTS) <= set(TESTS)
