"""What rests on two members each of them signs with a key that only her password opens. So nobody
says it in her name who may merely write into the record, or took over what does."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from django.db.models import Q

from amparo.foundations.access import events
from amparo.foundations.access.actors import Actor
from amparo.foundations.ledger.events import Event, Fact
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent import last_before
from amparo.foundations.ledger.services import Signs, keep_number, record
from amparo.sealing import marks, signatures
from amparo.sealing.keys import KEY_SIZE, KeyPair

HALVES = ("hand_1", "hand_2")
"""Of one signature: a fact of the record is no longer than eighty letters."""
MEMBER = "member:"
KEPT = (events.MemberEnrolled.__name__, events.HandKept.__name__)
RULES: Mapping[str, frozenset[str]] = {
    "signed": frozenset(
        {
            events.TriesRead.__name__,
            events.SignInDisowned.__name__,
            "GlassSeen",
            "WideDemandNoted",
            "WideDemandAnswered",
        }
    ),
    "signed_of_accounts": frozenset(
        {
            events.EndingDropped.__name__,
            events.InvitationEnded.__name__,
            events.MemberSuspended.__name__,
            events.MemberReinstated.__name__,
        }
    ),
    "signed_of_leaks": frozenset({"LeakStepDone", "LiftAsked", "LiftRefused", "SuspicionLifted"}),
    "numbered": frozenset({events.EndingAsked.__name__, "SilenceRead"}),
    "signed_of_ends": frozenset({events.MemberLeft.__name__}),
    "signed_of_tellings": frozenset({"DemandTold", "HoldTold"}),
}
"""Kinds that every member signs, whatever they say, by the name under which it is kept where the
record stood when that came to a site."""
SIGNED_BEFORE = RULES["numbered"]
"""These were signed from the first, and say their own number since."""
TELLINGS = RULES["signed_of_tellings"]
"""That the person was told what a court kept from her: where a job says it, it signs nothing."""
ALWAYS = frozenset[str]().union(*RULES.values())
NUMBERED = ALWAYS - {"GlassSeen", "WideDemandNoted"}


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


def record_in_own_hand(event: Event, *, by: Signs, at: datetime) -> Entry:
    """Of a kind that says its own `number`: what she signed is no second time worth anything."""
    if isinstance(by, Actor):
        keep_hand(by=by, at=at)
    numbered = replace(event, number=keep_number())  # type: ignore[call-arg]
    return record(in_own_hand(numbered, by=by, at=at), by=by, at=at)


def is_here(entry: Entry) -> bool:
    return bool(json.loads(entry.facts).get("number") == entry.sequence)


def is_in_own_hand(entry: Entry) -> bool:
    """Whether the member by whom this is said to be signed it."""
    return in_own_hands([entry])(entry)


def in_own_hands(entries: Iterable[Entry]) -> Callable[[Entry], bool]:
    """The same of each of these, and of no other: who has which hand is asked once for all, and not
    where nobody claims one."""
    kept = _kept({one.by for one in entries if _is_signed(one)})
    hand = cache(partial(hand_in, kept))
    return lambda one: _is_signed(one) and is_in_hand_of(hand(one.by), one)


def is_in_hand_of(hand: bytes, entry: Entry) -> bool:
    """Whether this public half is of the hand that signed it."""
    facts = json.loads(entry.facts)
    said = _statement(entry.event, entry.about, entry.by, facts)
    return signatures.is_signed(hand, said, _signature(facts))


def hand_in(entries: Iterable[Entry], signature: str) -> bytes:
    """The public half of her hand, as these entries have it, the oldest first: the first on record
    counts. Nothing for whoever never had one."""
    for one in entries:
        hers = one.event in KEPT and signature == one.by == f"{MEMBER}{one.about}"
        if hers and (hand := json.loads(one.facts).get("hand")):
            found = _from_hex(str(hand))
            return found if len(found) == KEY_SIZE else b""
    return b""


def of_before(signed: Callable[[Entry], bool] = is_in_own_hand) -> Callable[[Entry], bool]:
    """Whether one was recorded before each of its kind was signed, and nobody signed it; or before
    each said its number, and she signed it without. Where the record stood then is asked once,
    however many are looked at, and not where each is signed. `signed`: what is known of these."""
    place = cache(last_before)

    def is_older(entry: Entry) -> bool:
        rules = [rule for rule, kinds in RULES.items() if entry.event in kinds]
        return _is_as_before(entry, signed) and any(entry.sequence <= place(rule) for rule in rules)

    return is_older


def that_hold(entries: Iterable[Entry]) -> Callable[[Entry], bool]:
    """Of each of these whether what it says counts: she signed it for this very place, or it is
    older than that."""
    signed = in_own_hands(entries)
    is_older = of_before(signed)
    return lambda one: (is_here(one) and signed(one)) or is_older(one)


def for_this_place(entries: Iterable[Entry]) -> Callable[[Entry], bool]:
    """Of each of these whether she signed it for this very place."""
    signed = in_own_hands(one for one in entries if is_here(one))
    return lambda one: is_here(one) and signed(one)


def not_in_own_hand(*, seen_by: Signs) -> Iterator[Entry]:
    """What is said in a member's name and is not signed by her, though it claims to be, or though
    each that came since this was asked has to be. It counts for nothing wherever it is read."""
    del seen_by  # of what it is about nothing is told
    claims = Q(facts__contains='"hand_1":"') & ~Q(facts__contains='"hand_1":""')
    for rule, kinds in RULES.items():
        since = last_before(rule)
        claims |= Q(event__in=kinds, by__startswith=MEMBER, sequence__gt=since)
    hand = cache(_on_record)  # however much one of them signed

    def signed(one: Entry) -> bool:
        return _is_signed(one) and is_in_hand_of(hand(one.by), one)

    is_older = of_before(signed)
    for one in Entry.objects.filter(claims).order_by("sequence").iterator():
        if one.event in SIGNED_BEFORE and is_older(one):
            continue
        if not signed(one) or not (is_here(one) or one.event not in NUMBERED):
            yield one


def _own(pair: KeyPair) -> KeyPair:
    """One secret is never used for two things: this one is made of hers, and leads nowhere back."""
    return signatures.signing_pair_of(marks.masked("hand", pair.secret))


def _on_record(signature: str) -> bytes:
    """The public half of her hand; nothing for whoever never had one."""
    return hand_in(_kept({signature}), signature)


def _kept(signatures: Collection[str]) -> list[Entry]:
    """Where it stands whose hand is whose, the oldest first."""
    codes = [one.removeprefix(MEMBER) for one in signatures]
    if not codes:
        return []
    kept = Entry.objects.filter(about__in=codes, by__in=signatures, event__in=KEPT)
    return list(kept.order_by("sequence"))


def _signature(facts: Mapping[str, Fact]) -> bytes:
    return _from_hex("".join(str(facts.get(name, "")) for name in HALVES))


def _is_as_before(entry: Entry, signed: Callable[[Entry], bool]) -> bool:
    """As one of its kind was written before the rule came that is asked of it now."""
    if entry.event in SIGNED_BEFORE:
        return "number" not in json.loads(entry.facts) and signed(entry)
    return not _is_signed(entry)


def _is_signed(entry: Entry) -> bool:
    """Or claims to be: nobody is looked for where it does not."""
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
