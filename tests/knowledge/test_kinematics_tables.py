"""The tables of angles, view, events and cleaning: complete, marked, with a reason for every number."""

import tomllib
from importlib.resources import files

import pytest

from taikan.knowledge.angle_table import load_angle_table
from taikan.knowledge.cleaning_settings import load_cleaning_settings
from taikan.knowledge.event_settings import CycleRules, load_event_settings
from taikan.knowledge.kinematics_settings import load_kinematics_settings


@pytest.mark.parametrize("name", ["kinematics.toml", "events.toml", "pose_cleaning.toml"])
def test_every_number_has_a_reason_and_every_section_a_mark(name):
    table = tomllib.loads(files("taikan.knowledge").joinpath(name).read_text(encoding="utf-8"))
    for section, entries in table.items():
        assert entries["mark"] in {"D", "V", "K", "U"}, section
        numbers = {k for k in entries if k != "mark" and not k.endswith("_why")}
        assert {f"{k}_why" for k in numbers} == {k for k in entries if k.endswith("_why")}, section
        assert all(len(entries[f"{k}_why"]) > 10 for k in numbers)


@pytest.mark.parametrize("load", [load_kinematics_settings, load_event_settings, load_cleaning_settings])
def test_tables_load_once_and_are_frozen(load):
    assert load() is load()
    with pytest.raises(ValueError, match="frozen"):
        load().__setattr__(next(iter(type(load()).model_fields)), None)


def test_a_number_without_its_reason_is_refused():
    entry = load_event_settings().cycles.model_dump()
    with pytest.raises(ValueError, match="no reason given"):
        CycleRules.model_validate({**entry, "min_duration_s_why": "because of this"})


def test_angles_are_right_or_neutral_in_both_languages():
    table = load_angle_table()
    assert len({d.name for d in table}) == len(table) == 15
    assert all(d.label.ja and d.label.en and d.formula and d.source for d in table)
