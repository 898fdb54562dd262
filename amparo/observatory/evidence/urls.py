from django.urls import URLPattern, path

from amparo.observatory.evidence import views

app_name = "evidence"
urlpatterns: list[URLPattern] = [
    path("<str:code>/evidence/", views.listed, name="listed"),
    path("<str:code>/evidence/<str:ref>/", views.one, name="one"),
    path("<str:code>/evidence/<str:ref>/erase/", views.erase, name="erase"),
    path("<str:code>/evidence/<str:ref>/original/", views.original, name="original"),
]
