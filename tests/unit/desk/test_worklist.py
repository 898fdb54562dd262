"""The worklist: danger first, then the law's date, at a price that does not grow."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.catalogue import Proposal
from amparo.casework.measures.services import propose
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import counts
from amparo.foundations.cases.services import claim, open_case
from amparo.foundations.consent.services import confirm
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from tests.obligations import PLACE
from tests.people import MONDAY

WORKLIST = "/desk/"


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


def test_it_costs_eleven_statements_with_three_hundred_cases(
    many, filed, ana, signed_in, django_assert_max_num_queries
):
    browser = signed_in(ana)
    browser.get(WORKLIST)
    with django_assert_max_num_queries(11) as asked:
        page = browser.get(WORKLIST)
    assert page.status_code == 200
    assert len(asked) <= 11


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


def test_the_counts_say_whose_they_are(case, anas, many, ana, olga, signed_in):
    """Three hundred are of another team, late, and in nobody's hands as well."""
    CaseAccess.objects.filter(case__in=many).update(member=olga.member, due_on=MONDAY)
    soon = timezone.now() + timedelta(days=1)
    CaseAccess.objects.filter(case=anas.case).update(due_on=soon)

    def counted(reader):
        found = signed_in(reader).get(WORKLIST).context["counts"]
        return (found.own, found.nobody, found.all, found.late)

    assert counted(ana) == (0, 1, 1, 0)
    assert counted(olga) == (0, 300, 300, 300)
    claim(anas.case, by=ana, at=timezone.now())
    CaseAccess.objects.filter(case=anas.case).update(due_on=MONDAY)
    assert counted(ana) == (1, 0, 1, 1)
    assert counted(olga)[0] == 0


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
    assert page.context["counts"].late == 1
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
    addresses = [one[0] for group in page.context["filters"] for one in group.choices]
    assert "/desk/?held=own&stage=preliminary_evaluation" in addresses
    assert "/desk/?held=nobody&stage=evaluation" in addresses
    assert "/desk/?held=nobody&which=late&stage=preliminary_evaluation" in addresses


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


ENGLISH = {"accept-language": "en"}


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


def test_a_supervisors_counters_count_the_teams_cases(case, ana, saul, olga, signed_in):
    Case.objects.update(due_on=MONDAY)
    found = counts(seen_by=saul, at=timezone.now())
    assert (found.all, found.nobody, found.late, found.own) == (1, 1, 1, 0)
    page = signed_in(saul).get(WORKLIST, headers=ENGLISH).text
    assert "of the team" in page
    assert case not in page
    assert counts(seen_by=olga, at=timezone.now()).all == 0
    assert "that you may see" in signed_in(olga).get(WORKLIST, headers=ENGLISH).text
