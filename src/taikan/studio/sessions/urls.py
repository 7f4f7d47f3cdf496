"""The client's phone, and what the trainer sees of it."""

from django.urls import path

from taikan.studio.sessions import phone, views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/sessions/<str:session>/", views.session, name="my_session"),
    path("me/sync/", views.sync, name="sync"),
    path("me/progress/", views.progress, name="progress"),
    path("me/messages/", views.my_messages, name="my_messages"),
    path("clients/<uuid:client>/sessions/", views.client_sessions, name="client_sessions"),
    path("clients/<uuid:client>/proposals/", views.decide_on_proposals, name="decide_on_proposals"),
    path("clients/<uuid:client>/messages/", views.client_messages, name="client_messages"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("sw.js", phone.service_worker, name="service_worker"),
]
