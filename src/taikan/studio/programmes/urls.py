"""A client's programme."""

from django.urls import path

from taikan.studio.programmes import views

urlpatterns = [
    path("clients/<uuid:client>/programme/", views.programme, name="programme"),
    path("clients/<uuid:client>/programme/compose/", views.compose, name="compose_programme"),
    path("clients/<uuid:client>/programme/relax/", views.relax, name="relax_programme"),
    path("programmes/<uuid:version>/", views.version_page, name="programme_version"),
    path("programmes/<uuid:version>/edit/", views.edit, name="edit_programme"),
    path("programmes/<uuid:version>/assign/", views.assign_version, name="assign_programme"),
    path("programmes/<uuid:version>/handout/", views.handout, name="programme_handout"),
]
