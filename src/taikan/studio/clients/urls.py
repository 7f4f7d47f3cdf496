"""Clients: the list, a client's file, invitations and notes."""

from django.urls import path

from taikan.studio.clients import views

urlpatterns = [
    path("clients/", views.client_list, name="clients"),
    path("clients/new/", views.new_client, name="new_client"),
    path("clients/<uuid:client>/", views.client_page, name="client"),
    path("clients/<uuid:client>/edit/", views.edit_client, name="edit_client"),
    path("clients/<uuid:client>/invite/", views.invite_client, name="invite_client"),
    path("clients/<uuid:client>/notes/", views.notes, name="notes"),
]
