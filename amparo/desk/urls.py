from django.urls import URLPattern, URLResolver, include, path

from amparo.desk import self_description_figures as figures
from amparo.desk import sign_in as signing
from amparo.desk.case import conflicts_of_interest as ties
from amparo.desk.case import custody, files
from amparo.desk.case import emergency_access as glass
from amparo.desk.case import file_access_reasons as looks
from amparo.desk.case import name_search as find
from amparo.desk.case import norm_transition as norm
from amparo.desk.case import related_access_phrases as others
from amparo.desk.case import related_people as people
from amparo.desk.case import surviving_relatives_request as linked
from amparo.desk.case import team_access as seats
from amparo.desk.case import views as case
from amparo.desk.history import document_versions as history
from amparo.desk.history import people_and_measure_dates as steps
from amparo.desk.history import states_from_record as before
from amparo.desk.intake import open_and_record_requests as filings
from amparo.desk.pages_by_site_kind import of_an_authority, of_an_organisation
from amparo.desk.simulation import views as year
from amparo.desk.team import institutions as bodies
from amparo.desk.team import outgoing_mail as mails
from amparo.desk.team import own_keys as keys
from amparo.desk.team import retention as keeping
from amparo.desk.team import views as team
from amparo.desk.worklist import board, handover_sheets, late_institutions
from amparo.desk.worklist import calendar as days
from amparo.desk.worklist import unopened_requests as unopened
from amparo.desk.worklist import views as worklist

# The desk's own pages; the stages have their own names below.
pages: list[URLPattern] = [
    path("in/", signing.sign_in, name="sign_in"),
    path("out/", signing.sign_out, name="sign_out"),
    path("join/", signing.join, name="join"),
    path("join/<str:invited>/", signing.invitation, name="invitation"),
    path("in/password/", signing.forgotten, name="forgotten"),
    path("in/phone/", signing.lost_phone, name="lost_phone"),
    path("account/", signing.account, name="account"),
    path("account/again/", signing.prove, name="prove"),
    path("", worklist.worklist, name="worklist"),
    path("list.csv", days.worklist_file, name="worklist_file"),
    path("calendar/", days.due_days, name="calendar"),
    path("board/", board.board, name="board"),
    path("institutions/late/", late_institutions.late_institutions, name="late_institutions"),
    path("hand-on/", handover_sheets.sheets, name="handed_on_many"),
    path("team/", team.team, name="team"),
    path("keys/", keys.keys, name="keys"),
    path("kept/", keeping.kept, name="kept"),
    path("looks/", looks.looks, name="looks"),
    path("institutions/", bodies.institutions, name="institutions"),
    path("mails/", mails.mails, name="mails"),
    path("find/", find.find, name="find"),
    path("glass/", glass.glass, name="glass"),
    path("tie/", ties.tie, name="tie"),
    path("filings/", unopened.unopened, name="unopened"),
    path("filings/new/", filings.record, name="record"),
    path("filings/<str:code>/open/", filings.open_filing, name="open_filing"),
    path("figures/", figures.figures, name="figures"),
    path("year/", year.year, name="year"),
    path("cases/<str:code>/", case.case, name="case"),
    path("cases/<str:code>/happened/<str:ref>/linked/", linked.linked, name="linked"),
    path("cases/<str:code>/why/", looks.why, name="why"),
    path("cases/<str:code>/part/<str:field>/", looks.part, name="field"),
    path("cases/<str:code>/claim/", seats.claim, name="claim"),
    path("cases/<str:code>/people/", people.people, name="people"),
    path("cases/<str:code>/people/before/", steps.people_before, name="people_before"),
    path("cases/<str:code>/others/", others.others, name="others"),
    path("cases/<str:code>/others/<str:ref>/end/", others.end, name="others_end"),
    path("cases/<str:code>/seats/", seats.seats, name="seats"),
    path("cases/<str:code>/seats/before/", before.seats_before, name="seats_before"),
    path("cases/<str:code>/ties/", ties.of_case, name="ties"),
    path("cases/<str:code>/words/", seats.words, name="words"),
    path("cases/<str:code>/measures/<str:ref>/days/", steps.days_before, name="days_before"),
    path("cases/<str:code>/answers/before/", before.answers_before, name="answers_before"),
    path("cases/<str:code>/collective/before/", before.boards_before, name="boards_before"),
    path("cases/<str:code>/duties/<str:alias>/before/", before.duty_before, name="duty_before"),
    path("cases/<str:code>/hand-on/", handover_sheets.sheet, name="handed_on"),
    path("cases/<str:code>/norm/", norm.norm, name="norm"),
    path("cases/<str:code>/norm/back/", norm.norm_back, name="norm_back"),
    path("cases/<str:code>/papers/<str:ref>/", history.history, name="history"),
    path("cases/<str:code>/files/<str:ref>/", files.original, name="file"),
    path("cases/<str:code>/files/<str:ref>/shown/", files.shown, name="shown"),
    path("cases/<str:code>/files/<str:ref>/copy/", files.clean_copy, name="clean_copy"),
    path("cases/<str:code>/files/", custody.every_file, name="files"),
    path("cases/<str:code>/files/<str:ref>/custody/", custody.custody, name="custody"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((pages, "desk"))),
    path("standing/", of_an_authority("amparo.obligations.standing_duties.urls")),
    path("attacks/export/", include("amparo.observatory.exports.urls")),
    path("attacks/figures/", include("amparo.observatory.figures.urls")),
    path("attacks/", include("amparo.observatory.data_rights.urls")),
    path("attacks/", include("amparo.observatory.evidence.urls")),
    path("attacks/duplicates/", include("amparo.observatory.duplicates.urls")),
    path("attacks/", include("amparo.observatory.attacks.urls")),
    path("consultations/", of_an_authority("amparo.observatory.consultations.urls")),
    path("complaints/", of_an_authority("amparo.casework.review.complaints.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.admission.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.assessment.urls")),
    path("cases/<str:code>/", include("amparo.casework.interpreting.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.measures.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.obligations.urls")),
    path("cases/<str:code>/", include("amparo.casework.referral.urls")),
    path("cases/<str:code>/", include("amparo.casework.exports.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.collectives.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.disappearances.urls")),
    path("cases/<str:code>/", include("amparo.casework.leaks.urls")),
    path("demands/", include("amparo.casework.referral.blanket_demands.urls")),
    path("leaks/", include("amparo.casework.leaks.register.urls")),
    path("cases/<str:code>/", of_an_authority("amparo.casework.review.urls")),
    path("cases/<str:code>/", include("amparo.casework.retention.urls")),
    path("authorities/", of_an_organisation("amparo.casework.external_cases.authority_terms.urls")),
    path("cases/<str:code>/", of_an_organisation("amparo.casework.external_cases.urls")),
    path(
        "cases/<str:code>/",
        of_an_organisation("amparo.casework.review.reassessment.incident_follow_up_urls"),
    ),
]
