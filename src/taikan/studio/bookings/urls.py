"""Appointments."""

from django.urls import path

from taikan.studio.bookings import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.feed, name="calendar_feed"),
    path("clients/<uuid:client>/book/", views.new_booking, name="new_booking"),
    path("bookings/<uuid:booking>/change/", views.change_booking, name="change_booking"),
    path("trial/<slug:studio>/", views.trial, name="trial_booking"),
]
