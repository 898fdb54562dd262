"""Services of the public: send a proposal on a draft, return to it, change it, withdraw it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.server.fairness_queue import Lanes
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.intake.row_scope import show_mark
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.observatory.consultations import events
from amparo.observatory.consultations.canonical_record import canonical
from amparo.observatory.consultations.models import Consultation, Phase, Proposal
from amparo.observatory.consultations.proposal_phrase import proposal_keys
from amparo.observatory.consultations.queries import Author
from amparo.observatory.consultations.services import Hindered

WHAT = "proposal"
A_BROWSER_MAY = 12
LONG = 2_000
LONG_MAY = 400
ALL_MAY = 4_000
A_FLOOD = 2_000
"""Limits in a quarter of an hour, against filling the disk.

No address is counted before a flood, because one may be a whole office, or everyone who comes by
Tor. Where very many long proposals come in, short ones are still taken; in a flood each address has
its own queue: `fairness_queue.py`.
"""
LANES = Lanes(one=40, onion=400)
State = Proposal.State
SEALED = ("for_author", "for_readers", "left_out")
HERS = ("state", "reason", "passages", "organisation", "text", "salt", *SEALED)
"""Columns that the author changes."""


class SentAlready(Exception):
    """The same form came twice; the first one is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an author writes. `organisation`: only where its name is to be shown."""

    article: str
    heading: str
    kind: str
    text: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What was stored, and its phrase, which is shown once and not stored."""

    proposal: Proposal
    words: tuple[str, ...] = field(repr=False)
    pair: KeyPair = field(repr=False)


def too_many(
    consultation: Consultation, said: Said, browser: str, address: str, *, at: datetime
) -> Literal["", "patience", "shorter"]:
    """Return `patience` for too many from one browser, or from one address in a flood; `shorter`
    where too many long ones come in; otherwise an empty string."""
    code = consultation.code
    own = bool(browser) and limits.too_many(WHAT, browser, at=at, limit=A_BROWSER_MAY)
    if own or limits.too_many(WHAT, code, at=at, limit=ALL_MAY):
        return "patience"
    if is_flooded(consultation, at=at) and LANES.is_full(address, at=at):
        return "patience"
    if _is_long(said) and limits.too_many(WHAT, f"{code}/long", at=at, limit=LONG_MAY):
        return "shorter"
    return ""


def is_flooded(consultation: Consultation, *, at: datetime) -> bool:
    return limits.too_many(WHAT, consultation.code, at=at, limit=A_FLOOD)


def take_part(
    consultation: Consultation,
    said: Said,
    *,
    once: bytes,
    browser: str,
    address: str = "",
    language: Literal["es", "en"],
    by: Signs,
    at: datetime,
    then: Callable[[Received], None],
) -> Received:
    """Store a proposal, and what `then` stores with it: everything, or nothing.

    Raises SentAlready, Hindered: `no_reader` where no member is left who could open it.
    """
    words = phrases.new_phrase(language)
    keys = proposal_keys(words)
    # Before the transaction: a mark set within it is lost where nothing is stored.
    show_mark(keys.identity, _once(once))
    try:
        with transaction.atomic():
            held = consultation.hold()
            _must_be_open(held, at)
            proposal = Proposal(
                consultation=held,
                code=marks.new_code(),
                article=said.article,
                heading=said.heading,
                kind=said.kind,
                identity=keys.identity,
                public=keys.pair.public,
                once_hash=_once(once),
                received_at=at,
                changed_at=at,
            )
            digest = _seal(proposal, said)
            proposal.save(force_insert=True)
            event = events.ProposalReceived(
                about=proposal.code, consultation=held.name, article=said.article, kind=said.kind
            )
            record(event, by=by, at=at, digest=digest)
            received = Received(proposal, words, keys.pair)
            then(received)
    except IntegrityError as problem:
        if Proposal.objects.filter(once_hash=_once(once)).exists():
            raise SentAlready from problem
        raise
    if is_flooded(consultation, at=at):
        LANES.came(address, at=at)
    long = f"{consultation.code}/long" if _is_long(said) else ""
    for whom in filter(None, (browser, consultation.code, long)):
        limits.failed(WHAT, whom, at=at)
    return received


def came_from(author: Author, once: bytes) -> bool:
    """Whether the author's proposal was sent with this form."""
    return bytes(author.proposal.once_hash) == _once(once)


@transaction.atomic
def write_anew(author: Author, said: Said, *, seen: int, at: datetime) -> None:
    """Replace the words of a proposal. Nothing of the older ones is shown any more, and a member
    looks again, with what the last look left out. Raises Hindered."""
    held = _held(author)
    if held.version != seen:
        raise Hindered("changed_meanwhile")
    if not may_change(held, at=at):
        raise Hindered("not_any_more")
    held.version += 1
    held.kind, held.changed_at, held.state = said.kind, at, State.WAITING
    _hide(held)
    digest = _seal(held, said)
    held.save(update_fields=["version", "kind", "changed_at", *HERS])
    event = events.ProposalChanged(
        about=held.code, consultation=held.consultation.name, version=held.version
    )
    record(event, by=author, at=at, digest=digest)


@transaction.atomic
def take_back(author: Author, *, at: datetime) -> None:
    """Withdraw a proposal: its words are erased, the fact that it existed stays. Raises
    Hindered."""
    held = _held(author)
    held.state = State.WITHDRAWN
    held.for_author = held.for_readers = held.left_out = b""
    _hide(held)
    held.save(update_fields=HERS)
    event = events.ProposalWithdrawn(about=held.code, consultation=held.consultation.name)
    record(event, by=author, at=at)


def may_change(proposal: Proposal, *, at: datetime) -> bool:
    """Whether it may be changed: while it is open, and a withheld one until the record is
    closed."""
    phase = proposal.consultation.phase_on(timezone.localdate(at))
    withheld = proposal.state == State.WITHHELD or proposal.passages > 0
    return phase is Phase.OPEN or (phase is Phase.ANSWERING and withheld)


def _held(author: Author) -> Proposal:
    consultation = author.proposal.consultation.hold()
    held = Proposal.objects.select_for_update().get(pk=author.proposal.pk)
    held.consultation = consultation
    if consultation.closed_at:
        raise Hindered("closed_already")
    if held.state == State.WITHDRAWN:
        raise Hindered("withdrawn")
    return held


def _hide(proposal: Proposal) -> None:
    proposal.text = proposal.organisation = proposal.reason = ""
    proposal.passages, proposal.salt = 0, b""


def _is_long(said: Said) -> bool:
    return len(said.text) > LONG


def _must_be_open(consultation: Consultation, at: datetime) -> None:
    phase = consultation.phase_on(timezone.localdate(at))
    if phase is not Phase.OPEN:
        raise Hindered("begins_later" if phase is Phase.ANNOUNCED else "over")
    if not consultation.readers.filter(member__active=True).exists():
        raise Hindered("no_reader")


def _seal(proposal: Proposal, said: Said) -> bytes:
    """Seal the words for the author and for the readers; return their digest."""
    words: dict[str, Any] = {"organisation": said.organisation, "text": said.text}
    salt, digest = marks.salted_hash(canonical(words))
    text = json.dumps({**words, "salt": salt.hex()}).encode()
    context = proposal.context
    proposal.for_author = boxes.seal_to(bytes(proposal.public), text, context=context)
    readers = bytes(proposal.consultation.public)
    proposal.for_readers = boxes.seal_to(readers, text, context=context)
    return digest


def _once(once: bytes) -> bytes:
    return marks.token_parts(once)[0]
