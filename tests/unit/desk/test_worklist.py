"""The worklist: danger first, then the law's date, at a price that does not grow."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.services import end_action, open_action
from amparo.casework.admission.target_hours import actions_in
from amparo.casework.measures.catalogue import Proposal
from amparo.casework.measures.services import propose
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.unit_answers import answer as say
from amparo.casework.referral.handover.services import promise
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.desk.case.case_page_content import due_of
from amparo.foundations.accounts.models import Session
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import claim, open_case
from amparo.foundations.consent.services import confirm
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.law import load_protocol
from tests.obligations import PLACE
from tests.people import MONDAY

WORKLIST = "/desk/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def many(case, ana):
    """Three hundred more cases that ana sits on, due on different days."""
    first = Filing.objects.get(code=case)
    filings = Filing.objects.bulk_create(
        Filing(
            code=f"{number:04d}-TEST",
            protocol=first.protocol,
            channel="digital",
            filed_at=MONDAY,
            first_contact_at=MONDAY,
            happened=first.happened,
            facts=first.facts,
            once_hash=number.to_bytes(32, "big"),
            proof_number=f"P{number}",
            fingerprint="F",
            opened_at=MONDAY,
        )
        for number in range(300)
    )
    cases = Case.objects.bulk_create(
        Case(
            filing=filing,
            stage="evaluation",
            phase="assessment",
            track="ordinary",
            due_on=MONDAY + timedelta(days=number),
            due_term="decision",
            opened_at=MONDAY,
            changed_at=MONDAY,
        )
        for number, filing in enumerate(filings)
    )
    CaseAccess.objects.bulk_create(
        CaseAccess(
            case=one,
            member=ana.member,
            sealed=b"x",
            due_on=one.due_on or MONDAY,
            stage=one.stage,
            given_at=MONDAY,
            seen_at=MONDAY,
        )
        for one in cases
    )
    return cases


def test_the_team_finds_its_case_on_the_list(case, ana, signed_in):
    assert case in signed_in(ana).get(WORKLIST).text


def test_another_team_does_not(case, olga, signed_in):
    page = signed_in(olga).get(WORKLIST)
    assert page.status_code == 200
    assert case not in page.text


def test_whoever_is_signed_out_is_asked_to_sign_in(client, db):
    assert client.get(WORKLIST).url == "/desk/in/?next=/desk/"


def test_an_officer_of_an_institution_finds_no_desk(carla, signed_in):
    assert signed_in(carla).get(WORKLIST).status_code == 404


def test_no_name_of_a_person_at_risk_is_on_the_list(case, ana, signed_in):
    assert "Quebrada" not in signed_in(ana).get(WORKLIST).text


def test_what_is_in_danger_leads(case, rosa, ana, letter, signed_in):
    urgent = file_request(letter(urgent=True), by=STRANGER, at=MONDAY + timedelta(days=3))
    folder = filing_to_open(urgent.folder.code, seen_by=rosa)
    open_case(folder, by=rosa, at=MONDAY + timedelta(days=3))
    page = signed_in(ana).get(WORKLIST).text
    assert page.index(urgent.folder.code) < page.index(case)


def test_help_due_within_hours_leads_what_is_overdue_by_days(many, case, anas, ana, signed_in):
    told = {"kind": "contact", "owner": ana.member, "text": "llamarla hoy", "by": ana}
    open_action(anas, **told, at=timezone.now())
    page = signed_in(ana).get("/desk/?held=")
    assert page.context["rows"][0].code == case
    assert "Acción inmediata pendiente" in page.text
    [action] = actions_in(opened(case, seen_by=ana))
    end_action(anas, action, done=False, text="ya no hace falta", by=ana, at=timezone.now())
    assert "Acción inmediata pendiente" not in signed_in(ana).get("/desk/?held=").text


def test_a_supervisor_without_cases_is_led_to_the_board(case, enrolled, signed_in):
    page = signed_in(enrolled("Saul Medina", "supervisor")).get("/desk/").text
    assert reverse("desk:board") in page.split("No tiene casos pendientes")[1]


def test_it_costs_thirteen_statements_with_three_hundred_cases(
    many, filed, ana, signed_in, django_assert_max_num_queries
):
    browser = signed_in(ana)
    browser.get(WORKLIST)
    with django_assert_max_num_queries(13) as asked:
        page = browser.get(WORKLIST)
    assert page.status_code == 200
    assert len(asked) <= 13


def test_pages_follow_each_other_without_a_gap(many, ana, signed_in):
    browser = signed_in(ana)
    address, seen = WORKLIST, []
    while address:
        page = browser.get(address)
        seen += [row.code for row in page.context["rows"]]
        address = page.context["older"]
    assert len(seen) == len(set(seen)) == 301


def test_a_mistaken_mark_shows_the_beginning(case, ana, signed_in):
    for mark in ("x", "1~2", "1~2026-01-01~3", "9" * 400, "1~9999-99-99~1", "~~"):
        page = signed_in(ana).get(WORKLIST, {"after": mark})
        assert page.status_code == 200
        assert case in page.text


def numbers_on(page, group):
    return {one.word: one.number for one in getattr(page.context["filters"], group)}


def test_the_counts_say_whose_they_are(case, anas, many, ana, olga, signed_in):
    """Three hundred are of another team, late, and in nobody's hands as well."""
    CaseAccess.objects.filter(case__in=many).update(member=olga.member, due_on=MONDAY)
    soon = timezone.now() + timedelta(days=1)
    CaseAccess.objects.filter(case=anas.case).update(due_on=soon)

    def counted(reader):
        page = signed_in(reader).get(WORKLIST, {"held": "all"}, headers=ENGLISH)
        held, which = numbers_on(page, "held"), numbers_on(page, "which")
        return (held["Mine"], held["Unassigned"], held["Everybody's"], which["Overdue"])

    assert counted(ana) == ("0", "1", "1", "0")
    assert counted(olga) == ("0", "300", "300", "300")
    claim(anas.case, by=ana, at=timezone.now())
    CaseAccess.objects.filter(case=anas.case).update(due_on=MONDAY)
    assert counted(ana) == ("1", "0", "1", "1")
    assert counted(olga)[0] == "0"


