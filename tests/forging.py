"""Whoever took a surface over: writes into the record what its role may, and holds nobody's key."""

import json
from dataclasses import dataclass

import pytest
from django.utils import timezone

from amparo.cli.main import main
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.member_signatures import (
    in_own_hand,
    not_in_own_hand,
    record_in_own_hand,
)
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record


@dataclass(frozen=True)
class Forger:
    """In the name of somebody."""

    signature: str


def odd(event: str, about: str, by: str, facts: dict[str, object]) -> None:
    """An entry that no code of ours would write: its facts are whatever JSON holds."""
    last = Entry.objects.latest("sequence").sequence
    Entry.objects.create(
        sequence=last + 1, at=timezone.now(), event=event, about=about, by=by,
        facts=json.dumps(facts), digest=b"", previous=bytes(32), hash=bytes(32),
    )  # fmt: skip


def named() -> list[int]:
    """The numbers of what is said in a member's name and is not signed by her for that place."""
    return [one.sequence for one in not_in_own_hand(seen_by=SYSTEM)]


def verified() -> bool:
    """Whether `amparo ledger verify` finds nothing."""
    with pytest.raises(SystemExit) as ended:
        main(["ledger", "verify"])
    return ended.value.code == 0


def with_her_key(who: Actor, event: Event) -> Entry:
    """By whoever took over what she is signed in with: her own hand, and no page that asked what
    she may."""
    if hasattr(event, "number"):
        return record_in_own_hand(event, by=who, at=timezone.now())
    return record(in_own_hand(event, by=who), by=who, at=timezone.now())
