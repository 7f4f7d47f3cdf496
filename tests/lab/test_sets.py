"""The three sets: disjoint, as planned, and films the lab can make."""

import pytest

pytest.importorskip("torch", reason="the lab extra is not installed")

from lab.accuracy.sets import SET_NAMES, clip_set, load_plan
from lab.accuracy.shards import clip_id
from lab.movements import MOVEMENTS
from lab.script import Script
from taikan.knowledge.loader import load_knowledge


def test_sets_share_neither_bodies_nor_clothes_nor_seeds():
    people = [{spec.person.id for spec in clip_set(name)} for name in SET_NAMES]
    clothes = [{spec.clothes for spec in clip_set(name)} for name in SET_NAMES]
    seeds = [{spec.seed for spec in clip_set(name)} for name in SET_NAMES]
    for kind in (people, clothes, seeds):
        assert len(set.union(*kind)) == sum(len(own) for own in kind)


@pytest.mark.parametrize("name", SET_NAMES)
def test_every_clip_can_be_filmed_and_has_its_own_name(name):
    specs = clip_set(name)
    for spec in specs:
        MOVEMENTS[spec.movement].check(Script(spec.seed, spec.camera.fps, spec.options, spec.faults))
        assert spec.measurable == (spec.why_not is None)
    assert len({clip_id(spec) for spec in specs}) == len(specs)


def test_the_same_set_comes_out_twice():
    assert clip_set("tune") == clip_set("tune")


def test_the_report_set_is_large_enough_for_every_family():
    plan = load_plan()
    specs = [s for s in clip_set("report") if s.measurable]
    for test in {f.test or f.movement for f in plan.family}:
        own = [s for s in specs if (s.test or s.movement) == test]
        assert len(own) >= 30
        assert len({s.person.id for s in own}) >= 10
    assert all(len(f.yaw_deg) >= 1 and f.count["report"] >= 10 for f in plan.family)


def test_the_first_twenty_show_every_family():
    plan = load_plan()
    first = clip_set("report")[:20]
    assert {s.test or s.movement for s in first} >= {f.test or f.movement for f in plan.family}
    assert {s.why_not for s in first} >= {f.why_not for f in plan.spoiled}


def test_reasons_and_faults_are_known():
    plan, knowledge = load_plan(), load_knowledge()
    assert {f.why_not for f in plan.spoiled} <= set(knowledge.reasons)
    assert {code for f in plan.family for code in f.faults} <= set(knowledge.faults)
