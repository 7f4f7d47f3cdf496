"""People as data."""

from lab.persons import draw_person, known_people


def test_the_four_clients_are_there() -> None:
    people = known_people()
    assert {(p.sex, p.age) for p in people.values()} >= {("male", 34), ("female", 41), ("male", 53), ("female", 72)}


def test_drawn_people_span_adults_of_both_sexes_thin_to_obese() -> None:
    people = [draw_person(seed) for seed in range(200)]
    assert people[7] == draw_person(7)
    assert {p.sex for p in people} == {"female", "male"}
    assert min(p.age for p in people) < 25
    assert max(p.age for p in people) > 72
    assert min(p.bmi for p in people) < 19
    assert max(p.bmi for p in people) > 31
