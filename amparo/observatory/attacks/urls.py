from django.urls import URLPattern, path

from amparo.observatory.attacks import views

app_name = "attacks"
urlpatterns: list[URLPattern] = [
    path("", views.listed, name="listed"),
    path("new/", views.new, name="new"),
    path("<str:code>/", views.one, name="one"),
    path("<str:code>/change/", views.change, name="change"),
    path("<str:code>/link/", views.link, name="link"),
    path("<str:code>/erase/", views.erase, name="erase"),
    path("<str:code>/<slug:part>/new/", views.add, name="add"),
    path("<str:code>/<slug:part>/<str:ref>/", views.part, name="part"),
    path("<str:code>/<slug:part>/<str:ref>/consent/", views.consent, name="consent"),
]
