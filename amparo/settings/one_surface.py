"""Settings of a process that serves one part of the site, with the secrets of that part alone.

`amparo surfaces` writes a file for each part. An attacker who controls a process gets what is in
its file, and none of the secrets of the other parts.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from amparo.settings.env import (
    OF_PROPOSALS,
    BrokenSite,
    Site,
    env,
    from_hex,
    of_proposals,
    read_site,
    said_in,
    secrets_in,
    write,
)

SURFACES = ("door", "desk", "portal", "site")
JOBS = "jobs"  # scheduled jobs
PARTS = (*SURFACES, JOBS)
FOLDER = "surfaces"
# Of the site's own secrets, those that each part needs; in place of the others it has random ones
# that open nothing. `identity_pepper` and `key_pepper` derive keys from passphrases: of
# persons at the door, and at the desk, which issues new ones; of officers the second, and the
# first is random. By `limit_pepper` desk and jobs identify mails.
SHARED = {
    "door": ("identity_pepper", "key_pepper"),
    "desk": ("identity_pepper", "key_pepper", "limit_pepper"),
    "portal": ("key_pepper",),
    "site": (),
    JOBS: ("limit_pepper",),
}
# Derived secrets: the public pages derive the keys of proposals' words with two of their own
# (decision 0075).
MADE = {"site": tuple(OF_PROPOSALS)}
OWN = ("django_secret", "sitting_pepper")
NOT_IN_ADDRESSES = set("\"'<>\\ \n")
PEPPERS = ("identity_pepper", "key_pepper", "limit_pepper")
SECRET = 32


@dataclass(frozen=True)
class Part:
    """What one process may know. `database`: the address with its own role. `contacts`: where to
    report a vulnerability of this site."""

    site: Site
    database: str
    signing_key: bytes
    addresses: Mapping[str, str]
    contacts: Sequence[str]


def which() -> str:
    """Return the part that this process is; empty if it is the whole site."""
    name: str = env.str("AMPARO_SURFACE", default="")
    if name and name not in PARTS:
        raise BrokenSite(f"AMPARO_SURFACE is one of {', '.join(PARTS)}, not {name!r}.")
    return name


def file_of(folder: Path, part: str) -> Path:
    """Return the part's file: the one from systemd (LoadCredential=), or that in the site's own
    folder."""
    handed = env.str("CREDENTIALS_DIRECTORY", default="")
    if handed and (Path(handed) / "surface.toml").exists():
        return Path(handed) / "surface.toml"
    return folder / FOLDER / f"{part}.toml"


def run_folder(folder: Path, part: str) -> Path:
    """Return the folder of files private to a process: counters of tries, locks, its styles."""
    return folder / "run" / part if part else folder


def make_part(
    folder: Path,
    part: str,
    *,
    database: str,
    signing_key: bytes = b"",
    anew: bool = False,
) -> Path:
    """Write the secrets of one part. Its own earlier secrets are kept unless `anew`: then sessions
    do not end, and no proxy has to be changed."""
    whole = said_in(folder / "site.toml")
    path = folder / FOLDER / f"{part}.toml"
    before = said_in(path) if not anew else {}
    values = {name: secrets.token_hex(32) for name in (*PEPPERS, *OWN)}
    kept = {name: before[name] for name in values if name in before}
    values |= {name: one for name, one in kept.items() if one != whole.get(name)}
    values |= {name: whole[name] for name in SHARED[part]}
    peppers = {name: from_hex(folder / "site.toml", name, whole[name]) for name in PEPPERS}
    made = of_proposals(peppers)
    values |= {name: made[name].hex() for name in MADE.get(part, ())}
    if part == JOBS:
        values["signing_key"] = signing_key.hex()
    values["database"] = database
    lines = [f'{name} = "{value}"' for name, value in values.items()]
    lines += ["", "[addresses]"]
    lines += [f'{name} = "{base}"' for name, base in addresses_in(whole).items()]
    if contacts := contacts_in(whole):
        lines += ["", "[security]", f"contact = {json.dumps(contacts)}"]
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write(path, "\n".join(lines))
    return path


def read_part(folder: Path, part: str) -> Part:
    """Read the settings of a part. Raises BrokenSite if a secret is damaged; without a file random
    secrets are used, which open nothing."""
    path = file_of(folder, part)
    found = said_in(path)
    return Part(
        site=secrets_in(path),
        database=database_in(path),
        signing_key=from_hex(path, "signing_key", found.get("signing_key", "")),
        addresses=addresses_in(found),
        contacts=contacts_in(found),
    )


def database_in(path: Path) -> str:
    return str(said_in(path).get("database", ""))


def must_be_whole(path: Path) -> None:
    """Check the secrets that are kept when a part's file is written anew. Raises BrokenSite."""
    found = said_in(path)
    for name in (*PEPPERS, *OWN, *OF_PROPOSALS):
        if name in found and len(from_hex(path, name, found[name])) != SECRET:
            raise BrokenSite(f"{path}: {name} is damaged.")
    try:
        urlsplit(str(found.get("database", ""))).port  # noqa: B018 - read where it is asked for
    except ValueError as problem:
        raise BrokenSite(f"{path}: the address of the database is damaged.") from problem


def read_whole(folder: Path, signing_key: bytes) -> Part:
    found = said_in(folder / "site.toml")
    return Part(read_site(folder), "", signing_key, addresses_in(found), contacts_in(found))


def addresses_in(found: Mapping[str, object]) -> dict[str, str]:
    """Return the address of each surface from `[addresses]`, without a trailing slash."""
    said = found.get("addresses", {})
    if not isinstance(said, dict):
        raise BrokenSite("[addresses] names surfaces, each with its address.")
    return {name: _base(name, said[name]) for name in SURFACES if said.get(name)}


def _base(name: str, given: object) -> str:
    text = str(given).rstrip("/")
    if not text.startswith(("https://", "http://")) or set(text) & NOT_IN_ADDRESSES:
        raise BrokenSite(f"[addresses] {name}: an address begins with https://, not {text!r}.")
    return text


def contacts_in(found: Mapping[str, object]) -> list[str]:
    """Return the contacts for vulnerability reports from `[security]`: one address, or several."""
    said = found.get("security", {})
    given = said.get("contact") or [] if isinstance(said, dict) else said
    return [_contact(one) for one in (given if isinstance(given, list) else [given])]


def _contact(given: object) -> str:
    text = str(given)
    plain = text.isascii() and text.isprintable() and not set(text) & NOT_IN_ADDRESSES
    if not plain or not re.fullmatch(r"mailto:[^@]+@[^@]+|https://.+|tel:\+.+", text):
        raise BrokenSite(
            f"[security] contact: it begins with mailto:, https:// or tel:+, not {text!r}."
        )
    return text


def shared_mask(uploads: Path) -> int:
    """Return the umask of this process. Where sealed files are shared by the accounts of several
    parts (a folder with its group's bit), their group may read them."""
    shared = uploads.is_dir() and uploads.stat().st_mode & 0o2000
    return 0o007 if shared else 0o077
