"""Whoever has a tie to a case says so of herself: she loses sight of it at once, learns nothing of
it by that, and nobody else learns who it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.conflicts_of_interest.services import TooMany, say_tied
from amparo.casework.obligations.delivery.consent_gate import delivery
from amparo.casework.obligations.delivery.recall import revoke_told
from amparo.casework.obligations.models import Obligation
from amparo.casework.review.complaints.queries import heard_called
from amparo.casework.review.models import Complaint, ComplaintAddressee
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import FailedAttempts, Session
from amparo.foundations.accounts.services import give_group_seat
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.emergency_access.services import keep_ready, kept_for, lend
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest
from amparo.foundations.cases.names.search import look_up
from amparo.foundations.cases.queries import OpenCase, opened, worklist
from amparo.foundations.cases.services import claim, give_seat, open_case
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_opened
from amparo.foundations.intake.models import CaseKey, Document, SealedMessage
from amparo.foundations.intake.procedure.complaints import complain
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Filed, Letter, NobodyMayRead, file_request
from amparo.foundations.intake.requests.unopened_requests import waiting
from amparo.foundations.ledger.models import Entry
from tests.architecture.conftest import came_back
from tests.people import MONDAY

type SignIn = Callable[[Actor], Client]

PAGE = "/desk/tie/"
ENGLISH = {"accept-language": "en"}
LATER = MONDAY + timedelta(hours=2)
DAYS = MONDAY + timedelta(days=3)


@pytest.fixture
def betos(beto: Actor, anas: OpenCase) -> OpenCase:
    """The case of ana, rosa and beto, whom it turns out to concern."""
    return opened(anas.code, seen_by=beto)


def says_so(browser: Client, code: str, **more: Any) -> Any:
    return browser.post(PAGE, {"case": code, "sure": "on", **more})


def test_who_opened_it_loses_sight_at_once_and_is_never_given_it_again(
    betos: OpenCase, beto: Actor, anas: OpenCase, ana: Actor
) -> None:
    """Also after the words that were left in the file became its own, and it was sealed anew."""
    claim(betos.case, by=beto, at=LATER)
    say_tied(betos.code, by=beto, at=LATER)
    with pytest.raises(Http404):
        opened(betos.code, seen_by=beto)
    assert worklist(seen_by=beto) == []
    assert Case.objects.get().holder is None
    found = look_up("Flor", reason="other_task", by=beto, at=LATER, patience=1)
    assert found is not None
    assert found.found == ()
    hers = look_into(anas.code, seen_by=ana, at=LATER)
    assert hers.folder.key != betos.folder.key
    for give in (
        lambda: give_seat(hers.case, hers.folder, beto.member, reason="works", by=ana, at=LATER),
        lambda: lend(hers.case, hers.folder, beto.member, text="x", by=ana, at=LATER),
        lambda: keep_ready(hers.case, hers.folder, beto.member, by=ana, at=LATER),
    ):
        with pytest.raises(Refused, match="must_not_know"):
            give()
    assert not CaseAccess.objects.filter(member=beto.member).exists()


def test_a_seat_that_came_back_by_a_copy_opens_nothing(betos: OpenCase, beto: Actor) -> None:
    seat = CaseAccess.objects.get(member=beto.member)
    say_tied(betos.code, by=beto, at=LATER)
    seat.save(force_insert=True)
    with pytest.raises(Http404):
        opened(betos.code, seen_by=beto)


def test_where_she_works_goes_on_with_what_it_owes_the_person(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn,
    enrolled: Callable[..., Actor],
) -> None:  # fmt: skip
    """A tie takes no measure back: neither at once, nor when it has become words of the file."""
    later = MONDAY + timedelta(days=9)
    nora = enrolled("Nora Salas", "analyst", unit=forwarded.unit.code)
    give_seat(anas.case, anas.folder, nora.member, reason="works", by=ana, at=later)
    say_tied(anas.code, by=nora, at=later)
    looked = anas
    for hours in (1, 2):
        looked = look_into(anas.code, seen_by=ana, at=later + timedelta(hours=hours))
        told = {"units": [], "names": "", "tied": [nora.member.code]}
        revoke_told(looked.folder.filing, told, at=later)
        forwarded.refresh_from_db()
        assert forwarded.state == "open"
        once_more = delivery(looked, forwarded.measure, forwarded.unit, seen_by=ana)
        assert "officer_named" not in once_more.reasons
    page = signed_in(carla).get(reverse("portal:duty", args=[forwarded.alias]))
    assert "rondas" in page.content.decode()
    assert not CaseAccess.objects.filter(member=nora.member).exists()
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(looked.case, looked.folder, nora.member, reason="works", by=ana, at=later)


def test_the_record_says_no_more_than_that_she_must_not_know(betos: OpenCase, beto: Actor) -> None:
    before = Entry.objects.count()
    say_tied(betos.code, by=beto, at=LATER)
    new = Entry.objects.order_by("sequence")[before:]
    assert {one.by for one in new} == {"system"}
    assert [one.event for one in new if beto.member.code in one.facts] == ["SeatTaken"]
    assert all("excluded" in one.facts for one in new if one.event == "SeatTaken")
    assert not any("tie" in one.facts for one in new)
    assert not ConflictOfInterest.objects.exists()
    assert {one.kind for one in SealedMessage.objects.all()} == {"kept_from"}


def test_the_team_reads_that_it_was_said_and_the_person_does_not(
    betos: OpenCase, beto: Actor, anas: OpenCase, ana: Actor, flor: Visitor, signed_in: SignIn
) -> None:
    say_tied(betos.code, by=beto, at=timezone.now())
    page = signed_in(ana).get(
        f"/desk/cases/{anas.code}/?tab=all", headers={"accept-language": "en"}
    )
    assert "Beto Rojas. They recused themselves" in page.content.decode()
    assert Document.objects.filter(kind="exclusions").exists()
    assert not papers_in(flor.folder, seen_by=flor, kinds=["exclusions"])


def test_the_page_shows_nothing_of_the_case_and_says_the_same_of_any_code(
    betos: OpenCase, beto: Actor, olga: Actor, signed_in: SignIn
) -> None:
    hers, foreign = signed_in(beto), signed_in(olga)
    told = [
        says_so(browser, code)
        for browser, code in ((hers, betos.code), (foreign, betos.code), (foreign, "ZZZZ-ZZZZ"))
    ]
    assert {(one.status_code, one["Location"]) for one in told} == {(302, f"{PAGE}?said=1")}
    after = [browser.get(f"{PAGE}?said=1") for browser in (hers, foreign)]
    assert not any(betos.code in one.content.decode() for one in after)


def test_whoever_has_no_seat_is_never_given_one_and_her_asking_is_noted(
    anas: OpenCase, ana: Actor, olga: Actor
) -> None:
    say_tied(anas.code, by=olga, at=LATER)
    say_tied("ZZZZ-ZZZZ", by=olga, at=LATER + timedelta(hours=1))
    assert Entry.objects.filter(event="CodeRefused", by=olga.signature).count() == 2
    hers = look_into(anas.code, seen_by=ana, at=LATER)
    with pytest.raises(Refused, match="must_not_know"):
        give_seat(hers.case, hers.folder, olga.member, reason="works", by=ana, at=LATER)


def test_what_was_kept_ready_for_her_is_gone(anas: OpenCase, ana: Actor, delia: Actor) -> None:
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=LATER)
    say_tied(anas.code, by=delia, at=LATER)
    assert kept_for(delia) == []
    assert not Entry.objects.filter(event="CodeRefused").exists()


def test_before_it_is_opened_she_cannot_open_it_and_gets_no_seat(
    letter: Callable[..., Letter], rosa: Actor, enrolled: Callable[..., Actor], ana: Actor
) -> None:
    other = enrolled("Irma Vela", "reception")
    give_group_seat(other.member, kind="reception", by=rosa, at=MONDAY)
    filed = file_request(letter(), by=STRANGER, at=MONDAY)
    say_tied(filed.folder.code, by=rosa, at=LATER)
    assert filing_to_open(filed.folder.code, seen_by=rosa) is None
    assert waiting(seen_by=rosa, most=9) == []
    assert not CaseKey.objects.filter(
        filing=filed.folder.filing, holder=CaseKey.Holder.RECEPTION
    ).exists()
    folder = filing_to_open(filed.folder.code, seen_by=other)
    assert folder
    open_case(folder, by=other, at=LATER)
    assert {one.member for one in CaseAccess.objects.all()} == {other.member, ana.member}


def test_where_nobody_else_can_read_it_she_hears_that_and_nothing_changes(
    filed: Filed, rosa: Actor, signed_in: SignIn
) -> None:
    before = Entry.objects.count()
    with pytest.raises(NobodyMayRead):
        say_tied(filed.folder.code, by=rosa, at=LATER)
    assert filing_to_open(filed.folder.code, seen_by=rosa)
    told = says_so(signed_in(rosa), filed.folder.code)
    assert told.status_code == 409
    assert filed.folder.code in told.content.decode()
    assert Entry.objects.count() == before
    assert not SealedMessage.objects.exists()


def test_the_last_reader_of_a_case_gives_somebody_else_a_seat_first(
    anas: OpenCase, ana: Actor, rosa: Actor, olga: Actor
) -> None:
    CaseAccess.objects.filter(member=rosa.member).delete()
    with pytest.raises(NobodyMayRead):
        say_tied(anas.code, by=ana, at=LATER)
    give_seat(anas.case, anas.folder, olga.member, reason="works", by=ana, at=LATER)
    say_tied(anas.code, by=ana, at=LATER)
    assert {one.member for one in CaseAccess.objects.all()} == {olga.member}


def test_the_last_reader_says_on_the_page_who_takes_it_over_and_loses_it_in_that_moment(
    anas: OpenCase, ana: Actor, rosa: Actor, olga: Actor, delia: Actor, signed_in: SignIn
) -> None:
    CaseAccess.objects.filter(member=rosa.member).delete()
    browser = signed_in(ana)
    asked = says_so(browser, anas.code)
    assert asked.status_code == 409
    assert olga.member.name in asked.content.decode()
    assert delia.member.name not in asked.content.decode()  # who only decides works on nothing
    assert says_so(browser, anas.code, taker="nobody").status_code == 422
    assert says_so(browser, anas.code, taker=olga.member.code).status_code == 302
    assert {one.member for one in CaseAccess.objects.all()} == {olga.member}
    with pytest.raises(Http404):
        opened(anas.code, seen_by=ana)
    assert opened(anas.code, seen_by=olga).code


def test_nobody_takes_over_what_somebody_else_reads_or_who_must_not_know(
    anas: OpenCase, ana: Actor, rosa: Actor, olga: Actor, signed_in: SignIn
) -> None:
    say_tied(anas.code, by=olga, at=timezone.now())
    CaseAccess.objects.filter(member=rosa.member).delete()
    refused = says_so(signed_in(ana), anas.code, taker=olga.member.code)
    assert refused.status_code == 409
    assert CaseAccess.objects.filter(member=ana.member).exists()
    give_seat(anas.case, anas.folder, rosa.member, reason="works", by=ana, at=LATER)
    say_tied(anas.code, taker=olga.member, by=ana, at=LATER)  # not asked for: it counts nowhere
    assert {one.member for one in CaseAccess.objects.all()} == {rosa.member}


def test_she_rules_on_no_complaint_of_it_from_that_moment(
    case: str, delia: Actor, flor: Visitor
) -> None:
    complain(flor.folder, "preliminary_report", by=flor, at=DAYS)
    ref = Complaint.objects.get().ref
    assert heard_called(ref, at=DAYS, seen_by=delia)
    say_tied(case, by=delia, at=DAYS)
    assert heard_called(ref, at=DAYS, seen_by=delia) is None
    assert not ComplaintAddressee.objects.filter(member=delia.member).exists()
    assert not Entry.objects.filter(event="CodeRefused").exists()


def test_a_complaint_that_it_leaves_before_nobody_is_not_withheld_and_nobody_says_she_did_it(
    case: str, filed: Filed, delia: Actor, flor: Visitor, ana: Actor, signed_in: SignIn
) -> None:
    complain(flor.folder, "preliminary_report", by=flor, at=DAYS)
    say_tied(case, by=delia, at=DAYS)
    her = came_back(filed)
    assert told_of(her) == (True, False)
    page = (
        signed_in(ana)
        .get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH)
        .content.decode()
    )
    assert "Hand it on paper" in page
    assert "the person said" not in page
    row = Complaint.objects.get()
    assert (row.withheld, row.waits_for_file) == (False, False)
    assert told_of(her) == (True, False)


def told_of(her: Client) -> tuple[bool, bool]:
    """Whether she reads that the team must hand it over on paper, and that it is her own doing."""
    page = her.get("/mine/late/preliminary_report/", headers=ENGLISH).content.decode()
    return "hand it over on paper" in page, "as you said" in page


def test_then_it_goes_to_whoever_else_may_rule_by_now(
    case: str, delia: Actor, flor: Visitor, ana: Actor, enrolled: Callable[..., Actor]
) -> None:
    complain(flor.folder, "preliminary_report", by=flor, at=DAYS)
    other = enrolled("Elena Soto", "decision_maker")
    say_tied(case, by=delia, at=DAYS)
    folder = look_into(case, seen_by=ana, at=DAYS).folder
    hand_over_opened(folder, by=ana, at=DAYS)
    assert {one.member for one in ComplaintAddressee.objects.all()} == {other.member}


def test_where_she_has_a_seat_too_it_is_not_withheld_either(
    anas: OpenCase, delia: Actor, flor: Visitor, ana: Actor
) -> None:
    give_seat(anas.case, anas.folder, delia.member, reason="works", by=ana, at=LATER)
    complain(flor.folder, "preliminary_report", by=flor, at=DAYS)
    assert ComplaintAddressee.objects.filter(member=delia.member).exists()
    say_tied(anas.code, by=delia, at=DAYS)
    assert not ComplaintAddressee.objects.exists()
    assert not Complaint.objects.get().withheld


def test_it_is_said_on_purpose_and_not_of_every_code_in_a_row(
    anas: OpenCase, olga: Actor, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(olga)
    assert browser.post(PAGE, {"case": anas.code}).status_code == 422
    monkeypatch.setattr("amparo.casework.conflicts_of_interest.services.MOST", 1)
    say_tied("ZZZZ-ZZZZ", by=olga, at=timezone.now())
    with pytest.raises(TooMany):
        say_tied(anas.code, by=olga, at=timezone.now())
    assert says_so(browser, anas.code).status_code == 429


def test_a_try_counts_before_it_is_asked_how_many_there_were(
    anas: OpenCase, olga: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends many at once waits at that row for the one before."""
    counted: list[int] = []

    def note(*_: Any, **__: Any) -> bool:
        counted.extend(FailedAttempts.objects.values_list("count", flat=True))
        return True

    monkeypatch.setattr("amparo.casework.conflicts_of_interest.services.limits.too_many", note)
    with pytest.raises(TooMany):
        say_tied(anas.code, by=olga, at=LATER)
    assert counted == [1]


def test_whoever_finds_her_browser_open_says_it_of_nobody(
    betos: OpenCase, beto: Actor, signed_in: SignIn
) -> None:
    browser = signed_in(beto)
    Session.objects.update(proved_at=timezone.now() - timedelta(days=1))
    assert says_so(browser, betos.code).status_code == 401
    assert CaseAccess.objects.filter(member=beto.member).exists()
