"""The only module that reads the environment and the site's secrets."""

import os
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

from amparo.crypto import hashes_and_tokens as marks

env = environ.Env()
_HEX_DIGITS = 64
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


@dataclass(frozen=True)
class Site:
    """Secrets that are not in the database: kept in `site.toml`, mode 0600, so that a copy of the
    database is not enough."""

    django_secret: str
    identity_pepper: bytes
    key_pepper: bytes
    limit_pepper: bytes
    sitting_pepper: bytes = b""  # of a surface that is served alone
    # Of proposals' words: derived from the two of persons' words, which they do not reveal.
    proposal_identity_pepper: bytes = b""
    proposal_key_pepper: bytes = b""


MOUNTED = (
    "A file that is mounted (a secret of a container) keeps owner and mode of where it comes from,"
    " or has those that its mount names. Give it there to account {account} with mode 0400: chown"
    " and chmod on the host, uid and mode of the secret, or with Kubernetes defaultMode 0440 and"
    " fsGroup. With systemd: LoadCredential="
)


def as_mounted() -> str:
    """Return instructions for a file that this process cannot change itself."""
    return MOUNTED.format(account=os.geteuid())


class BrokenSite(Exception):
    """The site's settings, in its files or in the environment, cannot be used."""


def number(name: str, default: int) -> int:
    """Read a setting that is a whole number above zero. Raises BrokenSite."""
    said = env.str(name, default=str(default))
    if not said.isdecimal() or not int(said):
        raise BrokenSite(f"{name} is a whole number above zero, not {said!r}.")
    return int(said)


def switch(name: str, *, default: bool = False) -> bool:
    """Read a setting that is on or off. Raises BrokenSite."""
    said = env.str(name, default="1" if default else "0").strip().casefold()
    if said not in {*_YES, *_NO}:
        raise BrokenSite(f"{name} is 1 or 0, not {said!r}.")
    return said in _YES


def state_folder() -> Path:
    return Path(env.str("AMPARO_STATE", default="var")).resolve()


def one_of(name: str, default: str, *, of: Sequence[str]) -> str:
    """Read a setting that is one of these. Raises BrokenSite."""
    said: str = env.str(name, default=default)
    if said not in of:
        raise BrokenSite(f"{name} is one of {', '.join(of)}, not {said!r}.")
    return said


def several(name: str, default: list[str], *, of: Sequence[str]) -> list[str]:
    """Read a setting that names some of these, separated by commas. Raises BrokenSite."""
    said: list[str] = env.list(name, default=default)
    if not said or not {*said} <= {*of}:
        raise BrokenSite(f"{name} names some of {', '.join(of)}, with commas between.")
    return said


def zone(name: str, default: str) -> str:
    """Read a setting that is a time zone. Raises BrokenSite."""
    said: str = env.str(name, default=default)
    try:
        ZoneInfo(said)
    except (OSError, ValueError, ZoneInfoNotFoundError) as problem:
        raise BrokenSite(
            f"{name}: there is no time zone {said!r}. It is written Continent/City."
        ) from problem
    return said


