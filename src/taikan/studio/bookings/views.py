"""The gym's calendar, a trainer's own feed, and the public page on which a prospect books a trial session."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from taikan.studio import audit
from taikan.studio.access import Action, visible
from taikan.studio.accounts.models import Role, Studio
from taikan.studio.bookings.booking import NotFreeError, TooManyError, book
from taikan.studio.bookings.feed import calendar_file, feed_token, membership_of
from taikan.studio.bookings.forms import SAFETY, TrialForm
from taikan.studio.bookings.hours import free_times, open_day, trainers_of
from taikan.studio.bookings.models import Booking
from taikan.studio.clients.models import Client
from taikan.studio.guard import actor_of, for_roles, opens, public
from taikan.studio.pages.words import say

WEEK = 7
DAYS_AHEAD = 14
FEED_PAST = timedelta(days=30)


@require_GET
@for_roles(Role.OWNER, Role.TRAINER)
def calendar(request: HttpRequest) -> HttpResponse:
    """A week of appointments."""
    actor, studio = actor_of(request), _studio(request)
    first = _monday(_date(request.GET.get("week")) or timezone.localdate())
    days = [open_day(studio, first + timedelta(days=n)) for n in range(WEEK)]
    begin = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    found = list(
        visible(actor, Booking)
        .filter(studio=studio, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=WEEK))
        .select_related("client", "trainer__user")
        .order_by("starts_at")
    )
    assert actor.membership is not None
    context = {
        "days": [(day, [b for b in found if timezone.localdate(b.starts_at) == day.day]) for day in days],
        "before": first - timedelta(days=WEEK),
        "after": first + timedelta(days=WEEK),
        "today": timezone.localdate(),
        "trial_url": request.build_absolute_uri(f"/trial/{studio.slug}/"),
        "feed_url": request.build_absolute_uri(f"/calendar/{feed_token(actor.membership)}.ics"),
    }
    return render(request, "studio/bookings/calendar.html", context)


@require_http_methods(["GET", "POST"])
@opens(Client, "client", Action.EDIT)
def new_booking(request: HttpRequest, client: Client) -> HttpResponse:
    """An appointment of a client with the trainer who makes it."""
    actor, studio = actor_of(request), client.studio
    kind = request.POST.get("kind") or request.GET.get("kind") or Booking.Kind.SESSION
    if kind not in Booking.Kind.values:
        raise Http404
    day = _day_ahead(request.POST.get("day") or request.GET.get("day"))
    if request.method == "POST" and (starts := _moment(request.POST.get("time"))) is not None:
        try:
            made = book(studio, kind, starts, trainer=actor.membership, client=client, made_by=actor.user)
        except NotFreeError:
            messages.error(request, say("bookings.not_free"))
        else:
            audit.note(actor, "create", made)
            return redirect(f"/calendar/?week={timezone.localdate(starts):%Y-%m-%d}")
    context = _choosing(studio, day, kind, actor.membership) | {"client": client, "kinds": Booking.Kind.values}
    return render(request, "studio/bookings/new.html", context)


@require_POST
@opens(Booking, "booking", Action.EDIT)
def change_booking(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Cancelled, done or missed. What was cancelled gives its time back."""
    status = request.POST.get("status", "")
    if status not in set(Booking.Status.values) - {Booking.Status.BOOKED}:
        raise PermissionDenied
    booking.status = status
    booking.save(update_fields=["status"])
    return redirect(f"/calendar/?week={timezone.localdate(booking.starts_at):%Y-%m-%d}")


@require_GET
@public
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """A trainer's calendar to subscribe to; without names."""
    membership = membership_of(token)
    if membership is None:
        raise Http404
    found = Booking.objects.filter(studio=membership.studio, starts_at__gte=timezone.now() - FEED_PAST)
    if membership.role != Role.OWNER:
        found = found.filter(trainer=membership) | found.filter(trainer=None)
    return HttpResponse(calendar_file(found.order_by("starts_at"), named=False), content_type="text/calendar")


@require_http_methods(["GET", "POST"])
@public
def trial(request: HttpRequest, studio: str) -> HttpResponse:
    """The public page: a day, a time, name and contact, three safety questions. No account."""
    gym = get_object_or_404(Studio, slug=studio)
    day = _day_ahead(request.POST.get("day") or request.GET.get("day"))
    form = TrialForm(request.POST or None)
    starts = _moment(request.POST.get("time"))
    problem = ""
    if request.method == "POST" and form.is_valid():
        if form.sees_doctor_first:
            return render(request, "studio/bookings/doctor_first.html", {"studio": gym})
        problem = "bookings.choose_time" if starts is None else ""
        if starts is not None:
            booked, problem = _book_trial(gym, starts, form)
            if booked is not None:
                return render(request, "studio/bookings/booked.html", {"studio": gym, "booking": booked})
    context = _choosing(gym, day, Booking.Kind.TRIAL) | {
        "form": form,
        "studio": gym,
        "chosen": starts,
        "problem": problem,
        "safety": [(name, form.data.get(name, "")) for name in SAFETY],
    }
    return render(request, "studio/bookings/trial.html", context, status=422 if request.method == "POST" else 200)


def _book_trial(studio: Studio, starts: datetime, form: TrialForm) -> tuple[Booking | None, str]:
    prospect = {
        "prospect_name": form.cleaned_data["name"],
        "prospect_contact": form.cleaned_data["contact"],
        "safety_answers": form.safety_answers,
    }
    try:
        return book(studio, Booking.Kind.TRIAL, starts, prospect=prospect), ""
    except NotFreeError:
        return None, "bookings.not_free"
    except TooManyError:
        return None, "bookings.too_many"


def _choosing(studio: Studio, day: date, kind: str, trainer: Any = None) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "day": day,
        "days": [open_day(studio, today + timedelta(days=n)) for n in range(DAYS_AHEAD)],
        "times": free_times(studio, day, kind, trainer) if trainers_of(studio).exists() else [],
        "kind": kind,
    }


def _studio(request: HttpRequest) -> Studio:
    studio = actor_of(request).studio
    if studio is None:
        raise Http404
    return studio


def _day_ahead(said: str | None) -> date:
    """The day asked for, within what can be booked; else today."""
    today, found = timezone.localdate(), _date(said)
    return found if found is not None and today <= found < today + timedelta(days=DAYS_AHEAD) else today


def _date(said: str | None) -> date | None:
    try:
        return parse_date((said or "")[:10])
    except ValueError:
        return None


def _moment(said: str | None) -> datetime | None:
    try:
        found = parse_datetime((said or "")[:32])
    except ValueError:
        return None
    return found if found is None or timezone.is_aware(found) else timezone.make_aware(found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
