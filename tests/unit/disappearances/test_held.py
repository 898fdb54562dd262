"""While she is missing, whoever has her words shuts nobody out and takes no new words: it is kept
as it was asked, and done only once the team has heard from her."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.disappearances.services import set_aside
from amparo.casework.measures.person_answers import end_impediment
from amparo.door.visit.person_session import COOKIE
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.team_given_phrases import NotNow, give_words
from amparo.foundations.consent.held_requests import held_in, settle
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.exclusions import who_is_excluded
from amparo.foundations.intake.models import CaseKey, Document, Exclusion, Filing
from amparo.foundations.ledger.models import Entry
from tests.befallen import AT, DAY, note

ENGLISH = {"accept-language": "en"}
KEEP = {"go": "send", "units": [], "names": "Ana Huaman"}


def words_of(filed):
    return {"phrase": " ".join(filed.words)}


@pytest.fixture
def page(flor, filed):
    """Her page, in whose hands it may be."""
    client = Client(headers=ENGLISH)
    content = {"way": flor.way.pk, "secret": filed.pair.secret.hex()}
    client.cookies[COOKIE] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


@pytest.fixture
def missing(anas, ana):
    return note(anas, ana)


def asks_to_keep_from(page, **changes):
    return page.post(reverse("door:keep_from"), KEEP | changes)


def ways():
    return set(CaseKey.objects.filter(holder="person").values_list("pk", "confirmed_at"))


def shown_then(page):
    """What her page says, without what changes from one time to the next."""
    said = page.get("/mine/").text
    return re.sub(r'value="[^"]*"|\d+', "", said)


def test_nobody_is_shut_out_while_she_is_missing(missing, page, anas, ana):
    asks_to_keep_from(page)
    assert who_is_excluded(anas.folder) == (frozenset(), "")
    assert CaseAccess.objects.filter(case=anas.case, member=ana.member).exists()
    [one] = held_in(anas.folder, seen_by=ana)
    assert (one.what, one.names, one.hers) == ("kept_from", ["Ana Huaman"], None)


def test_no_institution_loses_sight_by_it(missing, page, anas, ana, site):
    asks_to_keep_from(page, units=["pnp"], names="")
    assert not Exclusion.objects.exists()
    assert held_in(anas.folder, seen_by=ana)[0].names == [site["pnp"].name]


def test_the_way_in_is_not_replaced(missing, page, anas, ana, filed):
    before = ways()
    answered = page.post(reverse("door:new_words"), words_of(filed))
    assert answered["Location"] == reverse("door:mine")
    assert ways() == before
    assert [one.what for one in held_in(anas.folder, seen_by=ana)] == ["new_words"]


def test_new_words_that_were_begun_before_are_not_made_to_hold(page, anas, ana, filed):
    page.post(reverse("door:new_words"), words_of(filed))
    assert CaseKey.objects.filter(holder="person").count() == 2
    note(anas, ana)
    shown = page.get(reverse("door:words")).context["words"]
    asked = page.get(reverse("door:confirm")).context["form"].fields
    given = {name: shown[int(name[4:]) - 1] for name in asked}
    page.post(reverse("door:confirm"), given)
    [left] = CaseKey.objects.filter(holder="person")
    assert left.confirmed_at is not None
    assert page.get("/mine/").status_code == 200  # the words she came with still open it


def test_whoever_has_the_page_learns_nothing_of_what_is_held(missing, page, filed):
    """A member, a searcher, nobody of the case: the same answer, and the same page after it."""
    said = set()
    for changes in ({}, {"names": "Nadie Conocido"}, {"units": ["pnp"], "names": ""}):
        asks_to_keep_from(page, **changes)
        said.add(shown_then(page))
    page.post(reverse("door:new_words"), words_of(filed))
    said.add(shown_then(page))
    assert len(said) == 1
    [told] = said
    assert "this page may be in other hands" in told
    ref = Document.objects.filter(kind="held").first().ref
    assert page.get(reverse("door:paper", args=[ref])).status_code == 404
    assert "Ana Huaman" not in page.get(reverse("door:letters")).text


def test_what_is_held_is_sealed(missing, page):
    asks_to_keep_from(page)
    facts = " ".join(Entry.objects.values_list("facts", flat=True))
    assert "Huaman" not in facts
    assert json.loads(Entry.objects.get(event="HeldBack").facts)["what"] == "kept_from"


def test_what_she_asked_before_or_is_asked_while_she_can_be_counts_at_once(page, anas, ana):
    asks_to_keep_from(page, names="Rufino Sandi")
    assert who_is_excluded(anas.folder)[1] == "Rufino Sandi"
    assert not held_in(anas.folder, seen_by=ana)


def heard_again(anas, ana):
    end_impediment(anas, words="llamó con la palabra", since=DAY, by=ana, at=AT)


def test_nothing_is_done_before_she_was_heard(missing, page, anas, ana):
    asks_to_keep_from(page, names="Rufino Sandi")
    [one] = held_in(anas.folder, seen_by=ana)
    with pytest.raises(CannotConsent, match="not_herself"):
        settle(anas.folder, one.ref, hers=True, text="x", by=ana, at=AT)
    heard_again(anas, ana)
    settle(anas.folder, one.ref, hers=True, text="dijo que sí", by=ana, at=AT)
    assert who_is_excluded(anas.folder)[1] == "Rufino Sandi"
    with pytest.raises(CannotConsent, match="unknown_question"):
        settle(anas.folder, one.ref, hers=False, text="x", by=ana, at=AT)


def test_what_was_not_hers_is_left(missing, page, anas, ana):
    asks_to_keep_from(page)
    heard_again(anas, ana)
    [one] = held_in(anas.folder, seen_by=ana)
    settle(anas.folder, one.ref, hers=False, text="no fue ella", by=ana, at=AT)
    assert who_is_excluded(anas.folder)[1] == ""
    assert [one.hers for one in held_in(anas.folder, seen_by=ana)] == [False]


def test_a_disappearance_that_was_a_mistake_frees_her_page(missing, page, anas, ana):
    set_aside(anas, missing.ref, text="estaba de viaje", by=ana, at=AT)
    asks_to_keep_from(page, names="Rufino Sandi")
    assert who_is_excluded(anas.folder)[1] == "Rufino Sandi"


def test_the_team_sees_it_and_says_on_a_page_what_she_said(
    missing, page, anas, ana, signed_in, filed
):
    asks_to_keep_from(page, names="Rufino Sandi")
    page.post(reverse("door:new_words"), words_of(filed))
    desk = signed_in(ana)
    kept, new = held_in(anas.folder, seen_by=ana)
    case = reverse("desk:case", args=[anas.code])
    address = reverse("disappearances:held", args=[anas.code, kept.ref])
    assert address in desk.get(f"{case}?tab=risk").text
    assert "Rufino Sandi" in desk.get(address).text
    given = {"hers": "yes", "text": "me lo dijo por radio"}
    early = desk.post(address, given)
    assert early.status_code == 409
    assert "me lo dijo por radio" in early.text
    heard_again(anas, ana)
    assert desk.post(address, {"hers": "yes"}).status_code == 422
    assert desk.post(address, given)["Location"] == f"{case}?tab=risk"
    words = desk.post(reverse("disappearances:held", args=[anas.code, new.ref]), given)
    assert words["Location"] == reverse("desk:words", args=[anas.code])


def test_after_her_return_she_reads_what_was_asked_in_her_name(missing, page, anas, ana):
    asks_to_keep_from(page, names="Rufino Sandi")
    heard_again(anas, ana)
    assert "Rufino Sandi" in page.get(reverse("door:letters")).text


def words_by_the_team(anas, ana):
    return " ".join(give_words(anas, reason="words_first", language="es", by=ana, at=AT))


def prevented(anas):
    return Filing.objects.get(pk=anas.folder.filing.pk).impediment


def test_a_slip_that_the_team_made_before_lifts_nothing(anas, ana, page):
    slip = words_by_the_team(anas, ana)  # never used: whoever took her found it
    note(anas, ana)
    taker = Client(headers=ENGLISH)
    assert taker.post("/return/", {"phrase": slip}).status_code == 302
    assert prevented(anas) == "missing"
    asks_to_keep_from(taker)
    assert who_is_excluded(anas.folder) == (frozenset(), "")


def test_the_team_makes_no_words_while_she_is_missing(missing, anas, ana):
    """Whoever took her would come back with them, and all that is held would be done."""
    with pytest.raises(NotNow):
        words_by_the_team(anas, ana)
    assert not Entry.objects.filter(event__in=["WayIssued", "WordsGiven"]).exists()
    assert prevented(anas) == "missing"


def test_the_page_for_words_says_why_there_are_none_and_what_comes_first(
    missing, anas, ana, signed_in
):
    desk, address = signed_in(ana), reverse("desk:words", args=[anas.code])
    for shown in (
        desk.get(address, headers=ENGLISH),
        desk.post(address, {"reason": "words_lost"}, headers=ENGLISH),
    ):
        assert "No access phrase can be made now" in shown.text
        assert "can be asked again" in shown.text
        assert "words" not in shown.context
        assert "Make the words" not in shown.text
    assert shown.status_code == 409


def test_once_the_team_has_heard_from_her_it_makes_words_as_always(missing, anas, ana):
    heard_again(anas, ana)
    slip = words_by_the_team(anas, ana)
    assert Client().post("/return/", {"phrase": slip}).status_code == 302
    assert prevented(anas) == ""
