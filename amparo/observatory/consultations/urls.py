from django.urls import URLPattern, path

from amparo.observatory.consultations import proposal_review_views as looking_views
from amparo.observatory.consultations import views

app_name = "consultations"
urlpatterns: list[URLPattern] = [
    path("", views.listed, name="listed"),
    path("new/", views.open_one, name="open"),
    path("<str:name>/", views.one, name="one"),
    path("<str:name>/close/", views.close, name="close"),
    path("<str:name>/readers/", views.readers, name="readers"),
    path("<str:name>/<str:code>/look/", looking_views.look, name="look"),
    path("<str:name>/<str:code>/answer/", looking_views.answer, name="answer"),
]