def test_each_counter_leads_to_as_many_rows_as_it_says(many, anas, ana, signed_in):
    now = timezone.now()
    for number, days in enumerate((-1, 0, 1, 2, 30, 60)):
        due = now.replace(hour=23, minute=59, second=58) + timedelta(days=days)
        CaseAccess.objects.filter(case=many[number]).update(
            due_on=due, danger=3 if number < 2 else 0
        )
    CaseAccess.objects.filter(case__in=many[6:40]).update(due_on=NEVER)
    CaseAccess.objects.filter(case__in=many[40:]).update(open=False)
    claim(anas.case, by=ana, at=now)
    browser = signed_in(ana)
    for address in (
        "?held=all",
        "?held=own",
        "?held=nobody&stage=evaluation",
        "?held=all&which=late",
    ):
        page = browser.get(WORKLIST + address)
        found = page.context["filters"]
        counters = [*found.held, *found.which]
        assert sum(one.is_here for one in counters) == address.count("=") - address.count("stage")
        for one in counters:
            if not one.is_here:
                rows = browser.get(one.address).context["rows"]
                assert (one.word, one.number) == (one.word, str(len(rows)))
        assert found.number == len(page.context["rows"])


def test_more_than_are_counted_is_said(many, ana, signed_in, monkeypatch):
    monkeypatch.setattr("amparo.foundations.cases.queries.COUNTED_TO", 20)
    monkeypatch.setattr("amparo.desk.worklist.filters.COUNTED_TO", 20)
    page = signed_in(ana).get(WORKLIST, {"held": "all"}, headers=ENGLISH)
    assert numbers_on(page, "held")["Everybody's"] == "20+"
    assert "20+ cases" in page.text


def test_tabs_show_what_they_say(case, anas, ana, rosa, signed_in):
    claim(anas.case, by=ana, at=timezone.now())
    assert case in signed_in(ana).get(WORKLIST, {"held": "own"}).text
    assert case not in signed_in(rosa).get(WORKLIST, {"held": "own"}).text
    assert case not in signed_in(ana).get(WORKLIST, {"held": "nobody"}).text


