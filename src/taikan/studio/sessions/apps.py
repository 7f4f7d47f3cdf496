"""The app of training sessions; its label must not be that of Django's own sessions."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Training sessions."""

    name = "taikan.studio.sessions"
    label = "training"
