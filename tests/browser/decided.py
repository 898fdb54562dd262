"""A case that is decided, for the browser: one measure, granted or before who decides."""

import sys
from datetime import date, datetime, timedelta

from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.access_log import looked
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from tests import plans
from tests.people import PASSWORD, unlocked


def granted(words: str) -> None:
    """Patrols, granted today; prints the case's code."""
    now = timezone.now()
    delias, delia, patrol = _put(words, now)
    today: date = timezone.localdate(now)
    said = plans.outcome(
        delias,
        patrol,
        delia,
        granted=True,
        reasons="Nadie llega de noche.",
        first_report_on=today + timedelta(days=15),
        next_review_on=today + timedelta(days=60),
    )
    plans.decided(delias, delia, said)
    sys.stdout.write(delias.code)


def put(words: str) -> None:
    """Patrols, before who decides; prints the case's code."""
    delias, _delia, _patrol = _put(words, timezone.now())
    sys.stdout.write(delias.code)


def _put(words: str, now: datetime) -> tuple[OpenCase, Actor, Measure]:
    """The case as who decides has it open, the member who decides, and the measure."""
    plans.TUESDAY = plans.WEDNESDAY = now
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    rosa, ana, delia = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD)
        for name in ("rosa", "ana", "delia")
    )
    folder = filing_to_open(visitor.folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=now)
    anas = opened(folder.code, seen_by=ana)
    looked(anas.case, reason="duty", by=ana, at=now, first_time=True)
    patrol = plans.proposed(anas, Unit.objects.get(code="pnp-selva"), ana)
    plans.says(visitor, patrol, "agreed")
    return plans.put(anas, ana, delia), delia, patrol
