"""Recordings and the files made from them."""

from django.urls import path

from taikan.studio.assessments import views

urlpatterns = [
    path("recordings/<uuid:recording>/file/", views.recording_file, name="recording_file"),
    path("assessments/files/<uuid:file>/", views.assessment_file, name="assessment_file"),
    path("documents/<uuid:document>/file/", views.document_file, name="document_file"),
]
