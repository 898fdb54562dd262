from django.urls import URLPattern, path

from amparo.observatory.figures import views

app_name = "attack_figures"
urlpatterns: list[URLPattern] = [
    path("", views.dashboard, name="dashboard"),
    path("editions/", views.editions, name="editions"),
    path("editions/<slug:table>/<slug:edition>/", views.edition, name="edition"),
    path("chain/<str:code>/", views.chain, name="chain"),
]
