from django.urls import URLPattern, path

from amparo.casework.obligations import views
from amparo.casework.obligations.escalation import views as escalation_views
from amparo.casework.obligations.follow_up import views as duty_views

app_name = "obligations"
urlpatterns: list[URLPattern] = [
    path("forward/", views.forward, name="forward"),
    path("forward/<str:measure>/<slug:unit>/", views.forward_one, name="forward_one"),
    path("opinion/", views.opinion, name="opinion"),
    path("opinion/<str:measure>/<slug:unit>/", views.opinion_of, name="opinion_of"),
    path("duties/<str:alias>/", duty_views.duty, name="duty"),
    path("duties/<str:alias>/handed-over/", views.hand_over, name="hand_over"),
    path("duties/<str:alias>/again/", views.send_again, name="send_again"),
    path("duties/<str:alias>/sheet/", duty_views.print_sheet, name="print_sheet"),
    path("duties/<str:alias>/more-time/asked/", duty_views.ask_time, name="ask_time"),
    path("duties/<str:alias>/more-time/", duty_views.give_time, name="give_time"),
    path("duties/<str:alias>/report/", duty_views.ask_report, name="ask_report"),
    path("duties/<str:alias>/contest/", duty_views.contest, name="contest"),
    path("duties/<str:alias>/answers/<slug:kind>/", duty_views.answer, name="answer"),
    path("duties/<str:alias>/proofs/<str:ref>/", duty_views.proof, name="proof"),
    path(
        "duties/<str:alias>/letters/<slug:step>/",
        escalation_views.letter,
        name="letter",
    ),
    path("late/<slug:subject>/", escalation_views.consent, name="late_consent"),
    path("close/", views.close, name="close"),
    path("follow-ups/<str:ref>/", duty_views.follow_up, name="follow_up"),
]
