"""The plan and the decisions of a case, as its team reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.catalogue import Entry, entries_of
from amparo.casework.measures.decisions import provisional_lapse as lapsing
from amparo.casework.measures.decisions.conclusion_declaration import Declaration, declaration_of
from amparo.casework.measures.models import Decision, Measure, State
from amparo.casework.measures.possible_acts import (
    before_decision,
    can_be_asked,
    conclude,
    decisions_in,
    measures_in,
    notice,
)
from amparo.casework.measures.presentation import Shown as Shown  # noqa: PLC0414 - pages say queries.Shown
from amparo.casework.measures.relocated_adults import surname_queries as doubted
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, Role
from amparo.foundations.accounts.queries import members_with
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.consent.accompanying_adults import Named, adults_of
from amparo.foundations.consent.beneficiary_shares import protected_in
from amparo.foundations.consent.models import Beneficiary, Confirmation, Question
from amparo.foundations.consent.queries import questions_of, still_agreed
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.who_answered import voice_on
from amparo.foundations.web.law.wording import another_language, norm_calls, say
from amparo.law import CaseState, Opening, Protocol, load_protocol

HOLDS = frozenset({"arrived", "works"})

KINDS: Mapping[str, Promise] = {
    Decision.Kind.GRANTED: _("Measures granted"),
    Decision.Kind.PARTLY: _("Measures granted in part"),
    Decision.Kind.DENIED: _("No measure granted"),
    Decision.Kind.NOT_ADMITTED: _("Not admitted"),
    Decision.Kind.PROVISIONAL: _("Provisional measure ordered"),
    Decision.Kind.UPHELD: _("Decided again: the person was right"),
    Decision.Kind.UPHELD_PARTLY: _("Decided again: the person was right in part"),
    Decision.Kind.NOT_UPHELD: _("Decided again: the decision stays"),
    Decision.Kind.WAITS: _("The change waits for the ruling"),
    Decision.Kind.WAITS_NOT: _("The change does not wait for the ruling"),
    Decision.Kind.STRENGTHENED: _("A measure is strengthened"),
    Decision.Kind.REDUCED: _("A measure is reduced"),
    Decision.Kind.SUSPENDED: _("A measure is suspended"),
    Decision.Kind.CEASED: _("A measure ends"),
    Decision.Kind.MISUSE: _("A measure is taken away for its use"),
    Decision.Kind.RENOUNCED: _("The person gives a measure up"),
    Decision.Kind.UNCHANGED: _("A measure stays as it is"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A resolution with its words."""

    decision: Decision
    body: Mapping[str, Any]

    @property
    def word(self) -> Promise:
        return KINDS[self.decision.kind]

    def titled(self, law: Protocol) -> list[dict[str, Any]]:
        """What was decided on each measure, and what the norm calls it in the reader's language."""
        return [{**one, "title": norm_calls(law, one["catalogue"])} for one in self.measures]

    def as_read(self, law: Protocol) -> dict[str, Any]:
        """The resolution as a page shows it in the reader's language; `written_in`: the language of
        the act, where it is another one."""
        written_in = another_language(law)
        return {"issued": self, "measures": self.titled(law), "written_in": written_in}

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.body["data"]["issued_on"])

    @property
    def provisional(self) -> bool:
        return self.decision.kind == Decision.Kind.PROVISIONAL

    @property
    def measures(self) -> list[dict[str, Any]]:
        """What was decided on each measure, with its days as dates."""
        days = ("first_report_on", "next_review_on")
        return [
            {**one, **{name: date.fromisoformat(one[name]) for name in days if one.get(name)}}
            for one in self.body["data"]["measures"]
        ]


@dataclass(frozen=True, slots=True)
class OnCase:
    """What this package shows on a case page."""

    measures: tuple[Shown, ...]
    decisions: tuple[Issued, ...]
    declaration: Declaration | None = None
    """After the person has left: what was declared, or that this is pending."""

    def __bool__(self) -> bool:
        return bool(self.measures or self.decisions or self.declaration)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    return OnCase(
        plan(open_case, seen_by=seen_by),
        decisions(open_case, seen_by=seen_by),
        declaration_of(open_case, seen_by=seen_by),
    )


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """What the member may do now in this stage, each with what is missing for it."""
    issued = decisions_in(open_case)
    if any(one.kind != Decision.Kind.PROVISIONAL for one in issued):
        offers = []
    else:
        offers = before_decision(open_case, state, seen_by=seen_by)
    filing = open_case.folder.filing
    pending = declaration_of(open_case, seen_by=seen_by)
    if pending and not pending.result and seen_by.may(Permission.CASE_DECIDE):
        offers.append(conclude(open_case))
    if filing.impediment and not filing.asks_nobody and seen_by.may(Permission.CASE_WORK):
        offers.append(can_be_asked(open_case))
    offers += doubted.offers(open_case, seen_by=seen_by)
    waiting = [one for one in issued if one.notified_at is None]
    if filing.asks_nobody:
        waiting = [] if _nobody_receives(filing) else [one for one in waiting if one.final]
    if waiting and seen_by.may(Permission.CASE_WORK):
        offers.append(notice(open_case, waiting[-1], state))
    return offers


