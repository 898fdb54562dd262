from django.urls import URLPattern, path

from amparo.casework.collectives import views
from amparo.casework.collectives.intermediaries import views as between_views
from amparo.casework.collectives.redaction import views as leaving_views

app_name = "collectives"
urlpatterns: list[URLPattern] = [
    path("collective/note/", views.note, name="note"),
    path("collective/boards/new/", views.join, name="join"),
    path("collective/boards/end/", views.end_board, name="end_board"),
    path("collective/measures/", views.put, name="put"),
    path("collective/actas/new/", views.acta, name="acta"),
    path("collective/take-back/", views.take_back, name="take_back"),
    path("collective/leave-out/", leaving_views.leave_out, name="leave_out"),
    path("collective/leave-out/<str:ref>/", leaving_views.elsewhere, name="elsewhere"),
    path("collective/files/<str:ref>/", leaving_views.look, name="look"),
    path("collective/between/new/", between_views.propose_between, name="propose_between"),
    path("collective/between/<str:ref>/", between_views.pass_on, name="pass_on"),
]
