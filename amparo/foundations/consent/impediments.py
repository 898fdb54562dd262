"""Why somebody cannot be asked: it begins after the filing too. Services, by noun: impediments. How
one ends: `services.end_impediment`."""

from datetime import datetime

from django.db import transaction

from amparo.foundations.accounts.refusals import AsksNobody
from amparo.foundations.consent import events
from amparo.foundations.consent.models import NOBODY, Adult, Beneficiary, Question
from amparo.foundations.consent.services import end_impediment
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record


@transaction.atomic
def begin_impediment(filing: Filing, impediment: str, *, by: Signs, at: datetime) -> str:
    """She cannot be asked from now on. Returns what prevented it before, if anything did."""
    before = hold_row(filing).get().impediment
    if before != impediment:
        _impede(filing, impediment)
        event = events.ImpedimentBegan(about=filing.code, impediment=impediment)
        record(event, by=by, at=at)
    return before


@transaction.atomic
def set_right(filing: Filing, *, before: str, by: Signs, at: datetime) -> None:
    """What prevented her from being asked was a mistake: it is as it was before. Whoever was
    reached meanwhile stays reached."""
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
    """Whether a measure that she was asked about protects somebody else too, who still counts."""
    kept_away = {"other": NOBODY, "child": ""}  # a child counts, whoever would answer for it
    asked = [one.pk for one in _last_asked(filing) if one.kind == Question.Kind.MEASURE]
    return Adult.objects.filter(filing=filing, question__in=asked).exclude(**kept_away).exists()


def is_for_others(filing: Filing, measure: str) -> bool:
    """Whether a measure protects somebody else too, or nobody has said yet that it does not: as
    long as each adult is asked about it, or a collective is. Who is kept away counts no more."""
    asked = [one for one in _last_asked(filing) if one.subject == measure]
    of_all = any(one.by_acta or one.kind == Question.Kind.COLLECTIVE for one in asked)
    return of_all or is_shared(filing, measure)


def is_shared(filing: Filing, measure: str) -> bool:
    """The same of a household: each has a share of their own, which nobody else gives up."""
    others = Beneficiary.objects.filter(filing=filing, measure=measure).exclude(paper_ref="")
    asked = [one for one in _last_asked(filing) if one.subject == measure]
    return any(one.counts for one in others) or any(_may_be_for_others(one) for one in asked)


def _may_be_for_others(question: Question) -> bool:
    if not question.each_adult or question.adults is None:
        return question.each_adult
    return question.adults > question.named.filter(other=NOBODY, child="").count()


def _last_asked(filing: Filing) -> list[Question]:
    """The last question on each thing for each unit, taken back or not: whoever takes a yes back
    does not make a family's measure hers alone."""
    asked = Question.objects.filter(filing=filing).order_by("pk")
    last = {(one.kind, one.subject, one.unit_id): one for one in asked}
    return list(last.values())


def nobody_left_at_risk(filing: Filing) -> bool:
    """Whether no danger is left to be weighed here: the person has died, and no measure protects
    anybody else too. Those who are left have a case of their own."""
    return filing.asks_nobody and not protects_others(filing)


def must_be_somebodys_risk(filing: Filing) -> None:
    """A danger is weighed of whoever lives: the row is held until it is done. Raises AsksNobody."""
    if nobody_left_at_risk(hold_row(filing).get()):
        raise AsksNobody


def must_have_been_alive(filing: Filing, at: datetime) -> None:
    """Nobody receives anything for somebody who has died; what was received before it was known may
    still be noted. The row is held until it is done. Raises AsksNobody."""
    fresh = hold_row(filing).get()
    died = Entry.objects.filter(about=filing.code, event=events.ImpedimentBegan.__name__)
    known = died.order_by("sequence").last()
    if fresh.asks_nobody and (known is None or at >= known.at):
        raise AsksNobody


def _impede(filing: Filing, impediment: str) -> None:
    Filing.objects.filter(pk=filing.pk).update(impediment=impediment)
    filing.impediment = impediment
