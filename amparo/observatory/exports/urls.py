from django.urls import URLPattern, path

from amparo.observatory.exports import views

app_name = "attack_exports"
urlpatterns: list[URLPattern] = [
    path("", views.export, name="export"),
    path("file/", views.file, name="file"),
]
