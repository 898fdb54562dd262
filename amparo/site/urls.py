from django.conf import settings
from django.urls import URLPattern, path

from amparo.site import views

app_name = "site"
urlpatterns: list[URLPattern] = [
    path("public/", views.front, name="front"),
    path("public/how/", views.how, name="how"),
    path("public/until-when/", views.until_when, name="until_when"),
    path("public/laws/", views.known, name="laws"),
    path("public/laws/<slug:law>/", views.law, name="law"),
    path("public/laws/<slug:law>/until-when/", views.until_when, name="law_until_when"),
    path("public/laws/<str:first>/beside/<str:second>/", views.compare, name="compare"),
    path("public/figures/", views.figures, name="figures"),
    path("public/figures.csv", views.figures_csv, name="figures_csv"),
    path("public/figures.json", views.figures_json, name="figures_json"),
    path("check/", views.check, name="check"),
]
if "door" not in settings.SURFACES:
    urlpatterns.append(path("", views.front, name="home"))
