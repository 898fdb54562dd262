from django.urls import URLPattern, path

from amparo.casework.external_cases import views

app_name = "external_cases"
urlpatterns: list[URLPattern] = [
    path("outside/new/", views.open_record, name="open"),
    path("outside/<str:ref>/", views.record, name="record"),
    path("outside/<str:ref>/note/", views.note, name="note"),
    path("outside/<str:ref>/answer/", views.answer, name="answer"),
    path("outside/<str:ref>/ask/", views.ask, name="ask"),
    path("outside/<str:ref>/end/", views.end, name="end"),
    path("outside/<str:ref>/sheet/", views.sheet, name="sheet"),
    path("outside/<str:ref>/steps/<str:step>/aside/", views.set_aside, name="set_aside"),
]
