"""Her own page: where she was referred, and her wish to be."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.referral import recall as taking_back
from amparo.casework.referral.models import Referral, ReferralTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import withdraw
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import Filed
from tests.unit.referral.test_referring import NAME, agreed, given, proposed, question_on

__all__ = ["agreed", "given", "proposed"]


@pytest.fixture
def her(filed: Filed) -> Client:
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client = Client()
    client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


def page_of(her: Client) -> str:
    return her.get(reverse("door:mine")).content.decode()


def test_she_asks_and_the_team_must_answer(
    her: Client, case: str, signed_in: Callable[[Actor], Client], ana: Actor
) -> None:
    address = reverse("door:elsewhere")
    assert her.post(address, {"text": ""}).status_code == 400
    assert her.post(address, {"text": "a una casa de confianza"}).status_code == 302
    assert ReferralTask.objects.get().kind == "answer_wish"
    answered = signed_in(ana).get(reverse("referral:wish", args=[case])).content.decode()
    assert "a una casa de confianza" in answered


def test_before_it_is_opened_a_wish_stands_in_the_file(her: Client) -> None:
    """Nobody has made a case of it yet: whoever opens it finds the words."""
    assert her.post(reverse("door:elsewhere"), {"text": "a una casa"}).status_code == 302
    assert not ReferralTask.objects.exists()


def test_what_she_asked_for_before_is_due_once_her_case_is_opened(
    her: Client, request: pytest.FixtureRequest
) -> None:
    assert her.post(reverse("door:elsewhere"), {"text": "a una casa"}).status_code == 302
    request.getfixturevalue("case")
    assert ReferralTask.objects.get().kind == "answer_wish"


def test_she_reads_who_is_asked_about(her: Client, proposed: Callable[..., Referral]) -> None:
    proposed()
    assert NAME in page_of(her)


def test_what_she_allowed_says_to_whom_once_and_what_it_is(
    her: Client, agreed: Callable[..., Referral]
) -> None:
    agreed()
    [allowed] = her.get(reverse("door:allowed")).context["allowed"]
    assert (allowed.recipient, allowed.title) == (NAME, "Una derivación a otra instancia")


def test_what_cannot_be_undone_is_said_to_her(
    her: Client, given: Referral, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    assert "no se puede deshacer" not in page_of(her)
    withdraw(flor.folder, question_on(given).ref, by=flor, at=timezone.now())
    said = page_of(her)
    assert "El equipo debe decirles que lo destruyan." in said
    assert "nadie aquí puede ver si queda una copia" in said
    told: dict[str, Any] = {
        "said": "destroyed",
        "words": "dicen que sí",
        "by": ana,
        "at": timezone.now(),
    }
    taking_back.note_told(anas, given.ref, on=date(2026, 11, 25), **told)
    assert "Se les dijo que lo destruyeran el" in page_of(her)
