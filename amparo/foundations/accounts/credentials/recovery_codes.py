"""Recovery codes of a member: on paper, for the day on which her phone is not there. After the
password each opens one sitting, and nothing that asks for a code again. Services and queries, by
noun: recovery codes.

They lie in her row under a key of her own, as her passkeys do: whoever copies the tables learns
none, and whoever writes to them can add none. Which were used, and that they ended, the record says
as well: a row from before that somebody puts back opens nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.crypto import envelopes, marks, passwords
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts import events, services
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.membership.own_account import account_of, held
from amparo.foundations.accounts.models import Credentials, Member
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.accounts.services import NotSignedIn
from amparo.foundations.accounts.sign_in.history import RECOVERY
from amparo.foundations.accounts.sign_in.unlocking import Second, Unlocked
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record

MANY = 8
"""A phone that is forgotten or broken is missed for days; one that is gone is changed (0037)."""
LASTS = timedelta(days=365)
"""A paper that nobody thinks of any more opens nothing: once a year she makes others, or none."""
GROUPS = 3
"""Of four letters, twenty bits each: tried a few at a time here, and kept under a key of hers."""


@dataclass(frozen=True, slots=True)
class Own:
    """Hers, as they stand: `left` of them, since `made`, good before `until`. `used`: the last."""

    left: int
    made: date
    until: date
    used: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class Used:
    """That somebody signed in with a member's name by one of them."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Kept:
    """What lies in her row. `entry`: by which the record says that they were made; `rows`: a mark
    of each, and of those that were used what nothing fits."""

    entry: int
    made: datetime
    used: str
    left: int
    rows: tuple[str, ...]


def codes_of(actor: Actor, *, at: datetime) -> Own | None:
    """Nothing where she has none, or what lies there is not what the record says."""
    kept = _opened(account_of(actor.member), actor.pair)
    if kept is None or not _as_recorded(actor.member, kept):
        return None
    made, until = timezone.localdate(kept.made), timezone.localdate(kept.made + LASTS)
    used = date.fromisoformat(kept.used) if kept.used else None
    return Own(kept.left, made, until, used, _over(kept, at))


@transaction.atomic
def make(actor: Actor, opens: Unlocked, *, at: datetime) -> tuple[str, ...]:
    """After password and a code of her phone. Shown once, kept by nobody; older ones open nothing
    any more. Raises NotSignedIn."""
    account = held(actor.member, opens)
    made = record(events.RecoveryCodesMade(about=account.member.code), by=actor, at=at)
    found = tuple(marks.new_code(GROUPS) for _ in range(MANY))
    rows = tuple(_mark(account.member, actor.pair, one) for one in found)
    _keep(account, actor.pair, _Kept(made.sequence, at, "", MANY, rows))
    return found


@transaction.atomic
def end(actor: Actor, opens: Unlocked, *, at: datetime) -> bool:
    """After the same. They are gone then, whether there were any or not. Raises NotSignedIn."""
    end_codes(held(actor.member, opens), actor, at=at)
    return True


def end_codes(account: Credentials, actor: Actor, *, at: datetime) -> None:
    """All of hers. The row is held."""
    if account.sealed_recovery:
        account.sealed_recovery = b""
        account.save(update_fields=["sealed_recovery"])
        record(events.RecoveryCodesEnded(about=account.member.code), by=actor, at=at)


def sign_in(
    name: str, password: str, code: str, *, at: datetime, address: str
) -> tuple[Member, bytes]:
    """As by a code of her phone, within the same limits; but what asks for one again asks at once.
    Returns the member and the browser's token. Raises NotSignedIn."""
    return services.sign_in(name, password, code, at=at, address=address, by=_ON_PAPER)


def used_lately(told: Iterable[Entry], *, seen_by: Actor) -> list[Used]:
    """By others than whoever reads this, the newest first: of what was told of the house."""
    used = [one for one in told if one.event == _USED and one.about != seen_by.member.code]
    names = names_of((f"member:{one.about}" for one in used), seen_by=seen_by)
    return [Used(names.get(f"member:{one.about}", ""), one.at) for one in reversed(used)]


# --- inside ---

_MADE, _USED = events.RecoveryCodesMade.__name__, events.RecoveryCodeUsed.__name__
_TOLD = (_MADE, _USED, events.RecoveryCodesEnded.__name__, events.MemberSuspended.__name__)


def _takes(
    account: Credentials | None, found: Unlocked | None, typed: str, *, at: datetime
) -> Unlocked | None:
    """What the password opened, where this is one of hers; it is used now. Whatever is wrong, no
    table is asked."""
    if account is None or found is None:
        return None
    kept = _opened(account, found.pair)
    if _place(account.member, found.pair, kept, typed) is None or kept is None or _over(kept, at):
        return None
    return found if _use(account.member, found, typed, at=at) else None


_ON_PAPER = Second(RECOVERY, _takes)


@transaction.atomic
def _use(member: Member, found: Unlocked, typed: str, *, at: datetime) -> bool:
    """Whether it was this request that used it: of two at once the other finds it gone."""
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
    """Which of them it is. All are looked at, always: how long that takes tells nothing."""
    mark = bytes.fromhex(_mark(member, pair, marks.code_normalised(typed)))
    rows = kept.rows if kept else ()
    fits = [passwords.verifier_matches(bytes.fromhex(one), mark) for one in rows]
    return fits.index(True) if True in fits else None


def _as_recorded(member: Member, kept: _Kept) -> bool:
    """Whether the record has these as the last that were made, and as many of them used."""
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
    """As many rows however many are left: how long it is tells nothing."""
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
