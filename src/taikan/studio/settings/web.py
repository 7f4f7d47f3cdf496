"""Django's settings, made from the table of the studio's own."""

from datetime import timedelta
from pathlib import Path

import dj_database_url

from taikan.studio.settings.keys import secret_key
from taikan.studio.settings.table import read_settings

STUDIO = read_settings()
HERE = Path(__file__).parents[1]

DEBUG = STUDIO.debug
SECRET_KEY = secret_key(STUDIO.data)
ALLOWED_HOSTS = ["*"] if DEBUG else ["localhost", "127.0.0.1", "[::1]", *STUDIO.hosts]
ROOT_URLCONF = "taikan.studio.urls"
ASGI_APPLICATION = "taikan.studio.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "taikan.studio.pages",
    "taikan.studio.vault",
    "taikan.studio.accounts",
    "taikan.studio.clients",
    "taikan.studio.intake",
    "taikan.studio.assessments",
    "taikan.studio.programmes",
    "taikan.studio.sessions.apps.SessionsConfig",
    "taikan.studio.bookings",
    "taikan.studio.jobs",
    "taikan.studio.api",
]

MIDDLEWARE = [
    "taikan.studio.pages.middleware.RequestIdMiddleware",
    "taikan.studio.pages.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "taikan.studio.pages.static.StaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "taikan.studio.pages.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "taikan.studio.pages.middleware.ActorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "taikan.studio.pages.context.shared",
            ],
            "builtins": ["taikan.studio.pages.templatetags.studio"],
        },
    }
]

# -- database ---------------------------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    # Writers wait for each other instead of failing half-way through; a commit survives also a loss of power.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA mmap_size=0;",
}
DATABASES = {
    "default": dj_database_url.parse(STUDIO.database_url, conn_max_age=60, conn_health_checks=True)
    if STUDIO.database_url
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": STUDIO.data / "studio.sqlite3", "OPTIONS": SQLITE_OPTIONS}
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# -- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_I18N = True
TIME_ZONE = STUDIO.time_zone
USE_TZ = True

# -- files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = STUDIO.data / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FORM_RENDERER = "taikan.studio.pages.forms.Renderer"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# -- security ---------------------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = int(timedelta(hours=STUDIO.session_hours).total_seconds())
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = STUDIO.https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "taikan.studio.pages.errors.csrf_failure"

# -- accounts ---------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "taikan.studio.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/h/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Taikan"
# Browsers give passkeys to localhost over http too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not STUDIO.https
USERSESSIONS_TRACK_ACTIVITY = False

# -- logs -------------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "taikan.studio.pages.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "taikan": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
