"""A client's profile."""

from django.urls import path

from taikan.studio.profiles import views

urlpatterns = [
    path("clients/<uuid:client>/profile/", views.profile, name="profile"),
]
