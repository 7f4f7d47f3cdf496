"""Django for the studio's tests only, and the people and objects they use."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "settings_for_tests"

import django
import pytest

django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]  # it is loaded now; processes that are started from here find their own

from world import World, make_world  # noqa: E402


@pytest.fixture
def world(db: None) -> World:
    """Two studios with everybody and everything in them."""
    return make_world()
