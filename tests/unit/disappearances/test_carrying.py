"""Whoever must not know is kept from the linked cases too, whenever and wherever it is said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from amparo.casework.conflicts_of_interest.services import say_tied
from amparo.casework.disappearances.exclusions_in_linked_cases import LEFT, show_what_was_left
from amparo.casework.disappearances.linked_cases import open_linked
from amparo.casework.disappearances.models import DisappearanceOrDeath
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.dates_outside_terms import name_of, waiting_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened, worklist
from amparo.foundations.cases.services import close_case, give_seat, take_seat
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.exclusions import names_person, tied_in
from amparo.foundations.intake.inherited_exclusions import LINKED
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document, Filing, SealedMessage
from amparo.foundations.intake.names.matching import is_meant, is_named
from amparo.foundations.intake.requests.services import Letter
from amparo.foundations.intake.services import keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.queries import is_barred_relative
from amparo.foundations.related_people.services import name_other
from tests.befallen import AT, note

type Make = Callable[..., Letter]

LATER = AT + timedelta(days=1)


@pytest.fixture
def beto_too(beto: Actor) -> Actor:
    """On duty before the case was opened: he sits on both."""
    return beto


@pytest.fixture
def died(beto_too: Actor, anas: OpenCase, ana: Actor) -> DisappearanceOrDeath:
    return note(anas, ana, what="died", kind="killing")


@pytest.fixture
def links(
    anas: OpenCase, ana: Actor, letter: Make, died: DisappearanceOrDeath
) -> Callable[..., str]:
    def make(**changes: Any) -> str:
        asks = {"party": "relatives", "applicant": "Lidia Vásquez", **changes}
        request = letter(channel="phone", with_words=False)
        return open_linked(anas, died.ref, request, **asks, by=ana, at=AT)

    return make


@pytest.fixture
def theirs(links: Callable[..., str], anas: OpenCase, beto: Actor) -> Filing:
    """The linked case; beto sits on it alone, and on the first no more."""
    code = links()
    CaseAccess.objects.filter(case=anas.case, member=beto.member).delete()
    return Filing.objects.get(code=code)


def on(filing: Filing) -> set[int]:
    return set(CaseAccess.objects.filter(case__filing=filing).values_list("member", flat=True))


@pytest.fixture(params=["her page", "by name behind it"])
def said_later(request: pytest.FixtureRequest, theirs: Filing, anas: OpenCase, ana: Actor,
               flor: Visitor) -> None:  # fmt: skip
    if request.param == "her page":
        keep_from(flor.folder, [], names="Beto Rojas, mi vecino", by=flor, at=LATER)
    else:
        name_other(anas.folder, name="Beto Rojas", relation="aggressor", by=ana, at=LATER)


def test_who_sits_on_the_linked_case_alone_loses_sight_at_once(
    said_later: None, theirs: Filing, beto: Actor, ana: Actor
) -> None:
    """Before anybody opened it, and without its key."""
    with pytest.raises(Http404):
        opened(theirs.code, seen_by=beto)
    assert theirs.code not in {one.code for one in worklist(seen_by=beto)}
    assert (beto.member.pk in on(theirs), ana.member.pk in on(theirs)) == (False, True)


def test_a_linked_case_that_is_not_found_is_not_passed_over(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    """Whoever must not know would keep a seat there, and nobody would see it."""
    link = {"code": "AAAA-BBBB", "party": "relatives"}
    write_paper(anas.folder, kind=LINKED, body=link, by=ana, at=AT)
    with pytest.raises(Filing.DoesNotExist):
        keep_from(flor.folder, [], names="Beto Rojas", by=flor, at=LATER)


def test_who_has_a_tie_to_one_has_it_to_the_other_both_ways_and_no_more_is_said_than_once(
    theirs: Filing, anas: OpenCase, ana: Actor, beto: Actor, olga: Actor
) -> None:
    """Beto sits on the linked case alone; olga is given a seat on each."""
    say_tied(theirs.code, by=beto, at=LATER)
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(anas.case, anas.folder, beto.member, reason="works", by=ana, at=LATER)
    linked = look_into(theirs.code, seen_by=ana, at=LATER)
    for one in (anas, linked):
        give_seat(one.case, one.folder, olga.member, reason="works", by=ana, at=LATER)
    say_tied(anas.code, by=olga, at=LATER)
    assert not CaseAccess.objects.filter(member=olga.member).exists()
    for _ in range(3):
        for code in (anas.code, theirs.code):
            look_into(code, seen_by=ana, at=LATER)
    assert not SealedMessage.objects.exists()
    assert Document.objects.filter(kind="exclusions").count() == 3  # of the first case both at once
    said = {beto.member.code, olga.member.code}
    for code in (anas.code, theirs.code):
        tied = tied_in(look_into(code, seen_by=ana, at=LATER).folder)
        assert {code for code, _said in tied} == said


def test_a_case_opened_for_those_who_are_left_gives_no_seat_to_who_said_it_before(
    links: Callable[..., str], anas: OpenCase, ana: Actor, beto: Actor
) -> None:
    say_tied(anas.code, by=beto, at=AT)
    assert beto.member.pk not in on(Filing.objects.get(code=links()))


def test_a_seat_that_comes_back_opens_nothing(
    theirs: Filing, anas: OpenCase, ana: Actor, beto: Actor
) -> None:
    kept = CaseAccess.objects.get(case__filing=theirs, member=beto.member)
    name_other(anas.folder, name="Beto Rojas", relation="aggressor", by=ana, at=LATER)
    kept.save(force_insert=True)
    with pytest.raises(Http404):
        opened(theirs.code, seen_by=beto)
    team = opened(theirs.code, seen_by=ana)
    CaseAccess.objects.filter(case__filing=theirs, member=beto.member).delete()
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(team.case, team.folder, beto.member, reason="works", by=ana, at=LATER)


def test_once_somebody_opens_it_the_words_are_its_own_and_whoever_asked_reads_none(
    said_later: None, theirs: Filing, ana: Actor, rosa: Actor
) -> None:
    assert SealedMessage.objects.filter(filing=theirs).exists()
    team = look_into(theirs.code, seen_by=ana, at=LATER)
    assert not SealedMessage.objects.filter(filing=theirs).exists()
    assert names_person(team.folder, "Beto Rojas")
    papers = papers_in(team.folder, seen_by=ana, kinds=["exclusions"])
    assert [one.for_person for one in papers if "Beto" in str(team.folder.words(one))] == [False]
    look_into(theirs.code, seen_by=ana, at=LATER)
    assert len(papers_in(team.folder, seen_by=ana, kinds=["exclusions"])) == len(papers)


def test_an_institution_said_later_is_shut_out_there_too(
    enrolled: Callable[..., Actor], theirs: Filing, ana: Actor, flor: Visitor,
    site: dict[str, Unit],
) -> None:  # fmt: skip
    seconded = enrolled("Paco Leon", "analyst", unit="pnp-selva")
    team = opened(theirs.code, seen_by=ana)
    give_seat(team.case, team.folder, seconded.member, reason="works", by=ana, at=LATER)
    keep_from(flor.folder, [site["mininter"]], names="", by=flor, at=LATER)
    assert seconded.member.pk not in on(theirs)
    team = look_into(theirs.code, seen_by=ana, at=LATER)
    assert team.folder.excludes_any(frozenset({"mininter"}))


def test_who_is_feared_in_the_linked_case_is_kept_from_the_first_and_nobody_else_is(
    theirs: Filing, anas: OpenCase, ana: Actor, rosa: Actor
) -> None:
    """Whoever asks for themselves shuts nobody out of a case that is not theirs."""
    team = opened(theirs.code, seen_by=ana)
    keep_from(team.folder, [], names="Ana Torres", by=ana, at=LATER)
    assert not SealedMessage.objects.filter(filing=anas.folder.filing).exists()
    name_other(team.folder, name="Rosa Quispe", relation="aggressor", by=ana, at=LATER)
    with pytest.raises(Http404):
        opened(anas.code, seen_by=rosa)
    assert rosa.member.pk not in on(anas.folder.filing)


def test_what_was_told_is_kept_when_the_linked_case_is_sealed_anew(
    theirs: Filing, anas: OpenCase, ana: Actor, beto: Actor, rosa: Actor
) -> None:
    name_other(anas.folder, name="Beto Rojas", relation="aggressor", by=ana, at=LATER)
    team = opened(theirs.code, seen_by=ana)
    newer = take_seat(team.case, team.folder, rosa.member, reason="moved", by=ana, at=LATER)
    assert names_person(newer, "Beto Rojas")


def test_where_nobody_would_be_left_the_seats_stay_and_open_nothing(
    theirs: Filing, anas: OpenCase, ana: Actor, beto: Actor
) -> None:
    CaseAccess.objects.filter(case__filing=theirs).exclude(member=beto.member).delete()
    name_other(anas.folder, name="Beto Rojas", relation="aggressor", by=ana, at=LATER)
    assert on(theirs) == {beto.member.pk}
    with pytest.raises(Http404):
        opened(theirs.code, seen_by=beto)


def test_the_record_says_nobody_of_the_linked_case_did_it_and_names_no_code_of_it(
    said_later: None, theirs: Filing, anas: OpenCase
) -> None:
    told = Entry.objects.filter(about=theirs.code, event="WordsDropped")
    assert {one.by for one in told} == {"system"}
    facts = Entry.objects.filter(about__in=[theirs.code, anas.code]).values_list("facts", flat=True)
    assert not any(theirs.code in one or anas.code in one for one in facts)
    assert {one.about for one in SealedMessage.objects.all()} == {""}


def test_who_is_feared_in_the_first_case_is_kept_from_one_that_is_opened_later(
    anas: OpenCase, ana: Actor, beto: Actor, links: Callable[..., str]
) -> None:
    name_other(anas.folder, name="Beto Rojas", relation="aggressor", by=ana, at=AT)
    theirs = Filing.objects.get(code=links())
    assert beto.member.pk not in on(theirs)


# A name for all of a family


@pytest.mark.parametrize(
    "text",
    [
        "los Quispe", "Los Quispe", "La familia Quispe", "Familia Quispe", "los Quispes",
        "Los hermanos Quispe", "The Quispes", "Los Quispe de la esquina", "Señor Quispe",
    ],
)  # fmt: skip
def test_a_relative_is_meant_by_what_all_of_a_family_are_called(text: str) -> None:
    assert is_meant("Juan Quispe", text)
    assert is_named("Juan Quispe", text)


@pytest.mark.parametrize("text", ["Rosa Quispe", "mi hermana Rosa Quispe", "Los Mamani"])
def test_a_relative_is_not_meant_by_somebody_elses_name(text: str) -> None:
    assert not is_meant("Juan Quispe", text)


@pytest.mark.parametrize(
    ("applicant", "barred"),
    [
        ("Los Vásquez", True),
        ("familia vásquez", True),
        ("Rubén Vásquez", True),
        ("Lidia Vásquez", False),
        ("lidia vásquez", False),
        ("Los Torres", False),
    ],
)
def test_a_family_does_not_ask_whole_where_one_of_it_must_not_know(
    applicant: str, *, barred: bool, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    keep_from(flor.folder, [], names="mi tío Rubén Vásquez", by=flor, at=AT)
    assert is_barred_relative(anas.folder, applicant, seen_by=ana) is barred


def test_a_whole_family_that_must_not_know_is_not_asked(
    links: Callable[..., str], flor: Visitor
) -> None:
    keep_from(flor.folder, [], names="Los Vásquez", by=flor, at=AT)
    with pytest.raises(Hindered, match="applicant_excluded"):
        links()


# What was left there waits for somebody who opens it


def listed(reader: Actor) -> dict[str, str]:
    return {one.code: one.due_term for one in worklist(seen_by=reader)}


def test_the_linked_case_asks_to_be_opened_and_says_neither_why_nor_by_whom(
    said_later: None, theirs: Filing, anas: OpenCase, ana: Actor, beto: Actor
) -> None:
    at = LATER + timedelta(minutes=1)
    assert show_what_was_left(at=at) == 1
    assert listed(ana)[theirs.code] == LEFT
    assert theirs.code not in listed(beto)
    assert "left_here" not in listed(ana)[anas.code]
    [waits] = [one for one in waiting_in(Case.objects.get(filing=theirs)) if one.task == LEFT]
    assert waits.due_on - LATER <= timedelta(hours=2)
    assert not any(one in name_of(LEFT) for one in ("Beto", anas.code))
    assert show_what_was_left(at=at) == 0
    look_into(theirs.code, seen_by=ana, at=at)
    assert LEFT not in listed(ana).values()
    assert show_what_was_left(at=at) == 0


def test_it_asks_in_a_closed_case_too(said_later: None, theirs: Filing, ana: Actor) -> None:
    close_case(Case.objects.get(filing=theirs), reason="ended", by=ana, at=LATER)
    Case.objects.filter(filing=theirs).update(due_on=None, due_term="")
    CaseAccess.objects.filter(case__filing=theirs).update(open=False)
    assert theirs.code not in listed(ana)
    assert show_what_was_left(at=LATER + timedelta(minutes=1)) == 1
    assert listed(ana)[theirs.code] == LEFT
    look_into(theirs.code, seen_by=ana, at=LATER + timedelta(minutes=2))
    assert theirs.code not in listed(ana)
