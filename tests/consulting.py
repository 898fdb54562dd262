"""A draft of the country that does not exist, put to everybody, and people who propose."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from amparo.cli.walk.scenes.fictional_law_draft import draft_in
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.observatory.consultations.models import Consultation
from amparo.observatory.consultations.public_participation import Received, Said, take_part
from amparo.observatory.consultations.queries import Author
from amparo.observatory.consultations.services import Plan, open_consultation
from tests.people import MONDAY

LAST = date(2026, 11, 30)
AFTER = datetime.combine(LAST, MONDAY.timetz()) + timedelta(days=1)
ABOUT = "Menos días para decidir."
TEXT = "Que decidan en dos días. Firma Ermelinda, calle Los Sauces 7."
ARTICLE, HEADING = "terms.decide", "Plazos: decidir"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return draft_in(tmp_path)


@pytest.fixture
def plan(draft: Path) -> Callable[..., Plan]:
    def plan(**other: Any) -> Plan:
        said = {"folder": draft, "beside": "xx-example", "about": ABOUT, "opens_on": MONDAY.date()}
        return Plan(**{**said, "closes_on": LAST, **other})

    return plan


def put(plan: Plan) -> Consultation:
    return open_consultation(plan, by=SYSTEM, at=MONDAY)


def propose(
    consultation: Consultation,
    *,
    at: datetime = MONDAY,
    once: bytes = b"",
    browser: str = "",
    then: Callable[[Received], object] = lambda _: None,
    **other: str,
) -> Received:
    said = {"article": ARTICLE, "heading": HEADING, "kind": "change", "text": TEXT, **other}

    def keep(received: Received) -> None:
        then(received)

    return take_part(
        consultation,
        Said(**said),
        once=once or marks.token(),
        browser=browser,
        language="es",
        by=STRANGER,
        at=at,
        then=keep,
    )


def author_of(received: Received) -> Author:
    received.proposal.refresh_from_db()
    return Author(received.proposal, received.pair)
