"""A site that a federation runs for itself: rosa and ana follow what the ministry owes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.external_cases import services
from amparo.casework.external_cases.member_input import Plan, Said
from amparo.casework.external_cases.models import ExternalProcedure
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import Filed

FILED = datetime(2026, 11, 9, 16, 0, tzinfo=UTC)  # Monday, eleven in the morning in Lima
AGREED = datetime(2026, 11, 9, 15, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def federation(settings: Any) -> None:
    settings.ORGANISATION = "Federación del Valle"


@pytest.fixture
def anas(case: str, ana: Actor) -> OpenCase:
    return opened(case, seen_by=ana)


@pytest.fixture
def planned(anas: OpenCase, ana: Actor, site: dict[str, Unit]) -> ExternalProcedure:
    plan = Plan(
        protocol="pe-2021",
        unit=site["dgdh"],
        text="Pediremos una patrulla con su relato y sin sus fotos.",
        why="",
        fields=["chosen_name"],
    )
    return services.open_record(anas, plan, by=ana, at=AGREED)


@pytest.fixture
def says(flor: Visitor) -> Callable[..., None]:
    """What she answers on her own page."""

    def answer(record: ExternalProcedure, answer: str = "agreed", *, at: datetime = AGREED) -> None:
        question = Question.objects.get(subject=record.ref, withdrawn_at=None)
        consent.answer(flor.folder, question.ref, answer=answer, by=flor, at=at)

    return answer


@pytest.fixture
def agreed(planned: ExternalProcedure, says: Callable[..., None]) -> ExternalProcedure:
    says(planned)
    return planned


@pytest.fixture
def notes(anas: OpenCase, ana: Actor) -> Callable[..., Any]:
    def note(
        record: ExternalProcedure,
        what: str,
        when: datetime,
        *,
        at: datetime | None = None,
        **more: Any,
    ) -> Any:
        given = {"by_whom": "us", "channel": "paper", **more}
        said = Said(what=what, when=when, **given)
        return services.note(anas, record.ref, said, by=ana, at=at or when)

    return note


@pytest.fixture
def filed_there(agreed: ExternalProcedure, notes: Callable[..., Any]) -> ExternalProcedure:
    notes(agreed, "request_received", FILED, number="HR-2026-00417", text="con dos folios")
    agreed.refresh_from_db()
    return agreed


@pytest.fixture
def came_back(filed: Filed) -> Client:
    """Her own browser."""
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    client = Client()
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client
