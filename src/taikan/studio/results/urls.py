"""Results of recordings."""

from django.urls import path

from taikan.studio.results import compare, views

urlpatterns = [
    path("assessments/<uuid:assessment>/", views.assessment_page, name="assessment"),
    path("assessments/<uuid:assessment>/curves/", views.curve_numbers, name="curves"),
    path("assessments/<uuid:assessment>/explain/<str:code>/<slug:side>/", views.explain_number, name="explain"),
    path("assessments/<uuid:assessment>/again/", views.measure_again, name="measure_again"),
    path("assessments/<uuid:assessment>/points/", views.points, name="points"),
    path("assessments/<uuid:assessment>/compare/<uuid:before>/", compare.before_and_after, name="compare"),
    path("clients/<uuid:client>/measures/", views.manual_measures, name="manual_measures"),
]
