"""A case in which delia has decided: one patrol granted, or denied, or the request not admitted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.measures.decisions.resolution import Outcome, Resolution
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.review import services
from amparo.casework.review.models import Recourse
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import papers_in, read_by_person
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.contestable import Plea, contest
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import Filed
from tests.plans import WEDNESDAY, decided, outcome, proposed, put, says

THURSDAY = WEDNESDAY + timedelta(days=1)
FRIDAY = WEDNESDAY + timedelta(days=2)


@pytest.fixture
def patrol(
    anas: OpenCase, ana: Actor, site: dict[str, Unit], flor: Visitor, carla: Actor
) -> Measure:
    """Agreed to; carla's unit can open what is sealed to it."""
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def delias(patrol: Measure, anas: OpenCase, ana: Actor, delia: Actor) -> OpenCase:
    return put(anas, ana, delia)


@pytest.fixture
def granted(delias: OpenCase, delia: Actor, patrol: Measure) -> Decision:
    return decided(delias, delia, outcome(delias, patrol, delia))


@pytest.fixture
def denied(delias: OpenCase, delia: Actor, patrol: Measure) -> Decision:
    no = outcome(delias, patrol, delia, granted=False, reasons="no hay patrullero")
    return decided(delias, delia, no)


@pytest.fixture
def turned_away(delias: OpenCase, delia: Actor) -> Decision:
    return decided(delias, delia, admitted=False)


def paper_of(decision: Decision) -> Document:
    return Document.objects.get(ref=decision.paper_ref, current=True)


def read(flor: Visitor, decision: Decision, *, at: Any = THURSDAY) -> None:
    """She opens it on her page: that is receipt."""
    found = next(
        one
        for one in papers_in(flor.folder, seen_by=flor, kinds=["decision"])
        if one.ref == decision.paper_ref
    )
    read_by_person(flor.folder, found, by=flor, at=at)


@pytest.fixture
def contests(flor: Visitor) -> Callable[..., Document]:
    """She contests a decision on her page."""

    def say(decision: Decision, *, at: Any = FRIDAY, **plea: Any) -> Document:
        given = {"words": "nadie me preguntó por el camino", **plea}
        return contest(flor.folder, decision.paper_ref, Plea(**given), by=flor, at=at)

    return say


def as_open(case: OpenCase, member: Actor) -> OpenCase:
    return opened(case.code, seen_by=member)


def ruling(later: str, *outcomes: Outcome, **changes: Any) -> Resolution:
    given = {"outcomes": outcomes, "grounds": "se vuelve a mirar", "later": later, **changes}
    return Resolution(**given)


def ruled(
    case: OpenCase, recourse: Recourse, later: str, *outcomes: Outcome, by: Actor, at: Any = FRIDAY
) -> Decision:
    return services.rule(case, recourse.ref, ruling(later, *outcomes), by=by, at=at)


@pytest.fixture
def came_back_as_flor(filed: Filed) -> Client:
    """Her own browser."""
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    client = Client()
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client.cookies["amparo_visit"] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client
