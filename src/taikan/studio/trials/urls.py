"""The trial session."""

from django.urls import path

from taikan.studio.trials import views

urlpatterns = [
    path("bookings/<uuid:booking>/start/", views.start_trial, name="start_trial"),
    path("clients/<uuid:client>/trial/", views.trial_session, name="trial_session"),
    path("clients/<uuid:client>/trial/exercises/", views.trial_exercises, name="trial_exercises"),
    path("clients/<uuid:client>/trial/done/", views.trial_done, name="trial_done"),
    path("clients/<uuid:client>/trial/today.pdf", views.trial_sheet, name="trial_sheet"),
    path("clients/<uuid:client>/trial/outcome/", views.trial_outcome, name="trial_outcome"),
]
