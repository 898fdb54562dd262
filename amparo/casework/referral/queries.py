"""What a case page shows of other bodies: referrals, measures ordered elsewhere, demands, and
tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.delivery.consent_gate import works_there_who_must_not_know
from amparo.casework.referral.authority_demands import Shown as Demanded
from amparo.casework.referral.authority_demands import demands_of
from amparo.casework.referral.dated_tasks import (
    ASKED,
    Todo,
    dated_tasks_in,
    may_do,
    todos_in,
)
from amparo.casework.referral.models import ExternalMeasure, Referral, ReferralTask
from amparo.casework.referral.proposal import Proposal
from amparo.casework.referral.wording import (
    AGREEMENT_CHIPS,
    ASKED_AS,
    ASKED_PARTS,
    CHIPS,
    kind_in_words,
    measure_in_words,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import RECORD, RESERVED, RISK, Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import Verdict, may_leave, questions_of
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.who_answered import Voice, voice_on
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say
from amparo.law import CaseState, load_protocol

TaskKind = ReferralTask.Kind

OVER = {Referral.State.REFUSED, Referral.State.REVOKED}

watch("referrals", Referral)
watch("external_measures", ExternalMeasure)

_REFERRALS = Referral.objects.select_related("unit").order_by("pk")
_EXTERNAL = ExternalMeasure.objects.order_by("pk")


@dataclass(frozen=True, slots=True, repr=False)
class Wish:
    """What the person asked, with its parts by name."""

    paper: Document
    title: Words
    parts: Sequence[tuple[Words, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A referral with the text that the person was asked with, and the answer."""

    row: Referral
    body: Mapping[str, Any] = field(repr=False)
    question: Question | None
    told: tuple[tuple[str, str, str], ...] = field(repr=False)
    voice: Voice | None = None
    """Who answered in the person's name; None where the person did."""

    @property
    def name(self) -> str:
        return str(self.body.get("who", ""))

    @property
    def kind(self) -> str:
        return kind_in_words(self.row.kind)

    @property
    def chip(self) -> str:
        return CHIPS[Referral.State(self.row.state)]

    @property
    def answer(self) -> str:
        """The answer as a code, for `desk/answer.html`."""
        return self.question.word if self.question else "withdrawn"


@dataclass(frozen=True, slots=True)
class External:
    """A measure ordered elsewhere, with its text."""

    row: ExternalMeasure
    body: Mapping[str, Any] = field(repr=False)
    version: int = 0

    @property
    def issuer(self) -> str:
        return str(self.body.get("ordered_by", ""))

    @property
    def kind(self) -> str:
        return measure_in_words(str(self.body.get("kind", "")))

    @property
    def ordered_on(self) -> date:
        return date.fromisoformat(self.body["on"])

    @property
    def until(self) -> date | None:
        """The last day; None where it runs until it is lifted."""
        return date.fromisoformat(self.body["until"]) if self.body.get("until") else None

    @property
    def chip(self) -> str:
        return AGREEMENT_CHIPS[ExternalMeasure.Agreement(self.row.agreement)]


@dataclass(frozen=True, slots=True)
class OnCase:
    tasks: list[Todo]
    referrals: list[Shown]
    external: list[External]
    demands: list[Demanded]

    def __bool__(self) -> bool:
        return bool(self.tasks or self.referrals or self.external or self.demands)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    return OnCase(
        tasks=todos_in(open_case, seen_by=seen_by),
        referrals=referrals_of(open_case, seen_by=seen_by),
        external=external_of(open_case, seen_by=seen_by),
        demands=demands_of(open_case, seen_by=seen_by),
    )


def referrals_of(open_case: OpenCase, *, seen_by: Signs) -> list[Shown]:
    return [_shown(open_case, row, seen_by) for row in _rows(open_case)]


def referral_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Shown | None:
    """Return a referral of this case, or None."""
    wanted = marks.code_normalised(ref)
    row = next((one for one in _rows(open_case) if one.ref == wanted), None)
    return _shown(open_case, row, seen_by) if row else None


def external_of(open_case: OpenCase, *, seen_by: Signs) -> list[External]:
    rows = open_case.once(
        "external_measures", lambda: list(_EXTERNAL.filter(case_id=open_case.case.pk))
    )
    found = ((row, paper_called(open_case.folder, row.paper_ref, seen_by=seen_by)) for row in rows)
    return [
        External(row, open_case.folder.words(paper) if paper else {}, paper.version if paper else 0)
        for row, paper in found
    ]


def external_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> External | None:
    wanted = marks.code_normalised(ref)
    found = external_of(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.ref == wanted), None)


