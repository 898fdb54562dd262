"""Services of members: publish a draft, answer with reasons, close with a record. Looks at
dangerous words: `looking`."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.law import UnknownProtocol, load_protocol
from amparo.observatory.consultations import events
from amparo.observatory.consultations.canonical_record import (
    answer_in,
    closing_in,
    digest_of,
    draft_in,
)
from amparo.observatory.consultations.danger_review import repeats
from amparo.observatory.consultations.drafts import NotADraft, read_draft
from amparo.observatory.consultations.models import (
    Consultation,
    ConsultationReader,
    Phase,
    Proposal,
    ProposalAnswer,
)
from amparo.observatory.consultations.proposal_checks import Hindered, must, to_judge
from amparo.observatory.consultations.queries import (
    counts_of,
    may_answer,
    secret_of,
    told_in,
)

State = Proposal.State
LOOK_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is put to the public: a folder, the law it would change, and the days."""

    folder: Path
    beside: str
    about: str
    opens_on: date
    closes_on: date
    look_days: int = LOOK_DAYS


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: the outcome, the reasons, and which text changes."""

    outcome: str
    reasons: str
    changed: str = ""


def open_consultation(plan: Plan, *, by: Signs, at: datetime) -> Consultation:
    """Put a draft to the public. Raises NotADraft, Refused, Hindered: `no_reader` where no member
    could open the proposals."""
    must(by, Permission.CONSULTATION_OPEN)
    name, files = read_draft(plan.folder)
    try:
        load_protocol(plan.beside)
    except UnknownProtocol as problem:
        raise Hindered("unknown_law") from problem
    if plan.closes_on < max(plan.opens_on, timezone.localdate(at)):
        raise Hindered("closes_too_early")
    readers = may_answer(seen_by=by)
    if not readers:
        raise Hindered("no_reader")
    pair = new_pair()
    consultation = Consultation(
        name=name,
        beside=plan.beside,
        about=plan.about,
        files=dict(files),
        salt=marks.token(),
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        look_days=plan.look_days,
        opened_at=at,
        public=pair.public,
    )
    try:
        with transaction.atomic():
            consultation.save(force_insert=True)
            ConsultationReader.objects.bulk_create(
                _reader(consultation, one, pair.secret) for one in readers
            )
            event = events.ConsultationOpened(
                about=consultation.code,
                beside=plan.beside,
                opens_on=plan.opens_on,
                closes_on=plan.closes_on,
                look_days=plan.look_days,
                key=pair.public.hex(),
            )
            digest = digest_of(draft_in(consultation), consultation.salt)
            record(event, by=by, at=at, digest=digest)
    except IntegrityError as problem:
        raise Hindered("consulted_already") from problem
    return consultation


@transaction.atomic
def let_read(consultation: Consultation, member: Member, *, by: Actor, at: datetime) -> None:
    """Give the consultation's key to one more member who may answer. Raises Refused."""
    must(by, Permission.CONSULTATION_ANSWER)
    pair = secret_of(consultation, seen_by=by)
    if member not in may_answer(seen_by=by):
        raise Refused("may_not_answer")
    held = consultation.hold()
    if held.readers.filter(member=member).exists():
        return
    _reader(held, member, pair.secret).save(force_insert=True)
    record(events.ReaderAdded(about=held.code, member=member.code), by=by, at=at)


@transaction.atomic
def answer(
    proposal: Proposal, given: Given, *, seen: int, by: Actor, at: datetime
) -> ProposalAnswer:
    """Answer a proposal with reasons. Raises Refused, Hindered: `repeats` where the answer repeats
    what was left out or withheld as dangerous."""
    must(by, Permission.CONSULTATION_ANSWER)
    held = to_judge(proposal, seen)
    if held.state == State.WAITING:
        raise Hindered("not_looked_at")
    if held.answers.filter(version=held.version).exists():
        raise Hindered("answered_already")
    if given.outcome != ProposalAnswer.Outcome.REFUSED and not given.changed:
        raise Hindered("which_text")
    if repeats(held, given.reasons, given.changed, by=by):
        raise Hindered("repeats")
    made = ProposalAnswer(
        proposal=held,
        version=held.version,
        outcome=given.outcome,
        reasons=given.reasons,
        changed=given.changed,
        answered_at=at,
        salt=marks.token(),
    )
    made.save(force_insert=True)
    event = events.ProposalAnswered(
        about=held.code,
        consultation=held.consultation.name,
        version=held.version,
        outcome=made.outcome,
    )
    record(event, by=by, at=at, digest=digest_of(answer_in(made), made.salt))
    return made


@transaction.atomic
def close(consultation: Consultation, *, reason: str, by: Signs, at: datetime) -> Consultation:
    """Close a consultation with a record. Raises Refused, Hindered: `goes_on` before its last day
    is over, `unanswered` where a proposal is and no reason is given, `repeats` where that reason
    repeats what was left out of a proposal."""
    must(by, Permission.CONSULTATION_OPEN)
    held = consultation.hold()
    if held.phase_on(timezone.localdate(at)) is not Phase.ANSWERING:
        raise Hindered("closed_already" if held.closed_at else "goes_on")
    told = told_in(held, seen_by=by)
    left = counts_of(held, told, at=at, seen_by=by).unanswered
    if left and not reason:
        raise Hindered("unanswered")
    if left and _says_again(held, reason, by):
        raise Hindered("repeats")
    held.closed_at, held.closing_reason = at, reason if left else ""
    held.closing = closing_in(held)
    event = events.ConsultationClosed(about=held.code, proposals=len(told), unanswered=left)
    end = record(event, by=by, at=at, digest=digest_of(held.closing, held.salt))
    held.closed_in = end.sequence
    held.save(update_fields=["closed_at", "closing_reason", "closing", "closed_in"])
    held.proposals.update(left_out=b"")  # not needed any more
    held.proposals.exclude(state=State.WAITING).update(for_readers=b"")
    return held


def _says_again(held: Consultation, reason: str, by: Signs) -> bool:
    """Whether the reason repeats withheld words. Only a reader can know them; for the system and
    others it is False."""
    if not isinstance(by, Actor) or not held.readers.filter(member=by.member).exists():
        return False
    withheld = held.proposals.filter(~Q(left_out=b"") | Q(state=State.WITHHELD))
    withheld = withheld.select_related("consultation")
    return any(repeats(one, reason, by=by) for one in withheld)


def _reader(consultation: Consultation, member: Member, secret: bytes) -> ConsultationReader:
    sealed = boxes.seal_to(bytes(member.public), secret, context=consultation.code)
    return ConsultationReader(consultation=consultation, member=member, sealed=sealed)


__all__ = [
    "Given",
    "Hindered",
    "NotADraft",
    "Plan",
    "answer",
    "close",
    "let_read",
    "open_consultation",
]
