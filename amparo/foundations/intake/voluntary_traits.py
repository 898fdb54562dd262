"""Voluntary traits for the statistics key: without identifiers, in shuffled batches."""

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.queries import statistics_key
from amparo.foundations.accounts.services import rotate_group
from amparo.foundations.intake.models import TraitBatch, TraitSlip
from amparo.foundations.ledger.services import Signs

BATCH = 20
CONTEXT = "traits"
SIZE = 1024  # bytes; all slips have the same length


@dataclass(frozen=True, slots=True)
class Renewed:
    """Number of slips sealed to the new key, and of those that only an older key, never held by
    this member, opens."""

    sealed_anew: int
    left: int


class Unreadable(Exception):
    """A slip is sealed to a statistics key that the counting member never held: a holder must renew
    it first."""


@transaction.atomic
def renew_statistics_key(*, by: Actor, at: datetime) -> Renewed:
    """Make a new statistics key, unknown to former members, and seal existing slips to it.

    `by` opens each slip with any statistics key that the member ever held. Others stay as they are
    until a holder of the older key renews again. Raises Refused.
    """
    _, new = rotate_group("statistics", "", without=None, by=by, at=at)
    pairs = by.group_pairs("statistics")
    waiting = list(TraitSlip.objects.select_for_update())
    shuffled = list(TraitBatch.objects.select_for_update())
    slips: list[TraitSlip | TraitBatch] = [*waiting, *shuffled]
    left = [one for one in slips if not _seal_anew(one, pairs, new)]
    TraitSlip.objects.bulk_update(waiting, ["sealed"], batch_size=200)
    TraitBatch.objects.bulk_update(shuffled, ["sealed"], batch_size=200)
    return Renewed(len(slips) - len(left), len(left))


def _seal_anew(slip: TraitSlip | TraitBatch, pairs: Sequence[KeyPair], new: KeyPair) -> bool:
    for pair in pairs:
        with suppress(Unsealable):
            text = boxes.open_with(pair.secret, bytes(slip.sealed), context=CONTEXT)
            slip.sealed = boxes.seal_to(new.public, text, context=CONTEXT)
            return True
    return False


def told_since(*, by: Actor) -> list[dict[str, str]]:
    """Return the traits in full batches that no figures hold yet, in no order of arrival. Raises
    Refused if the member holds no key, Unreadable if a slip is sealed to a key never held."""
    pairs = [by.group_pair("statistics"), *by.group_pairs("statistics")]
    batches = TraitBatch.objects.select_for_update().filter(counted_in="")
    found = [_opened(one, pairs) for one in batches.order_by("number", "place")]
    return [answers_on(one) for one in found]


def answers_on(text: bytes) -> dict[str, str]:
    """Return the answers of a slip; empty if it is malformed, so that one bad slip cannot block the
    figures of a year."""
    with suppress(ValueError, RecursionError):
        said = json.loads(text)
        if isinstance(said, dict):
            return {name: one for name, one in said.items() if isinstance(one, str)}
    return {}


def count_in(period: str) -> None:
    """Mark the slips as counted, so that they enter no other figures: two editions cannot be
    subtracted."""
    TraitBatch.objects.filter(counted_in="").update(counted_in=period)


def _opened(slip: TraitBatch, pairs: Sequence[KeyPair]) -> bytes:
    for pair in pairs:
        with suppress(Unsealable):
            return boxes.open_with(pair.secret, bytes(slip.sealed), context=CONTEXT)
    raise Unreadable


def drop_later(traits: Mapping[str, str], *, by: Signs) -> None:
    """Store traits given after the request: sealed among others, without a link to it."""
    public = statistics_key(seen_by=by) if traits else None
    if public:
        drop(traits, public)


def drop(traits: Mapping[str, str], public: bytes) -> None:
    """Seal traits and add them to the waiting slips; shuffle them into a batch when it is full.

    Waiting slips are stored again each time, so that their rows are not in the order of the
    filings.
    """
    if not traits:
        return
    text = json.dumps(dict(traits), ensure_ascii=False, sort_keys=True).encode()
    slips = list(TraitSlip.objects.select_for_update().order_by("id")[:BATCH])
    sealed = [bytes(slip.sealed) for slip in slips]
    sealed.append(boxes.seal_to(public, text[:SIZE].ljust(SIZE), context=CONTEXT))
    secrets.SystemRandom().shuffle(sealed)
    TraitSlip.objects.filter(pk__in=[slip.pk for slip in slips]).delete()
    if len(sealed) < BATCH:
        TraitSlip.objects.bulk_create(
            [TraitSlip(id=secrets.token_hex(16), sealed=one) for one in sealed]
        )
        return
    number = secrets.token_hex(16)
    TraitBatch.objects.bulk_create(
        [TraitBatch(number=number, place=place, sealed=one) for place, one in enumerate(sealed)]
    )
