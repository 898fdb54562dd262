from django.urls import URLPattern, path

from amparo.casework.disappearances import unconfirmed_request_views as held_views
from amparo.casework.disappearances import urgent_search_views as search_views
from amparo.casework.disappearances import views

app_name = "disappearances"
urlpatterns: list[URLPattern] = [
    path("happened/", views.happened, name="happened"),
    path("held/<str:ref>/", held_views.held, name="held"),
    path("happened/<str:ref>/", views.happening, name="happening"),
    path("happened/<str:ref>/log/", search_views.log, name="log"),
    path("happened/<str:ref>/kind/", views.kind, name="kind"),
    path("happened/<str:ref>/wrong/", views.wrong, name="wrong"),
    path("happened/<str:ref>/nobody/", views.nobody, name="nobody"),
    path("happened/<str:ref>/investigation/", views.investigation, name="investigation"),
    path("happened/<str:ref>/told/<str:told>/instead/", search_views.instead, name="instead"),
    path("happened/<str:ref>/told/<str:told>/word/", search_views.word, name="word"),
    path("happened/<str:ref>/told/<str:told>/", search_views.tell, name="tell"),
]
