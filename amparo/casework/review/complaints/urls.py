"""Complaints about delay. These pages are beside the cases: ruling on one needs no seat on any."""

from django.urls import URLPattern, path

from amparo.casework.review.complaints import views as complaint_views

app_name = "complaints"
urlpatterns: list[URLPattern] = [
    path("", complaint_views.heard, name="heard"),
    path("<str:ref>/", complaint_views.rule, name="rule"),
    path("of/<str:code>/", complaint_views.complain, name="complain"),
    path("of/<str:code>/<str:ref>/", complaint_views.answer_complaint, name="answer"),
    path("of/<str:code>/<str:ref>/ruling/", complaint_views.note_ruling, name="note"),
]
