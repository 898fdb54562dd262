"""Demands for what no single case holds. These pages are beside the cases."""

from django.urls import URLPattern, path

from amparo.casework.referral.blanket_demands import views as wide_views

app_name = "demands"
urlpatterns: list[URLPattern] = [
    path("", wide_views.listed, name="listed"),
    path("new/", wide_views.note, name="note"),
    path("<str:ref>/", wide_views.answer, name="answer"),
    path("<str:ref>/order/", wide_views.order, name="order"),
    path("<str:ref>/readers/", wide_views.let_read, name="let_read"),
]
