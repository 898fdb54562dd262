"""Opening of an account by password and code: a member's key pair and the secret of the member's
codes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from amparo.crypto import one_time_codes as codes
from amparo.crypto import passwords
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.models import Credentials, Member
from amparo.foundations.accounts.sign_in.history import CODE


def cost() -> passwords.Cost:
    return passwords.TEST_COST if settings.SIGN_IN_COST == "test" else passwords.SIGN_IN_COST


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The secrets that a password opens. `key`: the key under which the member's secrets are
    sealed. `of`: the sealed value it was opened from; if that has changed, password or phone were
    changed since."""

    pair: KeyPair = field(repr=False)
    code_secret: str = field(repr=False)
    key: bytes = field(repr=False)
    of: bytes = field(repr=False)


def called(name: str) -> Credentials | None:
    """Return the credentials of the member with this sign-in name; None for an unknown name, and,
    where surfaces have database roles of their own, at the portal for members of the team. One
    statement in every case."""
    found = Credentials.objects.select_related("member__unit")
    return found.filter(member__sign_in_name=name, member__active=True).first()


def known_by_password(account: Credentials | None, password: str) -> Unlocked | None:
    """Return what the password opens, if it is correct. One Argon2id run in every case."""
    salt = bytes(account.salt) if account else b"\0" * 16
    row: dict[str, Any] = account.cost if account else _as_row(cost())
    stretched = passwords.stretch(password, salt, passwords.Cost(**row))
    if account is None:
        return None
    if not passwords.verifier_matches(bytes(account.verifier), stretched.verifier):
        return None
    key, member = stretched.wrapping_key, account.member
    try:
        secret = envelopes.unseal(
            key, bytes(account.sealed_secret), context=_context(member, "secret")
        )
        code_secret = envelopes.unseal(
            key, bytes(account.sealed_code_secret), context=_context(member, "code")
        ).decode()
    except Unsealable:
        return None
    pair = KeyPair(public=bytes(member.public), secret=secret)
    return Unlocked(pair, code_secret, key, bytes(account.sealed_code_secret))


def unlocked(
    account: Credentials | None, password: str, code: str, *, at: datetime
) -> Unlocked | None:
    """Return the same with the second factor; each code is accepted once."""
    return with_code(account, known_by_password(account, password), code, at=at)


def with_code(
    account: Credentials | None, found: Unlocked | None, code: str, *, at: datetime
) -> Unlocked | None:
    """Return what the password opened, if the code is correct too; the code is used up."""
    if account is None or found is None or not use_code(account, found.code_secret, code, at=at):
        return None
    return found


@dataclass(frozen=True, slots=True)
class Second:
    """The factor shown after the password: its name on record, and the function that accepts it."""

    factor: str
    takes: Callable[..., Unlocked | None]


BY_CODE = Second(CODE, with_code)


def is_code(account: Credentials, code_secret: str, code: str, *, at: datetime) -> bool:
    """Return whether the code is correct, without using it."""
    step = codes.accepted_step(code_secret, code, at, last_step=account.last_code_step)
    return step is not None


def use_code(account: Credentials, code_secret: str, code: str, *, at: datetime) -> bool:
    """Return whether the code is correct and unused, and use it up."""
    step = codes.accepted_step(code_secret, code, at, last_step=account.last_code_step)
    if step is None:
        return False
    # Two requests with one code: only the first moves the step.
    later = Credentials.objects.filter(pk=account.pk, last_code_step__lt=step)
    return bool(later.update(last_code_step=step))


def lock(account: Credentials, password: str, *, pair: KeyPair, code_secret: str) -> None:
    """Seal the member's secrets under a password; the caller saves the row."""
    account.salt = passwords.new_salt()
    account.cost = _as_row(cost())
    stretched = passwords.stretch(password, bytes(account.salt), cost())
    account.verifier, key = stretched.verifier, stretched.wrapping_key
    context = _context(account.member, "secret")
    account.sealed_secret = envelopes.seal(key, pair.secret, context=context)
    lock_codes(account, key, code_secret)


def lock_codes(account: Credentials, key: bytes, code_secret: str) -> None:
    """Seal only the secret of the member's codes."""
    context = _context(account.member, "code")
    account.sealed_code_secret = envelopes.seal(key, code_secret.encode(), context=context)


def _context(member: Member, part: str) -> str:
    return f"member/{member.code}/{part}"


def _as_row(price: passwords.Cost) -> dict[str, int]:
    return {"memory_kib": price.memory_kib, "passes": price.passes, "lanes": price.lanes}
