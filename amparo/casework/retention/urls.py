from django.urls import URLPattern, path

from amparo.casework.retention import views

app_name = "retention"
urlpatterns: list[URLPattern] = [
    path("erasing/asked/", views.asked, name="asked"),
    path("erasing/heard/", views.heard, name="heard"),
    path("erasing/decide/", views.decide, name="decide"),
    path("holds/new/", views.hold, name="hold"),
    path("holds/<str:ref>/lift/", views.lift, name="lift"),
    path("silences/<str:ref>/", views.silence, name="silence"),
    path("places/new/", views.place, name="place"),
    path("places/<str:ref>/end/", views.end_place, name="end_place"),
]
