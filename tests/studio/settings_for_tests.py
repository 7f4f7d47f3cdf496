"""The studio's settings for tests: a data folder of their own, a database in memory, fast passwords."""

import os
from tempfile import mkdtemp

os.environ["TAIKAN_DATA"] = mkdtemp(prefix="taikan-studio-tests-")
os.environ.pop("DATABASE_URL", None)

from taikan.studio.settings.web import *  # noqa: F403

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [one for one in MIDDLEWARE if "StaticMiddleware" not in one]  # noqa: F405
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
ALLOWED_HOSTS = ["testserver"]
LOGGING = {"version": 1, "disable_existing_loggers": False}