def held(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Shown:
    """Return the referral for an act on it. Raises Hindered."""
    found = referral_called(open_case, ref, seen_by=seen_by)
    if found is None:
        raise Hindered("no_question")
    return found


def is_under_way(open_case: OpenCase, proposal: Proposal, *, seen_by: Signs) -> bool:
    """Return whether a referral to the same recipient is open already: sent twice, or by two
    members at once."""
    name = proposal.name.strip().casefold()
    return any(
        one.name.strip().casefold() == name and one.row.state not in OVER
        for one in referrals_of(open_case, seen_by=seen_by)
    )


def works_there(open_case: OpenCase, unit: Unit | None, *, seen_by: Signs) -> bool:
    """Return whether a person named by the beneficiary as one who must not know works in the
    unit."""
    return unit is not None and works_there_who_must_not_know(open_case.folder, unit, seen_by)


def verdict_on(open_case: OpenCase, found: Shown, *, seen_by: Signs) -> Verdict:
    """Return whether exactly this text may go to this recipient now. This is the only check before
    sending."""
    verdict = may_leave(
        open_case.folder,
        kind=Question.Kind.REFERRAL,
        subject=found.row.ref,
        unit=found.row.unit,
        recipient=found.name,
        fields=sorted(found.body.get("values", {})),
        seen_by=seen_by,
    )
    if works_there(open_case, found.row.unit, seen_by=seen_by):
        return replace(verdict, reasons=(*verdict.reasons, "officer_named"))
    return verdict


def wishes_of(open_case: OpenCase, *, seen_by: Signs) -> list[tuple[Document, str]]:
    """Return what the person wrote when asking for a referral, newest first."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["referral_wish"])
    return [(one, str(open_case.folder.words(one).get("text", ""))) for one in reversed(papers)]


def asked_by_person(open_case: OpenCase, *, seen_by: Signs) -> list[Wish]:
    """Return what the person asked that the team answers with a message, newest first: what is
    still open, or everything where nothing is."""
    waits = {one.kind for one in dated_tasks_in(open_case)}
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=ASKED)
    found = [one for one in papers if ASKED[one.kind] in waits] or papers
    return [_wish(open_case, one) for one in reversed(found)]


def _wish(open_case: OpenCase, paper: Document) -> Wish:
    body = open_case.folder.words(paper)
    parts = [(said, str(body[name])) for name, said in ASKED_PARTS.items() if body.get(name)]
    return Wish(paper, ASKED_AS[ASKED[paper.kind]], parts)


def task_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> ReferralTask | None:
    """Return a task of this case, done or not, or None."""
    return ReferralTask.objects.filter(case=open_case.case, ref=marks.code_normalised(ref)).first()


def to_destroy(open_case: OpenCase, found: Shown, *, seen_by: Signs) -> bool:
    """Return whether the recipient is still to be told to destroy what it has."""
    wanted = (ReferralTask.Kind.TELL_TO_DESTROY, found.row.ref)
    return any((one.kind, one.about) == wanted for one in dated_tasks_in(open_case))


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    code, offers = [open_case.code], list[Offer]()
    for one in dated_tasks_in(open_case):
        if may_do(one, by=seen_by):
            label: Words = ReferralTask.Kind(one.kind).label
            address = address_of("referral:task", *code, one.ref)
            offers.append(Offer(one.kind, label, address, by=one.due_on))
    if open_case.folder.filing.withdrawn_at:
        return offers
    if seen_by.may(Permission.CASE_PLAN):
        refer = reverse("referral:propose", args=code)
        offers.append(Offer("refer", _("Refer elsewhere"), refer, menu=RISK))
    if seen_by.may(Permission.CASE_WORK):
        noted = reverse("referral:note_external", args=code)
        offers.append(Offer("external", _("Note a measure ordered elsewhere"), noted, menu=RECORD))
        promise = reverse("referral:promise", args=code)
        demanded = reverse("referral:demanded", args=code)
        offers.append(Offer("demanded", _("Somebody demands the file"), demanded, menu=RESERVED))
        offers.append(Offer("promise", _("Note a promise to the person"), promise))
    return offers


def _rows(open_case: OpenCase) -> list[Referral]:
    return open_case.once("referrals", lambda: list(_REFERRALS.filter(case_id=open_case.case.pk)))


def _shown(open_case: OpenCase, row: Referral, reader: Signs) -> Shown:
    law = load_protocol(open_case.folder.filing.protocol)
    asked = questions_of(open_case.folder, seen_by=reader)
    body = _body(open_case, row.paper_ref, reader)
    values = body.get("values", {})
    question = next((one for one in asked if one.subject == row.ref), None)
    return Shown(
        row=row,
        body=body,
        question=question,
        voice=voice_on(open_case.folder, question, seen_by=reader),
        told=tuple(
            (name, capfirst(say(law, f"fields.{name}", otherwise=name)), str(words))
            for name, words in values.items()
        ),
    )


def _body(open_case: OpenCase, ref: str, reader: Signs) -> Mapping[str, Any]:
    paper = paper_called(open_case.folder, ref, seen_by=reader)
    return open_case.folder.words(paper) if paper else {}
