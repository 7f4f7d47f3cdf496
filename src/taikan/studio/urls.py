"""Every address of the studio; each app brings its own table."""

from django.urls import include, path

from taikan.studio.pages import views

handler400 = "taikan.studio.pages.errors.bad_request"
handler403 = "taikan.studio.pages.errors.permission_denied"
handler404 = "taikan.studio.pages.errors.page_not_found"
handler500 = "taikan.studio.pages.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.choose_language, name="language"),
    path("health/", views.health, name="health"),
    path("accounts/", include("taikan.studio.accounts.login_urls")),
    path("", include("taikan.studio.accounts.urls")),
    path("", include("taikan.studio.clients.urls")),
    path("", include("taikan.studio.intake.urls")),
    path("", include("taikan.studio.data.urls")),
    path("", include("taikan.studio.api.urls")),
    path("", include("taikan.studio.jobs.urls")),
    path("", include("taikan.studio.sessions.urls")),
    path("", include("taikan.studio.bookings.urls")),
    path("", include("taikan.studio.overview.urls")),
    path("", include("taikan.studio.assessments.urls")),
    path("", include("taikan.studio.measuring.urls")),
    path("", include("taikan.studio.results.urls")),
    path("", include("taikan.studio.profiles.urls")),
    path("", include("taikan.studio.consultations.urls")),
    path("", include("taikan.studio.trials.urls")),
    path("", include("taikan.studio.programmes.urls")),
]
