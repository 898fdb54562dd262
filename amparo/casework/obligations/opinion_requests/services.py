"""Services for what an institution is only asked: its opinion on a measure, or how strong the
danger is now. Nothing is ordered with these."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from amparo.casework.measures.catalogue import PLACE
from amparo.casework.measures.models import Measure
from amparo.casework.obligations.delivery.consent_gate import (
    NOT_ASKED_FOR,
    delivery,
    live_duties,
    with_place,
    words_asked,
)
from amparo.casework.obligations.delivery.sealed_dispatch import (
    SENT_ALREADY,
    MayNotLeave,
    let_through,
    make,
    on_record,
    refuse,
)
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.titles_and_grounds import ASKED_FOR, title_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import end_of
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import ask
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.schemas.obligations import (
    ContextAskedText,
    OpinionAskedText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.law import asked_term, load_protocol


def ask_unit(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    kind: str,
    *,
    fields: Sequence[str],
    by: Actor,
    at: datetime,
) -> Obligation:
    """Ask a unit for the opinion that the norm requires first, or how strong the danger is now, in
    the words that the person agreed to and due by the term of the law. Neither silence nor an
    objection decides anything. Raises MayNotLeave."""
    told = with_place(fields)
    law = load_protocol(open_case.folder.filing.protocol)
    asked = law.term_to_answer(ASKED_FOR[Obligation.Kind(kind)])
    term = asked_term(law, asked, at, at, calendar=settings.CALENDAR)
    due_on = end_of(term, law.zone) if term else None
    with on_record(open_case, measure, unit, kind, by=by, at=at):
        checked = let_through(open_case, measure, unit, kind, told, by)
        if due_on is None:
            raise MayNotLeave("date_unknown" if term else NOT_ASKED_FOR[Obligation.Kind(kind)])
        return make(open_case, checked, told, due_on, by=by, at=at)


@transaction.atomic
def ask_her_first(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    kind: str,
    *,
    fields: Sequence[str],
    what: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Ask the person whether this unit may be asked, and with which facts of the measure.

    About the danger the unit is asked in the words of `what` alone, and no measure is named.
    Nothing is asked again while the unit has the obligation, because a new question would withdraw
    the person's yes to it. Raises MayNotLeave.
    """
    hold(open_case.folder)
    has_it = live_duties(measure, kind).filter(unit=unit).exists()
    refuse([SENT_ALREADY] if has_it else [])
    known = words_asked(
        open_case,
        delivery(open_case, measure, unit, kind=Obligation.Kind.MEASURE, seen_by=by),
        seen_by=by,
    )
    refuse([] if known["fields"].get(PLACE) else ["no_place"])
    told = {name: known["fields"][name] for name in with_place(fields) if name in known["fields"]}
    body: ContextAskedText | OpinionAskedText
    if kind == Obligation.Kind.CONTEXT:
        body = ContextAskedText(label=title_of(measure), what=what, values=told)
    else:
        body = OpinionAskedText(measure=measure.catalogue, what=known["what"], values=told)
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    ask(
        open_case.folder,
        kind=kind,
        subject=measure.ref,
        unit=unit,
        fields=sorted(told),
        paper_ref=paper.ref,
        by=by,
        at=at,
    )
