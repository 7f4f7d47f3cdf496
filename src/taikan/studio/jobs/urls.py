"""How far a job is, and stopping or repeating it."""

from django.urls import path

from taikan.studio.jobs import views

urlpatterns = [
    path("jobs/<uuid:job>/", views.job_state, name="job"),
    path("jobs/<uuid:job>/cancel/", views.cancel_job, name="cancel_job"),
    path("jobs/<uuid:job>/retry/", views.retry_job, name="retry_job"),
]
