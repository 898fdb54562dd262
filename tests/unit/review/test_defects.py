"""A complaint about another defect than a late term: filed at the desk, by others of the case,
ruled on. And through which channel a complaint came, from which its ruling is counted."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.review.complaints import queries as complaints
from amparo.casework.review.complaints import services as complaining
from amparo.casework.review.models import Complaint
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.complaints import NotLate, complain_of_defect
from amparo.foundations.intake.procedure.defects import Came, Named
from amparo.foundations.related_people.services import give_way, name_other
from amparo.law import load_protocol
from tests.laid_out import laid_out
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
SATURDAY = MONDAY + timedelta(days=5)
STILL = Named("standstill", "processor", "report_risk")


@pytest.fixture
def in_time(case):
    Filing.objects.update(happened={"request_received": timezone.now().isoformat()})


@pytest.fixture
def hers(case, delia, flor):
    return complain_of_defect(flor.folder, STILL, by=flor, at=SATURDAY)


def sent(**changes):
    said = {
        "term": "standstill",
        "duty": "processor/report_risk",
        "way": "telephone",
        "words": "que nadie la mueve",
        "read_back": "on",
    }
    return {**said, **changes}


# --- ruled on ---


def test_who_stands_above_reads_the_defect_the_duty_and_no_date(hers, case, delia, signed_in):
    browser = signed_in(delia)
    page = browser.get(reverse("complaints:rule", args=[hers.ref]), headers=ENGLISH).text
    assert "The procedure stands still: Issue the risk report" in page
    assert "Who is complained of" in page
    assert browser.get(reverse("complaints:heard")).status_code == 200
    said = complaining.Ruling(
        outcome="founded", do_by=date(2026, 11, 20), another_officer=False, text="es así"
    )
    complaining.rule(hers.ref, said, by=delia, at=SATURDAY + timedelta(days=2))
    assert Complaint.objects.get().ruling.outcome == "founded"


def test_the_team_reads_it_on_the_case_and_the_late_role_answers(hers, case, ana, signed_in):
    browser = signed_in(ana)
    page = browser.get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    assert "Complaint about a defect of the procedure: The procedure stands still" in laid_out(page)
    address = reverse("complaints:answer", args=[case, hers.ref])
    assert "What do you say to it?" in browser.get(address, headers=ENGLISH).text
    assert browser.post(address, {"reason": "mistake"}).status_code == 302


def ordered(row, delia):
    said = complaining.Ruling(
        outcome="founded", do_by=date(2026, 11, 20), another_officer=False, text="es así"
    )
    complaining.rule(row.ref, said, by=delia, at=SATURDAY + timedelta(days=2))
    return {one.task for one in waiting_in(Case.objects.get())}


def test_what_a_ruling_orders_waits_until_the_late_role_says_that_it_is_done(
    case,
    flor,
    ana,
    delia,
    signed_in,
):
    named = Named("standstill", "processor")
    row = complain_of_defect(flor.folder, named, by=flor, at=SATURDAY)
    assert "complaint.ordered" in ordered(row, delia)
    browser, address = signed_in(ana), reverse("complaints:answer", args=[case, row.ref])
    page = browser.get(reverse("desk:case", args=[case]), headers=ENGLISH).text
    assert address in page
    asked = browser.get(address, headers=ENGLISH).text
    assert "It is done meanwhile" in asked
    assert "It was overlooked" not in asked
    assert browser.post(address, {"reason": "mistake"}).status_code == 422
    assert browser.post(address, {"reason": "done_meanwhile"}).status_code == 302
    assert not {one.task for one in waiting_in(Case.objects.get())} & {"complaint.ordered"}
    assert browser.get(address).status_code == 404


def test_what_the_record_shows_as_done_is_not_asked(hers, case, ana, delia, signed_in):
    assert "complaint.ordered" in ordered(hers, delia)
    assert (
        signed_in(ana).get(reverse("complaints:answer", args=[case, hers.ref])).status_code == 404
    )
    law = load_protocol(Filing.objects.get().protocol)
    happened = {law.acts["report_risk"].records: (SATURDAY + timedelta(days=3)).isoformat()}
    Filing.objects.update(happened={**Filing.objects.get().happened, **happened})
    assert not {one.task for one in waiting_in(Case.objects.get())} & {"complaint.ordered"}


@pytest.mark.parametrize(
    "named",
    [
        Named("moon", "processor"),
        Named("standstill", "minister"),
        Named("standstill", "applicant"),
        Named("standstill", "processor", "decide"),
    ],
    ids=str,
)
def test_what_the_law_does_not_name_is_not_filed(case, flor, named):
    with pytest.raises(NotLate):
        complain_of_defect(flor.folder, named, by=flor, at=SATURDAY)
    assert not Complaint.objects.exists()


# --- at the desk ---


def test_the_desk_files_it_while_nothing_is_late(in_time, case, rosa, delia, signed_in):
    browser = signed_in(rosa)
    address = reverse("complaints:complain", args=[case])
    assert address in browser.get(reverse("desk:case", args=[case])).text
    assert "The procedure stands still" in browser.get(address, headers=ENGLISH).text
    assert browser.post(address, sent(duty="")).status_code == 422
    assert browser.post(address, sent()).status_code == 302
    row = Complaint.objects.get()
    assert (row.named, row.how, row.channel) == (STILL, "oral", "phone")


# --- by which channel ---


@pytest.mark.parametrize(
    ("channel", "due"),
    [("paper", date(2026, 11, 19)), ("digital", date(2026, 11, 18)), ("", date(2026, 11, 18)),
     ("regional_office", date(2026, 11, 18))],
)  # fmt: skip
def test_the_ruling_is_counted_by_the_rules_of_the_channel(case, flor, delia, channel, due):
    """Of Saturday 14 November: on paper it counts on Monday."""
    came = Came(channel, SATURDAY)
    at = SATURDAY + timedelta(days=3)
    complain_of_defect(flor.folder, STILL, by=flor, at=at, way="paper", came=came)
    term = complaints.ruling_term(Complaint.objects.get(), at=at)
    assert term.due == due


def test_one_that_came_on_paper_is_noted_with_its_channel_and_needs_no_reading_back(
    case, rosa, ana, delia, flor, signed_in
):
    address = reverse("complaints:complain", args=[case])
    form = signed_in(rosa).get(address, headers=ENGLISH).text
    for channel in ("At a regional office of the entity", "Digital desk"):
        assert channel in form
    on_paper = sent(way="paper", read_back="", asked_at="2026-11-14T10:00")
    assert signed_in(rosa).post(address, on_paper).status_code == 302
    row = Complaint.objects.get()
    assert (row.channel, row.came_at) == ("paper", SATURDAY)
    assert complaints.ruling_term(row, at=timezone.now()).due == date(2026, 11, 19)
    page = signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    assert "Filed on" in page


@pytest.mark.parametrize("day", ["2026-11-01T10:00", "2027-01-01T10:00"])
def test_it_came_neither_before_the_request_nor_in_the_future(case, rosa, signed_in, day):
    address = reverse("complaints:complain", args=[case])
    assert signed_in(rosa).post(address, sent(asked_at=day)).status_code == 422
    assert not Complaint.objects.exists()


# --- by others of the case ---


@pytest.mark.parametrize(
    ("right", "relation", "may"),
    [("speaks", "family", True), ("reads", "lawyer", True), ("reads", "family", False)],
)
def test_who_speaks_and_a_lawyer_may_file_it(in_time, case, delia, flor, right, relation, may):
    other = name_other(flor.folder, name="Julia Tello", relation=relation, by=flor, at=MONDAY)
    words = " ".join(give_way(flor.folder, other.ref, right=right, by=flor, at=MONDAY))
    browser = Client(headers=ENGLISH)
    browser.post("/return/", {"phrase": words})
    page = reverse("door:beside_defect")
    assert (page in browser.get("/beside/").text) is may
    assert browser.get(page).status_code == (200 if may else 404)
    given = {"defect": "step_omitted", "duty": "decider/", "words": "falta la inspección"}
    answer = browser.post(page, {**given, "about": "else"})
    assert answer.status_code == (302 if may else 404)
    found = Complaint.objects.filter(term="defect:step_omitted/", how="own_words")
    assert found.exists() is may


def test_it_is_seen_under_the_name_of_who_filed_it(in_time, case, delia, flor, ana, signed_in):
    other = name_other(flor.folder, name="Julia Tello", relation="lawyer", by=flor, at=MONDAY)
    words = " ".join(give_way(flor.folder, other.ref, right="reads", by=flor, at=MONDAY))
    browser = Client(headers=ENGLISH)
    browser.post("/return/", {"phrase": words})
    given = {"defect": "step_omitted", "duty": "decider/", "words": "", "about": "else"}
    browser.post(reverse("door:beside_defect"), given)
    page = signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    assert "Asked for by Julia Tello" in page


def test_begins_is_the_moment_at_which_it_came(case, flor, delia):
    at = SATURDAY + timedelta(days=3)
    came = Came("paper", SATURDAY)
    complain_of_defect(flor.folder, STILL, by=flor, at=at, way="paper", came=came)
    row = Complaint.objects.get()
    assert isinstance(row.begins, datetime)
    assert (row.begins, row.filed_at) == (SATURDAY, at)
