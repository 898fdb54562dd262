from django.conf import settings
from django.urls import URLPattern, path

from amparo.site import views

app_name = "site"
urlpatterns: list[URLPattern] = [
    path("public/", views.front, name="front"),
    path("public/how/", views.how, name="how"),
    path("public/until-when/", views.until_when, name="until_when"),
    path("check/", views.check, name="check"),
]
if "door" not in settings.SURFACES:
    urlpatterns.append(path("", views.front, name="home"))
