"""Appointments: opening hours and holidays, no double booking, the public page, the feed without names."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from world import World, secret

from taikan.studio.bookings.booking import NotFreeError, book
from taikan.studio.bookings.feed import feed_token
from taikan.studio.bookings.hours import free_times, holiday_name, open_day
from taikan.studio.bookings.models import Booking, OpeningHours

SAFE = {"legs_bladder": "no", "fever_chest_injury": "no", "doctor_said_no": "no"}


@pytest.fixture
def tomorrow(world: World) -> date:
    OpeningHours.objects.all().delete()
    Booking.objects.all().delete()
    return timezone.localdate() + timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def test_a_day_is_open_from_eight_to_ten_unless_the_studio_says_otherwise(world: World, tomorrow: date) -> None:
    here = world.studios["here"]
    assert (open_day(here, tomorrow).opens, open_day(here, tomorrow).closes) == (at(tomorrow, 8), at(tomorrow, 22))
    OpeningHours.objects.create(studio=here, weekday=tomorrow.weekday(), opens=time(10), closes=time(12))
    OpeningHours.objects.create(studio=here, weekday=6, opens=time(10), closes=time(12))
    assert free_times(here, tomorrow, "trial") == [at(tomorrow, 10), at(tomorrow, 10, 30), at(tomorrow, 11)]
    OpeningHours.objects.create(studio=here, day=tomorrow)
    assert free_times(here, tomorrow, "trial") == []


def test_a_public_holiday_has_the_hours_of_sunday(world: World, tomorrow: date) -> None:
    new_year = date(2027, 1, 1)
    assert holiday_name(new_year) == "元日"
    OpeningHours.objects.create(studio=world.studios["here"], weekday=6, opens=time(9), closes=time(17))
    assert open_day(world.studios["here"], new_year).closes == at(new_year, 17)


def test_nobody_gets_a_taken_time(world: World, tomorrow: date) -> None:
    here, tora, mika = world.studios["here"], world.members["tora"], world.members["mika"]
    book(here, "session", at(tomorrow, 10), trainer=tora)
    for begin in (at(tomorrow, 9, 30), at(tomorrow, 10), at(tomorrow, 10, 30)):
        with pytest.raises(NotFreeError):
            book(here, "session", begin, trainer=tora)
    book(here, "session", at(tomorrow, 10), trainer=mika)
    book(here, "trial", at(tomorrow, 10))  # the owner is left
    with pytest.raises(NotFreeError):
        book(here, "trial", at(tomorrow, 10))
    with pytest.raises(NotFreeError):
        book(here, "session", at(tomorrow, 10), trainer=world.members["owner"])
    book(here, "session", at(tomorrow, 11), trainer=tora)


def test_a_cancelled_time_is_free_again(world: World, tomorrow: date) -> None:
    here, tora = world.studios["here"], world.members["tora"]
    made = book(here, "session", at(tomorrow, 10), trainer=tora)
    browser = Browser()
    browser.force_login(world.users["tora"])
    browser.post(reverse("change_booking", kwargs={"booking": made.pk}), {"status": "cancelled"})
    assert book(here, "session", at(tomorrow, 10), trainer=tora).pk


@pytest.mark.parametrize("begin", [at(date(2020, 1, 1), 10), at(date(2099, 1, 5), 7), at(date(2099, 1, 5), 21, 30)])
def test_nothing_in_the_past_or_outside_the_opening_hours(world: World, tomorrow: date, begin: datetime) -> None:
    with pytest.raises(NotFreeError):
        book(world.studios["here"], "trial", begin)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_prospect_books_without_an_account(world: World, tomorrow: date, language: str) -> None:
    browser, url = Browser(headers={"accept-language": language}), reverse("trial_booking", args=["here"])
    form = {"name": "山田", "contact": "090-0000-0000", "time": at(tomorrow, 10).isoformat(), **SAFE}
    assert at(tomorrow, 10).isoformat() in browser.get(url, {"day": f"{tomorrow:%Y-%m-%d}"}).content.decode()
    assert browser.post(url, form).status_code == 200
    made = Booking.objects.get(prospect_name="山田")
    assert (made.starts_at, made.kind, made.safety_answers) == (at(tomorrow, 10), "trial", SAFE)


def test_a_danger_sign_books_nothing_and_says_so(world: World, tomorrow: date) -> None:
    form = {"name": "山田", "contact": "x", "time": at(tomorrow, 10).isoformat(), **SAFE, "legs_bladder": "yes"}
    page = Browser(headers={"accept-language": "en"}).post(reverse("trial_booking", args=["here"]), form)
    assert "see a doctor first" in page.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"time": "yesterday"}, {"time": ""}, {"name": ""}, {"legs_bladder": "perhaps"}, {"website": "http://x"}]
)
def test_a_wrong_form_books_nothing(world: World, tomorrow: date, wrong: dict[str, str]) -> None:
    form = {"name": "山田", "contact": "x", "time": at(tomorrow, 10).isoformat(), **SAFE} | wrong
    assert Browser().post(reverse("trial_booking", args=["here"]), form).status_code == 422
    assert not Booking.objects.exists()


def test_one_contact_cannot_fill_the_calendar(world: World, tomorrow: date) -> None:
    url = reverse("trial_booking", args=["here"])
    answers = [
        Browser().post(url, {"name": "a", "contact": "x", "time": at(tomorrow, hour).isoformat(), **SAFE}).status_code
        for hour in (9, 11, 13)
    ]
    assert answers == [200, 200, 422]


def test_the_feed_holds_times_but_no_names(world: World, tomorrow: date) -> None:
    made = book(world.studios["here"], "session", at(tomorrow, 10), trainer=world.members["tora"])
    made.client = world.clients["hana"]
    made.save()
    feed = reverse("calendar_feed", args=[feed_token(world.members["tora"])])
    said = Browser().get(feed).content.decode()
    assert str(made.pk) in said
    assert secret("hana") not in said
    assert (
        str(made.pk)
        not in Browser().get(reverse("calendar_feed", args=[feed_token(world.members["mika"])])).content.decode()
    )
    world.members["tora"].is_active = False
    world.members["tora"].save()
    assert Browser().get(feed).status_code == 404


def test_the_calendar_shows_the_week(world: World, tomorrow: date) -> None:
    made = book(world.studios["here"], "session", at(tomorrow, 10), trainer=world.members["tora"])
    made.client = world.clients["hana"]
    made.save()
    browser = Browser()
    browser.force_login(world.users["tora"])
    page = browser.get(reverse("calendar"), {"week": f"{tomorrow:%Y-%m-%d}"}).content.decode()
    assert secret("hana") in page
    assert "10:00–11:00" in page