def test_past_their_date_shows_what_is_late_and_nothing_else(many, ana, signed_in):
    late, in_time = many[7].code, many[8].code
    CaseAccess.objects.exclude(case=many[7]).update(due_on=timezone.now() + timedelta(days=1))
    CaseAccess.objects.filter(case=many[7]).update(due_on=timezone.now() - timedelta(minutes=1))
    page = signed_in(ana).get(WORKLIST, {"which": "late"})
    assert [(row.code, row.due_kind) for row in page.context["rows"]] == [(late, "late")]
    assert page.context["filters"].number == 1
    assert in_time not in page.text


def test_in_danger_shows_whoever_is_and_nobody_else(many, ana, signed_in):
    CaseAccess.objects.filter(case=many[7]).update(danger=1)
    page = signed_in(ana).get(WORKLIST, {"which": "danger"})
    assert [row.code for row in page.context["rows"]] == [many[7].code]


def test_a_stage_shows_its_own_cases_page_by_page(case, many, ana, signed_in):
    browser = signed_in(ana)
    page = browser.get(WORKLIST, {"stage": "preliminary_evaluation"})
    assert [row.code for row in page.context["rows"]] == [case]
    address, seen = f"{WORKLIST}?stage=evaluation", []
    while address:
        page = browser.get(address)
        seen += [row.code for row in page.context["rows"]]
        address = page.context["older"]
    assert len(seen) == len(set(seen)) == 300
    assert case not in seen


@pytest.mark.parametrize("stage", ["x", "<b>", "evaluation\0", "é" * 900])
def test_a_stage_that_the_protocol_does_not_know_filters_nothing(stage, case, ana, signed_in):
    page = signed_in(ana).get(WORKLIST, {"stage": stage})
    assert [row.code for row in page.context["rows"]] == [case]


def test_a_choice_keeps_the_other_choices(case, ana, signed_in):
    page = signed_in(ana).get(WORKLIST, {"held": "nobody", "stage": "preliminary_evaluation"})
    found = page.context["filters"]
    addresses = [one.address for one in (*found.held, *found.which)]
    assert "/desk/?held=own&stage=preliminary_evaluation" in addresses
    assert "/desk/?held=nobody&which=late&stage=preliminary_evaluation" in addresses
    assert 'name="held" value="nobody"' in page.text


def test_a_code_opens_its_case(case, ana, signed_in):
    typed = case.lower().replace("-", " ")
    found = signed_in(ana).get(WORKLIST, {"code": typed})
    assert found.status_code == 302
    assert found.url.startswith("/desk/cases/")


def test_anothers_code_and_a_missing_one_are_the_same_answer(case, olga, signed_in):
    browser = signed_in(olga)
    for code in (case, "0000-0000", "<b>", "x" * 3000):
        page = browser.get(WORKLIST, {"code": code})
        assert page.status_code == 200
        assert page.context["not_found"] == code
    assert "<b>”" not in browser.get(WORKLIST, {"code": "<b>"}).text


def test_everybody_sees_that_something_waits_and_nothing_of_it(filed, ana, signed_in):
    page = signed_in(ana).get(WORKLIST)
    assert filed.folder.code in page.text
    assert "nota en la puerta" not in page.text
    assert reverse("desk:open_filing", args=[filed.folder.code]) not in page.text


def test_reception_may_open_what_waits(filed, rosa, signed_in):
    page = signed_in(rosa).get(WORKLIST)
    assert reverse("desk:open_filing", args=[filed.folder.code]) in page.text


def test_what_changed_since_she_looked_is_said(case, ana, flor, signed_in):
    browser = signed_in(ana)
    browser.get(reverse("desk:case", args=[case]))
    [row] = browser.get(WORKLIST).context["rows"]
    assert row.changed == ""
    write_paper(flor.folder, kind="message", body={"text": "hola"}, by=flor, at=timezone.now())
    [row] = browser.get(WORKLIST).context["rows"]
    assert row.changed == "The person wrote" or "escribió" in row.changed


def test_a_case_without_a_date_comes_last_and_says_so(case, ana, signed_in):
    CaseAccess.objects.update(due_on=datetime(9999, 12, 31, tzinfo=UTC))
    [row] = signed_in(ana).get(WORKLIST).context["rows"]
    assert row.due_day is None


