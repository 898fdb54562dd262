from django.urls import URLPattern, path

from amparo.observatory.consultations import views

app_name = "consultations"
urlpatterns: list[URLPattern] = [
    path("", views.listed, name="listed"),
    path("new/", views.open_one, name="open"),
    path("<str:name>/", views.one, name="one"),
    path("<str:name>/close/", views.close, name="close"),
    path("<str:name>/readers/", views.readers, name="readers"),
    path("<str:name>/<str:code>/look/", views.look, name="look"),
    path("<str:name>/<str:code>/answer/", views.answer, name="answer"),
]
