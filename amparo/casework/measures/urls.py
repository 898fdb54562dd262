from django.urls import URLPattern, path

from amparo.casework.measures import other_remedy_views as road_pages
from amparo.casework.measures import person_answer_views as asking
from amparo.casework.measures import views
from amparo.casework.measures.decisions import conclusion_views as conclude_pages
from amparo.casework.measures.decisions import draft_views as drafting
from amparo.casework.measures.decisions import notice_views as notice_pages
from amparo.casework.measures.decisions import views as deciding
from amparo.casework.measures.relocated_adults import surname_views as doubt_pages
from amparo.casework.measures.relocated_adults import views as adult_pages

app_name = "measures"
urlpatterns: list[URLPattern] = [
    path("plan/", views.plan, name="plan"),
    path("plan/new/<slug:catalogue_id>/", views.propose, name="propose"),
    path("plan/<str:ref>/", views.change, name="change"),
    path("plan/<str:ref>/adults/", adult_pages.name, name="adults"),
    path("plan/<str:ref>/adults/<str:adult>/", adult_pages.said, name="adult"),
    path("plan/<str:ref>/adults/<str:adult>/child/", adult_pages.child, name="child"),
    path("plan/<str:ref>/adults/<str:adult>/same/", doubt_pages.alike, name="alike"),
    path("plan/<str:ref>/arrived/<str:who>/", adult_pages.arrived, name="arrived"),
    path("plan/<str:ref>/answer/", asking.answer, name="answer"),
    path("plan/<str:ref>/ask/", asking.ask_again, name="ask_again"),
    path("plan/<str:ref>/reason/", asking.replace, name="replace"),
    path("plan/<str:ref>/recipient/", deciding.recipient, name="recipient"),
    path("beside/", road_pages.roads, name="roads"),
    path("impediment/", asking.impediment, name="impediment"),
    path("to-decision/", views.put, name="put"),
    path("provisional/", deciding.provisional, name="provisional"),
    path("concluded/", conclude_pages.conclude, name="conclude"),
    path("decision/", deciding.decide, name="decide"),
    path("decision/draft/", drafting.draft, name="draft"),
    path("decision/draft/return/", drafting.send_back, name="send_back"),
    path("decision/register/", drafting.register, name="register"),
    path("decision/not-admitted/", deciding.turn_away, name="turn_away"),
    path("decision/<str:ref>/", views.resolution, name="resolution"),
    path("decision/<str:ref>/notice/", notice_pages.notify, name="notify"),
    path("decision/<str:ref>/notice/nobody/", notice_pages.nobody, name="nobody_receives"),
]
