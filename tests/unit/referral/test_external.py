"""Measures that somebody else ordered: agreed with her by a day, and no part of the procedure."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral.external_measures import services as external
from amparo.casework.referral.external_measures.services import Ordered
from amparo.casework.referral.models import ExternalMeasure, ReferralTask
from amparo.door.elsewhere.external_measures import ordered_of
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import begin_impediment
from amparo.foundations.consent.services import end_impediment
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry

ISSUER = "Comisión de la Cordillera, resolución siete"
ORDERS = "que se proteja su vida con medidas acordadas"
ON = date(2026, 11, 20)

type Make = Callable[..., ExternalMeasure]


@pytest.fixture
def noted(anas: OpenCase, ana: Actor) -> Make:
    def make(**changes: Any) -> ExternalMeasure:
        given: dict[str, Any] = {
            "kind": "precautionary",
            "issuer": "regional_body",
            "name": ISSUER,
            "what": ORDERS,
            "on": ON,
            "until": date(2027, 5, 20),
            "agree_by": date(2026, 12, 4),
        }
        ordered = Ordered(**{**given, **changes})
        return external.note_external(anas, ordered, by=ana, at=timezone.now())

    return make


def tasks() -> dict[str, date]:
    zone = timezone.get_current_timezone()
    found = ReferralTask.objects.filter(done_at__isnull=True)
    return {one.kind: one.due_on.astimezone(zone).date() for one in found}


def test_it_is_to_be_agreed_with_her_by_a_day_and_looked_at_when_it_ends(noted: Make) -> None:
    noted()
    assert tasks() == {"agree": date(2026, 12, 4), "look_again": date(2027, 5, 6)}


def test_without_an_end_nothing_ends(noted: Make) -> None:
    noted(until=None)
    assert set(tasks()) == {"agree"}


def test_it_moves_nothing_in_the_clock_of_the_procedure(noted: Make, anas: OpenCase) -> None:
    def terms() -> Any:
        anas.folder.filing.refresh_from_db()
        state = standing(anas.folder.filing, at=timezone.now())
        return state.stage, state.track, [(one.term, one.due) for one in state.terms]

    before, happened = terms(), dict(anas.folder.filing.happened)
    noted()
    assert terms() == before
    assert anas.folder.filing.happened == happened


@pytest.mark.parametrize("outcome", ["partly", "not_agreed"])
def test_what_is_not_agreed_is_sought_again_by_a_day(
    outcome: str, noted: Make, anas: OpenCase, ana: Actor
) -> None:
    row = noted()
    again = date(2026, 12, 20)
    told: dict[str, Any] = {
        "on": date(2026, 11, 24),
        "words": "quiere otra ruta",
        "by": ana,
        "at": timezone.now(),
    }
    external.note_agreement(anas, row.ref, outcome=outcome, again_by=again, **told)
    assert tasks()["agree"] == again
    row.refresh_from_db()
    assert row.agreement == outcome


def test_what_is_agreed_is_agreed(noted: Make, anas: OpenCase, ana: Actor, flor: Visitor) -> None:
    row = noted()
    told: dict[str, Any] = {
        "on": date(2026, 11, 24),
        "words": "dos rondas",
        "by": ana,
        "at": timezone.now(),
    }
    external.note_agreement(anas, row.ref, outcome="agreed", again_by=None, **told)
    assert "agree" not in tasks()
    [hers] = ordered_of(flor, entries_of(flor))
    assert (hers.issuer, hers.what, hers.on, hers.chip) == (ISSUER, ORDERS, ON, "done")


def test_it_cannot_be_agreed_before_it_was_ordered(noted: Make, anas: OpenCase, ana: Actor) -> None:
    row = noted()
    told: dict[str, Any] = {"words": "x", "again_by": None, "by": ana, "at": timezone.now()}
    early = ON - timedelta(days=1)
    with pytest.raises(Hindered, match="day"):
        external.note_agreement(anas, row.ref, outcome="agreed", on=early, **told)


@pytest.mark.parametrize("outcome", ["agreed", "partly", "not_agreed"])
def test_with_who_cannot_be_asked_nothing_is_agreed(
    outcome: str, noted: Make, anas: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    row = noted()
    begin_impediment(anas.folder.filing, "missing", by=SYSTEM, at=timezone.now())
    address = reverse("referral:agree", args=[anas.code, row.ref])
    said = {"outcome": outcome, "on": "2026-11-24", "words": "dos rondas", "again_by": "2026-12-20"}
    answer = signed_in(ana).post(address, said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "no se acuerda nada con nadie más" in page
    assert "dos rondas" in page
    row.refresh_from_db()
    assert row.agreement == "open"
    end_impediment(anas.folder.filing, how="team", by=ana, at=timezone.now())
    assert signed_in(ana).post(address, said).status_code == 302


def test_who_ordered_what_and_when_stands_in_sealed_papers_alone(noted: Make) -> None:
    row = noted()
    said = "".join(Entry.objects.values_list("facts", flat=True))
    columns = str([*ExternalMeasure.objects.filter(pk=row.pk).values().get().values()])
    for words in (ISSUER, ORDERS, "2026-11-20", "datetime.date(2026, 11, 20)", "precautionary"):
        assert words not in said + columns


def test_what_ends_within_days_is_looked_at_now(noted: Make) -> None:
    noted(until=timezone.now().date() + timedelta(days=3))
    assert tasks()["look_again"] == timezone.localdate()


def test_once_ended_it_asks_for_nothing(
    noted: Make, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    row = noted()
    told: dict[str, Any] = {"words": "", "seen": 1, "by": ana, "at": timezone.now()}
    external.end_external(anas, row.ref, on=date(2026, 11, 24), **told)
    assert tasks() == {}
    assert ordered_of(flor, entries_of(flor))[0].chip == "quiet"
    with pytest.raises(Hindered, match="ended"):
        external.end_external(anas, row.ref, on=date(2026, 11, 24), **told)


def test_prolonged_it_is_looked_at_later(
    noted: Make, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    row = noted()
    later = date(2027, 11, 20)
    external.prolong_external(anas, row.ref, until=later, seen=1, by=ana, at=timezone.now())
    assert tasks()["look_again"] == date(2027, 11, 6)
    [hers] = ordered_of(flor, entries_of(flor))
    assert (hers.until, hers.chip) == (later, "waiting")


def test_the_page_refuses_a_partial_agreement_without_a_day(
    noted: Make, signed_in: Callable[[Actor], Client], rosa: Actor, case: str
) -> None:
    row = noted()
    address = reverse("referral:agree", args=[case, row.ref])
    said = {"outcome": "partly", "on": "2026-11-24", "words": "quiere otra ruta"}
    page = signed_in(rosa).post(address, said)
    assert page.status_code == 422
    assert "quiere otra ruta" in page.content.decode()
    assert signed_in(rosa).post(address, said | {"again_by": "2026-12-20"}).status_code == 302


def test_reception_notes_one_and_the_case_page_shows_it(
    signed_in: Callable[[Actor], Client], rosa: Actor, case: str
) -> None:
    browser = signed_in(rosa)
    said = {
        "kind": "precautionary",
        "issuer": "regional_body",
        "name": ISSUER,
        "what": ORDERS,
        "on": "2026-11-20",
        "until": "",
        "agree_by": "2026-12-04",
    }
    address = reverse("referral:note_external", args=[case])
    backwards = browser.post(address, said | {"until": "2026-11-19"})
    assert backwards.status_code == 422
    assert browser.post(address, said).status_code == 302
    page = browser.get(reverse("desk:case", args=[case])).content.decode()
    assert ISSUER in page
    assert ORDERS in page
