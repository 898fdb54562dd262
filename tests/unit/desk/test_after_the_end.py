"""Peru's calendar ends with 2028. The pages go on, say so, and turn nobody away."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.services import MayNotLeave, ask_her_first, ask_unit
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases import recalculated_due_days as dating
from amparo.foundations.cases.computed_columns import NEVER, refresh
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.recalculated_due_days import date_anew
from amparo.foundations.cases.services import open_case
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.law import UnknownProtocol, load_folder, protocol_folder

ENGLISH = {"accept-language": "en"}
LATER = datetime(2029, 3, 5, 15, 0, tzinfo=UTC)
SAID = "no date is said"


@pytest.fixture
def years_later(monkeypatch):
    """The same site, with everything it holds, after the last day of the calendar."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def came_back(words):
    visitor, pair = visit_by_phrase(" ".join(words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    browser = Client(headers=ENGLISH)
    browser.cookies["amparo_visit"] = sittings.begin("visit", content, at=LATER).hex()
    return browser


def text(browser, path):
    answer = browser.get(path, headers=ENGLISH, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_an_urgent_request_is_received_and_says_that_no_date_is_known(client, rosa, years_later):
    words = client.post("/urgent/", {"facts": "Me siguen."}, follow=True).context["words"]
    assert Filing.objects.get().filed_at == LATER
    her = came_back(words)
    for path in ("/received/", "/mine/"):
        page = text(her, path)
        assert SAID in page
        assert "Monday 1 January 2029" in page
    assert her.get("/received/slip/").status_code == 200


def test_a_request_in_steps_is_received(client, rosa, years_later):
    client.post("/request/danger/", {"facts": "Me siguen desde ayer."})
    sent = client.post("/request/check/", headers=ENGLISH, follow=True)
    assert len(sent.context["words"]) == 10
    assert Filing.objects.count() == 1


def test_what_is_said_at_the_desk_is_stored_and_says_so(signed_in, rosa, years_later):
    desk = signed_in(rosa)
    form = desk.get("/desk/filings/new/").context["form"]
    given = {
        "came_by": "telephone",
        "first_contact_at": "2029-03-05T09:00",
        "facts": "La siguen.",
        "read_back": "yes",
        "once": form["once"].value(),
    }
    page = desk.post("/desk/filings/new/", given, headers=ENGLISH).content.decode()
    assert SAID in page
    assert Filing.objects.count() == 1


def test_the_team_opens_it_works_on_it_and_knows_why_there_is_no_date(
    client, signed_in, rosa, ana, years_later
):
    client.post("/urgent/", {"facts": "Me siguen."})
    folder = filing_to_open(Filing.objects.get().code, seen_by=rosa)
    case = open_case(folder, by=rosa, at=LATER)
    assert (case.due_term, case.due_on) == ("preliminary_report", None)
    desk = signed_in(ana)
    worklist = text(desk, "/desk/")
    assert SAID in worklist
    assert "Date not known" in worklist
    page = text(desk, f"/desk/cases/{case.code}/")
    assert SAID in page
    path = f"/desk/cases/{case.code}/preliminary-report/"
    found = dict.fromkeys(desk.get(path).context["form"].findings, "no")
    sent = desk.post(path, {**found, "text": "Visto."})
    assert sent.status_code == 302
    assert Case.objects.get().stage == "evaluation"


def test_what_was_late_before_the_end_is_late_after_it(signed_in, anas, ana, years_later):
    refresh(anas.case, at=LATER)
    page = text(signed_in(ana), f"/desk/cases/{anas.code}/")
    assert "Overdue" in page
    assert "0 working days" not in page + text(signed_in(ana), "/desk/")


def test_every_page_of_a_case_under_way_opens(
    signed_in, anas, ana, saul, granted, flor, filed, years_later
):
    desk = signed_in(ana)
    for path in ("", "plan/", "to-decision/", "assessment/", "forward/", "opinion/", "close/"):
        text(desk, f"/desk/cases/{anas.code}/{path}")
    her = came_back(filed.words)
    for path in ("", "papers/", "looked/", "allowed/", "write/", "keep-from/", "leave/"):
        text(her, f"/mine/{path}")


def test_a_unit_sees_what_it_owes_and_that_dates_are_not_known(
    signed_in, carla, forwarded, years_later
):
    desk = signed_in(carla)
    assert SAID in text(desk, "/duties/")
    text(desk, f"/duties/{forwarded.alias}/")


def test_no_opinion_is_asked_for_without_a_day_for_its_answer(
    anas, ana, site, carla, proposed, flor, years_later
):
    measure = proposed(at=LATER - timedelta(days=1))
    unit = site["pnp-selva"]
    ask_her_first(anas, measure, unit, Obligation.Kind.OPINION, fields=[], by=ana, at=LATER)
    question = Question.objects.get(kind="opinion")
    answer(flor.folder, question.ref, answer="agreed", by=flor, at=LATER)
    with pytest.raises(MayNotLeave, match="date_unknown"):
        ask_unit(anas, measure, unit, Obligation.Kind.OPINION, fields=[], by=ana, at=LATER)


def test_before_the_end_nothing_of_it_is_said(client, signed_in, rosa, ana, anas, carla):
    assert SAID not in text(signed_in(ana), "/desk/")
    assert SAID not in text(signed_in(carla), "/duties/")
    assert SAID not in text(signed_in(ana), f"/desk/cases/{anas.code}/")


@pytest.fixture
def newer_version(tmp_path, under_law):
    """The same law, in a version whose calendar goes two years further."""

    def put_in():
        folder = shutil.copytree(protocol_folder("pe-2021"), tmp_path / "pe-2021")
        calendar = folder / "calendar.toml"
        text = calendar.read_text()
        calendar.write_text(text.replace("last = 2028-12-31", "last = 2030-12-31"))
        under_law(load_folder(folder))

    return put_in


def test_a_newer_version_dates_the_cases_that_waited_for_it(
    client, rosa, years_later, newer_version
):
    client.post("/urgent/", {"facts": "Me siguen."})
    folder = filing_to_open(Filing.objects.get().code, seen_by=rosa)
    open_case(folder, by=rosa, at=LATER)
    assert date_anew(at=LATER, problems=[]) == 0
    assert CaseAccess.objects.get().due_on == NEVER
    newer_version()
    assert date_anew(at=LATER, problems=[]) == 1
    assert CaseAccess.objects.get().due_on == Case.objects.get().due_on != NEVER
    assert date_anew(at=LATER, problems=[]) == 0


@pytest.fixture
def declared(tmp_path, under_law):
    """The same law, once a decree declared these four weeks non-working; and without it."""

    def put_in(*, holds):
        if not holds:
            under_law(None)
            return
        folder = shutil.copytree(protocol_folder("pe-2021"), tmp_path / "pe-2021")
        days = [timezone.localdate() + timedelta(days=number) for number in range(-16, 12)]
        decree = f'[[declared]]\ndays = [{", ".join(map(str, days))}]\nscope = "national"\n'
        with (folder / "calendar.toml").open("a") as calendar:
            calendar.write(f'\n{decree}source = "a decree"\nread_in = "the gazette"\n')
        under_law(load_folder(folder))

    return put_in


def test_a_calendar_that_is_corrected_puts_cases_right_that_nobody_touches(anas, declared):
    """The worklist went on by the older day, also where that of the law is earlier."""
    now = timezone.now()
    refresh(anas.case, at=now)
    before = Case.objects.get().due_on
    assert date_anew(at=now, problems=[]) == 0
    declared(holds=True)
    assert date_anew(at=now, problems=[]) == 1
    assert CaseAccess.objects.filter(due_on__gt=before).count() == CaseAccess.objects.count()
    declared(holds=False)
    assert date_anew(at=now, problems=[]) == 1
    assert (
        {one.due_on for one in CaseAccess.objects.all()} == {Case.objects.get().due_on} == {before}
    )
    assert date_anew(at=now, problems=[]) == 0


def test_a_case_that_cannot_be_worked_out_is_said_and_the_others_go_on(anas, monkeypatch):
    def gone(*_given, **_named):
        raise UnknownProtocol(given="xx-gone", allowed=[])

    monkeypatch.setattr(dating, "work_out", gone)
    problems = []
    assert date_anew(at=timezone.now(), problems=problems) == 0
    assert [type(one) for one in problems] == [UnknownProtocol]
