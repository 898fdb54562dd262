"""Whoever is feared, or must not know, sits on no case and learns nothing, however it was noted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from amparo.casework.obligations.delivery.consent_gate import works_there_who_must_not_know
from amparo.casework.obligations.models import Obligation
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.surname_conflicts import CONFIRM
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened, worklist
from amparo.foundations.cases.services import claim, close_case, give_seat, open_case, take_seat
from amparo.foundations.consent.queries import is_excluded
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.exclusions import (
    feared_in,
    taken_for,
    who_is_excluded,
)
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Document, Exclusion
from amparo.foundations.intake.names.matching import is_named
from amparo.foundations.intake.names.shared_surnames import ALIKE
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, Letter, file_request
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import is_barred
from amparo.foundations.related_people.services import NotGiven, name_other
from tests.people import MONDAY

type SignIn = Callable[[Actor], Client]

LATER = MONDAY + timedelta(hours=2)
ROSA = "Rosa Quispe"
CONFLICT = 409
PERSON = {"age": "adult", "guardian": "person"}


def noted_on_the_page(
    relation: str, anas: OpenCase, ana: Actor, signed_in: SignIn, name: str = ROSA
) -> Any:
    page = reverse("desk:people", args=[anas.code])
    sent, browser = {"name": name, "relation": relation, **PERSON}, signed_in(ana)
    told = browser.post(page, sent)
    asked = told.context["form"].fields.get(CONFIRM) if told.status_code == CONFLICT else None
    if asked is None:
        return told
    return browser.post(page, {**sent, CONFIRM: asked.widget.attrs["value"]})


@pytest.fixture(params=["her page", "behind the danger", "as she said it", "by a service"])
def noted(
    request: pytest.FixtureRequest, anas: OpenCase, ana: Actor, flor: Visitor, signed_in: SignIn
) -> None:
    """That the receptionist, who has a seat, is feared or must not know."""
    if request.param == "her page":
        keep_from(flor.folder, [], names=f"{ROSA}, mi cuñada", by=flor, at=LATER)
    elif request.param == "by a service":
        name_other(anas.folder, name=ROSA, relation="aggressor", by=ana, at=LATER)
    else:
        relation = "aggressor" if request.param == "behind the danger" else "kept_from"
        assert noted_on_the_page(relation, anas, ana, signed_in).status_code == 302


def test_whoever_is_meant_loses_sight_at_once_and_gets_no_seat_again(
    anas: OpenCase, ana: Actor, rosa: Actor, noted: None
) -> None:
    with pytest.raises(Http404):
        opened(anas.code, seen_by=rosa)
    assert worklist(seen_by=rosa) == []
    assert {one.member for one in CaseAccess.objects.all()} == {ana.member}
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(anas.case, anas.folder, rosa.member, reason="works", by=ana, at=LATER)
    taken = Entry.objects.get(event="SeatTaken")
    assert (rosa.member.code in taken.facts, "excluded" in taken.facts) == (True, True)


@pytest.fixture
def kept(case: str, rosa: Actor) -> CaseAccess:
    """Her seat, as a copy has it."""
    return CaseAccess.objects.get(member=rosa.member)


def test_a_seat_that_was_left_over_opens_nothing(
    kept: CaseAccess, anas: OpenCase, rosa: Actor, noted: None
) -> None:
    """As if the row had come back, by a copy or by another hand."""
    kept.save(force_insert=True)
    with pytest.raises(Http404):
        opened(anas.code, seen_by=rosa)


def test_sealing_the_case_anew_gives_no_key_to_whoever_is_feared(
    beto: Actor, kept: CaseAccess, anas: OpenCase, ana: Actor
) -> None:
    name_other(anas.folder, name=ROSA, relation="aggressor", by=ana, at=LATER)
    kept.save(force_insert=True)
    take_seat(anas.case, anas.folder, beto.member, reason="moved", by=ana, at=LATER)
    assert {one.member for one in CaseAccess.objects.all()} == {ana.member}


def test_her_request_already_says_it(
    letter: Callable[..., Letter], rosa: Actor, ana: Actor, enrolled: Callable[..., Actor]
) -> None:
    insider = enrolled("Ivan Soto", "analyst")
    filed = file_request(letter(excluded_names="Iván Soto"), by=STRANGER, at=MONDAY)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=MONDAY)
    assert insider.member not in {one.member for one in CaseAccess.objects.all()}
    assert opened(folder.code, seen_by=ana).folder.key


def test_a_closed_case_is_taken_from_them_too(anas: OpenCase, ana: Actor, rosa: Actor) -> None:
    close_case(anas.case, reason="ended", by=ana, at=LATER)
    name_other(anas.folder, name=ROSA, relation="aggressor", by=ana, at=LATER)
    assert not CaseAccess.objects.filter(member=rosa.member).exists()


def test_whoever_held_the_case_holds_it_no_more(anas: OpenCase, ana: Actor, rosa: Actor) -> None:
    claim(anas.case, by=rosa, at=LATER)
    name_other(anas.folder, name=ROSA, relation="aggressor", by=ana, at=LATER)
    assert Case.objects.get().holder is None
    assert CaseAccess.objects.get().held == "nobody"


@pytest.mark.parametrize("relation", ["aggressor", "kept_from"])
def test_where_nobody_would_be_left_nothing_is_stored_and_it_is_said(
    relation: str, anas: OpenCase, ana: Actor, rosa: Actor, signed_in: SignIn
) -> None:
    CaseAccess.objects.exclude(member=ana.member).delete()
    answer = noted_on_the_page(relation, anas, ana, signed_in, name="Huamán")
    assert answer.status_code == 409
    assert "nadie que pueda leer el expediente" in answer.content.decode()
    assert not RelatedPerson.objects.exists()
    assert not papers_in(anas.folder, seen_by=ana, kinds=["exclusions", "other"])
    assert opened(anas.code, seen_by=ana).folder.key


def test_whoever_writes_down_a_name_like_her_own_is_led_to_her_own_list(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    answer = noted_on_the_page("aggressor", anas, ana, signed_in, name="Ana Huamán")
    assert answer["Location"] == reverse("desk:worklist")


def test_what_she_says_to_the_team_stands_on_her_own_page_and_on_the_list(
    anas: OpenCase, ana: Actor, flor: Visitor, signed_in: SignIn
) -> None:
    noted_on_the_page("kept_from", anas, ana, signed_in, name="Mi vecino Ramiro")
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["exclusions"])
    assert flor.folder.words(paper)["names"] == "Mi vecino Ramiro"
    page = signed_in(ana).get(reverse("desk:people", args=[anas.code]))
    assert "Mi vecino Ramiro" in page.content.decode()
    with pytest.raises(NotGiven, match="must_not_know"):
        name_other(anas.folder, name="Ramiro", relation="family", by=ana, at=LATER)


# An institution


@pytest.mark.parametrize("relation", ["aggressor", "kept_from"])
def test_an_institution_that_is_named_whole_is_shut_out_with_its_people(
    relation: str, enrolled: Callable[..., Actor], rosa: Actor, ana: Actor, case: str,
    signed_in: SignIn, site: dict[str, Unit],
) -> None:  # fmt: skip
    seconded = enrolled("Paco Leon", "analyst", unit="pnp-selva")
    team = opened(case, seen_by=ana)
    give_seat(team.case, team.folder, seconded.member, reason="works", by=ana, at=LATER)
    noted_on_the_page(relation, team, ana, signed_in, name="Pnp Selva")
    assert is_excluded(team.folder, site["pnp-selva"], seen_by=ana)
    with pytest.raises(Http404):
        opened(case, seen_by=seconded)
    assert not CaseAccess.objects.filter(member=seconded.member).exists()


def test_an_institution_that_the_person_types_among_persons_is_shut_out_too(
    letter: Callable[..., Letter], rosa: Actor, flor: Visitor, site: dict[str, Unit]
) -> None:
    keep_from(flor.folder, [], names="mi vecino Ramiro, PNP selva", by=flor, at=LATER)
    filed = file_request(letter(excluded_names="Ramiro\nMININTER"), by=STRANGER, at=MONDAY)
    assert flor.folder.excludes_any(frozenset({"pnp-selva"}))
    assert filed.folder.excludes_any(frozenset({"mininter"}))
    assert not flor.folder.excludes_any(frozenset({"mininter"}))


@pytest.mark.parametrize("names", ["mi vecino Ramiro, PNPselva", "la РNР selvа", "PNP de la Se1va"])
def test_also_in_other_letters_and_without_the_space(
    names: str, rosa: Actor, flor: Visitor
) -> None:
    keep_from(flor.folder, [], names=names, by=flor, at=LATER)
    assert flor.folder.excludes_any(frozenset({"pnp-selva"}))


def test_whoever_is_enrolled_in_other_letters_gets_no_seat(
    anas: OpenCase, ana: Actor, flor: Visitor, enrolled: Callable[..., Actor]
) -> None:
    keep_from(flor.folder, [], names="Nora Salas", by=flor, at=LATER)
    named = enrolled("Nоra Sаlаs", "analyst")
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(anas.case, anas.folder, named.member, reason="works", by=ana, at=LATER)


def test_who_was_told_apart_makes_nobody_else_free_who_looks_alike(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    keep_from(flor.folder, [], names="Camero", by=flor, at=LATER)
    body = {"name": "Iván Camero", "same": False, "text": "x", "names": ["Camero"]}
    write_paper(anas.folder, kind=ALIKE, body=body, by=ana, at=LATER)
    assert not is_barred(anas.folder, "Iván Camero", seen_by=ana)
    assert is_barred(anas.folder, "Iván Carnero", seen_by=ana)


def test_who_works_somewhere_does_not_shut_the_whole_institution_out(
    anas: OpenCase, ana: Actor
) -> None:
    name = "Suboficial PNP Juan Torres"
    name_other(anas.folder, name=name, relation="aggressor", by=ana, at=LATER)
    assert not Exclusion.objects.exists()


def test_an_organisation_behind_the_danger_is_no_recipient(anas: OpenCase, ana: Actor) -> None:
    name_other(anas.folder, name="Minera Alto Río", relation="aggressor", by=ana, at=LATER)
    assert taken_for(anas.folder, None, "Minera Alto Río S.A.", by=ana) is not None
    assert taken_for(anas.folder, None, "Defensoría del Pueblo", by=ana) is None
    assert who_is_excluded(anas.folder) == (frozenset(), "")


# Names


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("María Quispe de la Cruz", "María Quispe"),
        ("María Quispe Vda. de Rojas", "la Quispe"),
        ("Jorge dos Santos Paz", "Jorge dos Santos"),
        ("I. Paz", "Iván Paz"),
        ("Ivan Paz", "I. Paz"),
        ("Rosa Quispe", "Ro\u200bsa Qui\u00adspe"),
        ("Rosa Quispe", "mi cuñada Rosaquispe"),
        ("Rоsа Quіsре", "Rosa Quispe"),
        ("R0sa Qu1spe", "la Quispe"),
        ("Rosa Qui spe", "la Quispe"),
    ],
)
def test_what_stands_between_the_parts_of_a_name_hides_nobody(name: str, written: str) -> None:
    assert is_named(name, written)


def test_nobody_is_meant_by_what_stands_between() -> None:
    assert not is_named("Pedro de la Vega Roca", "la señora de los Andes")


# An institution's officer


def test_a_unit_whose_officer_is_feared_keeps_nothing_and_gets_nothing(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn
) -> None:
    page = reverse("portal:duty", args=[forwarded.alias])
    assert signed_in(carla).get(page).status_code == 200
    later = MONDAY + timedelta(days=9)
    name_other(anas.folder, name="Carla Vega", relation="aggressor", by=ana, at=later)
    forwarded.refresh_from_db()
    assert (forwarded.state, forwarded.key_for_unit) == ("revoked", b"")
    assert works_there_who_must_not_know(anas.folder, forwarded.unit, ana)


@pytest.mark.parametrize("relation", ["aggressor", "kept_from"])
def test_an_officer_of_that_name_who_joins_later_is_found_when_a_member_looks(
    relation: str, forwarded: Obligation, anas: OpenCase, ana: Actor, signed_in: SignIn,
    enrolled: Callable[..., Actor],
) -> None:  # fmt: skip
    later = MONDAY + timedelta(days=9)
    noted_on_the_page(relation, anas, ana, signed_in, name="Nora Salas")
    look_into(anas.code, seen_by=ana, at=later)
    forwarded.refresh_from_db()
    assert forwarded.state == "open"
    enrolled("Nora Salas", "institution_officer", unit="pnp-selva")
    look_into(anas.code, seen_by=ana, at=later)
    forwarded.refresh_from_db()
    assert (forwarded.state, forwarded.key_for_unit) == ("revoked", b"")


# Where the team writes of the danger


HAPPENED = {
    "what": "disappeared", "whose": "other", "name": "Teófilo Inuma", "kind": "unknown",
    "on": "2026-11-08", "text": "salió en bote y no llegó", "source": "su hermana",
}  # fmt: skip
INCIDENT = {"when": "el lunes", "text": "dispararon contra la puerta"}
ASKED = {
    "assessment:assess": {"seen": "0", "later": "1"},
    "review:incident": INCIDENT,
    "disappearances:happened": HAPPENED,
}


@pytest.mark.parametrize("page", ASKED)
def test_wherever_the_team_writes_of_the_danger_it_is_asked_who_is_behind_it(
    page: str, anas: OpenCase, ana: Actor, rosa: Actor, signed_in: SignIn
) -> None:
    address, browser = reverse(page, args=[anas.code]), signed_in(ana)
    assert 'name="behind"' in browser.get(address).content.decode()
    answer = browser.post(
        address, {**ASKED[page], "behind": f"{ROSA}\n\nMinera Alto Río\n", "seats_lost": "1"}
    )
    assert answer.status_code == 302
    assert feared_in(anas.folder) == [ROSA, "Minera Alto Río"]
    with pytest.raises(Http404):
        opened(anas.code, seen_by=rosa)
    assert set(RelatedPerson.objects.values_list("relation", flat=True)) == {"aggressor"}


@pytest.mark.parametrize("page", ASKED)
def test_what_is_typed_there_stays_where_nobody_would_be_left(
    page: str, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    CaseAccess.objects.exclude(member=ana.member).delete()
    before = len(papers_in(anas.folder, seen_by=ana))
    answer = signed_in(ana).post(
        reverse(page, args=[anas.code]), {**ASKED[page], "behind": "Huamán"}
    )
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "nadie que pueda leer el expediente" in shown
    assert ">\nHuamán</textarea>" in shown
    assert len(papers_in(anas.folder, seen_by=ana)) == before


def test_nobody_is_noted_twice_and_no_name_is_kept_with_the_assessment(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    address, browser = reverse("assessment:assess", args=[anas.code]), signed_in(ana)
    for seen in ("0", "1"):
        sent = {"seen": seen, "later": "1", "behind": "ramiro paz"}
        assert browser.post(address, sent).status_code == 302
    assert RelatedPerson.objects.count() == 1
    papers = papers_in(anas.folder, seen_by=ana, kinds=["risk_report"], all_versions=True)
    assert not any("ramiro" in str(anas.folder.words(one)) for one in papers)


def test_a_name_that_is_too_long_is_said_so(anas: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    address = reverse("review:incident", args=[anas.code])
    answer = signed_in(ana).post(address, {**INCIDENT, "behind": "x" * 121})
    assert answer.status_code == 422
    assert "120 letras" in answer.content.decode()


# A key that was kept


def test_what_was_kept_by_who_lost_the_seat_opens_nothing_once_somebody_else_opened_it(
    anas: OpenCase, ana: Actor, rosa: Actor, flor: Visitor, filed: Filed
) -> None:
    """Her seat was taken by the person, who cannot give the team a new key."""
    kept = opened(anas.code, seen_by=rosa).folder
    keep_from(flor.folder, [], names=ROSA, by=flor, at=LATER)
    newer = look_into(anas.code, seen_by=ana, at=LATER).folder
    write_paper(newer, kind="note", body={"text": "está en otra casa"}, by=ana, at=LATER)
    for paper in Document.objects.filter(filing=newer.filing):
        with pytest.raises(Unsealable):
            kept.words(paper)
    again, _ = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    assert again.folder.key == newer.key
    assert Entry.objects.filter(event="FileReKeyed").count() == 1
    look_into(anas.code, seen_by=ana, at=LATER)
    assert Entry.objects.filter(event="FileReKeyed").count() == 1


def test_where_it_cannot_be_sealed_anew_it_is_read_all_the_same(
    anas: OpenCase, ana: Actor, flor: Visitor, site: dict[str, Unit]
) -> None:
    keep_from(flor.folder, [site["pnp-selva"]], names=ROSA, by=flor, at=LATER)
    Unit.objects.filter(code="pnp-selva").update(code="renamed")
    assert look_into(anas.code, seen_by=ana, at=LATER).folder.key == anas.folder.key
    assert Case.objects.get().seal_anew
