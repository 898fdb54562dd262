"""A file that somebody with power demands is erased by nobody's silence: not by the schedule
meanwhile, not before the person was told of an order, and by her own wish only as a decision that
knew of it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.referral.authority_demands import Demanded, note_demand, tell_what_is_due
from amparo.casework.referral.dated_tasks import open_dated_task
from amparo.casework.referral.models import AuthorityDemand, ReferralTask
from amparo.casework.retention import services
from amparo.casework.retention.dated_tasks import task_of
from amparo.casework.retention.queries import acts_on_case, on_case
from amparo.casework.retention.wording import WHY
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.erasure import services as erasure
from amparo.foundations.erasure.models import Erasure, LegalHold
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.requests.services import Filed
from tests import plans
from tests.architecture.conftest import came_back
from tests.elsewhere import wide_demand
from tests.erasing import ASKED, DECIDED, HEARD, LATER, asks, decided, granted, heard, held, run
from tests.unit.retention.test_asking import YEARS, adopt, begin, long_closed, own

__all__ = ["adopt", "long_closed", "own"]

ORDER = timedelta(days=3)
SAID = "Se borra solo cuando nada lo impida; hasta ese momento usted puede conservarlo."


def demanded(
    open_case: OpenCase, by: Actor, *, at: datetime, silent: bool = False, kind: str = "court"
) -> AuthorityDemand:
    """By a court, whose order not to tell the person ends within the days of one word alone."""
    told: dict[str, Any] = {"forbidden_by": "", "silent_until": None}
    if silent:
        told = {"forbidden_by": "Juzgado Uno", "silent_until": (at + ORDER).date()}
    given: dict[str, Any] = {
        "name": "oficio siete",
        "what": "copia",
        "ground": "x",
        "answered": "x",
    }
    return note_demand(open_case, Demanded(kind=kind, on=at.date(), **given, **told), by=by, at=at)


def decided_again(delia: Actor, *, at: datetime, answer: str = "granted", reason: str = "") -> None:
    """By delia, who has a seat by then."""
    hers = opened(Case.objects.get().code, seen_by=delia)
    services.decide(hers, answer=answer, reason=reason, words="razones", by=delia, at=at)


def told(kind: ReferralTask.Kind = ReferralTask.Kind.TELL_DEMAND) -> None:
    """Somebody of the team told her of it."""
    waiting = ReferralTask.objects.filter(kind=kind, done_at=None)
    assert waiting.update(done_at=DECIDED, outcome="told") == 1


def is_there() -> bool:
    return Document.objects.exclude(sealed=b"").exists()


# --- her own wish ---


def test_what_a_court_keeps_from_her_is_not_erased_before_she_is_told(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    granted(anas, flor, ana, delia, scope="files")
    demanded(anas, ana, at=DECIDED + timedelta(hours=1), silent=True)
    assert run() == 0
    assert run(LATER + timedelta(days=90)) == 0
    assert tell_what_is_due(by=SYSTEM, at=LATER + ORDER) == 1
    assert run(LATER + ORDER + timedelta(days=1)) == 0


def test_nor_is_it_granted_meanwhile_since_its_reasons_would_tell(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    asks(flor)
    heard(anas, ana)
    demanded(anas, ana, at=HEARD, silent=True)
    with pytest.raises(Hindered, match="kept_silent"):
        decided(anas, delia, ana)
    tell_what_is_due(by=SYSTEM, at=DECIDED)
    decided_again(delia, at=DECIDED)
    assert Erasure.objects.get().granted


def test_a_hold_that_was_lifted_in_silence_is_told_first(
    anas: OpenCase, flor: Visitor, ana: Actor, beto: Actor, delia: Actor
) -> None:
    granted(anas, flor, ana, delia, scope="files")
    silent = held(forbidden_by="Juzgado Uno", silent_until=(DECIDED + ORDER).date())
    services.put_hold(anas, silent, by=ana, at=DECIDED)
    again = plans.seated(anas, beto, ana)
    services.lift_hold(again, LegalHold.objects.get().ref, words="x", by=beto, at=DECIDED)
    assert run() == 0
    told_on = DECIDED + timedelta(days=5)
    erasure.tell_holds(by=SYSTEM, at=told_on)
    assert run(told_on + timedelta(days=9)) == 0
    assert run(told_on + timedelta(days=11)) == 0
    told(ReferralTask.Kind.TELL_HOLD)
    assert run(told_on + timedelta(days=9)) == 0
    assert run(told_on + timedelta(days=11)) == 1


def test_what_was_demanded_since_it_was_decided_is_decided_anew(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    granted(anas, flor, ana, delia)
    noted_at = DECIDED + timedelta(hours=1)
    demanded(opened(anas.code, seen_by=ana), ana, at=noted_at, kind="prosecutor")
    assert run() == 0
    assert is_there()
    case = Case.objects.get()
    assert case.closed_at
    [waits] = [one for one in waiting_in(case) if one.task == "erasure.decide"]
    assert waits.in_closed_from
    assert not waits.keeps_open
    decided_again(delia, at=LATER)
    told()
    assert run(LATER + timedelta(hours=1)) == 1
    assert not is_there()


def test_that_she_is_called_again_of_a_demand_for_everything_holds_up_nothing(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    row, case = wide_demand(by=delia, at=ASKED), Case.objects.get()
    again: dict[str, Any] = {"about": row.ref, "by": SYSTEM, "at": HEARD}
    open_dated_task(case, ReferralTask.Kind.TELL_DEMAND, **again)
    granted(anas, flor, ana, delia)
    assert run() == 0
    told()
    open_dated_task(case, ReferralTask.Kind.TELL_DEMAND, **again)
    assert run() == 1


def test_it_waits_until_somebody_told_her_that_it_was_demanded(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    demanded(anas, ana, at=HEARD)
    granted(anas, flor, ana, delia)
    assert run() == run(LATER + timedelta(days=90)) == 0
    assert is_there()
    delias = opened(anas.code, seen_by=delia)
    assert WHY["not_told_yet"] in on_case(delias, seen_by=delia).against
    told()
    assert run() == 1
    assert not is_there()


def test_anew_it_may_be_refused(anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor) -> None:
    granted(anas, flor, ana, delia, scope="files")
    demanded(anas, ana, at=DECIDED + timedelta(hours=1))
    decided_again(delia, answer="refused", reason="duty_to_keep", at=LATER)
    row = Erasure.objects.get()
    assert (row.answer, row.ended_at) == ("refused", LATER)
    assert run(LATER + timedelta(days=90)) == 0


def test_what_was_demanded_before_it_was_decided_is_decided_once(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    demanded(anas, ana, at=HEARD)
    asks(flor, "files")
    heard(anas, ana)
    delias = plans.seated(anas, delia, ana)
    page = signed_in(delia).get(reverse("retention:decide", args=[anas.code])).content.decode()
    assert "Este expediente fue requerido" in page
    services.decide(delias, answer="granted", reason="", words="x", by=delia, at=DECIDED)
    with pytest.raises(Hindered, match="decided"):
        services.decide(delias, answer="granted", reason="", words="x", by=delia, at=DECIDED)
    told()
    assert run() == 1


def test_the_team_reads_why_it_waits_and_may_decide(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor
) -> None:
    made = granted(anas, flor, ana, delia, scope="files")
    demanded(anas, ana, at=DECIDED + timedelta(hours=1))
    delias = opened(anas.code, seen_by=delia)
    assert WHY["demanded_since"] in on_case(delias, seen_by=delia).against
    task, by = task_of(made)
    assert (task, by) == ("decide", DECIDED + timedelta(hours=1, days=20))
    offers = acts_on_case(delias, refresh(delias.case, at=LATER), seen_by=delia)
    assert "decide_erasure" in {one.act for one in offers}


# --- the schedule ---


def test_no_schedule_begins_with_what_was_demanded_lately(
    anas: OpenCase, ana: Actor, own: object, long_closed: Filing, adopt: Callable[..., None]
) -> None:
    adopt()
    demanded(anas, ana, at=YEARS - timedelta(days=399))
    assert begin() == 0
    demand = AuthorityDemand.objects.get()
    earlier = YEARS - timedelta(days=401)
    AuthorityDemand.objects.filter(pk=demand.pk).update(noted_at=earlier, told_at=earlier)
    assert begin() == 1


def test_her_page_says_the_same_with_an_order_that_is_kept_from_her_and_without_any(
    anas: OpenCase, ana: Actor, filed: Filed, own: object, long_closed: Filing,
    adopt: Callable[..., None],
) -> None:  # fmt: skip
    adopt()
    assert begin() == 1
    Erasure.objects.update(not_before=ASKED)
    hers = came_back(filed)
    before = said_on(hers)
    assert SAID in before
    demanded(anas, ana, at=timezone.now(), silent=True)
    assert said_on(hers) == before


def said_on(hers: Client) -> str:
    page = hers.get("/mine/erase/").content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.partition("<h1")[2])


def test_nor_does_it_erase_what_is_demanded_while_she_reads_that_it_will(
    anas: OpenCase, ana: Actor, filed: Filed, own: object, long_closed: Filing,
    adopt: Callable[..., None],
) -> None:  # fmt: skip
    adopt()
    assert begin() == 1
    demanded(anas, ana, at=YEARS, silent=True)
    due = YEARS + timedelta(days=62)
    assert run(due) == 0
    tell_what_is_due(by=SYSTEM, at=due)
    assert run(due + timedelta(days=20)) == 0
    assert Erasure.objects.get().ended_at is None
    Erasure.objects.update(not_before=ASKED)
    page = came_back(filed).get("/mine/erase/").content.decode()
    assert SAID in page
    assert run(YEARS + timedelta(days=401)) == 1
