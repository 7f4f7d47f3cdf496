"""The owner's numbers: shares with intervals, change only where there is enough to compare."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from world import World

from taikan.studio.overview.counting import overview, share
from taikan.studio.sessions.models import CheckIn


def mornings(client: object, pains: dict[int, float]) -> None:
    now = timezone.now()
    for days_ago, pain in pains.items():
        CheckIn.objects.create(id=uuid4(), client=client, kind="morning", pain=pain, at=now - timedelta(days=days_ago))


def test_a_share_has_wilsons_interval() -> None:
    found = share(8, 10)
    assert found is not None
    assert (found.percent, round(found.low, 1), round(found.high, 1)) == (80, 49.0, 94.3)
    assert share(0, 0) is None


def test_better_counts_people_with_enough_answers_at_both_ends(world: World) -> None:
    CheckIn.objects.all().delete()
    mornings(world.clients["hana"], {30: 6, 29: 6, 28: 5, 2: 3, 1: 3, 0: 2})
    mornings(world.clients["ken"], {30: 6, 29: 6, 28: 5, 2: 5, 1: 6, 0: 5})
    mornings(world.clients["solo"], {30: 9, 0: 0})
    found = overview(world.studios["here"], timezone.now()).better
    assert found is not None
    assert (found.k, found.n) == (1, 2)


def test_the_page_asks_the_same_number_of_questions_however_many_there_are(
    world: World, django_assert_max_num_queries: object
) -> None:
    browser = Browser()
    browser.force_login(world.users["owner"])
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert browser.get(reverse("overview")).status_code == 200


@pytest.mark.parametrize("who", ["tora", "hana", "clinician"])
def test_only_the_owner_sees_it(world: World, who: str) -> None:
    browser = Browser()
    browser.force_login(world.users[who])
    assert browser.get(reverse("overview")).status_code == 403
