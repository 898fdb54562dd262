"""A consultation in one canonical form: what was put to the public, proposed and answered. Each
part is hashed into the ledger when it is made, and all of it again at the end."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.timezone import localdate

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.row_scope import asks_alone
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import line_called
from amparo.observatory.consultations.models import Consultation, Proposal, ProposalAnswer
from amparo.observatory.consultations.record_types import (
    AnswerGiven,
    ClosingSaid,
    DraftPut,
    ProposalShown,
    RecordSaid,
)

FORMAT = 2
State = Proposal.State
OF_ANSWERS = ("ProposalAnswered", "AnswerLookedAt")
# What the public is told of each proposal: no mark by which its phrase finds it, nothing sealed,
# and days without hours. Where the public pages have a database role of their own, they read it by
# this function (cli/apart/policy_functions.py), and no other row than the author's own.
TOLD_OF_ALL = """
    SELECT p.id, p.consultation_id, p.code, p.article, p.heading, p.kind, p.version,
           date_trunc('day', p.received_at, '{zone}') AS received_at,
           date_trunc('day', p.changed_at, '{zone}') AS changed_at,
           p.state, p.reason, p.passages, p.organisation, p.text, p.salt, p.looks
      FROM public.consultations_proposal p WHERE p.consultation_id = consultation
     ORDER BY p.received_at, p.id
