from django.urls import URLPattern, path

from amparo.casework.external_cases import views

app_name = "authorities"
urlpatterns: list[URLPattern] = [
    path("", views.terms, name="terms"),
    path("file/", views.export, name="export"),
]
