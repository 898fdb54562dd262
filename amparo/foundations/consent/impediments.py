"""Reasons why the person cannot be asked, also those that begin after the filing. Services, by
noun: impediments. For the end of one see `services.end_impediment`."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts.error_pages import AsksNobody
from amparo.foundations.consent import events
from amparo.foundations.consent.models import NOBODY, AffectedAdult, Beneficiary, Question
from amparo.foundations.consent.services import end_impediment
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record


@transaction.atomic
def begin_impediment(filing: Filing, impediment: str, *, by: Signs, at: datetime) -> str:
    """Record that the person cannot be asked from now on. Returns the previous impediment, or
    ""."""
    before = hold_row(filing).get().impediment
    if before != impediment:
        _impede(filing, impediment)
        event = events.ImpedimentBegan(about=filing.code, impediment=impediment)
        record(event, by=by, at=at)
    return before


@transaction.atomic
def set_right(filing: Filing, *, before: str, by: Signs, at: datetime) -> None:
    """Undo an impediment that was recorded by mistake and restore the state before it. Recipients
    who were informed meanwhile stay informed."""
    fresh = hold_row(filing).get()
    if not fresh.impediment:
        return
    if before:
        begin_impediment(filing, before, by=by, at=at)
    elif fresh.asks_nobody:
        _impede(filing, "")
        event = events.ImpedimentEnded(
            about=filing.code, impediment=DIED, how="mistake", questions=0
        )
        record(event, by=by, at=at)
    else:
        end_impediment(filing, how="mistake", by=by, at=at)


def protects_others(filing: Filing) -> bool:
    """Whether a measure about which the person was asked also protects another adult or child who
    still counts."""
    kept_away = {"other": NOBODY, "child": ""}  # a child counts, whatever becomes of the guardian
    asked = [one.pk for one in _last_asked(filing) if one.kind == Question.Kind.MEASURE]
    return (
        AffectedAdult.objects.filter(filing=filing, question__in=asked)
        .exclude(**kept_away)
        .exists()
    )


def is_for_others(filing: Filing, measure: str) -> bool:
    """Whether a measure also protects others, or this is not yet known: as long as each adult or a
    collective is asked about it. Those kept away do not count."""
    asked = [one for one in _last_asked(filing) if one.subject == measure]
    of_all = any(one.by_acta or one.kind == Question.Kind.COLLECTIVE for one in asked)
    return of_all or is_shared(filing, measure)


def is_shared(filing: Filing, measure: str) -> bool:
    """Whether a measure is shared within a household. Each has their own share, which no other can
    give up."""
    others = Beneficiary.objects.filter(filing=filing, measure=measure).exclude(paper_ref="")
    asked = [one for one in _last_asked(filing) if one.subject == measure]
    return any(one.counts for one in others) or any(_may_be_for_others(one) for one in asked)


def _may_be_for_others(question: Question) -> bool:
    if not question.each_adult or question.adults is None:
        return question.each_adult
    return question.adults > question.named.filter(other=NOBODY, child="").count()


def _last_asked(filing: Filing) -> list[Question]:
    """Return the last question for each kind, subject and unit, withdrawn or not. Withdrawing a
    consent does not turn a family's measure into one for the person alone."""
    asked = Question.objects.filter(filing=filing).order_by("pk")
    last = {(one.kind, one.subject, one.unit_id): one for one in asked}
    return list(last.values())


def nobody_left_at_risk(filing: Filing) -> bool:
    """Whether no risk is left to assess: the person has died and no measure protects others.
    Surviving relatives have a case of their own."""
    return filing.asks_nobody and not protects_others(filing)


def must_be_somebodys_risk(filing: Filing) -> None:
    """Hold the row and check that the risk of a living person is assessed. Raises AsksNobody."""
    if nobody_left_at_risk(hold_row(filing).get()):
        raise AsksNobody


def must_have_been_alive(filing: Filing, at: datetime) -> None:
    """Hold the row and check that something was received while the person was alive. After the
    death was recorded, only what was received before that moment can still be noted. Raises
    AsksNobody."""
    fresh = hold_row(filing).get()
    died = Entry.objects.filter(about=filing.code, event=events.ImpedimentBegan.__name__)
    known = died.order_by("sequence").last()
    if fresh.asks_nobody and (known is None or at >= known.at):
        raise AsksNobody


def _impede(filing: Filing, impediment: str) -> None:
    Filing.objects.filter(pk=filing.pk).update(impediment=impediment)
    filing.impediment = impediment
