from django.urls import URLPattern, path

from amparo.casework.exports import views

app_name = "exports"
urlpatterns: list[URLPattern] = [
    path("exports/new/", views.ask, name="ask"),
    path("exports/files/<str:ref>/", views.ask_file, name="ask_file"),
    path("exports/<str:ref>/", views.export, name="export"),
    path("exports/<str:ref>/word/", views.word, name="word"),
    path("exports/<str:ref>/decide/", views.decide, name="decide"),
    path("exports/<str:ref>/call-off/", views.call_off, name="call_off"),
    path("exports/<str:ref>/take/", views.take, name="take"),
    path("exports/<str:ref>/told/", views.told, name="told"),
]
