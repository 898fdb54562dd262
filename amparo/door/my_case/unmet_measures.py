"""What the person can do about a measure that is overdue or is not carried out: write to the team,
and choose who else than the institution may be told. A complaint is for the procedure alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.door.my_case import dashboard_sections as story
from amparo.door.my_case.pending_questions import Decision, Words
from amparo.door.site_protocol import law_of
from amparo.door.visit.person_session import VisitRequest, decides, with_words
from amparo.foundations.consent.overdue_permission import (
    COMMAND,
    KIND,
    OMBUDSMAN,
    RECIPIENTS,
    question_to_choose,
)
from amparo.foundations.institutions.queries import unit_called
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who may be told that an institution is late, and the person's answer. `address`: where it is
    given or changed; empty where nothing was asked yet."""

    subject: str
    name: Words
    answer: Words = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Unmet:
    """The measures that are not carried out, and who else may be told of those that are overdue."""

    measures: list[story.Measure]
    recipients: list[Recipient]


def unmet_of(
    visitor: Visitor,
    measures: Iterable[story.Measure],
    decisions: Iterable[Decision],
    entries: list[Entry],
) -> Unmet | None:
    """Return None where no measure is overdue, contested or failed, and after the person left."""
    unmet = [one for one in measures if one.unmet]
    if not unmet or visitor.folder.filing.withdrawn_at:
        return None
    overdue = {one.ref for one in unmet if one.overdue}
    asked = {
        one.subject: Recipient(one.subject, one.recipient, one.answer_words, one.address)
        for one in decisions
        if one.kind == KIND and one.withdrawn_at is None
    }
    could = _could_be_told(visitor, overdue, entries)
    subjects = [one for one in RECIPIENTS if one in asked or one in could]
    return Unmet(unmet, [asked.get(one) or Recipient(one, RECIPIENTS[one]) for one in subjects])


def _could_be_told(visitor: Visitor, overdue: set[str], entries: list[Entry]) -> set[str]:
    """Return which recipients the steps of the law reach for these measures."""
    steps = {one.tells for one in law_of(visitor.folder.filing.protocol).obligations.escalation}
    codes = {
        str(facts["unit"])
        for facts in story.facts_of(entries, "DutyForwarded")
        if facts["measure"] in overdue
    }
    units = [unit for code in codes if (unit := unit_called(code, seen_by=visitor))]
    found = {OMBUDSMAN} if units else set()
    found |= {COMMAND} if any(unit.above for unit in units) else set()
    return found & steps


def words_about(measures: Iterable[story.Measure], ref: str) -> str:
    """Return the first sentence of a message about an unmet measure; empty for any other."""
    said = _("%(measure)s, %(institution)s: it is not carried out.")
    return next(
        (
            said % {"measure": one.title, "institution": one.who}
            for one in measures
            if one.ref == ref and one.unmet
        ),
        "",
    )


@require_POST
@with_words
@decides
def choose_who_is_told(request: VisitRequest, subject: str) -> HttpResponse:
    """Show the question whether these may be told that an institution is late; nothing is told
    before the person answers it."""
    filing = request.visitor.folder.filing
    steps = {one.tells for one in law_of(filing.protocol).obligations.escalation}
    if subject not in RECIPIENTS or subject not in steps or filing.withdrawn_at:
        raise Http404
    asked = question_to_choose(filing, subject, by=request.visitor, at=timezone.now())
    return redirect("door:decision", asked.ref)
