"""Sentences on the keys of this site: who keeps which share, and what would be lost with which
person."""

from collections.abc import Iterator

from amparo.cli.ceremony import algorithm_counts as algorithms
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.credentials.keyholders import Held, keys_in_shares
from amparo.foundations.accounts.models import GroupKey, Member
from amparo.foundations.accounts.queries import keys_held_alone, members
from amparo.foundations.cases.access.who_can_read import alone_with, unreadable, waiting_in_all
from amparo.foundations.intake.keys.recovery import left_to

CALLED = {"recovery": "recovery key", "backup": "backup key"}
WITHOUT = {
    "recovery": "no case whose team has lost its keys is ever opened again",
    "backup": "no backup made until then can be put back",
}


def standing() -> Iterator[str]:
    keys = keys_in_shares()
    for held in keys:
        yield from _key(held)
    for kind in CALLED.keys() - {held.kind for held in keys}:
        yield f"There is no {CALLED[kind]}."
    yield from _sealed_to_another()
    yield from algorithms.standing()
    yield from _people()


def _key(held: Held) -> Iterator[str]:
    name = CALLED[held.kind]
    yield f"The {name} {held.fingerprint}"
    if held.shares is None:
        yield (
            "  Nobody has noted how many shares it has and who keeps them:"
            f" amparo keys held {held.fingerprint} --shares KofN --keyholder NAME:BRANCH …"
        )
        return
    yield f"  {held.shares.needed} of {held.shares.of} shares make it."
    for number, one in enumerate(held.holders, start=1):
        yield f"  Share {number}: " + ("lost" if one.lost else f"{one.name} ({one.branch})")
    if held.spare < 0:
        yield f"  LOST: too few shares are left. From now on {WITHOUT[held.kind]}."
    elif held.spare == 0:
        yield f"  If any of them is lost, {WITHOUT[held.kind]}."
    else:
        yield f"  If more than {held.spare} of them are lost, {WITHOUT[held.kind]}."
    tried = held.shares.tried_at
    yield f"  Tried on {tried:%Y-%m-%d}." if tried else "  Never tried: amparo shares rehearse"


def _sealed_to_another() -> Iterator[str]:
    current = GroupKey.objects.filter(kind=GroupKey.Kind.RECOVERY, current=True).first()
    left = left_to(bytes(current.public)) if current else 0
    if left:
        yield (
            f"{left} cases and requests are still sealed to an older recovery key: keep its shares."
            " A request passes to the new key once it is opened and its team looks at it."
        )
    waiting = waiting_in_all()
    if waiting:
        yield (
            f"{waiting} cases wait to be sealed anew: somebody of the team of each opens it, or"
            " seals all that they can open on the page *Your keys*."
        )


def _people() -> Iterator[str]:
    for member in members(seen_by=SYSTEM):
        cases = alone_with(member)
        if cases:
            yield (
                f"{member.name} alone reads {cases} open cases or new requests: after her only the"
                " shares do."
            )
        for kind in keys_held_alone(member, seen_by=SYSTEM):
            yield f"{member.name} alone holds {_key_of(kind, member)}: what it opens goes with her."
    unread = unreadable()
    if unread:
        yield (
            f"Nobody who works here reads {unread} open cases or new requests: only the shares open"
            " them (amparo keys ask)."
        )


def _key_of(kind: str, member: Member) -> str:
    return f"the key of {member.unit.name}" if kind == "unit" else f"the key of the {kind}"