def test_what_changed_names_the_act_and_who_did_it(case, anas, ana, rosa, site, signed_in):
    browser = signed_in(rosa)
    browser.get(f"/desk/cases/{case}/")
    told = {"requested": True, "what": "rondas", "values": PLACE, "suitability": {}}
    patrol = Proposal(catalogue="pe21_patrol", unit=site["pnp-selva"], **told)
    propose(anas, patrol, by=ana, at=timezone.now())
    page = browser.get(WORKLIST, headers=ENGLISH).text
    assert "Propose measures: Ana Huaman" in page or "Ana Huaman</span>" in page
    assert "The team worked on it" not in page


def test_what_the_person_said_of_a_measure_is_named_and_not_what_follows(
    forwarded, ana, flor, signed_in
):
    browser = signed_in(ana)
    browser.get(f"/desk/cases/{forwarded.case.code}/")
    confirm(flor.folder, measure=forwarded.measure.ref, word="arrived", by=flor, at=timezone.now())
    page = browser.get(WORKLIST, headers=ENGLISH).text
    assert "The person says that a measure arrived" in page


def test_what_an_institution_says_names_no_officer(forwarded, ana, carla, signed_in):
    browser = signed_in(ana)
    browser.get(f"/desk/cases/{forwarded.case.code}/")
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="acknowledged", text="", by=carla, at=timezone.now())
    page = browser.get(WORKLIST, headers=ENGLISH).text
    assert "An institution takes a measure on" in page
    assert "Carla Vega" not in page


def test_an_analyst_begins_with_own_cases_and_reception_with_all(
    case, anas, ana, rosa, many, signed_in
):
    """And without own cases with what may be taken."""
    assert signed_in(ana).get(WORKLIST).context["chosen"].held == "all"
    claim(anas.case, by=ana, at=timezone.now())
    page = signed_in(ana).get(WORKLIST)
    assert [row.code for row in page.context["rows"]] == [case]
    assert page.context["chosen"].held == "own"
    assert signed_in(rosa).get(WORKLIST).context["chosen"].held == "all"


def test_groups_stand_in_order_whatever_the_track(many, ana, signed_in):
    now = timezone.now()
    undated, later, soon, late, urgent, worst, missing = many[:7]
    CaseAccess.objects.exclude(case__in=many[:7]).update(open=False)
    Case.objects.filter(pk__in=[undated.pk, later.pk]).update(track="extraordinary")
    whens = {undated: NEVER, later: now + timedelta(days=40), soon: now + timedelta(minutes=5)}
    whens |= {late: now - timedelta(days=1), urgent: now + timedelta(days=90)}
    whens |= {worst: now - timedelta(minutes=1), missing: NEVER}
    dangers = {urgent: 3, worst: 1, missing: 5}
    for one, due_on in whens.items():
        CaseAccess.objects.filter(case=one).update(due_on=due_on, danger=dangers.get(one, 0))
    page = signed_in(ana).get(WORKLIST, headers=ENGLISH)
    found = [(group.word, [row.code for row in group.rows]) for group in page.context["groups"]]
    assert found == [
        ("Urgent", [worst.code, missing.code, urgent.code]),
        ("Overdue", [late.code]),
        ("Today", [soon.code]),
        ("Later", [later.code]),
        ("No date", [undated.code]),
    ]


def test_a_clock_of_hours_is_told_in_hours(many, ana, signed_in):
    now = timezone.now()
    CaseAccess.objects.exclude(case__in=many[:2]).update(open=False)
    CaseAccess.objects.filter(case=many[0]).update(due_on=now - timedelta(hours=3, minutes=1))
    CaseAccess.objects.filter(case=many[1]).update(due_on=now + timedelta(hours=5, minutes=1))
    rows = signed_in(ana).get(WORKLIST, headers=ENGLISH).context["rows"]
    assert [row.due_distance for row in rows] == ["3 hours late", "in 5 hours"]
    assert all(row.due_hour for row in rows)


