"""Tests of a client, filming, sending clips."""

from django.urls import path

from taikan.studio.measuring import film, views

urlpatterns = [
    path("clients/<uuid:client>/tests/", views.tests, name="tests"),
    path("clients/<uuid:client>/tests/consent/", views.consent, name="recording_consent"),
    path("clients/<uuid:client>/tests/<slug:test>/", views.test_page, name="test"),
    path("clients/<uuid:client>/tests/<slug:test>/camera/", views.camera, name="camera"),
    path("clients/<uuid:client>/tests/<slug:test>/phone/", views.phone, name="phone"),
    path("clients/<uuid:client>/tests/<slug:test>/check/", views.check, name="check_frame"),
    path("clients/<uuid:client>/uploads/<uuid:recording>/", views.upload, name="upload"),
    path("clients/<uuid:client>/arrived/<uuid:recording>/", views.arrived, name="arrived"),
    path("film/<str:token>/", film.film, name="film"),
    path("film/<str:token>/check/", film.film_check, name="film_check"),
    path("film/<str:token>/upload/", film.film_upload, name="film_upload"),
    path("pictures/tests/<slug:test>/", film.drawing_of_test, name="test_picture"),
    path("pictures/exercises/<slug:exercise>/", film.drawing_of_exercise, name="exercise_picture"),
]
