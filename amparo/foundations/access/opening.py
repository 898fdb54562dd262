"""What a password opens, and with it a code: a member's key pair and the secret of her codes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from amparo.foundations.access.models import Member
from amparo.sealing import codes, envelopes, passwords
from amparo.sealing.errors import Unsealable
from amparo.sealing.keys import KeyPair


def cost() -> passwords.Cost:
    return passwords.TEST_COST if settings.SIGN_IN_COST == "test" else passwords.SIGN_IN_COST


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a password opens. `key`: what she keeps is sealed under it. `of`: what it was opened
    from; where that stands no longer, password or phone were changed since."""

    pair: KeyPair = field(repr=False)
    code_secret: str = field(repr=False)
    key: bytes = field(repr=False)
    of: bytes = field(repr=False)


def known_by_password(member: Member | None, password: str) -> Unlocked | None:
    """One Argon2id run, whoever asks; what the password opens, where it is hers."""
    salt = bytes(member.salt) if member else b"\0" * 16
    row: dict[str, Any] = member.cost if member else _as_row(cost())
    stretched = passwords.stretch(password, salt, passwords.Cost(**row))
    if member is None or not passwords.verifier_matches(bytes(member.verifier), stretched.verifier):
        return None
    key = stretched.wrapping_key
    try:
        secret = envelopes.unseal(
            key, bytes(member.sealed_secret), context=_context(member, "secret")
        )
        code_secret = envelopes.unseal(
            key, bytes(member.sealed_code_secret), context=_context(member, "code")
        ).decode()
    except Unsealable:
        return None
    pair = KeyPair(public=bytes(member.public), secret=secret)
    return Unlocked(pair, code_secret, key, bytes(member.sealed_code_secret))


def unlocked(member: Member | None, password: str, code: str, *, at: datetime) -> Unlocked | None:
    """The same with the second factor: each code once."""
    found = known_by_password(member, password)
    if member is None or found is None or not use_code(member, found.code_secret, code, at=at):
        return None
    return found


def is_code(member: Member, code_secret: str, code: str, *, at: datetime) -> bool:
    """The same without using it."""
    step = codes.accepted_step(code_secret, code, at, last_step=member.last_code_step)
    return step is not None


def use_code(member: Member, code_secret: str, code: str, *, at: datetime) -> bool:
    """Whether this code is hers and was not used yet; it is used now."""
    step = codes.accepted_step(code_secret, code, at, last_step=member.last_code_step)
    if step is None:
        return False
    # Two requests with one code: only the first moves the step.
    later = Member.objects.filter(pk=member.pk, last_code_step__lt=step)
    return bool(later.update(last_code_step=step))


def lock(member: Member, password: str, *, pair: KeyPair, code_secret: str) -> None:
    """Seal what is hers under a password; the row is the caller's to save."""
    member.salt = passwords.new_salt()
    member.cost = _as_row(cost())
    stretched = passwords.stretch(password, bytes(member.salt), cost())
    member.verifier, key = stretched.verifier, stretched.wrapping_key
    member.sealed_secret = envelopes.seal(key, pair.secret, context=_context(member, "secret"))
    lock_codes(member, key, code_secret)


def lock_codes(member: Member, key: bytes, code_secret: str) -> None:
    """The same for the secret of her codes alone."""
    context = _context(member, "code")
    member.sealed_code_secret = envelopes.seal(key, code_secret.encode(), context=context)


def _context(member: Member, part: str) -> str:
    return f"member/{member.code}/{part}"


def _as_row(price: passwords.Cost) -> dict[str, int]:
    return {"memory_kib": price.memory_kib, "passes": price.passes, "lanes": price.lanes}
