"""Accounts, invitations and the studio's settings."""

from django.urls import path

from taikan.studio.accounts import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("start/<str:token>/", views.first_start, name="first_start"),
    path("join/<str:token>/", views.join, name="join"),
    path("join/<str:token>/account/", views.join_with_account, name="join_account"),
    path("sign-up/<slug:slug>/", views.sign_up, name="sign_up"),
    path("settings/", views.studio_settings, name="settings"),
    path("settings/invite/", views.invite_staff, name="invite_staff"),
    path("settings/members/<uuid:membership>/end/", views.end_membership, name="end_membership"),
    path("settings/audit/", views.audit_log, name="audit_log"),
]