"""
_TOLD = "SELECT * FROM proposals_told(%s)"


@dataclass(frozen=True, slots=True)
class Broken:
    """A difference between the tables and the ledger. `about`: the code it is about."""

    about: str
    reason: str  # draft | key | gone | unrecorded | shown | answers | record


def canonical(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def digest_of(content: Any, salt: bytes | memoryview) -> bytes:
    return marks.salted_hash(canonical(content), bytes(salt))[1]


def draft_in(consultation: Consultation) -> DraftPut:
    """What was put to the public."""
    return {
        "name": consultation.name,
        "beside": consultation.beside,
        "about": consultation.about,
        "opens_on": consultation.opens_on.isoformat(),
        "closes_on": consultation.closes_on.isoformat(),
        "look_days": consultation.look_days,
        "files": consultation.files,
    }


def shown_of(proposal: Proposal) -> ProposalShown:
    """What the public may read of a proposal. Before a look, only that it exists."""
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


def answer_in(answer: ProposalAnswer) -> AnswerGiven:
    said: AnswerGiven = {
        "version": answer.version,
        "outcome": answer.outcome,
        "reasons": answer.reasons,
        "changed": answer.changed,
    }
    if answer.passages:
        said["reason"], said["passages"] = answer.reason, answer.passages
    return said


def answers_to(proposal: Proposal) -> list[ProposalAnswer]:
    return sorted(proposal.answers.all(), key=lambda one: one.version)


def proposals_in(consultation: Consultation) -> list[Proposal]:
    """The proposals in the order of arrival, without their sealed parts."""
    if asks_alone():
        told = Proposal.objects.raw(_TOLD, [consultation.pk]).prefetch_related("answers")
        return list(told)
    sealed = ("for_author", "for_readers", "left_out")
    found = consultation.proposals.prefetch_related("answers").defer(*sealed)
    return list(found.order_by("received_at", "pk"))


def is_told_on(proposal: Proposal, day: date) -> bool:
    """Whether the public is told on that day that it exists. On its first day only after a look:
    otherwise watchers of the page learn the minute in which a person wrote."""
    came_before = localdate(proposal.received_at) < day
    return came_before or proposal.looks > 0 or proposal.state in {State.SHOWN, State.WITHHELD}


def record_of(consultation: Consultation, *, told_on: date | None = None) -> RecordSaid:
    """The whole record, with days without hours, so that no one learns when a person wrote.
    `told_on`: as the public reads it on that day."""
    proposals = [
        one for one in proposals_in(consultation) if told_on is None or is_told_on(one, told_on)
    ]
    said: RecordSaid = {
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
    if consultation.closing:
        said["closing"] = cast("ClosingSaid", consultation.closing)
    return said


def closing_in(consultation: Consultation, end: Entry | None = None) -> ClosingSaid:
    """What the closing is hashed over: a mark of each part as it was then. Dangerous words can thus
    be left out afterwards, and all the rest still be checked against the record."""
    return {
        "format": FORMAT,
        "draft": digest_of(draft_in(consultation), consultation.salt).hex(),
        "closing_reason": consultation.closing_reason,
        "proposals": [
            {
                "code": one.code,
                "received_on": localdate(one.received_at).isoformat(),
                "shown": _shown_mark(one, end),
                "answers": [_answer_mark(answer, one, end) for answer in answers_to(one)],
            }
            for one in proposals_in(consultation)
        ],
    }


def _shown_mark(one: Proposal, end: Entry | None) -> str | ProposalShown:
    """The mark of what was shown at the end; for a proposal without a look, only that it
    existed."""
    since = end and _about(one.code, "ProposalLookedAt", after=end)
    before = end and since and _about(one.code, "ProposalLookedAt", before=end)
    if before:
        return bytes(before.digest).hex()
    return digest_of(shown_of(one), one.salt).hex() if one.salt else shown_of(one)


def _answer_mark(answer: ProposalAnswer, one: Proposal, end: Entry | None) -> str:
    since = end and _of_answer(one.code, answer.version, after=end)
    before = end and since and _of_answer(one.code, answer.version, before=end)
    return bytes(before.digest).hex() if before else digest_of(answer_in(answer), answer.salt).hex()


def closing_of(consultation: Consultation) -> Entry | None:
    """The ledger entry that closed the record."""
    return _about(consultation.code, "ConsultationClosed")


def line_of_the_end(consultation: Consultation, *, seen_by: Signs) -> Entry | None:
    """The closing entry as the public may read it."""
    number = consultation.closed_in
    return line_called(number, seen_by=seen_by) if number else None


def breaks_in(consultation: Consultation) -> Iterator[Broken]:
    """What was deleted or altered since it was recorded. The ledger's own integrity is checked
    separately."""
    opened = _about(consultation.code, "ConsultationOpened")
    if not _agrees(opened, draft_in(consultation), consultation.salt):
        yield Broken(consultation.code, "draft")
    if opened is None or json.loads(opened.facts)["key"] != bytes(consultation.public).hex():
        yield Broken(consultation.code, "key")
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
        closed and not (_closed_so(consultation, closed) and _kept_so(consultation, closed))
    ):
        yield Broken(consultation.code, "record")


def _kept_so(consultation: Consultation, end: Entry) -> bool:
    """Whether the stored closing equals what follows from the record."""
    kept = (consultation.closed_in, consultation.closing)
    return kept == (end.sequence, closing_in(consultation, end))


def _closed_so(consultation: Consultation, end: Entry) -> bool:
    """Whether the recorded closing matches the present rows."""
    return _agrees(end, closing_in(consultation, end), consultation.salt)


def _in_one(proposal: Proposal) -> Iterator[Broken]:
    changes = ("ProposalReceived", "ProposalChanged", "ProposalLookedAt", "ProposalWithdrawn")
    last = _about(proposal.code, *changes)
    if last and not _stands_as(last, proposal):
        yield Broken(proposal.code, "shown")
    given = Entry.objects.filter(about=proposal.code, event__in=OF_ANSWERS).order_by("sequence")
    told = {json.loads(one.facts)["version"]: bytes(one.digest) for one in given}
    there = {one.version: digest_of(answer_in(one), one.salt) for one in answers_to(proposal)}
    if told != there:
        yield Broken(proposal.code, "answers")


def _stands_as(last: Entry, proposal: Proposal) -> bool:
    """Whether what the public reads of it matches the last entry."""
    if last.event == "ProposalLookedAt":
        return _agrees(last, shown_of(proposal), proposal.salt)
    withdrawn = last.event == "ProposalWithdrawn"
    expected = State.WITHDRAWN if withdrawn else State.WAITING
    return proposal.state == expected and not (proposal.text or proposal.organisation)


def _about(
    code: str, *events: str, after: Entry | None = None, before: Entry | None = None
) -> Entry | None:
    return _entries(code, *events, after=after, before=before).last()


def _of_answer(
    code: str, version: int, *, after: Entry | None = None, before: Entry | None = None
) -> Entry | None:
    """The last ledger entry about the answer to that version."""
    found = _entries(code, *OF_ANSWERS, after=after, before=before)
    return next((x for x in reversed(found) if json.loads(x.facts)["version"] == version), None)


def _entries(
    code: str, *events: str, after: Entry | None, before: Entry | None
) -> QuerySet[Entry, Entry]:
    found = Entry.objects.filter(about=code, event__in=events).order_by("sequence")
    if after:
        found = found.filter(sequence__gt=after.sequence)
    return found.filter(sequence__lt=before.sequence) if before else found


def as_received(proposal: Proposal, words: Mapping[str, Any]) -> bool:
    """Whether the opened words are those that came in, by the ledger."""
    last = _about(proposal.code, "ProposalReceived", "ProposalChanged")
    said = {name: words[name] for name in ("organisation", "text")}
    return _agrees(last, said, bytes.fromhex(words["salt"]))


def _agrees(entry: Entry | None, content: Any, salt: bytes | memoryview) -> bool:
    return entry is not None and bytes(entry.digest) == digest_of(content, salt)
