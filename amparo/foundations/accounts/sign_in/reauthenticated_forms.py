"""A form opened within the minutes in which password and code hold may be sent within the hour:
that very form, in the same browser and session, and no other."""

from datetime import UTC, datetime, timedelta

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor

PROOF_LASTS = timedelta(minutes=10)
TO_FILL_IN = timedelta(hours=1)
"""How long password and code hold for what cannot be undone, and for a form that is open."""

_MOMENT = 8  # bytes of when it was proved; the mark takes the rest of what a cookie holds


def proved(actor: Actor, *, at: datetime) -> bool:
    """Return whether password and code were shown within PROOF_LASTS."""
    return actor.proved_at is not None and at - actor.proved_at < PROOF_LASTS


def cookie_of(path: str) -> str:
    """Return the name of the cookie for a page. One name per page, so that no page receives the
    cookie of another with a common path prefix."""
    return f"amparo_shown_{marks.masked('shown', path.encode()).hex()[:12]}"


def shown(actor: Actor, path: str, *, at: datetime) -> bytes:
    """Return the token that the browser keeps of a page it was shown. It cannot be made without the
    member's key."""
    moment = int((actor.proved_at or at).timestamp()).to_bytes(_MOMENT)
    return moment + _mark(actor, path, moment)


def was_shown(actor: Actor, path: str, token: bytes | None, *, at: datetime) -> bool:
    """Return whether this page was shown to the member within TO_FILL_IN."""
    if token is None or token[_MOMENT:] != _mark(actor, path, token[:_MOMENT]):
        return False
    since = datetime.fromtimestamp(int.from_bytes(token[:_MOMENT]), UTC)
    return at - since < TO_FILL_IN


def _mark(actor: Actor, path: str, moment: bytes) -> bytes:
    about = f"{actor.sitting_id} {moment.hex()} {path}"
    return marks.blinded(actor.pair.secret, "shown/form", about)[_MOMENT:]
