"""A copy on its way: asked for by ana, agreed to by flor, allowed by saul."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from amparo.casework.exports import services
from amparo.casework.exports.file_parts import Wanted
from amparo.casework.exports.models import Export
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.requests.services import Letter
from tests import plans

HOUSE = "Estudio Jurídico del Valle"
COURT = "Juzgado Uno, 7-2026"
FACTS = "dejaron una nota bajo la puerta, con el dibujo de una cruz"
FEARED = "Teodoro Ramos"
TOLD = {
    "chosen_name": "Flor de la Quebrada",
    "coarse_place": "el distrito del río",
    "safe_contact": "por la radio, de noche",
    "language": "castellano",
    "facts": FACTS,
    "excluded_persons": FEARED,
}

type Ask = Callable[..., Export]
type Act = Callable[[Export], None]


@pytest.fixture
def letter() -> Callable[..., Letter]:
    """What flor sent, in the words of the law's own questions."""

    def make(**changes: Any) -> Letter:
        given: dict[str, Any] = {"body": TOLD, "channel": "digital", "once": marks.token()}
        given["excluded_names"] = FEARED
        return Letter(**{**given, **changes})

    return make


@pytest.fixture
def asked(anas: OpenCase, ana: Actor) -> Ask:
    def make(**changes: Any) -> Export:
        given: dict[str, Any] = {
            "name": HOUSE,
            "unit": None,
            "purpose": "para la denuncia que ella quiere presentar",
            "parts": ("chosen_name", "request"),
        }
        return services.ask(anas, Wanted(**{**given, **changes}), by=ana, at=timezone.now())

    return make


@pytest.fixture
def says(flor: Visitor) -> Callable[[Export, str], None]:
    def say(row: Export, word: str) -> None:
        question = Question.objects.get(subject=row.ref, withdrawn_at__isnull=True)
        answer(flor.folder, question.ref, answer=word, by=flor, at=timezone.now())

    return say


@pytest.fixture
def sauls(anas: OpenCase, saul: Actor, ana: Actor) -> OpenCase:
    """The case as saul, who supervises, has it open."""
    return plans.seated(anas, saul, ana)


@pytest.fixture
def allowed(
    asked: Ask, says: Callable[[Export, str], None], sauls: OpenCase, saul: Actor
) -> Callable[..., Export]:
    def make(**changes: Any) -> Export:
        row = asked(**changes)
        if not row.compelled:
            says(row, "agreed")
        services.approve(sauls, row.ref, by=saul, at=timezone.now())
        row.refresh_from_db()
        return row

    return make
