from django.urls import URLPattern, path

from amparo.site import ledger as published
from amparo.site import views
from amparo.site.api import openapi_document as programs
from amparo.site.attacks import views as attacks
from amparo.site.proposals import own_proposal
from amparo.site.proposals import proposal_submission as taking_part
from amparo.site.proposals import views as consultations

app_name = "site"
urlpatterns: list[URLPattern] = [
    path("public/", views.front, name="front"),
    path("public/how/", views.how, name="how"),
    path("public/until-when/", views.until_when, name="until_when"),
    path("public/laws/", views.known, name="laws"),
    path("public/laws/<slug:law>/", views.law, name="law"),
    path("public/laws/<slug:law>/until-when/", views.until_when, name="law_until_when"),
    path("public/laws/<str:first>/beside/<str:second>/", views.compare, name="compare"),
    path("public/figures/", views.figures, name="figures"),
    path("public/figures.csv", views.figures_csv, name="figures_csv"),
    path("public/figures.xlsx", views.figures_xlsx, name="figures_xlsx"),
    path("public/figures.json", views.figures_json, name="figures_json"),
    path("public/attacks/", attacks.front, name="attacks"),
    path("public/attacks/<slug:table>/<slug:edition>/", attacks.edition, name="attacks_edition"),
    path(
        "public/attacks/<str:table>/<str:edition>.csv",
        attacks.edition_csv,
        name="attacks_edition_csv",
    ),
    path(
        "public/attacks/<str:table>/<str:edition>.json",
        attacks.edition_json,
        name="attacks_edition_json",
    ),
    path("public/openapi.json", programs.described, name="openapi"),
    path("public/ledger/", published.ledger, name="ledger"),
    path("public/ledger.json", published.ledger_json, name="ledger_json"),
    path("public/ledger.atom", published.ledger_feed, name="ledger_feed"),
    path("public/consultations/", consultations.listed, name="consultations"),
    path("public/consultations/<str:name>/", consultations.consultation, name="consultation"),
    path("public/consultations/<str:name>/text/", consultations.text, name="draft"),
    path("public/consultations/<str:name>/propose/", taking_part.propose, name="propose"),
    path("public/consultations/<str:name>/record/", consultations.record, name="record"),
    path(
        "public/consultations/<str:name>/record.json", consultations.record_json, name="record_json"
    ),
    path("public/my-proposal/", own_proposal.proposal, name="proposal"),
    path("check/", views.check, name="check"),
]
