"""The only reader of the environment and of the site's secrets."""

import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

import environ

env = environ.Env()


@dataclass(frozen=True)
class Site:
    """What a copied database lacks: kept in `site.toml`, mode 0600, outside the database."""

    django_secret: str
    identity_pepper: bytes
    key_pepper: bytes
    limit_pepper: bytes


def state_folder() -> Path:
    return Path(env.str("AMPARO_STATE", default="var")).resolve()


def make_site(folder: Path) -> Path:
    """Write new secrets into `folder`; never replaces existing ones (they open people's files)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "site.toml"
    if path.exists():
        return path
    names = ("django_secret", "identity_pepper", "key_pepper", "limit_pepper")
    lines = [f'{name} = "{secrets.token_hex(32)}"' for name in names]
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")
    return path


def read_site(folder: Path) -> Site:
    """Secrets of this site, or throw-away ones where it has not been set up (`amparo init`)."""
    path = folder / "site.toml"
    found = tomllib.loads(path.read_text()) if path.exists() else {}

    def secret(name: str) -> str:
        return str(found.get(name) or secrets.token_hex(32))

    return Site(
        django_secret=secret("django_secret"),
        identity_pepper=bytes.fromhex(secret("identity_pepper")),
        key_pepper=bytes.fromhex(secret("key_pepper")),
        limit_pepper=bytes.fromhex(secret("limit_pepper")),
    )
