"""Looking again on an organisation's site."""

from django.urls import URLPattern, path

from amparo.casework.review.reassessment import incident_follow_up_views as followed_views

app_name = "followed"
urlpatterns: list[URLPattern] = [
    path("looked-at/", followed_views.looked_at, name="looked_at"),
    path("plan/<str:ref>/carried-out/", followed_views.carried_out, name="carried_out"),
]
