"""Recovery codes of a member: on paper, for use without the phone. After the password each opens
one session, and no page that asks for a code again. Services and queries, by noun: recovery codes.

They are sealed in the member's row under a key derived from the member's own key, as passkeys are:
a copy of the tables shows none, and write access to the tables can add none. Use and end of codes
are recorded as well: an older row put back into the table opens nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import passwords
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts import events, services
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Credentials, Member
from amparo.foundations.accounts.own_account.account_changes import account_of, held
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.accounts.services import NotSignedIn
from amparo.foundations.accounts.sign_in.account_unlock import Second, Unlocked
from amparo.foundations.accounts.sign_in.history import RECOVERY
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record

MANY = 8
"""Number of codes. A forgotten or broken phone is missing for days; a lost one is replaced
(0037)."""
LASTS = timedelta(days=365)
"""Codes expire, so that a forgotten paper opens nothing: the member makes new ones once a year, or
has none."""
GROUPS = 3
"""Groups of four letters, twenty bits each. Online tries are limited, and the codes are kept under
the member's own key."""


@dataclass(frozen=True, slots=True)
class Own:
    """The member's codes: `left` of them, since `made`, good before `until`. `used`: the last
    use."""

    left: int
    made: date
    until: date
    used: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class Used:
    """A sign-in in a member's name by a recovery code."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Kept:
    """Content of the member's row. `entry`: the entry of the record about their making; `rows`: a
    mark of each code, and random bytes in place of used ones."""

    entry: int
    made: datetime
    used: str
    left: int
    rows: tuple[str, ...]


def codes_of(actor: Actor, *, at: datetime) -> Own | None:
    """Return the state of the member's codes; None if there are none, or the row disagrees with the
    record."""
    kept = _opened(account_of(actor.member), actor.pair)
    if kept is None or not _as_recorded(actor.member, kept):
        return None
    made, until = timezone.localdate(kept.made), timezone.localdate(kept.made + LASTS)
    used = date.fromisoformat(kept.used) if kept.used else None
    return Own(kept.left, made, until, used, _over(kept, at))


@transaction.atomic
def make(actor: Actor, opens: Unlocked, *, at: datetime) -> tuple[str, ...]:
    """Make codes, after password and a code of the phone. They are shown once and not stored in the
    clear; older ones open nothing any more. Raises NotSignedIn."""
    account = held(actor.member, opens)
    made = record(events.RecoveryCodesMade(about=account.member.code), by=actor, at=at)
    found = tuple(marks.new_code(GROUPS) for _ in range(MANY))
    rows = tuple(_mark(account.member, actor.pair, one) for one in found)
    _keep(account, actor.pair, _Kept(made.sequence, at, "", MANY, rows))
    return found


@transaction.atomic
def end(actor: Actor, opens: Unlocked, *, at: datetime) -> bool:
    """End the codes, after password and code; also if there were none. Raises NotSignedIn."""
    end_codes(held(actor.member, opens), actor, at=at)
    return True


def end_codes(account: Credentials, actor: Actor, *, at: datetime) -> None:
    """End all codes of the member. The caller holds the row."""
    if account.sealed_recovery:
        account.sealed_recovery = b""
        account.save(update_fields=["sealed_recovery"])
        record(events.RecoveryCodesEnded(about=account.member.code), by=actor, at=at)


def sign_in(
    name: str, password: str, code: str, *, at: datetime, address: str
) -> tuple[Member, bytes]:
    """Sign in by a recovery code, within the limits of sign-in by phone code; pages that need proof
    ask again at once. Returns the member and the browser's token. Raises NotSignedIn."""
    return services.sign_in(name, password, code, at=at, address=address, by=_ON_PAPER)


def used_lately(told: Iterable[Entry], *, seen_by: Actor) -> list[Used]:
    """Return the uses by other members, the newest first, from the entries about the house."""
    used = [one for one in told if one.event == _USED and one.about != seen_by.member.code]
    names = names_of((f"member:{one.about}" for one in used), seen_by=seen_by)
    return [Used(names.get(f"member:{one.about}", ""), one.at) for one in reversed(used)]


