"""Findings on who can open what: the keys that a site depends on."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from amparo.cli.health import setup_findings as place
from amparo.cli.health.finding import Finding
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.credentials.keyholders import PROPOSED_FOR, Held, keys_in_shares
from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.events import GroupKeyMade
from amparo.foundations.accounts.models import GroupKey, GroupKeyHolder, ProposedKey
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import (
    DoorShut,
    door_keys,
    keys_known_to_leavers,
    keys_not_on_record,
    lacks_two,
    members_with,
)
from amparo.foundations.intake.events import KeyLeftOut
from amparo.foundations.ledger.entry_iteration import ODD
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import CLOCKS

TRIED_EVERY = timedelta(days=365)
NOTED_WITHIN = timedelta(days=14)
"""For a new key: the ceremony is over, and its keyholders can be asked."""
TOLD_FOR = timedelta(days=30)
WHERE_THEY_MAY_NOT_LIE_SO = {
    "recovery": (
        "Where they lie so all the same, write down nothing else: make another key (amparo shares"
        " new, then amparo keys another). Once it is proposed the desk starts for"
        f" {PROPOSED_FOR.days} days, so that two members can sign for it."
    ),
    "backup": "Where they lie so all the same, make another key: amparo backup key --anew",
}


def exchanged() -> Iterator[Finding]:
    for name in keys_not_on_record(seen_by=SYSTEM):
        yield Finding(
            f"The key of {name} is not the one on record.",
            "Somebody may read what is sealed to it: stop the site, put a backup back.",
        )


def without_two() -> Iterator[Finding]:
    if public := lacks_two(seen_by=SYSTEM):
        yield Finding(
            f"Two members have not signed that the keyholders have the recovery key {public}:"
            " nothing is sealed to it, and so nothing is taken in.",
            "Ask the keyholders whether it is theirs. If so: amparo keys another with that very"
            " key, and two members who heard it from them say so on the page Your keys.",
        )


def left_out(at: datetime) -> Iterator[Finding]:
    """Rows that were written beside cases by someone who could not open them."""
    entries = Entry.objects.filter(event=KeyLeftOut.__name__, at__gte=at - TOLD_FOR)
    if count := entries.values("about").distinct().count():
        yield Finding(
            f"Keys that nobody gave were found beside {count} cases, and left out.",
            "Somebody writes into this database: find out who reaches it, change its passwords,"
            " and tell whoever manages the team. Each case says which.",
        )


def missing() -> Iterator[Finding]:
    current = set(GroupKey.objects.filter(current=True).values_list("kind", flat=True))
    if "recovery" not in current:
        yield Finding("There is no recovery key.", "Run: amparo init")
    if "backup" not in current:
        yield Finding(
            "There is no backup key, so that nothing can be put back.", "Run: amparo backup key"
        )
    try:
        door_keys(seen_by=SYSTEM)
    except DoorShut:
        yield Finding(
            "Requests are closed: no member who works here holds the key of the reception.",
            "Invite a member for the reception, or give the key on the team page.",
        )


def without_keyholders() -> Iterator[Finding]:
    """A recovery key without noted keyholders: its shares may be lost, or all be within one branch
    of the state. A danger at once where people reach this site."""
    for held in keys_in_shares():
        if held.kind == "recovery" and held.shares is None:
            yield Finding(
                "This site has no recovery that anybody answers for: nobody has noted who keeps the"
                " shares of the recovery key. A case whose team loses its keys would be lost, and"
                " enough shares may lie within one branch of the state.",
                f"Run: amparo keys held {held.fingerprint} --shares KofN --keyholder NAME:BRANCH …"
                " (one for each share; `lost` for one that nobody has)",
                danger=place.is_asked_from_elsewhere(),
            )


def another_is_proposed(at: datetime) -> bool:
    """Whether another recovery key, with keyholders who may keep it, waits for two members to sign,
    and still lets a desk start."""
    since = _proposed_at()
    return since is not None and _starts_a_desk(since, at)


def another_waits(at: datetime) -> Iterator[Finding]:
    since = _proposed_at()
    if since and _starts_a_desk(since, at):
        yield Finding(
            "Another recovery key is proposed, and two members have not signed for it yet. Where"
            " nobody has noted who keeps the present one, it starts the desk until"
            f" {since + PROPOSED_FOR:%Y-%m-%d}, and no longer.",
            "Let two who manage the team or decide hear from the keyholders how it is recognised,"
            " and say so on the page Your keys.",
            danger=False,
        )
    elif ProposedKey.objects.exists():
        yield Finding(
            "Another recovery key was proposed and starts no desk any more: two members have not"
            f" signed for it within {PROPOSED_FOR.days} days, or nobody can read since when it"
            " waits.",
            "Ask its keyholders whether they still have the shares. If so, propose that very key"
            " again (amparo keys another), and let two members sign for it on the page Your keys:"
            " who signed has done so. If not, make another: amparo shares new",
            danger=False,
        )


def _starts_a_desk(since: datetime, at: datetime) -> bool:
    return -CLOCKS <= at - since <= PROPOSED_FOR


def _proposed_at() -> datetime | None:
    """When it was proposed; None where none is, or the value is not a moment."""
    with suppress(*ODD):
        return ProposedKey.objects.values_list("proposed_at", flat=True).first()
    return None


def too_few_left() -> Iterator[Finding]:
    for held in keys_in_shares():
        if held.kind == "recovery" and held.shares and held.spare < 0:
            yield _too_few(held)


def _too_few(held: Held) -> Finding:
    return Finding(
        f"The {held.kind} key: too few shares are left to make it.",
        "Make another: amparo shares new, then amparo keys another"
        if held.kind == "recovery"
        else "Run: amparo backup key --anew",
    )


def in_shares(at: datetime) -> Iterator[Finding]:
    yield from without_keyholders()
    for held in keys_in_shares():
        name = f"The {held.kind} key"
        if held.shares is None:
            yield from _nobody_noted(held, at)
        elif held.spare < 0:
            yield _too_few(held)
        elif held.shares.tried_at is None or at - held.shares.tried_at > TRIED_EVERY:
            yield Finding(
                f"{name}: its shares were not tried within a year.",
                "Rehearse: amparo shares rehearse",
                danger=False,
            )


def _nobody_noted(held: Held, at: datetime) -> Iterator[Finding]:
    late = _is_older(held, at - NOTED_WITHIN)
    if held.kind != "recovery" or late:
        yield Finding(
            f"The {held.kind} key: nobody has noted who keeps its shares.",
            f"Run: amparo keys held {held.fingerprint} …",
            danger=late,
        )


def _is_older(held: Held, moment: datetime) -> bool:
    made = Entry.objects.filter(event=GroupKeyMade.__name__, about=held.kind, at__lte=moment)
    known_as = recorded_as(held.public)
    return any(_public_in(one) == known_as for one in made.values_list("facts", flat=True))


def _public_in(facts: str) -> object:
    """The public key in an entry; None where an older or forged entry names none."""
    try:
        said = json.loads(facts)
    except ValueError:
        return None
    return said.get("public") if isinstance(said, dict) else None


def known_or_alone() -> Iterator[Finding]:
    for key in keys_known_to_leavers(seen_by=SYSTEM):
        yield Finding(
            f"Who left still knows the key {key.kind} {key.ref}".rstrip() + ".",
            "Whoever holds it renews it on the team page.",
        )
    seats = GroupKeyHolder.objects.filter(group__current=True, group__kind="reception")
    if seats.filter(member__active=True).count() == 1:
        yield Finding(
            "One person alone holds the key of the reception.",
            "Give it to a second one on the team page.",
            danger=False,
        )
    if len(members_with(Role.SUPERVISOR, seen_by=SYSTEM)) == 1:
        yield Finding(
            "One person alone manages the team: nobody could confirm a lost phone of theirs.",
            "Invite a second supervisor on the team page.",
            danger=False,
        )
