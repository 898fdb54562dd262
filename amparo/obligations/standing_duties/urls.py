from django.urls import URLPattern, path

from amparo.obligations.standing_duties import views

app_name = "standing_duties"
urlpatterns: list[URLPattern] = [path("", views.followed, name="followed")]