def test_list_and_case_page_say_the_same_act_day_and_unit(case, anas, ana, signed_in):
    """For a term of the law, and for a day that a member set."""
    browser = signed_in(ana)
    for promised in (False, True):
        if promised:
            day = timezone.localdate() + timedelta(days=1)
            told = {"text": "Le llamo mañana.", "on": day, "by": ana, "at": timezone.now()}
            promise(anas, **told)
        [row] = browser.get(WORKLIST).context["rows"]
        page = browser.get(reverse("desk:case", args=[case])).context
        offers = [page["act"], *page["offers"]]
        law = load_protocol(anas.folder.filing.protocol)
        dues = [due for one in offers if one and (due := due_of(one, law, at=page["now"]))]
        found = {(due.day, due.distance) for due in dues}
        assert (row.due_day, row.due_distance) in found
        assert row.act in {str(one.label) for one in offers}


def test_the_list_opens_nothing_that_is_sealed(many, case, ana, signed_in, monkeypatch):
    browser, opened = signed_in(ana), []
    really = envelopes.unseal

    def unseal(*told, context):
        opened.append(context)
        return really(*told, context=context)

    monkeypatch.setattr(boxes, "open_with", lambda *told, context: opened.append((told, context)))
    monkeypatch.setattr(envelopes, "unseal", unseal)
    assert browser.get(WORKLIST).context["rows"]
    assert opened
    assert all(str(one).startswith("sitting/") for one in opened)


def test_the_title_says_how_many_urgent_requests_wait(filed, letter, rosa, signed_in):
    file_request(letter(urgent=True), by=STRANGER, at=MONDAY)
    assert "<title>(1) Pendientes</title>" in signed_in(rosa).get(WORKLIST).text


def test_a_page_that_asks_for_itself_is_no_act_of_the_member(case, rosa, ana, signed_in):
    browser = signed_in(rosa)
    page = browser.get(WORKLIST)
    seconds, _separator, address = page["Refresh"].partition("; url=")
    assert int(seconds) >= 60
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=40))
    before = Session.objects.get(member=rosa.member).seen_at
    assert browser.get(address).status_code == 200
    assert Session.objects.get(member=rosa.member).seen_at == before
    assert browser.get(WORKLIST).status_code == 200
    assert Session.objects.get(member=rosa.member).seen_at > before
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=46))
    assert browser.get(address).status_code == 302


def test_the_page_renews_itself_only_where_that_is_wanted(case, rosa, ana, signed_in):
    assert "Refresh" not in signed_in(ana).get(WORKLIST)
    assert "Refresh" in signed_in(ana).get(WORKLIST, {"auto": "1"})
    assert "Refresh" not in signed_in(rosa).get(WORKLIST, {"auto": "0"})


def test_the_calendar_counts_the_readers_cases_and_leads_to_them(many, case, ana, olga, signed_in):
    CaseAccess.objects.exclude(case__in=many[:3]).update(open=False)
    CaseAccess.objects.update(due_on=datetime(2031, 3, 12, 15, tzinfo=UTC))
    page = signed_in(ana).get("/desk/calendar/?month=2031-03")
    [day] = [one for week in page.context["weeks"] for one in week if one.number]
    assert (day.on.day, day.number, page.context["number"]) == (12, 3, 3)
    rows = signed_in(ana).get(day.address).context["rows"]
    assert sorted(row.code for row in rows) == sorted(one.code for one in many[:3])
    assert signed_in(olga).get("/desk/calendar/?month=2031-03").context["number"] == 0
    for month in ("", "x", "2031-13", "0001-01", "9999-12", "2031-03-04"):
        assert signed_in(ana).get("/desk/calendar/", {"month": month}).status_code == 200


def told_in(answer):
    return b"".join(answer).decode()


def test_the_file_holds_codes_and_days_of_what_the_list_shows(many, case, ana, olga, signed_in):
    CaseAccess.objects.exclude(case__in=many[:2]).update(open=False)
    CaseAccess.objects.filter(case=many[0]).update(due_on=NEVER)
    CaseAccess.objects.filter(case=many[1]).update(due_on=datetime(2031, 3, 12, 15, tzinfo=UTC))
    answer = signed_in(ana).get("/desk/list.csv?held=all")
    assert answer["Content-Type"].startswith("text/csv")
    lines = told_in(answer).split()
    assert lines == ['"code","due"', '"0001-TEST","2031-03-12"', '"0000-TEST",""']
    assert told_in(signed_in(ana).get("/desk/list.csv?held=all&which=undated")).count("\n") == 2
    assert told_in(signed_in(olga).get("/desk/list.csv?held=all")).split() == ['"code","due"']
