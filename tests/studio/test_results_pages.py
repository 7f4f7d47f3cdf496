"""A result's pages: what was measured, two results side by side, what is missing is said."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from world import World

from taikan.knowledge.loader import load_knowledge
from taikan.studio.assessments.models import Assessment, Recording
from taikan.studio.clients.models import Client
from tests.progress.trial_samples import trial

LEAN = "mov.sq.trunk"


@pytest.fixture
def trainer(world: World) -> Browser:
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(world.users["tora"])
    return browser


def measured(client: Client, lean: float, **changes: Any) -> Assessment:
    """A squat with this lean of the trunk, degrees."""
    recording = Recording.objects.create(client=client, test="squat")
    result = trial("x", {LEAN: lean}).result.model_dump(mode="json", by_alias=True)
    fields = {"client": client, "recording": recording, "test": "squat", "status": "ready", "result": result}
    return Assessment.objects.create(**fields | changes)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_result_says_what_was_measured_with_its_error(world: World, language: str) -> None:
    browser = Browser(headers={"accept-language": language})
    browser.force_login(world.users["tora"])
    page = browser.get(reverse("assessment", args=[measured(world.clients["hana"], 41.0).pk])).content.decode()
    assert load_knowledge().measures[LEAN].model_dump()[language] in page
    assert "41" in page
    assert "±" in page


def test_before_and_after_stand_side_by_side(world: World, trainer: Browser) -> None:
    hana = world.clients["hana"]
    before, after = measured(hana, 50.0), measured(hana, 20.0)
    page = trainer.get(reverse("compare", args=[after.pk, before.pk])).content.decode()
    assert "50" in page
    assert "20" in page


def test_what_does_not_belong_together_is_not_compared(world: World, trainer: Browser) -> None:
    hana = world.clients["hana"]
    after = measured(hana, 20.0)
    others = [
        measured(world.clients["ken"], 50.0),
        measured(hana, 50.0, test="walk"),
        measured(hana, 50.0, status="unusable", result=None),
    ]
    for other in (*[one.pk for one in others], uuid4()):
        assert trainer.get(reverse("compare", args=[after.pk, other])).status_code == 404


@pytest.mark.parametrize("status", ["waiting", "unusable"])
def test_a_result_that_is_not_there_yet_has_a_page(world: World, trainer: Browser, status: str) -> None:
    made = measured(world.clients["hana"], 50.0, status=status, result=None)
    assert trainer.get(reverse("assessment", args=[made.pk])).status_code == 200


def test_many_results_cost_no_more_queries(world: World, trainer: Browser, django_assert_max_num_queries: Any) -> None:
    hana = world.clients["hana"]
    for _ in range(25):
        newest = measured(hana, 40.0)
    with django_assert_max_num_queries(30):
        assert trainer.get(reverse("assessment", args=[newest.pk])).status_code == 200
