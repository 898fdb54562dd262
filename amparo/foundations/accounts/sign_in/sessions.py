"""Sessions ("sittings"): the browser holds a token; the database holds content that only the token
unseals.

Where a surface is served alone, its own secret is needed too: a token of another surface finds
nothing here, and an attacker who controls another surface cannot make one that is valid here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.models import Member, PhoneChange, Session
from amparo.foundations.accounts.role_history import with_record

IDLE = {
    Session.Kind.MEMBER: timedelta(minutes=45),
    Session.Kind.VISIT: timedelta(minutes=45),
    Session.Kind.JOIN: timedelta(minutes=45),
    Session.Kind.PHONE: timedelta(minutes=45),
    Session.Kind.PASSKEY: timedelta(minutes=5),
}
LONGEST = {
    Session.Kind.MEMBER: timedelta(hours=10),
    Session.Kind.VISIT: timedelta(hours=6),
    Session.Kind.JOIN: timedelta(hours=1),
    Session.Kind.PHONE: timedelta(hours=1),
    Session.Kind.PASSKEY: timedelta(minutes=5),
}
NOTICE = timedelta(minutes=1)  # how stale `seen_at` may grow before it costs a write
# Seen later than now: the clock was set back, and how long it ran before is not known any more.
SET_BACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session unsealed by its token."""

    sitting: Session
    content: dict[str, Any] = field(repr=False)
    key: bytes = field(repr=False)


def begin(
    kind: str,
    content: dict[str, Any],
    *,
    at: datetime,
    member: Member | None = None,
    subject: str = "",
    proves: bool = True,
) -> bytes:
    """Start a session and return the token for the browser's cookie, which is not stored here. With
    `proves`, a member's sign-in also counts as proof of password and code for a while; otherwise
    pages ask again at once."""
    token = marks.token()
    id_hash, key = _parts(token)
    Session.objects.create(
        id_hash=id_hash,
        kind=kind,
        member=member,
        subject=subject,
        sealed=envelopes.seal_json(key, content, context=_context(id_hash)),
        began_at=at,
        seen_at=at,
        ends_at=at + LONGEST[Session.Kind(kind)],
        proved_at=at if proves and kind == Session.Kind.MEMBER else None,
    )
    return token


def resume(kind: str, token: bytes, *, at: datetime) -> Opened | None:
    """Return the session of this token if it still runs."""
    id_hash, key = _parts(token)
    running = _of_members() if kind == Session.Kind.MEMBER else Session.objects.all()
    sitting = next(iter(running.filter(id_hash=id_hash, kind=kind)), None)
    if sitting is None or _over(sitting, at):
        return None
    try:
        content = envelopes.unseal_json(key, bytes(sitting.sealed), context=_context(id_hash))
    except Unsealable:
        return None
    if at - sitting.seen_at > NOTICE:
        Session.objects.filter(pk=sitting.pk).update(seen_at=at)
    return Opened(sitting, content, key)


@cache
def _of_members() -> QuerySet[Session]:
    """Return sessions with their members. Used for member sessions only: the door and the public
    pages may not read the members."""
    return with_record(Session.objects.select_related("member__unit"), code="member__code")


def replace(opened: Opened, content: dict[str, Any], *, subject: str | None = None) -> None:
    """Replace the content under the same token."""
    opened.sitting.sealed = envelopes.seal_json(
        opened.key, content, context=_context(bytes(opened.sitting.id_hash))
    )
    if subject is not None:
        opened.sitting.subject = subject
    opened.sitting.save(update_fields=["sealed", "subject"])


def end(token: bytes) -> bool:
    """End the session; return whether this call ended it."""
    id_hash, _ = _parts(token)
    return bool(Session.objects.filter(id_hash=id_hash).delete()[0])


def end_all_of(member: Member) -> None:
    """End all sessions of a member whose role or factor changed, or who left: the old ones must not
    go on."""
    Session.objects.filter(member=member).delete()
    end_waiting_of(member)


def end_waiting_of(member: Member) -> bool:
    """End a request for another phone in the member's name. Returns whether there was one."""
    Session.objects.filter(kind=Session.Kind.PHONE, subject=member.code).delete()
    return bool(PhoneChange.objects.filter(member=member).delete()[0])


def end_others_of(member: Member, sitting_id: int) -> int:
    """End all sessions of the member but this one; returns how many."""
    others = Session.objects.filter(member=member).exclude(pk=sitting_id)
    return others.delete()[0]


def end_one_of(member: Member, sitting_id: int) -> int:
    return Session.objects.filter(member=member, pk=sitting_id).delete()[0]


def running_of(member: Member, *, at: datetime) -> list[Session]:
    """Return where the member is signed in now, the latest seen first."""
    hers = Session.objects.filter(member=member, kind=Session.Kind.MEMBER, ends_at__gt=at)
    found = list(hers.order_by("-seen_at", "-pk"))
    for one in found:
        one.member = member
    return [one for one in found if not _over(one, at)]


def prove(sitting_id: int, *, at: datetime) -> None:
    """Note that password and code were shown again."""
    Session.objects.filter(pk=sitting_id).update(proved_at=at)


def forget_ended(*, at: datetime) -> int:
    """Remove sessions that are over; returns how many."""
    return Session.objects.filter(ends_at__lt=at).delete()[0]


def _over(sitting: Session, at: datetime) -> bool:
    if at >= sitting.ends_at or at - sitting.seen_at > IDLE[Session.Kind(sitting.kind)]:
        return True
    if sitting.seen_at - at > SET_BACK:
        return True
    return sitting.member is not None and not sitting.member.active


def _parts(token: bytes) -> tuple[bytes, bytes]:
    return marks.token_parts(token, settings.SITE.sitting_pepper)


def _context(id_hash: bytes) -> str:
    return f"sitting/{id_hash.hex()}"
