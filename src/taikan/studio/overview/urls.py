"""The owner's page."""

from django.urls import path

from taikan.studio.overview import views

urlpatterns = [path("overview/", views.overview, name="overview")]
