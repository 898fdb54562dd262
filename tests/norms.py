"""Cases of the country that does not exist, under both norms of `tests.norm_folders`."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.norm_transition import pass_over, plan_to
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, open_case
from amparo.foundations.intake.documents.services import Document
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, file_request
from tests.clock import TODAY
from tests.norm_folders import NEWER, OLDER
from tests.people import MONDAY

WHY = "Su caso sigue mejor con la norma de ahora"


@pytest.fixture
def of_older(norms, settings, rosa, ana, letter) -> Filed:
    """A call under the older norm, taken in by rosa; ana is of its team."""
    settings.PROTOCOL = OLDER
    found = file_request(letter(channel="page"), by=STRANGER, at=MONDAY)
    folder = filing_to_open(found.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
    return found


@pytest.fixture
def delias(of_older, ana, delia) -> OpenCase:
    """The same case as delia has it open, who decides."""
    anas = opened(of_older.folder.code, seen_by=ana)
    give_seat(anas.case, anas.folder, delia.member, reason="decides", by=ana, at=MONDAY)
    return opened(of_older.folder.code, seen_by=delia)


@pytest.fixture
def caller(of_older) -> Visitor:
    """Whoever called, back with her words."""
    visitor, _ = visit_by_phrase(" ".join(of_older.words), seen_by=STRANGER)
    return visitor


def pass_now(open_case: OpenCase, by: Actor, at: datetime = TODAY) -> Document:
    """As the page does it, with the difference that was shown."""
    seen = plan_to(open_case.folder.filing, NEWER, at=at).mark
    told: dict[str, Any] = {"reason": WHY, "seen": seen, "by": by, "at": at}
    return pass_over(open_case.case, open_case.folder, NEWER, **told)
