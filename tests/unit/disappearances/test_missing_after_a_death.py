"""Somebody else disappears in the case of somebody who has died: nobody can be asked there, so the
search goes on in the case of those who are left, where they can."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.disappearances import urgent_search as searching
from amparo.casework.disappearances.linked_cases import open_linked
from amparo.casework.disappearances.models import (
    DisappearanceOrDeath,
    DisappearanceTask,
    SearcherNotice,
)
from amparo.casework.disappearances.queries import happening_called
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import MISSING
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.queries import Case, OpenCase, opened
from amparo.foundations.intake.requests.services import Letter
from tests.befallen import AT, note

ENGLISH = {"accept-language": "en"}
WHO = "Teófilo Inuma"
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def missing(anas: OpenCase, ana: Actor) -> DisappearanceOrDeath:
    note(anas, ana, what="died", kind="killing")
    team = opened(anas.code, seen_by=ana)
    return note(team, ana, whose="other", name=WHO)


@pytest.fixture
def theirs(
    missing: DisappearanceOrDeath, anas: OpenCase, ana: Actor, letter: Callable[..., Letter]
) -> str:
    made = letter(channel="phone", with_words=False)
    given: dict[str, Any] = {"party": "relatives", "applicant": "Lidia Vásquez"}
    return open_linked(anas, missing.ref, made, **given, by=ana, at=AT)


def page(code: str, missing: DisappearanceOrDeath, of: str) -> str:
    return f"{reverse('disappearances:happened', args=[code])}?of={of}&happening={missing.ref}"


def sent(client: Client, address: str) -> dict[str, Any]:
    """The form as it begins there, which is what a browser sends."""
    form = client.get(address).context["form"]
    return {bound.name: bound.value() or "" for bound in form} | {"on": "2026-11-08"}


def test_nobody_is_asked_there_and_the_page_says_where_they_are(
    missing: DisappearanceOrDeath, theirs: str, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    address = reverse("disappearances:happening", args=[anas.code, missing.ref])
    shown = signed_in(ana).get(address, headers=ENGLISH).text
    assert "Nobody can be asked in this case any more" in shown
    assert f"of={anas.code}" in shown
    assert "Note what the person said" not in shown


def test_it_is_recorded_with_those_left_and_the_search_goes_on_there(
    missing: DisappearanceOrDeath, theirs: str, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    client, address = signed_in(ana), page(theirs, missing, anas.code)
    form = sent(client, address)
    assert (form["name"], form["what"], form["told-chosen_name"]) == (WHO, "disappeared", WHO)
    assert client.post(address, form).status_code == 302
    here = DisappearanceTask.objects.get(case__filing__code=anas.code, kind="search")
    there = DisappearanceTask.objects.get(case__filing__code=theirs, kind="search")
    assert (here.outcome, there.done_at) == ("those_left", None)
    assert Case.objects.get(filing__code=theirs).danger == MISSING
    told = SearcherNotice.objects.get(case__filing__code=theirs, searcher="police")
    team = opened(theirs, seen_by=ana)
    said: dict[str, Any] = {"answer": "agreed", "text": "que lo busquen", "by": ana, "at": AT}
    searching.note_word(team, told.happening.ref, told.ref, **said)
    found = happening_called(opened(theirs, seen_by=ana), told.happening.ref, seen_by=ana)
    assert found is not None
    assert next(one for one in found.told if one.row == told).verdict.allowed


def test_who_sits_on_one_of_them_alone_begins_nothing_from_the_other(
    missing: DisappearanceOrDeath, theirs: str, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    client = signed_in(ana)
    assert client.get(page(theirs, missing, anas.code)).status_code == 200
    assert client.get(page(anas.code, missing, anas.code)).status_code == 404
    CaseAccess.objects.filter(case__filing__code=anas.code, member=ana.member).delete()
    assert client.get(page(theirs, missing, anas.code)).status_code == 404


def test_while_the_person_lives_nothing_is_handed_on(
    anas: OpenCase, ana: Actor, letter: Callable[..., Letter], signed_in: SignIn
) -> None:
    lost = note(anas, ana, whose="other", name=WHO)
    made = letter(channel="phone", with_words=False)
    code = open_linked(
        anas, lost.ref, made, party="relatives", applicant="Lidia Vásquez", by=ana, at=AT
    )
    assert signed_in(ana).get(page(code, lost, anas.code)).status_code == 404