def plan(open_case: OpenCase, *, seen_by: Signs) -> tuple[Shown, ...]:
    """Every measure of the case, oldest first."""
    measures = measures_in(open_case)
    if not measures:
        return ()
    entries = entries_of(open_case)
    papers = {
        paper.ref: paper
        for paper in papers_in(open_case.folder, seen_by=seen_by, kinds=["measure"])
    }
    asked: dict[tuple[str, int | None], Question] = {}
    for question in questions_of(open_case.folder, seen_by=seen_by):
        if question.withdrawn_at is None and question.kind == Question.Kind.MEASURE:
            asked.setdefault((question.subject, question.unit_id), question)
    filing = open_case.folder.row()
    adults = adults_of(open_case.folder, list(asked.values()), seen_by=seen_by)
    protects = protected_in(open_case.folder, seen_by=seen_by)
    shown = (
        _shown(open_case, one, entries[one.catalogue], papers[one.paper_ref], asked, filing)
        for one in measures
    )
    return tuple(
        replace(
            one,
            adults=_asked_besides(one, adults),
            adults_elsewhere=_asked_elsewhere(one, adults),
            voice=voice_on(open_case.folder, one.question, seen_by=seen_by),
            protects=tuple(protects.get(one.ref, ())),
        )
        for one in shown
    )


def measure_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Shown | None:
    return next((one for one in plan(open_case, seen_by=seen_by) if one.ref == ref), None)


def to_decide(open_case: OpenCase, *, seen_by: Signs) -> tuple[Shown, ...]:
    """What the resolution must answer: every open proposal, and every provisional measure. What the
    person refused is not before the decision maker."""
    open_proposals = {State.PROPOSED, State.CONSENTED}
    return tuple(
        one
        for one in plan(open_case, seen_by=seen_by)
        if one.measure.state in open_proposals
        or (one.measure.provisional and one.measure.state != State.LAPSED)
    )


def decisions(open_case: OpenCase, *, seen_by: Signs) -> tuple[Issued, ...]:
    rows = decisions_in(open_case)
    if not rows:
        return ()
    papers = {
        paper.ref: paper
        for paper in papers_in(open_case.folder, seen_by=seen_by, kinds=["decision"])
    }
    return tuple(Issued(row, open_case.folder.words(papers[row.paper_ref])) for row in rows)


def decision_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Issued | None:
    found = decisions(open_case, seen_by=seen_by)
    return next((one for one in found if one.decision.ref == ref), None)


def final_decision(open_case: OpenCase, *, seen_by: Signs) -> Issued | None:
    found = decisions(open_case, seen_by=seen_by)
    return next((one for one in found if one.decision.final), None)


def deciders(open_case: OpenCase, *, seen_by: Actor) -> list[tuple[Member, bool]]:
    """Members who may decide, each with whether they have a seat on this case."""
    seated = {seat.member_id for seat in seats_of(open_case.case, seen_by=seen_by)}
    found = members_with(Role.DECISION_MAKER, seen_by=seen_by)
    return [(member, member.pk in seated) for member in found]


def all_say_it_holds(measure: Measure, *, seen_by: Signs) -> bool:
    """Whether the last word of each beneficiary is that the measure arrived or works; each word
    counts for its author alone."""
    words = last_words(measure, seen_by=seen_by)
    return bool(words) and all(word in HOLDS for word in words.values())


def last_words(measure: Measure, *, seen_by: Signs) -> dict[str, str]:
    """The last word of each present beneficiary, by reference ("" for the person); "" where there
    is no word yet."""
    said = Confirmation.objects.filter(measure=measure.ref).order_by("said_at", "pk")
    words = dict(said.values_list("beneficiary", "word"))
    rows = list(Beneficiary.objects.filter(measure=measure.ref))
    dead = measure.case.filing.asks_nobody
    now = ["" if one.is_her else one.ref for one in rows if one.counts] if rows else [""]
    return {ref: words.get(ref, "") for ref in now if ref or not dead}


# --- inside ---


def _nobody_receives(filing: Filing) -> bool:
    """Whether the person has died and a member recorded that the decision has no receiver left."""
    gates = load_protocol(filing.protocol).gates_opened_by(Opening.NOBODY_TO_NOTIFY)
    return filing.asks_nobody and any(filing.facts.get(one) is True for one in gates)


def _agreed(question: Question, filing: Filing, *, own: bool) -> bool:
    """Whether the person's yes stands. That to an organisation's own measure shares nothing, and
    stays where all sharing is taken back."""
    if own:
        return question.answer == Question.Answer.AGREED
    return still_agreed(question, filing)


def _asked_besides(shown: Shown, adults: Sequence[Named]) -> tuple[Named, ...]:
    asked = shown.question.pk if shown.question else None
    return tuple(one for one in adults if one.row.question_id == asked)


def _asked_elsewhere(shown: Shown, adults: Sequence[Named]) -> tuple[Named, ...]:
    asked = shown.question.pk if shown.question else None
    return tuple(
        one
        for one in adults
        if one.row.question.subject == shown.ref and one.row.question_id != asked
    )


def _shown(
    open_case: OpenCase,
    measure: Measure,
    entry: Entry,
    paper: Document,
    asked: Mapping[tuple[str, int | None], Question],
    filing: Filing,
) -> Shown:
    law = load_protocol(filing.protocol)
    body = open_case.folder.words(paper)
    values = body.get("values")
    told = values if isinstance(values, dict) else {}
    question = asked.get((measure.ref, measure.unit_id))
    return Shown(
        measure=measure,
        lapses_on=lapsing.lapses_on(open_case.case, measure),
        entry=entry,
        body=body,
        version=paper.version,
        told=tuple((name, say(law, f"fields.{name}"), str(words)) for name, words in told.items()),
        question=question,
        agreed=question is not None and _agreed(question, filing, own=entry.own),
        others=tuple(
            (one.unit.name, one.answer or "asked")
            for (ref, unit_id), one in asked.items()
            if ref == measure.ref and one.unit and unit_id != measure.unit_id
        ),
    )
