"""A consultation in one form that does not change: what was put to people, proposed and answered.
Each part is hashed into the ledger when it comes to be, and all of it once more at the end."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from amparo.foundations.ledger.models import Entry
from amparo.observatory.consultations.models import Answer, Consultation, Proposal
from amparo.sealing import marks

FORMAT = 1
State = Proposal.State


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the tables and the ledger do not say the same. `about`: the code it is about."""

    about: str
    reason: str  # draft | gone | unrecorded | shown | answers | record


def canonical(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def digest_of(content: Any, salt: bytes | memoryview) -> bytes:
    return marks.salted_hash(canonical(content), bytes(salt))[1]


def draft_in(consultation: Consultation) -> dict[str, Any]:
    """What was put to people."""
    return {
        "name": consultation.name,
        "beside": consultation.beside,
        "about": consultation.about,
        "opens_on": consultation.opens_on.isoformat(),
        "closes_on": consultation.closes_on.isoformat(),
        "look_days": consultation.look_days,
        "files": consultation.files,
    }


def shown_of(proposal: Proposal) -> dict[str, Any]:
    """Of a proposal what everybody may read. Before somebody has looked, that it is there."""
    return {
        "code": proposal.code,
        "version": proposal.version,
        "article": proposal.article,
        "heading": proposal.heading,
        "kind": proposal.kind,
        "state": proposal.state,
        "reason": proposal.reason,
        "passages": proposal.passages,
        "organisation": proposal.organisation,
        "text": proposal.text,
    }


def answer_in(answer: Answer) -> dict[str, Any]:
    return {
        "version": answer.version,
        "outcome": answer.outcome,
        "reasons": answer.reasons,
        "changed": answer.changed,
    }


def answers_to(proposal: Proposal) -> list[Answer]:
    return sorted(proposal.answers.all(), key=lambda one: one.version)


def proposals_in(consultation: Consultation) -> list[Proposal]:
    found = consultation.proposals.prefetch_related("answers")
    return list(found.order_by("received_at", "pk"))


def record_of(consultation: Consultation) -> dict[str, Any]:
    """All of it, by days: at which minute somebody wrote is nobody's business."""
    proposals = proposals_in(consultation)
    return {
        "format": FORMAT,
        "draft": {**draft_in(consultation), "salt": bytes(consultation.salt).hex()},
        "closing_reason": consultation.closing_reason,
        "states": dict(Counter(one.state for one in proposals)),
        "proposals": [
            {
                **shown_of(one),
                "received_on": localdate(one.received_at).isoformat(),
                "salt": bytes(one.salt).hex(),
                "answers": [
                    {
                        **answer_in(answer),
                        "answered_on": localdate(answer.answered_at).isoformat(),
                        "salt": bytes(answer.salt).hex(),
                    }
                    for answer in answers_to(one)
                ],
            }
            for one in proposals
        ],
    }


def closing_of(consultation: Consultation) -> Entry | None:
    """The line of the ledger that the record ended in."""
    return _about(consultation.code, "ConsultationClosed")


def breaks_in(consultation: Consultation) -> Iterator[Broken]:
    """What was deleted or altered since it was recorded. That the ledger itself is whole is asked
    of the ledger."""
    opened = _about(consultation.code, "ConsultationOpened")
    if not _agrees(opened, draft_in(consultation), consultation.salt):
        yield Broken(consultation.code, "draft")
    proposals = {one.code: one for one in proposals_in(consultation)}
    came = Entry.objects.filter(
        event="ProposalReceived", facts__contains=f'"consultation":"{consultation.name}"'
    )
    recorded = set(came.values_list("about", flat=True))
    yield from (Broken(code, "gone") for code in sorted(recorded - proposals.keys()))
    yield from (Broken(code, "unrecorded") for code in sorted(proposals.keys() - recorded))
    for proposal in proposals.values():
        yield from _in_one(proposal)
    closed = closing_of(consultation)
    if bool(consultation.closed_at) is not bool(closed) or (
        closed and not _agrees(closed, record_of(consultation), consultation.salt)
    ):
        yield Broken(consultation.code, "record")


def _in_one(proposal: Proposal) -> Iterator[Broken]:
    changes = ("ProposalReceived", "ProposalChanged", "ProposalLookedAt", "ProposalWithdrawn")
    last = _about(proposal.code, *changes)
    if last and not _stands_as(last, proposal):
        yield Broken(proposal.code, "shown")
    given = Entry.objects.filter(about=proposal.code, event="ProposalAnswered")
    told = {bytes(one.digest) for one in given}
    there = {digest_of(answer_in(one), one.salt) for one in answers_to(proposal)}
    if told != there:
        yield Broken(proposal.code, "answers")


def _stands_as(last: Entry, proposal: Proposal) -> bool:
    """Whether what everybody reads of it is what was recorded last."""
    if last.event == "ProposalLookedAt":
        return _agrees(last, shown_of(proposal), proposal.salt)
    withdrawn = last.event == "ProposalWithdrawn"
    expected = State.WITHDRAWN if withdrawn else State.WAITING
    return proposal.state == expected and not (proposal.text or proposal.organisation)


def _about(code: str, *events: str) -> Entry | None:
    return Entry.objects.filter(about=code, event__in=events).order_by("sequence").last()


def _agrees(entry: Entry | None, content: Any, salt: bytes | memoryview) -> bool:
    return entry is not None and bytes(entry.digest) == digest_of(content, salt)
