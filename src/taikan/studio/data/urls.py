"""Everything about one person, taken out or deleted."""

from django.urls import path

from taikan.studio.data import views

urlpatterns = [
    path("clients/<uuid:client>/data/", views.data_page, name="person_data"),
    path("clients/<uuid:client>/data/export.zip", views.export, name="person_export"),
    path("clients/<uuid:client>/data/delete/", views.delete, name="person_delete"),
]
