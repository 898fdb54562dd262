from django.urls import URLPattern, path

from amparo.casework.admission import views

app_name = "admission"
urlpatterns: list[URLPattern] = [
    path("acknowledge/", views.acknowledge, name="acknowledge"),
    path("actions/", views.open_action, name="open_action"),
    path("actions/<str:ref>/", views.action, name="action"),
    path("actions/<str:ref>/reason/", views.decide_instead, name="decide_instead"),
    path("attempts/", views.attempt, name="attempt"),
    path("messages/", views.message, name="message"),
    path("notes/", views.note, name="note"),
    path("notes/<str:ref>/", views.change_note, name="change_note"),
    path("preliminary-report/", views.report, name="report"),
]
