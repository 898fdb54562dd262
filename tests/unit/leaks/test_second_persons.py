"""By one person's word alone one account is suspended, and not everybody's; and whoever noted it
does not say alone that it stays."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client

from amparo.casework.leaks.models import Leak
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member, Session
from amparo.foundations.cases.models import CaseAccess, ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.ledger.services import Signs
from tests.leaking import AT, noted
from tests.unit.leaks.test_pages import noting, run

type SignedIn = Callable[[Actor], Client]


def active(who: Actor) -> bool:
    return Member.objects.get(pk=who.member.pk).active


def given_back(leak: Leak, *, asks: Actor) -> None:
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=asks, at=AT)
    suspecting.lift(leak.ref, by=SYSTEM, at=AT)


def names(*suspects: Actor, by: Signs, **more: Any) -> list[Leak]:
    return [noted("account", suspect=one.member, by=by, **more) for one in suspects]


def test_the_first_is_suspended_at_once_and_the_next_waits_for_a_second_person(
    beto: Actor, olga: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    first, second = names(beto, olga, by=saul)
    assert not active(beto)
    assert (active(olga), second.waits_for_another) == (True, True)
    with pytest.raises(Hindered, match="second_person_first"):
        suspecting.suspend_alone(second, by=saul, at=AT)
    suspecting.suspend_alone(second, by=wari, at=AT)
    assert not active(olga)
    second.refresh_from_db()
    assert (first.suspended_by, second.suspended_by) == (saul.signature, wari.signature)


def test_whoever_waits_is_out_at_once_where_somebody_else_reads_the_case(
    beto: Actor, olga: Actor, anas: OpenCase, ana: Actor, saul: Actor, signed_in: SignedIn
) -> None:
    signed_in(ana)
    names(olga, ana, by=saul)
    assert not Session.objects.filter(member=ana.member).exists()
    assert not CaseAccess.objects.filter(member=ana.member).exists()
    with pytest.raises(Http404):
        opened(anas.code, seen_by=ana)


def test_one_alone_leaves_no_case_without_a_reader(
    beto: Actor, olga: Actor, anas: OpenCase, ana: Actor, rosa: Actor, saul: Actor, wari: Actor
) -> None:
    _first, *others = names(olga, ana, beto, rosa, by=saul)
    left = CaseAccess.objects.filter(case=anas.case, member__active=True)
    assert left.count() == 1
    last = next(one for one in others if one.suspect_id == left.get().member_id)
    suspecting.suspend_alone(last, by=wari, at=AT)  # two say so: then not even that one
    assert not left.exists()
    assert ConflictOfInterest.objects.filter(member=last.suspect, ended_at=None).exists()


def test_who_supervises_and_is_named_first_names_nobody_any_more(
    saul: Actor, wari: Actor, anas: OpenCase
) -> None:
    names(wari, by=saul)
    with pytest.raises(Hindered, match="not_permitted"):
        names(saul, by=wari)
    assert active(saul)


@pytest.mark.parametrize("lifted", ["stands", "given back"])
def test_after_thirty_days_it_is_one_again_also_where_the_first_was_given_back(
    lifted: str, beto: Actor, olga: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    [first] = names(beto, by=saul)
    if lifted == "given back":
        given_back(first, asks=wari)
    [soon] = names(olga, by=saul, at=AT + timedelta(days=29))
    assert soon.waits_for_another
    [later] = names(olga, by=saul, at=AT + timedelta(days=31))
    assert (later.waits_for_another, active(olga)) == (False, False)


def test_the_same_account_again_and_what_two_said_count_for_nothing(
    beto: Actor, olga: Actor, ana: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    names(beto, by=saul)
    names(beto, by=wari)  # it was out by another's word
    names(olga, by=wari)
    assert not active(olga)


def test_an_account_that_two_gave_back_is_not_suspended_again_by_the_same_word(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    [leak] = names(beto, by=saul)
    given_back(leak, asks=wari)
    [again] = names(beto, by=saul, at=AT + timedelta(days=300))
    assert (again.waits_for_another, active(beto)) == (True, True)
    with pytest.raises(Hindered, match="second_person_first"):
        suspecting.suspend_alone(again, by=saul, at=AT + timedelta(days=301))
    suspecting.suspend_alone(again, by=wari, at=AT + timedelta(days=301))
    assert not active(beto)


def test_another_who_names_it_is_a_second_word(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    [leak] = names(beto, by=saul)
    given_back(leak, asks=saul)
    names(beto, by=wari)
    assert not active(beto)


def test_the_operator_is_the_second_person_too(
    beto: Actor, olga: Actor, anas: OpenCase, saul: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    _first, second = names(beto, olga, by=saul)
    run(["list"])
    assert "waits for a second person" in capsys.readouterr().out
    run(["suspend", second.ref])
    assert not active(olga)


def test_the_account_alone_at_the_reception_waits_for_another_too(
    beto: Actor, rosa: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    _first, second = names(beto, rosa, by=saul)
    with pytest.raises(Hindered, match="second_person_first"):
        suspecting.suspend_alone(second, by=saul, at=AT)
    suspecting.suspend_alone(second, by=wari, at=AT)
    assert not active(rosa)


# --- who says no ---


def test_who_noted_it_lifts_but_refuses_nobody_else(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    [leak] = names(beto, by=saul)
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=wari, at=AT)
    with pytest.raises(Hindered, match="noted_it"):
        suspecting.refuse_to_lift(leak.ref, by=saul, at=AT)
    assert leak.liftings.filter(answered_at=None).exists()
    suspecting.lift(leak.ref, by=saul, at=AT)
    assert active(beto)


def test_who_noted_it_takes_back_what_she_asked_herself(
    beto: Actor, anas: OpenCase, saul: Actor
) -> None:
    [leak] = names(beto, by=saul)
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=saul, at=AT)
    suspecting.refuse_to_lift(leak.ref, by=saul, at=AT)
    assert not leak.liftings.filter(answered_at=None).exists()


# --- pages ---


def test_the_page_says_that_it_waits_and_another_decides_it(
    beto: Actor, olga: Actor, anas: OpenCase, saul: Actor, wari: Actor, proved: SignedIn
) -> None:
    mine, hers = proved(saul), proved(wari)
    for one in (beto, olga):
        sent = mine.post("/desk/leaks/new/", noting(suspect=one.member.code))
        assert sent.status_code == 302
    leak = Leak.objects.get(suspect=olga.member)
    page = f"/desk/leaks/{leak.ref}/suspend/"
    own, other = (one.get("/desk/leaks/").text for one in (mine, hers))
    assert "Esta cuenta todavía no está suspendida" in own
    assert page not in own
    assert page in other
    assert saul.member.name in other
    assert mine.post(page, {}).status_code == 409
    assert active(olga)
    assert hers.post(page, {}).status_code == 302
    assert not active(olga)


def test_the_page_offers_no_no_to_who_noted_it(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor, proved: SignedIn
) -> None:
    [leak] = names(beto, by=saul)
    page = f"/desk/leaks/{leak.ref}/lift/"
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=wari, at=AT)
    assert 'value="refuse"' not in proved(saul).get(page).text
    assert proved(saul).post(page, {"answer": "refuse"}).status_code == 422
