"""What rests on two members each of them signs with a key that only her password opens. So nobody
says it in her name who may merely write into the record, or took over what does."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from amparo.foundations.access import events
from amparo.foundations.access.actors import Actor
from amparo.foundations.ledger.events import Event, Fact
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record
from amparo.sealing import marks, signatures
from amparo.sealing.keys import KEY_SIZE, KeyPair

HALVES = ("hand_1", "hand_2")
"""Of one signature: a fact of the record is no longer than eighty letters."""
MEMBER = "member:"
_KEPT = (events.MemberEnrolled.__name__, events.HandKept.__name__)


def public_hand(pair: KeyPair) -> str:
    """By what a member's hand is known, as it stands in the record."""
    return _own(pair).public.hex()


def keep_hand(*, by: Actor, at: datetime) -> None:
    """Put it on record for an account that is older than this. The first on record counts."""
    if not _on_record(by.signature):
        kept = events.HandKept(about=by.member.code, hand=public_hand(by.pair))
        record(kept, by=by, at=at)


def in_own_hand[E: Event](event: E, *, by: Signs, at: datetime) -> E:
    """The same event, signed; of whoever has no account it stays as it is."""
    if not isinstance(by, Actor):
        return event
    keep_hand(by=by, at=at)
    said = _statement(event.name, event.about, by.signature, event.facts())
    signed = signatures.sign(_own(by.pair), said).hex()
    half = len(signed) // 2
    return replace(event, **dict(zip(HALVES, (signed[:half], signed[half:]), strict=True)))


def is_in_own_hand(entry: Entry) -> bool:
    """Whether the member by whom this is said to be signed it."""
    facts = json.loads(entry.facts)
    signed = _from_hex("".join(str(facts.get(name, "")) for name in HALVES))
    if not signed:
        return False
    said = _statement(entry.event, entry.about, entry.by, facts)
    return signatures.is_signed(_on_record(entry.by), said, signed)


def _own(pair: KeyPair) -> KeyPair:
    """One secret is never used for two things: this one is made of hers, and leads nowhere back."""
    return signatures.signing_pair_of(marks.masked("hand", pair.secret))


def _on_record(signature: str) -> bytes:
    """The public half of her hand; nothing for whoever never had one."""
    code = signature.removeprefix(MEMBER)
    kept = Entry.objects.filter(about=code, by=f"{MEMBER}{code}", event__in=_KEPT)
    for facts in kept.order_by("sequence").values_list("facts", flat=True):
        if hand := json.loads(facts).get("hand"):
            found = _from_hex(str(hand))
            return found if len(found) == KEY_SIZE else b""
    return b""


def _statement(event: str, about: str, by: str, facts: Mapping[str, Fact]) -> bytes:
    """The bytes that are signed: see docs/reference/ledger.md for their layout."""
    said = {name: value for name, value in facts.items() if name not in HALVES}
    content = json.dumps([event, about, by, said], sort_keys=True, separators=(",", ":"))
    return b"amparo/hand/1\n" + content.encode()


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
