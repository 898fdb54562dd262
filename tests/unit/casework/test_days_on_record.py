"""Until which day something is to be done, as the record says it: the day in Lima, where it is
already tomorrow by the clock of the machine from seven in the evening on."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from amparo.casework.interpreting import interpretation_tasks as interpreting
from amparo.casework.interpreting.models import Interpretation
from amparo.casework.referral import dated_tasks as referral
from amparo.casework.referral.models import ReferralTask
from amparo.casework.review import dated_tasks as review
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.exact_locations import keep_place
from amparo.foundations.ledger.models import Entry

EVENING = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # Monday 30 November in Lima, nine in the evening
MONDAY = date(2026, 11, 30)


def asked_anew(case: OpenCase, by: Actor) -> timedelta:
    review.open_task(case.case, ReviewTask.Kind.REASSESS, by=by, at=EVENING)
    return review.WITHIN[ReviewTask.Kind.REASSESS]


def promised(case: OpenCase, by: Actor) -> timedelta:
    referral.open_dated_task(case.case, ReferralTask.Kind.CARRY, by=by, at=EVENING)
    return referral.WITHIN[ReferralTask.Kind.CARRY]


def put_off(case: OpenCase, by: Actor) -> timedelta:
    kind, later = ReferralTask.Kind.CARRY, timedelta(days=3)
    promised(case, by)
    again: dict[str, Any] = {"again_on": EVENING + later, "by": by, "at": EVENING}
    assert referral.put_off_dated_task(case.case, kind, about="", **again)
    return later


def to_interpret(case: OpenCase, by: Actor) -> timedelta:
    kind = Interpretation.Kind.INTERVIEW
    interpreting.open_task(case.case, kind, by=by, at=EVENING)
    return interpreting.WITHIN[kind]


def kept(case: OpenCase, by: Actor) -> timedelta:
    keep_place(case.folder, kind="safe", text="la casa azul", days=2, by=by, at=EVENING)
    return timedelta(days=2)


@pytest.mark.parametrize("act", [asked_anew, promised, put_off, to_interpret, kept])
def test_a_day_stands_on_record_as_the_pages_say_it(
    act: Callable[[OpenCase, Actor], timedelta], anas: OpenCase, ana: Actor
) -> None:
    days = act(anas, ana)
    facts = json.loads(Entry.objects.latest("sequence").facts)
    assert facts.get("due_on", facts.get("until")) == (MONDAY + days).isoformat()
