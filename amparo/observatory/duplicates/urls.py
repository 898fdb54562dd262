from django.urls import URLPattern, path

from amparo.observatory.duplicates import views

app_name = "duplicates"
urlpatterns: list[URLPattern] = [
    path("<slug:question>/", views.pairs, name="pairs"),
    path("<slug:question>/compare/", views.compare, name="compare"),
    path("<slug:question>/answer/", views.answer, name="answer"),
    path("<slug:question>/answers/", views.answers, name="answers"),
]
