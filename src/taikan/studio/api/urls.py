"""The API and the tokens for it."""

from django.urls import path

from taikan.studio.api import views
from taikan.studio.api.v1 import api

urlpatterns = [
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<uuid:token>/end/", views.revoke, name="revoke_token"),
    path("api/v1/", api.urls),
]
