"""Keyholders as they are typed: NAME:BRANCH, one for each share in their order."""

from collections.abc import Sequence
from datetime import datetime

from amparo.cli.command_errors import Mistake
from amparo.cli.health.setup_findings import is_asked_from_elsewhere
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import SYSTEM, Refused
from amparo.foundations.accounts.credentials.keyholders import OUTSIDE, Holder, hold_shares
from amparo.foundations.accounts.models import GroupKey
from amparo.law.measures import Branch

LOST = "lost"
BRANCHES = (*(one.value for one in Branch), *sorted(OUTSIDE))
LONGEST = 120
REFUSED = {
    "one_branch": (
        "Within one branch of the state lie enough shares to open everything: one order from"
        " above would be enough. Give shares to others, or ask for more of them (--shares)."
    ),
    "known": "That key is or was this site's already: make another one with `amparo shares new`.",
    "twice": "One keyholder would keep two shares: each goes to another.",
    "member": (
        "A keyholder signs in here: whoever works on cases keeps no share. Name somebody else."
    ),
}


def keyholders_of(typed: Sequence[str], of: int, *, made: bool = False) -> list[Holder]:
    """Parse the keyholders. `made`: the key is being made, so no share can be lost yet. Raises
    Mistake unless there is one for each share."""
    if len(typed) != of:
        raise Mistake(f"There are {of} shares: --keyholder stands once for each, in their order.")
    found = [_holder(one) for one in typed]
    if made and any(one.lost for one in found):
        raise Mistake(
            f"No share is {LOST} of a key that is only being made: whoever sees it printed would"
            " keep it, and nobody could say under which branch. Name who keeps each, as"
            " NAME:BRANCH. No key was made."
        )
    return found


def _holder(typed: str) -> Holder:
    if typed.strip() == LOST:
        return Holder("", "", lost=True)
    name, _, branch = (part.strip() for part in typed.rpartition(":"))
    if not name or len(name) > LONGEST or not name.isprintable() or branch not in BRANCHES:
        raise Mistake(
            f"{typed!r} is not NAME:BRANCH. A branch is one of {', '.join(BRANCHES)};"
            f" for a share that is lost, type {LOST}."
        )
    return Holder(name, branch)


def must_name_keyholders(command: str) -> None:
    """Raise Mistake where shares would be printed for a site that people reach without naming
    keyholders who may keep them."""
    if is_asked_from_elsewhere():
        raise Mistake(
            f"Say who keeps each share: {command} … --keyholder NAME:BRANCH, once for each in their"
            " order. People reach this site, and no branch of the state may have as many as make"
            " the key. No key was made."
        )


def public_key(typed: str) -> bytes:
    """The public half of a key that was made away from the site. Raises Mistake."""
    try:
        public = bytes.fromhex(typed)
        boxes.seal_to(public, b"", context="tried")  # checks that sealing to it works
    except ValueError as problem:
        raise Mistake(
            "That is not what `amparo shares new` printed: 64 digits and letters a to f."
        ) from problem
    return public


def note_held(key: GroupKey, *, needed: int, holders: Sequence[Holder], at: datetime) -> None:
    """Record who keeps the shares. Raises Mistake where so many shares may not be kept so."""
    try:
        hold_shares(key, needed=needed, holders=holders, by=SYSTEM, at=at)
    except Refused as problem:
        raise Mistake(REFUSED[str(problem)]) from problem
