from django.urls import URLPattern, path

from amparo.casework.review import views

app_name = "review"
urlpatterns: list[URLPattern] = [
    path("contest/", views.contest_orally, name="contest"),
    path("contested/<str:ref>/", views.recourse, name="recourse"),
    path("contested/<str:ref>/ruling/", views.rule, name="rule"),
    path("contested/<str:ref>/waiting/", views.waiting, name="waiting"),
]
