from django.urls import URLPattern, path

from amparo.observatory.data_rights import views

app_name = "data_rights"
urlpatterns: list[URLPattern] = [
    path("rights/", views.rights, name="rights"),
    path("rights/<str:ref>/", views.one, name="request"),
    path("rights/<str:ref>/erase/", views.erase, name="erase"),
    path("<str:code>/kept/", views.kept, name="kept"),
]
