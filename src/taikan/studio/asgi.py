"""The application the server runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taikan.studio.settings.web")
application = get_asgi_application()