def make_site(folder: Path) -> Path:
    """Write new secrets into `folder`; never replaces existing ones (they open people's files)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "site.toml"
    if path.exists():
        return path
    names = ("django_secret", "identity_pepper", "key_pepper", "limit_pepper")
    write(path, "\n".join(f'{name} = "{secrets.token_hex(32)}"' for name in names))
    return path


def write(path: Path, text: str) -> None:
    """Write a file atomically: half of it would lock everyone out."""
    half = path.with_name(path.name + ".new")
    half.touch(mode=0o600)
    with half.open("w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


SIGNING_KEY = "signing.key"


def make_signing_key(folder: Path) -> bool:
    """Write the key by which this site signs its published record, unless it has one. It is kept
    beside the database: a copy of the tables alone signs nothing."""
    path = folder / SIGNING_KEY
    if path.exists():
        return False
    write(path, secrets.token_hex(32))
    return True


def read_signing_key(folder: Path) -> bytes:
    """Return the signing key; empty if there is none yet (`amparo init` makes it). Raises
    BrokenSite."""
    path = folder / SIGNING_KEY
    if not path.exists():
        return b""
    text = path.read_text().strip()
    if len(text) != _HEX_DIGITS:
        raise BrokenSite(f"{path} is damaged. Restore the file from its copy.")
    return bytes.fromhex(text)


def read_site(folder: Path) -> Site:
    """Return the secrets of this site, or random ones if it has not been set up (`amparo init`).

    Raises BrokenSite if one is missing: a random one in its place would open no file.
    """
    return secrets_in(folder / "site.toml")


def said_in(path: Path) -> dict[str, Any]:
    """Return the content of the file of a site, or of a part; empty if there is none. Raises
    BrokenSite on a syntax error, with the place and without content; or if this account may not
    open it."""
    try:
        return tomllib.loads(text_of(path)) if path.exists() else {}
    except ValueError as problem:
        raise BrokenSite(f"{path} cannot be read: {problem}.") from problem


def text_of(path: Path) -> str:
    """Return the text of a file. Raises BrokenSite."""
    try:
        return path.read_text(encoding="utf-8")
    except PermissionError as problem:
        told = f"{path} does not open to account {os.geteuid()}. {as_mounted()}"
        raise BrokenSite(told) from problem
    except UnicodeDecodeError as problem:
        raise BrokenSite(f"{path} is no text in UTF-8.") from problem


def secrets_in(path: Path) -> Site:
    """Return the secrets in one file, of the whole site or of a part."""
    found = said_in(path) if path.exists() else None

    def secret(name: str) -> str:
        if found is None:
            return secrets.token_hex(32)
        if len(str(found.get(name, ""))) != _HEX_DIGITS:
            raise _damaged(path, name)
        return str(found[name])

    def pepper(name: str) -> bytes:
        return from_hex(path, name, secret(name))

    peppers = {name: pepper(name) for name in ("identity_pepper", "key_pepper", "limit_pepper")}
    given = {
        name: from_hex(path, name, (found or {}).get(name) or made.hex())
        for name, made in of_proposals(peppers).items()
    }
    return Site(
        django_secret=secret("django_secret"),
        **peppers,
        **given,
        sitting_pepper=from_hex(path, "sitting_pepper", (found or {}).get("sitting_pepper", "")),
    )


OF_PROPOSALS = {
    "proposal_identity_pepper": "identity_pepper",
    "proposal_key_pepper": "key_pepper",
}


def of_proposals(peppers: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the peppers for the words of proposals, derived from those for persons' words."""
    return {
        name: marks.blinded(peppers[whose], "pepper", "proposals")
        for name, whose in OF_PROPOSALS.items()
    }


def from_hex(path: Path, name: str, said: object) -> bytes:
    """Decode a secret from its file. Raises BrokenSite."""
    try:
        return bytes.fromhex(str(said))
    except ValueError as problem:
        raise _damaged(path, name) from problem


def _damaged(path: Path, name: str) -> BrokenSite:
    return BrokenSite(f"{path}: {name} is missing or damaged. Restore the file from its copy.")


QUIET = (
    "django.core.mail.backends.smtp.EmailBackend",
    "amparo.foundations.accounts.mail.neutral_mail.QuietBackend",
)


def mailer(folder: Path) -> dict[str, Any]:
    """Return the mail server of `AMPARO_MAIL_SERVER`; without one, mails are written as files to
    `folder`.

    A server is written `smtp+tls://name:password@host:587`, or `smtp://localhost:25` without TLS.
    """
    if not env.str("AMPARO_MAIL_SERVER", default=""):
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}
    try:
        found = env.email_url("AMPARO_MAIL_SERVER")
    except (ImproperlyConfigured, KeyError, ValueError) as problem:
        raise BrokenSite(
            "AMPARO_MAIL_SERVER cannot be read. It is written"
            " smtp+tls://name:password@host:587, or smtp://localhost:25."
        ) from problem
    return {
        "BACKEND": found["EMAIL_BACKEND"].replace(*QUIET),
        "OPTIONS": {
            "host": found["EMAIL_HOST"],
            "port": found["EMAIL_PORT"],
            "username": found["EMAIL_HOST_USER"] or "",
            "password": found["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": found.get("EMAIL_USE_TLS", False),
            "use_ssl": found.get("EMAIL_USE_SSL", False),
            "timeout": 20,
        },
    }


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for the database of this address. Raises BrokenSite."""
    try:
        found: dict[str, Any] = env.db_url_config(url)
    except (ImproperlyConfigured, KeyError, ValueError) as problem:
        raise BrokenSite(NO_DATABASE) from problem
    if not str(found.get("ENGINE")).endswith((".sqlite3", ".postgresql")) or not found["NAME"]:
        raise BrokenSite(NO_DATABASE)
    return found


NO_DATABASE = (
    "DATABASE_URL cannot be read. It is written postgres://name:password@host:5432/database, with %"
    " before what is special in a password; without it the site's database is a file."
)
