from django.urls import URLPattern, path

from amparo.casework.review.beneficiary_hearings import views as hearing_views
from amparo.casework.review.change_decisions import views as change_decision
from amparo.casework.review.changes import share_renunciation_views as share_views
from amparo.casework.review.changes import views as change_views
from amparo.casework.review.measures_of_deceased import views as dead_views
from amparo.casework.review.reassessment import views as reassess_views
from amparo.casework.review.recourses import views
from amparo.casework.review.risk_opinions import views as asking_views

app_name = "review"
urlpatterns: list[URLPattern] = [
    path("changes/new/", change_views.open_change, name="open_change"),
    path("changes/of-the-dead/", dead_views.end_of_the_dead, name="of_the_dead"),
    path("changes/<str:ref>/", change_views.change, name="change"),
    path("changes/<str:ref>/reports/<slug:gate>/", change_views.report, name="report"),
    path("changes/<str:ref>/asked/", asking_views.asked, name="asked"),
    path("changes/<str:ref>/asked/silence/", asking_views.silence, name="silence"),
    path("changes/<str:ref>/asked/of/<slug:unit>/", asking_views.ask, name="ask"),
    path("changes/<str:ref>/heard/<str:who>/", hearing_views.heard, name="heard"),
    path("changes/<str:ref>/word/", change_views.word, name="word"),
    path("changes/<str:ref>/explain/", change_views.explain, name="explain"),
    path("changes/<str:ref>/to-decision/", change_views.put, name="put"),
    path("changes/<str:ref>/decision/", change_decision.decide, name="decide"),
    path("changes/<str:ref>/give-up/", change_decision.give_up, name="give_up"),
    path("changes/<str:ref>/carry-out/", change_views.carry_out, name="carry_out"),
    path("changes/<str:ref>/drop/", change_views.drop, name="drop"),
    path("incident/", reassess_views.incident, name="incident"),
    path("otherwise/<str:ref>/", reassess_views.answer_otherwise, name="answer_otherwise"),
    path("shares/<str:ref>/explain/", share_views.explain, name="explain_share"),
    path("measures/<str:ref>/review/", reassess_views.look_again, name="look_again"),
    path("contest/", views.contest_orally, name="contest"),
    path("contested/<str:ref>/", views.recourse, name="recourse"),
    path("contested/<str:ref>/ruling/", views.rule, name="rule"),
    path("contested/<str:ref>/waiting/", views.waiting, name="waiting"),
]
