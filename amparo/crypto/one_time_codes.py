"""One-time codes of an authenticator app: TOTP (RFC 6238), six digits, thirty seconds."""

import hmac
import re
import unicodedata
from datetime import datetime

import pyotp

_SIX_DIGITS = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return 160 random bits in base32, as RFC 4226 requires (section 4, R6)."""
    return pyotp.random_base32()


def code_at(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(_aware(at))


def accepted_step(
    secret: str, code: str, at: datetime, *, last_step: int | None, tolerance: int = 1
) -> int | None:
    """Return the step of thirty seconds of the code, to be stored as the next `last_step`.

    None refuses: wrong, too old or too new, or not later than the last one used.
    """
    typed = "".join(unicodedata.normalize("NFKC", code[:32]).split())
    if not _SIX_DIGITS.fullmatch(typed):
        return None
    totp = pyotp.TOTP(secret)
    now = totp.timecode(_aware(at))
    accepted = None
    # All of them, always: the time of the answer reveals nothing.
    for step in range(max(now - tolerance, 0), now + tolerance + 1):
        matches = hmac.compare_digest(totp.generate_otp(step), typed)
        if matches and (last_step is None or step > last_step):
            accepted = step
    return accepted


def provisioning_uri(secret: str, name: str, issuer: str) -> str:
    """Return the address that the QR code shows. It holds the secret: never log it."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A moment has a time zone.")
    return at
