"""Services for looks: whether words endanger anyone, what is shown of a proposal, and what is left
out of it and of the answers to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.ledger.services import record
from amparo.observatory.consultations import events
from amparo.observatory.consultations.canonical_record import (
    answer_in,
    as_received,
    digest_of,
    shown_of,
)
from amparo.observatory.consultations.models import Proposal, ProposalAnswer
from amparo.observatory.consultations.proposal_checks import Hindered, must, to_judge
from amparo.observatory.consultations.queries import Kept, kept_of, words_for
from amparo.observatory.consultations.withheld_text_match import like, said_again, stands_in

State = Proposal.State
LEFT_OUT = "[…]"


@dataclass(frozen=True, slots=True)
class Look:
    """What a member found. `passages`: as they are in the proposal, or in an answer to it; capitals
    and spaces may differ."""

    state: str
    reason: str = ""
    passages: Sequence[str] = field(default_factory=tuple)

    @property
    def withholds(self) -> bool:
        return self.state == State.WITHHELD or bool(self.passages)


@dataclass(frozen=True, slots=True)
class Left:
    """What the public would read after a look. `missing`: passages that were not found."""

    text: str
    organisation: str
    answers: tuple[tuple[ProposalAnswer, str, str, int], ...]
    """Each answer that changes, with its reasons and changed text as they would be, and the number
    of passages left out of it."""
    in_words: tuple[str, ...]
    missing: tuple[str, ...]


@transaction.atomic
def look(
    proposal: Proposal, found: Look, *, seen: int, after: int = 0, by: Actor, at: datetime
) -> None:
    """Show a proposal, show it without some passages, or withhold it. `after`: the number of looks
    on the member's page. After the end more can be withheld, and nothing can be shown again.

    Raises Refused, Hindered: `passage_not_found`, `no_reason`, `looked_meanwhile`,
    `not_as_received`, `closed_already`.
    """
    must(by, Permission.CONSULTATION_ANSWER)
    held = to_judge(proposal, seen, late_too=True)
    _must_fit(held, found, after)
    words = _words(held, by)
    left = left_by(held, words, found)
    gone = held.state == State.WITHDRAWN
    if left.missing or (gone and not found.passages):
        raise Hindered("withdrawn" if gone else "passage_not_found")
    if not gone:
        kept = kept_of(held, seen_by=by)
        _show(held, found, left)
        _keep(held, kept, words, left)
        _record(held, by=by, at=at)
    for answer, *stands, count in left.answers:
        _leave_out(answer, held, found, stands, count, by=by, at=at)


def left_by(proposal: Proposal, words: dict[str, Any], found: Look) -> Left:
    """What the public would read: computed the same for the preview and for storing."""
    shown = found.state == State.SHOWN
    text, organisation = (_without(words[one], found.passages) for one in ("text", "organisation"))
    changed: list[tuple[ProposalAnswer, str, str, int]] = []
    for answer in proposal.answers.order_by("version"):
        stood = (answer.reasons, answer.changed)
        quoted = _quoted(proposal, words, stood, found)
        left = (_without(one, quoted, apart=True) for one in stood)
        reasons, what = (_without(one, found.passages) for one in left)
        if (reasons, what) != stood:
            out = dict.fromkeys([*found.passages, *quoted])
            changed.append((answer, reasons, what, sum(stands_in(one, stood) for one in out)))
    stands = (words["text"], words["organisation"])
    answered = [one for each, *_ in changed for one in (each.reasons, each.changed)]
    passages = tuple(dict.fromkeys(found.passages))
    return Left(
        text=text if shown else "",
        organisation=organisation if shown else "",
        answers=tuple(changed),
        in_words=tuple(one for one in passages if stands_in(one, stands)) if shown else (),
        missing=tuple(one for one in passages if not stands_in(one, (*stands, *answered))),
    )


def repeats(proposal: Proposal, *texts: str, by: Actor) -> bool:
    """Whether these texts repeat a passage that was left out of the proposal, or words of what was
    withheld whole, also of an older text. Raises Refused for a member who may not know what was
    left out."""
    kept = kept_of(proposal, seen_by=by)
    if any(stands_in(one, texts) for one in kept.passages):
        return True
    known = _known(proposal, proposal.text, proposal.organisation)
    return any(said_again(one, text, known=known) for one in kept.whole for text in texts)


def still_in(words: Mapping[str, Any], passages: Sequence[str]) -> list[str]:
    """The passages that are in these words."""
    return [one for one in passages if stands_in(one, (words["text"], words["organisation"]))]


def words_to_judge(proposal: Proposal, *, seen_by: Actor) -> dict[str, Any]:
    """What the member judges: all that was written; after the end, what the public reads. Raises
    Refused."""
    must(seen_by, Permission.CONSULTATION_ANSWER)
    if proposal.consultation.closed_at or proposal.state == State.WITHDRAWN:
        return {"text": proposal.text, "organisation": proposal.organisation}
    return words_for(proposal, seen_by=seen_by)


def _quoted(
    proposal: Proposal, words: Mapping[str, Any], stood: Sequence[str], found: Look
) -> list[str]:
    """Where a proposal is withheld, the passages of an answer that repeat it."""
    if found.state != State.WITHHELD:
        return []
    known, whole = _known(proposal), _all_of(words)
    return [out for one in whole for text in stood for out in said_again(one, text, known=known)]


def _all_of(words: Mapping[str, Any]) -> list[str]:
    return [one for one in (words.get("text"), words.get("organisation")) if one]


def _known(proposal: Proposal, *shown: str) -> list[str]:
    """What the public reads whatever is withheld: the draft, and the place in it of this
    proposal."""
    of = proposal.consultation
    return [*of.files.values(), of.about, proposal.article, proposal.heading, *shown]


def _words(held: Proposal, by: Actor) -> dict[str, Any]:
    words = words_to_judge(held, seen_by=by)
    if "salt" in words and not as_received(held, words):
        raise Hindered("not_as_received")
    return words


def _must_fit(held: Proposal, found: Look, after: int) -> None:
    """Raise Hindered unless the look is about the present state and valid."""
    if held.consultation.closed_at and not _withholds_more(held, found):
        raise Hindered("closed_already")
    if held.looks != after:
        raise Hindered("looked_meanwhile")
    if bool(found.reason) is not found.withholds:
        raise Hindered("no_reason")


def _withholds_more(held: Proposal, found: Look) -> bool:
    """Whether a look after the end withholds something and shows nothing that was withheld."""
    shown_anew = held.state == State.WITHHELD and found.state == State.SHOWN
    return found.withholds and held.state != State.WAITING and not shown_anew


def _record(held: Proposal, *, by: Actor, at: datetime) -> None:
    held.save()
    event = events.ProposalLookedAt(
        about=held.code,
        consultation=held.consultation.name,
        version=held.version,
        state=held.state,
        reason=held.reason,
        passages=held.passages,
    )
    record(event, by=by, at=at, digest=digest_of(shown_of(held), held.salt))


def _show(held: Proposal, found: Look, left: Left) -> None:
    """Store what is shown. Passages left out earlier stay counted where their words are gone."""
    before = held.passages if held.consultation.closed_at else 0
    was = held.reason if before else ""
    held.state, held.text, held.organisation = found.state, left.text, left.organisation
    held.passages = before + len(left.in_words) if found.state == State.SHOWN else 0
    withheld = found.state == State.WITHHELD or bool(left.in_words)
    held.reason = found.reason if withheld else was
    held.looks, held.salt = held.looks + 1, marks.token()


def _keep(held: Proposal, kept: Kept, words: Mapping[str, Any], left: Left) -> None:
    """Seal what may not be repeated until the end, also from older texts, except what this look
    shows. After the end nothing is kept."""
    if held.consultation.closed_at:
        held.left_out = b""
        return
    shown, mine = (held.text, held.organisation), _all_of(words)
    older = [one for one in kept.passages if not stands_in(one, shown)]
    whole = [one for one in kept.whole if one not in mine]
    if held.state == State.WITHHELD:
        whole += mine
    said = {"passages": [*dict.fromkeys([*older, *left.in_words])], "whole": whole}
    held.left_out = b""
    if any(said.values()):
        public, text = bytes(held.consultation.public), json.dumps(said).encode()
        held.left_out = boxes.seal_to(public, text, context=held.context)


def _leave_out(
    answer: ProposalAnswer,
    held: Proposal,
    found: Look,
    left: Sequence[str],
    count: int,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Replace the words of an answer, which were public: what is left out of them is erased."""
    answer.passages += count
    answer.reasons, answer.changed = left
    answer.reason, answer.salt = found.reason, marks.token()
    answer.save()
    event = events.AnswerLookedAt(
        about=held.code,
        consultation=held.consultation.name,
        version=answer.version,
        reason=answer.reason,
        passages=answer.passages,
    )
    record(event, by=by, at=at, digest=digest_of(answer_in(answer), answer.salt))


def _without(text: str, passages: Sequence[str], *, apart: bool = False) -> str:
    for passage in sorted(set(passages), key=len, reverse=True):
        text = like(passage, apart=apart).sub(LEFT_OUT, text)
    return text
