"""Member signatures. Where an act needs two members, each signs with a key that only the member's
password opens. Write access to the record, or to the process that writes it, is not enough to act
in a member's name."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from django.db.models import Q

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import signatures
from amparo.crypto.keys import KEY_SIZE, KeyPair
from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.ledger.events import Event, Fact
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, keep_number, record

HALVES = ("hand_1", "hand_2")
"""The two facts that hold one signature: a fact of the record has at most eighty letters."""
MEMBER = "member:"
ENROLLED = events.MemberEnrolled.__name__
"""The entry that states the public half of a member's signing key."""
TELLINGS = frozenset({"DemandTold", "HoldTold"})
"""That the person was told what a court kept silent: a job that records it signs nothing."""
NUMBERED = TELLINGS | {
    events.EndingAsked.__name__,
    events.EndingDropped.__name__,
    events.InvitationEnded.__name__,
    events.MemberLeft.__name__,
    events.MemberReinstated.__name__,
    events.MemberSuspended.__name__,
    events.SignInDisowned.__name__,
    events.TriesRead.__name__,
    "LeakStepDone",
    "LiftAsked",
    "LiftRefused",
    "SilenceRead",
    "SuspicionLifted",
    "WideDemandAnswered",
}
"""Kinds that state their own number in the record: a signature serves for one entry only."""
ALWAYS = NUMBERED | {"GlassSeen", "WideDemandNoted"}
"""Kinds that every member signs, whatever they say."""


def public_hand(pair: KeyPair) -> str:
    """Return the public half of a member's signing key in hex, as the record states it."""
    return _own(pair).public.hex()


def in_own_hand[E: Event](event: E, *, by: Signs) -> E:
    """Return the same event, signed by the member; unchanged where `by` has no account."""
    if not isinstance(by, Actor):
        return event
    said = _statement(event.name, event.about, by.signature, event.facts())
    signed = signatures.sign(_own(by.pair), said).hex()
    half = len(signed) // 2
    return replace(event, **dict(zip(HALVES, (signed[:half], signed[half:]), strict=True)))


def record_in_own_hand(event: Event, *, by: Signs, at: datetime) -> Entry:
    """Record and sign an event that states its own `number`: the signature serves once."""
    numbered = replace(event, number=keep_number())  # type: ignore[call-arg]
    return record(in_own_hand(numbered, by=by), by=by, at=at)


def is_here(entry: Entry) -> bool:
    return bool(json.loads(entry.facts).get("number") == entry.sequence)


def is_in_own_hand(entry: Entry) -> bool:
    """Return whether the member named in the entry signed it."""
    return in_own_hands([entry])(entry)


def in_own_hands(entries: Iterable[Entry]) -> Callable[[Entry], bool]:
    """Return a predicate that says of each of these entries, and of no other, whether it is signed
    by the member it names. Keys are looked up once for all, and only where an entry claims a
    signature."""
    kept = _kept({one.by for one in entries if _is_signed(one)})
    hand = cache(partial(hand_in, kept))
    return lambda one: _is_signed(one) and is_in_hand_of(hand(one.by), one)


def is_in_hand_of(hand: bytes, entry: Entry) -> bool:
    """Return whether the signature of the entry is by this public key."""
    facts = json.loads(entry.facts)
    said = _statement(entry.event, entry.about, entry.by, facts)
    return signatures.is_signed(hand, said, _signature(facts))


def hand_in(entries: Iterable[Entry], signature: str) -> bytes:
    """Return the public half of a member's hand: of these entries, the oldest first, the first
    that says it counts. Empty where none does."""
    for one in entries:
        own = one.event == ENROLLED and signature == one.by == f"{MEMBER}{one.about}"
        if own and (hand := json.loads(one.facts).get("hand")):
            found = _from_hex(str(hand))
            return found if len(found) == KEY_SIZE else b""
    return b""


def for_this_place(entries: Iterable[Entry]) -> Callable[[Entry], bool]:
    """Return a predicate: the entry states its own number and its member signed it."""
    signed = in_own_hands(one for one in entries if is_here(one))
    return lambda one: is_here(one) and signed(one)


def not_in_own_hand(*, seen_by: Signs) -> Iterator[Entry]:
    """Yield what is recorded in a member's name without a valid signature, though its kind needs
    one or it claims one. No reader counts it."""
    del seen_by  # the report does not say what a case is about
    claims = Q(facts__contains='"hand_1":"') & ~Q(facts__contains='"hand_1":""')
    claims |= Q(event__in=ALWAYS, by__startswith=MEMBER)
    hand = cache(_on_record)  # however much one of them signed

    def signed(one: Entry) -> bool:
        return _is_signed(one) and is_in_hand_of(hand(one.by), one)

    for one in Entry.objects.filter(claims).order_by("sequence").iterator():
        if not signed(one) or not (is_here(one) or one.event not in NUMBERED):
            yield one


def _own(pair: KeyPair) -> KeyPair:
    """Derive the signing pair from the member's secret. A secret serves one purpose only; the
    derivation cannot be reversed."""
    return signatures.signing_pair_of(marks.masked("hand", pair.secret))


def _on_record(signature: str) -> bytes:
    """Return the public half of the member's signing key; empty if there is none on record."""
    return hand_in(_kept({signature}), signature)


def _kept(signatures: Collection[str]) -> list[Entry]:
    """Return the entries that state these signing keys, the oldest first."""
    codes = [one.removeprefix(MEMBER) for one in signatures]
    if not codes:
        return []
    kept = Entry.objects.filter(about__in=codes, by__in=signatures, event=ENROLLED)
    return list(kept.order_by("sequence"))


def _signature(facts: Mapping[str, Fact]) -> bytes:
    return _from_hex("".join(str(facts.get(name, "")) for name in HALVES))


def _is_signed(entry: Entry) -> bool:
    """Return whether the entry claims a signature. Without one, no key is looked up."""
    return bool(_signature(json.loads(entry.facts)))


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
