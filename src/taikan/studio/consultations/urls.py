"""The first consultation."""

from django.urls import path

from taikan.studio.consultations import views

urlpatterns = [path("clients/<uuid:client>/consultation/", views.consultation, name="consultation")]
