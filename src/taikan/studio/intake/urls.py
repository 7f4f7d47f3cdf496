"""Questions and the safety gate."""

from django.urls import path

from taikan.studio.intake import views

urlpatterns = [
    path("clients/<uuid:client>/intake/", views.begin, name="intake_begin"),
    path("clients/<uuid:client>/safety/", views.safety, name="safety"),
    path("clients/<uuid:client>/safety/clearance/", views.add_clearance, name="add_clearance"),
    path("clients/<uuid:client>/safety/override/", views.add_override, name="add_override"),
    path("clients/<uuid:client>/safety/letter.pdf", views.letter, name="letter"),
    path("intake/<uuid:intake>/", views.ask, name="intake"),
    path("intake/<uuid:intake>/end/", views.end, name="intake_end"),
    path("intake/<uuid:intake>/answers/", views.answers, name="intake_answers"),
]
