"""Whoever is named and signs in all the same, until a second person says so: what she may do no
more, and what persons wait for that goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from amparo.casework.leaks.case_response import settle
from amparo.casework.leaks.models import AffectedCase, Leak
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.measures.states import Hindered
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts import services as accounts
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.credentials.keyholders import Holder, assent_to_key, propose_key
from amparo.foundations.accounts.membership.leak_suspension import LOST, left_for
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.permissions import PERMISSIONS, Permission, Role
from amparo.foundations.cases.emergency_access.services import break_glass, keep_ready, lend
from amparo.foundations.cases.models import CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, take_seat
from amparo.foundations.cases.team_given_phrases import give_words
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.services import rotate_reception
from amparo.foundations.related_people.models import AccessCredential
from tests.leaking import AT, noted
from tests.people import unfold
from tests.sent_files import photo, uploaded

type SignedIn = Callable[[Actor], Client]
type Enrolled = Callable[..., Actor]

KEPT, GONE = "kept", "gone"
TABLE = {
    Permission.DESK: KEPT,
    Permission.FILING_OPEN: KEPT,
    Permission.FILING_RECORD: KEPT,
    Permission.CASE_READ: KEPT,
    Permission.CASE_WORK: KEPT,
    Permission.CASE_ASSESS: KEPT,
    Permission.CASE_PLAN: KEPT,
    Permission.CASE_DECIDE: KEPT,
    Permission.CASE_SUPERVISE: KEPT,
    Permission.EXPORT_APPROVE: GONE,
    Permission.TEAM_MANAGE: GONE,
    Permission.PORTAL: KEPT,
    Permission.OVERSIGHT: KEPT,
    Permission.OUTSIDE: KEPT,
    Permission.CONSULTATION_OPEN: GONE,
    Permission.CONSULTATION_ANSWER: GONE,
    Permission.ATTACK_DOCUMENT: KEPT,
}
"""Every permission that there is: a new one has to be thought of here."""
OF_TEAM = [one for one in Role if Permission.DESK in PERMISSIONS[one]]


def anew(actor: Actor, **changes: Any) -> Actor:
    """As the next request finds her."""
    Member.objects.filter(pk=actor.member.pk).update(**changes) if changes else None
    found = Member.objects.select_related("unit").get(pk=actor.member.pk)
    return Actor(found, actor.pair)


def names_two(by: Actor, first: Actor, second: Actor) -> Leak:
    """The second waits for another person."""
    noted("account", suspect=first.member, by=by)
    return noted("account", suspect=second.member, by=by)


def lifted(leak: Leak, *, by: Actor) -> None:
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=by, at=AT)
    suspecting.lift(leak.ref, by=SYSTEM, at=AT)


def test_each_permission_stands_in_the_table() -> None:
    assert set(TABLE) == set(Permission)
    assert {one for one, what in TABLE.items() if what == GONE} == LOST


@pytest.mark.parametrize("role", OF_TEAM)
def test_what_is_left_of_each_role_and_comes_back_once_it_is_lifted(
    role: Role, saul: Actor, beto: Actor, rosa: Actor, ana: Actor
) -> None:
    her = anew(ana, roles=[role.value])
    if role is Role.RECEPTION:
        accounts.give_group_seat(her.member, kind="reception", by=rosa, at=AT)
    leak = names_two(saul, beto, her)
    held = anew(her)
    assert held.is_held_back
    for permission in PERMISSIONS[role]:
        kept = TABLE[permission] == KEPT
        assert (held.may(permission), permission in held.permissions) == (kept, kept), permission
    lifted(leak, by=saul)
    free = anew(her)
    assert {one for one in PERMISSIONS[role] if free.may(one)} == PERMISSIONS[role]


@pytest.fixture
def yana(enrolled: Enrolled) -> Actor:
    """A third one, who is free: else whoever is held back asks, and others decide."""
    return enrolled("Yana Soto", "supervisor")


@pytest.fixture
def wari_held(
    saul: Actor, beto: Actor, wari: Actor, yana: Actor, anas: OpenCase, ana: Actor
) -> Actor:
    """She supervises, has a seat on the case, and is held back."""
    give_seat(anas.case, anas.folder, wari.member, reason="supervises", by=ana, at=AT)
    CaseAccess.objects.filter(case=anas.case).exclude(member=wari.member).delete()
    names_two(saul, beto, wari)
    return anew(wari)


def test_she_lets_nobody_in_takes_nobody_out_and_hands_nothing_on(
    wari_held: Actor, anas: OpenCase, olga: Actor, ana: Actor, rosa: Actor, site: dict[str, Unit]
) -> None:
    hers = opened(anas.code, seen_by=wari_held)
    told: dict[str, Any] = {"by": wari_held, "at": AT}
    invited: dict[str, Any] = {"name": "Uno Mas", "sign_in_name": "uno", "roles": ["reception"]}
    Member.objects.filter(pk=wari_held.member.pk).update(roles=["supervisor", "reception"])
    acts: list[Callable[[], Any]] = [
        lambda: give_seat(hers.case, hers.folder, olga.member, reason="works", **told),
        lambda: lend(hers.case, hers.folder, olga.member, text="x", **told),
        lambda: keep_ready(hers.case, hers.folder, olga.member, **told),
        lambda: take_seat(hers.case, hers.folder, ana.member, reason="x", **told),
        lambda: give_words(hers, reason="words_lost", language="es", **told),
        lambda: accounts.invite(**invited, unit=site["dgdh"], **told),
        lambda: accounts.deactivate(rosa.member, **told),
        lambda: accounts.give_group_seat(rosa.member, kind="reception", **told),
        lambda: rotate_reception(without=None, **told),
        lambda: assent_to_key("x", **told),
    ]
    for act in acts:
        with pytest.raises(Refused, match="held_back"):
            act()
    assert not Invitation.objects.filter(sign_in_name="uno").exists()


def test_with_the_word_of_who_is_held_back_meanwhile_there_are_not_two_for_another_key(
    saul: Actor, beto: Actor, wari: Actor, delia: Actor
) -> None:
    public = new_pair().public
    holders = [Holder("Defensoria", "autonomous"), Holder("Coordinadora", "civil_society")]
    propose_key(public, needed=2, holders=holders, by=SYSTEM, at=AT)
    recognised = marks.fingerprint(public)
    assert assent_to_key(recognised, by=wari, at=AT) is None
    leak = names_two(saul, beto, wari)
    assert assent_to_key(recognised, by=delia, at=AT) is None
    lifted(leak, by=saul)
    assert assent_to_key(recognised, by=delia, at=AT) is not None


def test_nobody_gives_her_a_seat_or_keeps_a_case_ready_for_her(
    saul: Actor, beto: Actor, olga: Actor, anas: OpenCase, ana: Actor
) -> None:
    keep_ready(anas.case, anas.folder, olga.member, by=ana, at=AT)
    noted("account", suspect=beto.member, by=saul)
    Leak.objects.create(
        ref="X", what="export", noted_at=AT, known_at=AT, suspect=olga.member, held_back=True
    )  # of no case
    fresh, held = opened(anas.code, seen_by=ana), anew(olga)
    for give in (
        lambda: give_seat(fresh.case, fresh.folder, held.member, reason="works", by=ana, at=AT),
        lambda: lend(fresh.case, fresh.folder, held.member, text="x", by=ana, at=AT),
    ):
        with pytest.raises(Refused, match="held_back"):
            give()
    assert not break_glass(anas.code, text="x", second="", by=held, at=AT)
    assert not EmergencyAccessKey.objects.exists()
    with pytest.raises(Refused, match="held_back"):
        keep_ready(fresh.case, fresh.folder, held.member, by=ana, at=AT)
    with pytest.raises(Http404):
        break_glass(anas.code, text="x", second="", by=held, at=AT)


def test_where_a_decision_waits_she_is_given_the_seat(
    saul: Actor, beto: Actor, delia: Actor, anas: OpenCase, ana: Actor, enrolled: Enrolled
) -> None:
    """Who else decides may be kept from this very case."""
    enrolled("Elena Soto", "decision_maker")
    names_two(saul, beto, delia)
    fresh = opened(anas.code, seen_by=ana)
    told: dict[str, Any] = {"reason": "decision", "by": ana, "at": AT}
    give_seat(fresh.case, fresh.folder, anew(delia).member, **told)
    assert CaseAccess.objects.filter(case=fresh.case, member=delia.member).exists()


def test_she_is_seated_on_no_new_case_unless_nobody_else_weighs_the_danger_of_it(
    saul: Actor, beto: Actor, ana: Actor, olga: Actor, rosa: Actor
) -> None:
    names_two(saul, beto, ana)
    Member.objects.filter(pk=olga.member.pk).update(roles=["analyst"])
    olga.member.refresh_from_db()
    everybody = [ana.member, olga.member, rosa.member]
    assert left_for(rosa.member, everybody) == [olga.member, rosa.member]
    without_olga = [ana.member, rosa.member]  # the person said that she must not know
    assert left_for(rosa.member, without_olga) == without_olga
    assert left_for(ana.member, everybody) == everybody


def test_of_her_own_cases_she_says_of_none_that_nothing_got_out(
    saul: Actor, beto: Actor, ana: Actor, anas: OpenCase
) -> None:
    CaseAccess.objects.filter(case=anas.case).exclude(member=ana.member).delete()
    first = noted("cases", codes=(anas.code,), by=saul)
    incident = AffectedCase.objects.get(leak=first, case=anas.case)
    names_two(saul, beto, ana)
    told: dict[str, Any] = {"text": "nada", "by": anew(ana), "at": AT}
    with pytest.raises(Hindered, match="not_permitted"):
        settle(opened(anas.code, seen_by=ana), incident.ref, leaked=False, **told)
    settle(opened(anas.code, seen_by=ana), incident.ref, leaked=True, **told)


def test_she_names_nobody_and_says_nothing_of_others(
    wari_held: Actor, saul: Actor, olga: Actor, site: dict[str, Unit]
) -> None:
    for given in ({"suspect": olga.member}, {"unit": site["minam"]}):
        with pytest.raises(Hindered, match="not_permitted"):
            noted("account" if "suspect" in given else "unit", by=wari_held, **given)
    first = Leak.objects.earliest("pk")
    with pytest.raises(Hindered, match="not_permitted"):
        suspecting.ask_to_lift(first.ref, why="elsewhere", by=wari_held, at=AT)


def test_her_open_invitations_are_good_no_more(
    saul: Actor, beto: Actor, wari: Actor, site: dict[str, Unit]
) -> None:
    invited: dict[str, Any] = {"name": "Uno Mas", "sign_in_name": "uno", "roles": ["reception"]}
    accounts.invite(**invited, unit=site["dgdh"], by=wari, at=AT)
    names_two(saul, beto, wari)
    assert not Invitation.objects.filter(used_at=None, expires_at__gt=AT).exists()


def test_the_pages_are_not_there_for_her(
    wari_held: Actor, anas: OpenCase, signed_in: SignedIn
) -> None:
    [file] = keep_uploads(anas.folder, uploaded(photo()), by=wari_held, at=AT)
    for page in ("file", "clean_copy"):
        way = reverse(f"desk:{page}", args=[anas.code, file.ref])
        assert signed_in(wari_held).get(way).status_code == 404, page
    assert signed_in(wari_held).post(reverse("authorities:export")).status_code == 404
    way = reverse("desk:shown", args=[anas.code, file.ref])
    assert unfold(signed_in(wari_held), anas.code, "files").get(way).status_code == 200
    browser, case = signed_in(wari_held), f"/desk/cases/{anas.code}/"
    for page in ("/desk/leaks/", "/desk/leaks/new/", "/desk/mails/"):
        assert browser.get(page).status_code == 404, page
    for page in ("seats/", "words/"):
        assert browser.get(f"{case}{page}").status_code == 404, page
    assert browser.get(case).status_code == 200
    words = {"name": "Justina Tello", "relation": "lawyer", "right": "reads", "way": "in_person"}
    page = f"{case}others/"
    assert "Dar acceso a una persona" not in browser.get(page).text
    assert browser.post(page, {**words, "words": "quiero que mi abogada lea"}).status_code == 409
    assert not AccessCredential.objects.exists()
    assert 'name="act" value="invite"' not in browser.get("/desk/team/").text
    assert browser.post("/desk/team/", {"act": "invite"}).status_code == 404
