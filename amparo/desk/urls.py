from django.urls import URLPattern, URLResolver, include, path

from amparo.desk import (
    case,
    figures,
    files,
    filings,
    history,
    linked,
    norm,
    others,
    people,
    seats,
    signing,
    steps,
    team,
    worklist,
    year,
)
from amparo.desk.running import of_an_authority, of_an_organisation

# The desk's own pages; the stages keep their own names below.
pages: list[URLPattern] = [
    path("in/", signing.sign_in, name="sign_in"),
    path("out/", signing.sign_out, name="sign_out"),
    path("join/", signing.join, name="join"),
    path("", worklist.worklist, name="worklist"),
    path("team/", team.team, name="team"),
    path("filings/new/", filings.record, name="record"),
    path("filings/<str:code>/open/", filings.open_filing, name="open_filing"),
    path("figures/", figures.figures, name="figures"),
    path("year/", year.year, name="year"),
    path("cases/<str:code>/", case.case, name="case"),
    path("cases/<str:code>/happened/<str:ref>/linked/", linked.linked, name="linked"),
    path("cases/<str:code>/claim/", seats.claim, name="claim"),
    path("cases/<str:code>/seats/", seats.seats, name="seats"),
    path("cases/<str:code>/words/", seats.words, name="words"),
    path("cases/<str:code>/people/", people.people, name="people"),
    path("cases/<str:code>/people/before/", steps.people_before, name="people_before"),
    path("cases/<str:code>/measures/<str:ref>/days/", steps.days_before, name="days_before"),
    path("cases/<str:code>/norm/", norm.norm, name="norm"),
    path("cases/<str:code>/norm/back/", norm.norm_back, name="norm_back"),
    path("cases/<str:code>/others/", others.others, name="others"),
    path("cases/<str:code>/others/<str:ref>/end/", others.end, name="others_end"),
    path("cases/<str:code>/papers/<str:ref>/", history.history, name="history"),
    path("cases/<str:code>/files/<str:ref>/", files.original, name="file"),
    path("cases/<str:code>/files/<str:ref>/shown/", files.shown, name="shown"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((pages, "desk"))),
    path("complaints/", of_an_authority("amparo.casework.review.complaint_urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.admission.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.assessment.urls")),
    path("cases/<str:code>/", include("amparo.casework.interpreting.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.measures.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.obligations.urls")),
    path("cases/<str:code>/", include("amparo.casework.referral.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.representation.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.search.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.review.urls")),
    path("authorities/", of_an_organisation("amparo.casework.outside.listing_urls")),
    path("cases/<str:code>/", of_an_organisation("amparo.casework.outside.urls")),
]