# --- inside ---

_MADE, _USED = events.RecoveryCodesMade.__name__, events.RecoveryCodeUsed.__name__
_TOLD = (_MADE, _USED, events.RecoveryCodesEnded.__name__, events.MemberSuspended.__name__)


def _takes(
    account: Credentials | None, found: Unlocked | None, typed: str, *, at: datetime
) -> Unlocked | None:
    """Return what the password opened, if the typed code is one of the member's; the code is used
    up. With a wrong code no table is queried."""
    if account is None or found is None:
        return None
    kept = _opened(account, found.pair)
    if _place(account.member, found.pair, kept, typed) is None or kept is None or _over(kept, at):
        return None
    return found if _use(account.member, found, typed, at=at) else None


_ON_PAPER = Second(RECOVERY, _takes)


@transaction.atomic
def _use(member: Member, found: Unlocked, typed: str, *, at: datetime) -> bool:
    """Use up the code. Returns False if a concurrent request used it first."""
    try:
        account = held(member, found)
    except NotSignedIn:
        return False
    kept = _opened(account, found.pair)
    place = _place(member, found.pair, kept, typed)
    if kept is None or place is None or not _as_recorded(member, kept):
        return False
    rows = list(kept.rows)
    rows[place] = marks.token().hex()
    today = timezone.localdate(at).isoformat()
    _keep(account, found.pair, replace(kept, used=today, left=kept.left - 1, rows=tuple(rows)))
    actor = Actor(member, found.pair)
    record(events.RecoveryCodeUsed(about=member.code), by=actor, at=at)
    return True


def _place(member: Member, pair: KeyPair, kept: _Kept | None, typed: str) -> int | None:
    """Return the index of the code. All are compared, always: the time taken reveals nothing."""
    mark = bytes.fromhex(_mark(member, pair, marks.code_normalised(typed)))
    rows = kept.rows if kept else ()
    fits = [passwords.verifier_matches(bytes.fromhex(one), mark) for one in rows]
    return fits.index(True) if True in fits else None


def _as_recorded(member: Member, kept: _Kept) -> bool:
    """Return whether, by the record, these are the last codes made, and as many were used."""
    told = Entry.objects.filter(about=member.code, event__in=_TOLD, sequence__gte=kept.entry)
    names = list(told.order_by("sequence").values_list("event", flat=True))
    return names == [_MADE] + [_USED] * (MANY - kept.left)


def _over(kept: _Kept, at: datetime) -> bool:
    return at >= kept.made + LASTS


def _opened(account: Credentials, pair: KeyPair) -> _Kept | None:
    sealed = bytes(account.sealed_recovery)
    if not sealed:
        return None
    key, context = _key(account.member, pair), _context(account.member)
    entry, made, used, left, rows = envelopes.unseal_json(key, sealed, context=context)
    return _Kept(entry, datetime.fromisoformat(made), used, left, tuple(rows))


def _keep(account: Credentials, pair: KeyPair, kept: _Kept) -> None:
    """Seal the codes. The number of rows stays the same: the length does not show how many are
    left."""
    content = (kept.entry, kept.made.isoformat(), kept.used, kept.left, kept.rows)
    key, context = _key(account.member, pair), _context(account.member)
    account.sealed_recovery = envelopes.seal_json(key, content, context=context)
    account.save(update_fields=["sealed_recovery"])


def _mark(member: Member, pair: KeyPair, code: str) -> str:
    return marks.blinded(_key(member, pair), "recovery/code", code).hex()


def _key(member: Member, pair: KeyPair) -> bytes:
    return marks.blinded(pair.secret, "recovery/key", member.code)


def _context(member: Member) -> str:
    return f"member/{member.code}/recovery"
