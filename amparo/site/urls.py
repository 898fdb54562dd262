from django.urls import URLPattern, path

from amparo.site import views

app_name = "site"
urlpatterns: list[URLPattern] = [path("", views.check, name="check")]
