"""Leaks of the whole site. These pages are beside the cases: noting a leak needs no seat on any."""

from django.urls import URLPattern, path

from amparo.casework.leaks.register import views as leak_views

app_name = "leak_register"
urlpatterns: list[URLPattern] = [
    path("", leak_views.listed, name="listed"),
    path("new/", leak_views.note, name="note"),
    path("<str:leak>/suspend/", leak_views.suspend, name="suspend"),
    path("<str:leak>/lift/", leak_views.lift, name="lift"),
    path("<str:leak>/told/<str:ref>/", leak_views.body, name="body"),
]
