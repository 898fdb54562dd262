"""Attacks on the institutions' page, each kept as the sentence that must stay true."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.services import deactivate
from amparo.foundations.consent.services import withdraw, withdraw_all
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import exclude
from amparo.foundations.ledger.models import Entry
from tests.obligations import VALUES, asked_about

type SignIn = Callable[[Actor], Client]
WAYS = ("acknowledged", "objected", "reported", "opinion")


@pytest.fixture
def carlas(carla: Actor, signed_in: SignIn) -> Client:
    return signed_in(carla)


def every_answer(browser: Client, duty: Obligation) -> list[int]:
    address = reverse("portal:duty", args=[duty.alias])
    said = [
        {"way": way, f"{way}-text": "aquí estamos", f"{way}-word": "favourable"} for way in WAYS
    ]
    return [browser.post(address, one).status_code for one in said]


def withdraws_this(flor: Visitor, duty: Obligation, site: dict[str, Unit]) -> None:
    withdraw(flor.folder, asked_about(duty.measure).ref, by=flor, at=timezone.now())


def withdraws_all(flor: Visitor, duty: Obligation, site: dict[str, Unit]) -> None:
    withdraw_all(flor.folder, by=flor, at=timezone.now())


def shuts_them_out(flor: Visitor, duty: Obligation, site: dict[str, Unit]) -> None:
    exclude(flor.folder, site["pnp"], by=flor, at=timezone.now())


ENDS = [withdraws_this, withdraws_all, shuts_them_out]


@pytest.mark.parametrize("ends", ENDS)
def test_a_code_that_was_taken_back_opens_and_takes_nothing(
    ends: Callable[..., None],
    forwarded: Obligation,
    carlas: Client,
    flor: Visitor,
    site: dict[str, Unit],
) -> None:
    address = reverse("portal:duty", args=[forwarded.alias])
    assert VALUES["schedule"] in carlas.get(address).content.decode()
    ends(flor, forwarded, site)
    for page in (carlas.get(address), carlas.post(f"{address}sheet/")):
        text = page.content.decode()
        assert not [value for value in VALUES.values() if value in text]
    assert set(every_answer(carlas, forwarded)) <= {200, 404, 409}
    assert not ObligationAnswer.objects.exists()


def test_nobody_there_is_told_who_ended_it(
    forwarded: Obligation, carlas: Client, flor: Visitor, site: dict[str, Unit]
) -> None:
    """Whoever is shut out must not read that the person did it: she would pay for it."""
    withdraws_this(flor, forwarded, site)
    said = carlas.get(reverse("portal:duty", args=[forwarded.alias])).content.decode()
    main = said[said.index("<main") : said.index("</main")]
    assert not re.search(r"persona\b|equipo est", main)


def test_an_objection_moves_no_day_and_ends_no_duty(forwarded: Obligation, carlas: Client) -> None:
    """A commander who says no, and who says done without proof, owes what he owed."""
    Obligation.objects.filter(pk=forwarded.pk).update(due_on=timezone.now() - timedelta(days=3))
    due = Obligation.objects.get(pk=forwarded.pk).due_on
    every_answer(carlas, forwarded)
    forwarded.refresh_from_db()
    assert forwarded.due_on == due
    assert forwarded.state not in {"verified", "ended", "revoked"}
    assert forwarded.alias in carlas.get(reverse("portal:list")).content.decode()


def test_fields_that_no_page_has_move_nothing(forwarded: Obligation, carlas: Client) -> None:
    """State, day, unit and author are nobody's to send."""
    address = reverse("portal:duty", args=[forwarded.alias])
    more = {"state": "verified", "due_on": "2099-01-01", "unit": "minam", "author": "person"}
    plain = {"way": "acknowledged", "acknowledged-text": "sí"}
    prefixed = {f"acknowledged-{name}": value for name, value in more.items()}
    carlas.post(address, {**plain, **more, **prefixed})
    forwarded.refresh_from_db()
    assert (forwarded.state, forwarded.unit.code) == ("acknowledged", "pnp-selva")
    assert ObligationAnswer.objects.get().author == "unit:pnp-selva"


def test_the_code_of_a_case_is_on_no_page_of_a_unit(forwarded: Obligation, carlas: Client) -> None:
    pages = ["", f"{forwarded.alias}/", "unit/"]
    for page in pages:
        answer = carlas.get(f"/duties/{page}")
        said = f"{answer.content.decode()} {answer.headers}"
        assert forwarded.case.code not in said
        assert forwarded.question_ref not in said
        assert forwarded.measure.ref not in said
    assert carlas.get(f"/desk/cases/{forwarded.case.code}/").status_code == 404


def test_who_left_the_unit_comes_back_with_no_cookie(
    forwarded: Obligation, carla: Actor, carlas: Client, saul: Actor
) -> None:
    address = reverse("portal:duty", args=[forwarded.alias])
    assert carlas.get(address).status_code == 200
    deactivate(carla.member, by=saul, at=timezone.now())
    assert carlas.get(address).headers["Location"].startswith("/duties/in/")
    before = Entry.objects.count()
    assert set(every_answer(carlas, forwarded)) == {401}
    assert Entry.objects.count() == before
