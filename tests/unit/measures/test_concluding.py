"""After a person has left, the authority declares the procedure concluded, or goes on by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.decisions import conclusion as concluding
from amparo.casework.measures.decisions.conclusion_declaration import KIND, Result, declaration_of
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.plans import WEDNESDAY, seated

ENGLISH = {"accept-language": "en"}
THURSDAY = WEDNESDAY + timedelta(days=1)
WHY = "otras familias están en la misma quebrada"


@pytest.fixture
def left(flor):
    withdraw_procedure(flor, at=WEDNESDAY)


@pytest.fixture
def delias(anas, ana, delia):
    return seated(anas, delia, ana)


@pytest.fixture
def page(case):
    return reverse("measures:conclude", args=[case])


@pytest.fixture
def hers(filed):
    """The browser of the person."""
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client = Client(headers=ENGLISH)
    client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


def test_it_is_pending_from_the_withdrawal_on(delias, delia, left, page, signed_in, case, hers):
    told = (
        signed_in(delia).get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    )
    assert "The declaration is pending" in told
    assert page in told
    assert "has still to declare" in hers.get("/mine/").text


def test_who_decides_declares_it_concluded_once(delias, delia, left, page, signed_in, flor, hers):
    browser = signed_in(delia)
    assert browser.post(page, {"result": "ended"}).status_code == 302
    assert Filing.objects.get().facts["concluded"] is True
    assert Entry.objects.get(event="WithdrawalAnswered").by == delia.signature
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["withdrawal_answered"])
    assert "LPAG, arts. 189.6 y 189.7" in str(flor.folder.words(paper)["text"])
    assert "was declared concluded" in hers.get("/mine/").text
    assert browser.post(page, {"result": "ended"}).status_code == 409
    assert Entry.objects.filter(event="WithdrawalAnswered").count() == 1
    assert "declared already" in browser.get(page, headers=ENGLISH).text


def test_to_go_on_of_its_own_motion_needs_its_reasons(delias, delia, left, page, signed_in, hers):
    browser = signed_in(delia)
    assert browser.post(page, {"result": "goes_on", "text": " "}).status_code == 422
    assert not Entry.objects.filter(event="WithdrawalAnswered").exists()
    assert browser.post(page, {"result": "goes_on", "text": WHY}).status_code == 302
    assert Filing.objects.get().facts.get("concluded") is not True
    assert "goes on with the procedure of its own motion" in hers.get("/mine/").text
    [ref] = [one.ref for one in papers_in(delias.folder, seen_by=delia, kinds=[KIND])]
    assert WHY in hers.get(reverse("door:paper", args=[ref])).text


def test_before_somebody_left_there_is_nothing_to_declare(delias, delia, page, signed_in, case):
    browser = signed_in(delia)
    assert page not in browser.get(reverse("desk:case", args=[case])).text
    assert "has not left the procedure" in browser.get(page, headers=ENGLISH).text
    assert browser.post(page, {"result": "ended"}).status_code == 409
    assert not Entry.objects.filter(event="WithdrawalAnswered").exists()


def test_nobody_else_declares_it(anas, ana, left, page, signed_in, case):
    browser = signed_in(ana)
    assert (
        "The declaration is pending"
        in browser.get(reverse("desk:case", args=[case]) + "?tab=all", headers=ENGLISH).text
    )
    assert browser.get(page).status_code == 404
    assert browser.post(page, {"result": "ended"}).status_code == 404
    with pytest.raises(Hindered, match="not_permitted"):
        concluding.declare(anas, Result.CONCLUDED, text="", by=ana, at=THURSDAY)


def test_a_law_without_such_a_declaration_says_nothing_of_it(delias, delia, left, page, signed_in):
    Filing.objects.update(protocol="xx-example")
    delias.folder.filing.refresh_from_db()
    assert declaration_of(delias, seen_by=delia) is None
    assert signed_in(delia).get(page).status_code == 404
