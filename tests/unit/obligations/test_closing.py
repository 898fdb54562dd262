"""A case is closed when nothing is left to do, and opens again when she speaks."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.services import lift_danger_flag
from amparo.casework.measures.models import Decision, Measure
from amparo.casework.obligations import case_closing as closing
from amparo.casework.obligations.follow_up import services as follow_ups
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.obligations.possible_acts import before_closing
from amparo.casework.review.models import ReviewTask
from amparo.casework.review.reassessment import services as reassessing
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened, worklist
from amparo.foundations.consent.services import confirm
from amparo.foundations.intake.contact.follow_up_reports import tell_incident
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.obligations import DECIDED, WEDNESDAY

THURSDAY = WEDNESDAY + timedelta(days=1)
MUCH_LATER = WEDNESDAY + timedelta(days=200)


def reached(anas: OpenCase, ana: Actor) -> None:
    act = FollowUpTask.objects.get(kind="contact_before_ending")
    told = {"text": "hablé con ella", "outcome": "ends", "by": ana, "at": THURSDAY}
    follow_ups.note_done(anas, act, **told)


def close(anas: OpenCase, ana: Actor, at=THURSDAY) -> None:
    closing.close(anas, text="se cerró con ella", by=ana, at=at)


@pytest.fixture
def left(anas: OpenCase, ana: Actor, flor: Visitor) -> OpenCase:
    withdraw_procedure(flor, at=WEDNESDAY)
    return opened(anas.code, seen_by=ana)


@pytest.fixture
def notified(decided: None, anas: OpenCase, delia: Actor) -> None:
    """The decision has reached her."""
    Decision.objects.create(
        ref="DECI", case=anas.case, kind="granted", paper_ref="X", decided_by=delia.member,
        issued_at=DECIDED, notified_at=DECIDED,
    )  # fmt: skip
    filing = Filing.objects.get()
    filing.happened |= {
        "resolution_forwarded": WEDNESDAY.isoformat(),
        "decision_notified": WEDNESDAY.isoformat(),
    }
    filing.save()
    anas.folder.filing.refresh_from_db()


def test_after_she_left_and_was_reached_it_may_be_closed(left: OpenCase, ana: Actor) -> None:
    with pytest.raises(closing.NotYet):
        close(left, ana)
    reached(left, ana)
    close(left, ana)
    assert Case.objects.get().closed_at == THURSDAY
    assert not CaseAccess.objects.filter(open=True).exists()
    assert '"left_the_procedure"' in Entry.objects.get(event="CaseClosed").facts


def test_before_she_was_reached_nothing_is_written(left: OpenCase, ana: Actor) -> None:
    with pytest.raises(closing.NotYet):
        close(left, ana)
    assert Case.objects.get().closed_at is None
    assert not Document.objects.filter(kind="closed").exists()


def test_what_still_runs_keeps_it_open(
    forwarded: Obligation, notified: None, anas: OpenCase, ana: Actor
) -> None:
    Measure.objects.update(duration_days=300)
    assert before_closing(anas, at=MUCH_LATER)
    with pytest.raises(closing.NotYet):
        close(anas, ana, at=MUCH_LATER)


def test_when_every_time_is_over_it_closes_and_erases_what_units_were_told(
    forwarded: Obligation, notified: None, anas: OpenCase, ana: Actor
) -> None:
    close(anas, ana, at=MUCH_LATER)
    duty = Obligation.objects.get()
    assert (duty.state, bytes(duty.extract), bytes(duty.key_for_unit)) == ("ended", b"", b"")
    assert Measure.objects.get().state == "lapsed"
    assert '"everything_ended"' in Entry.objects.get(event="CaseClosed").facts


def test_while_she_can_contest_it_stays_open(notified: None, anas: OpenCase, ana: Actor) -> None:
    assert [str(one) for one in before_closing(anas, at=THURSDAY)]
    assert not before_closing(anas, at=MUCH_LATER)


@pytest.mark.parametrize("how", ["message", "word"])
def test_it_opens_again_when_she_speaks(
    how: str, left: OpenCase, ana: Actor, flor: Visitor
) -> None:
    reached(left, ana)
    close(left, ana)
    if how == "message":
        body = {"text": "volvieron"}
        write_paper(flor.folder, kind="message", body=body, by=flor, at=MUCH_LATER, for_person=True)
    else:
        confirm(flor.folder, measure="X", word="stopped", by=flor, at=MUCH_LATER)
    assert Case.objects.get().closed_at is None
    assert CaseAccess.objects.filter(open=True).exists()
    assert Entry.objects.filter(event="CaseReopened").count() == 1


def test_what_the_team_writes_does_not_open_it(left: OpenCase, ana: Actor) -> None:
    reached(left, ana)
    close(left, ana)
    write_paper(left.folder, kind="note", body={"text": "x"}, by=ana, at=MUCH_LATER)
    assert Case.objects.get().closed_at == THURSDAY


def test_the_page_says_what_is_missing_then_closes(left: OpenCase, ana: Actor, signed_in) -> None:
    browser: Client = signed_in(ana)
    page = reverse("obligations:close", args=[left.code])
    assert browser.get(page).context["missing"]
    assert browser.post(page, {"text": "ya"}).status_code == 409
    reached(left, ana)
    assert browser.post(page, {"text": " "}).status_code == 422
    case_page = browser.get(reverse("desk:case", args=[left.code])).content.decode()
    assert page in case_page
    assert browser.post(page, {"text": "ya"}).status_code == 302
    closed_at = Case.objects.get().closed_at
    assert closed_at is not None
    assert browser.post(page, {"text": "ya"}).status_code == 409
    assert timezone.now() >= closed_at


def test_what_happened_is_weighed_before_a_case_is_closed(
    notified: None, anas: OpenCase, ana: Actor
) -> None:
    """Once it is closed, nobody would see that it waits."""
    told = "Que se haya evaluado de nuevo el riesgo después del último hecho"
    assert told not in before_closing(anas, at=MUCH_LATER)
    tell_incident(anas.folder, words="dispararon", by=ana, at=THURSDAY)
    assert told in before_closing(anas, at=MUCH_LATER)
    with pytest.raises(closing.NotYet):
        close(anas, ana, at=MUCH_LATER)
    reassessing.assessed(anas.code, by=ana, at=MUCH_LATER)
    close(anas, ana, at=MUCH_LATER)


def test_what_happened_leads_the_worklist_and_nobody_is_called_missing(
    notified: None, anas: OpenCase, ana: Actor
) -> None:
    tell_incident(anas.folder, words="dispararon", by=ana, at=THURSDAY)
    assert [seat.danger for seat in worklist(seen_by=ana)] == [UNWEIGHED]
    assert "Que no haya una búsqueda en curso" not in before_closing(anas, at=MUCH_LATER)
    reassessing.assessed(anas.code, by=ana, at=MUCH_LATER)
    assert worklist(seen_by=ana)[0].danger == UNWEIGHED
    lift_danger_flag(anas, text="hablé con ella", by=ana, at=MUCH_LATER)
    assert worklist(seen_by=ana)[0].danger < UNWEIGHED


def test_what_happened_leads_the_worklist_of_an_organisation_too(
    notified: None, anas: OpenCase, ana: Actor, settings: Any
) -> None:
    settings.ORGANISATION = "Federación del Valle"
    tell_incident(anas.folder, words="dispararon", by=ana, at=THURSDAY)
    assert ReviewTask.objects.filter(kind="reassess", done_at__isnull=True).exists()
    assert [seat.danger for seat in worklist(seen_by=ana)] == [UNWEIGHED]
    reassessing.looked_at(anas, text="hablamos con ella", by=ana, at=MUCH_LATER)
    assert worklist(seen_by=ana)[0].danger == UNWEIGHED
    lift_danger_flag(anas, text="está a salvo", by=ana, at=MUCH_LATER)
    assert worklist(seen_by=ana)[0].danger < UNWEIGHED
