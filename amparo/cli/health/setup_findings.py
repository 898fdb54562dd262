"""Findings on how the site is set up: addresses, secrets, file permissions, disk space."""

import ipaddress
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amparo.casework.obligations.models import ObligationAnswer
from amparo.cli.health.finding import Finding
from amparo.foundations.accounts.mail.neutral_mail import sender
from amparo.foundations.intake.files.sandboxed_rendering import reached_all_the_same
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.models import Attachment
from amparo.foundations.intake.requests.opening_hours import watches
from amparo.law import Refused, load_protocol
from amparo.settings import one_surface  # noqa: TID251 - this looks at what they read
from amparo.settings.env import as_mounted  # noqa: TID251
from amparo.settings.env_file import ENV_FILE  # noqa: TID251

OTHERS, MAY_WRITE, STRANGERS = 0o077, 0o022, 0o007
SHARED = 0o2000  # what is made in such a folder belongs to the folder's group
NAMED = 5
ROOM = 1024**3  # bytes: below it files are refused, and soon after text


def unsafe() -> Iterator[Finding]:
    """Findings with which no site may be served."""
    yield from _promises()
    yield from _addresses()
    yield from _database(connection.settings_dict)
    yield from _files()
    yield from _tables()


def _promises() -> Iterator[Finding]:
    """Settings that are otherwise read only when a page needs them."""
    for name in ("WATCH", "URGENT_WATCH"):
        said: str = getattr(settings, name)
        try:
            watches(said)
        except ValueError:
            yield Finding(
                f"AMPARO_{name} names no days and hours: {said!r}.",
                "Write them as 1-5 08:30-17:30 (1 is Monday), several with a semicolon between.",
            )
    try:
        load_protocol(settings.PROTOCOL).calendar(settings.CALENDAR)
    except Refused as problem:
        yield Finding(f"AMPARO_CALENDAR: {problem}", "Name one of these, or none.")
    for one in settings.PROXIES:
        try:
            ipaddress.ip_address(one)
        except ValueError:
            yield Finding(
                f"AMPARO_PROXIES: {one!r} is no address.", "Name each proxy by its address."
            )


def is_asked_from_elsewhere() -> bool:
    """Whether people use this site, and it is no trial on one machine: it has a name by which
    others reach it, or an onion address, or is behind HTTPS."""
    named = [urlsplit(one).hostname or "" for one in settings.ADDRESSES.values()]
    hosts = [*settings.ALLOWED_HOSTS, *named]
    others = [one for one in hosts if one.endswith(".onion") or not _stays_here(one)]
    return bool(others) or settings.SECURE_TRANSPORT


def _addresses() -> Iterator[Finding]:
    open_to = [host for host in settings.ALLOWED_HOSTS if not _stays_here(host)]
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "AMPARO_HOSTS lets any name in.", "Name the hosts under which people ask, no star."
        )
    if open_to and not settings.SECURE_TRANSPORT:
        yield Finding(
            f"{', '.join(open_to)} would be served without HTTPS: words could be read on the way.",
            "Put a proxy with HTTPS in front and set AMPARO_HTTPS=1.",
        )
    if settings.SIGN_IN_COST != "default" and (open_to or settings.SECURE_TRANSPORT):
        yield Finding(
            "Passwords are kept at the cost of tests, and could be guessed from a copy.",
            "Unset AMPARO_SIGN_IN_COST, and invite everybody who joined meanwhile anew.",
        )


def _stays_here(host: str) -> bool:
    """Whether the host is reached only on this machine, or by a channel that is sealed itself."""
    name = host.strip("[].")
    if name == "localhost" or name.endswith((".localhost", ".onion")):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


SEALED = frozenset({"require", "verify-ca", "verify-full"})
"""`sslmode` values that require TLS: `prefer` accepts a refusal."""
SHOWN = frozenset({"verify-ca", "verify-full"})
"""And those that verify the server's identity."""
OTHER_PROOFS = frozenset({"sslcert", "passfile", "service"})


def _database(asked: Mapping[str, Any]) -> Iterator[Finding]:
    """The database connection carries its password, codes, days and sealed bytes."""
    far, options = _far(asked), asked["OPTIONS"]
    if not far:
        return
    if options.get("sslmode") not in SEALED:
        yield Finding(
            f"The database at {far} is asked without TLS, or may be: its password, codes and days"
            " could be read on the way, and rows changed.",
            "Add ?sslmode=verify-full&sslrootcert=FILE to DATABASE_URL, or let the database stand"
            " on this machine.",
        )
    if not asked["PASSWORD"] and not OTHER_PROOFS & options.keys():
        yield Finding(
            f"The database at {far} is asked without a password: so may whoever reaches it.",
            "Let PostgreSQL ask for one (scram-sha-256 in pg_hba.conf); say it in DATABASE_URL.",
        )


def unproven() -> Iterator[Finding]:
    """Findings that can be served with, and could be better."""
    asked = connection.settings_dict
    far, mode = _far(asked), asked["OPTIONS"].get("sslmode")
    if far and mode in SEALED - SHOWN:
        yield Finding(
            f"The database at {far} does not show who it is: whoever stands between may answer.",
            "Say sslmode=verify-full and sslrootcert=FILE in DATABASE_URL.",
            danger=False,
        )


def _far(asked: Mapping[str, Any]) -> str:
    """The hosts of a database that is not on this machine; empty for a file or a socket."""
    if not asked["ENGINE"].endswith("postgresql"):
        return ""
    options = asked["OPTIONS"]
    named = [
        asked["HOST"] or os.environ.get("PGHOST"),
        options.get("host"),
        options.get("hostaddr"),
    ]
    hosts = ",".join(str(one) for one in named if one).split(",")
    return ", ".join(one for one in hosts if one and one[0] != "/" and not _stays_here(one))


def _files() -> Iterator[Finding]:
    state, uploads = Path(settings.STATE), Path(settings.UPLOADS)
    if settings.SURFACE:
        yield from _files_of_one_surface(uploads)
        return
    private = [
        *(state / name for name in ("site.toml", ENV_FILE, "signing.key", "amparo.sqlite3")),
        uploads,
    ]
    for path in [path for path in (state, *private) if path.exists()]:
        found = path.stat()
        kept_from = MAY_WRITE if path == state else OTHERS
        if path == uploads and found.st_mode & SHARED:
            kept_from = STRANGERS  # the accounts of surfaces that run apart are in its group
        if found.st_mode & kept_from:
            yield Finding(
                f"Other accounts of this machine may open or replace {path}.",
                _how(path, f"chmod go= {path}"),
            )
        if found.st_uid != os.geteuid():
            yield Finding(
                f"{path} belongs to another account than this one.",
                "Run this as the site's own account, and give it all of its files (chown -R).",
            )


def _how(path: Path, command: str) -> str:
    """The remedy. Nothing inside a container can change what it mounts: the one who
    mounts it must."""
    read_only = os.statvfs(path).f_flag & os.ST_RDONLY
    if path.stat().st_uid == os.geteuid() and not read_only:
        return f"Run: {command}"
    return f"As the account to which it belongs, run: {command}. {as_mounted()}"


def _files_of_one_surface(uploads: Path) -> Iterator[Finding]:
    """Checks for one surface. The folder is another account's; what it shares must not be readable
    by others. Its own files may be its group's, as systemd provides them, and never everyone's."""
    own = one_surface.file_of(Path(settings.STATE), settings.SURFACE)
    if own.exists() and own.stat().st_mode & STRANGERS:
        yield Finding(
            f"Other accounts of this machine may read or replace {own}.",
            _how(own, f"chmod o= {own}"),
        )
    if uploads.exists() and uploads.stat().st_mode & STRANGERS:
        yield Finding(
            f"Other accounts of this machine may open or replace {uploads}.",
            _how(uploads, f"chmod o= {uploads}"),
        )
    run = Path(settings.RUN)
    if run.exists() and (run.stat().st_mode & MAY_WRITE or run.stat().st_uid != os.geteuid()):
        yield Finding(
            f"{run} is not this surface's own.",
            f"Give it to the account of the {settings.SURFACE} alone (chown, chmod go-w).",
        )


def _tables() -> Iterator[Finding]:
    steps = MigrationExecutor(connection)
    if steps.migration_plan(steps.loader.graph.leaf_nodes()):
        yield Finding("The tables are older than this version.", "Run: amparo init")


REACHED = {
    "file": "open files of this machine",
    "network": "open a connection",
    "memory": "take more memory than it may",
    "others": "read the memory of other processes of this account, or end them",
}


def fences() -> Iterator[Finding]:
    """Whether the process that decodes strangers' files is confined on this machine."""
    reached = reached_all_the_same()
    for what in reached:
        yield Finding(
            f"A file that takes over whatever reads it could {REACHED[what]}.",
            "This kernel refuses the filter or the limit around that process (seccomp, setrlimit):"
            " run the site where it has them, and outside of a container that takes them away.",
            danger=what != "others",
        )


def torn() -> Iterator[Finding]:
    """Files that their senders were told are stored, and that are missing on the disk."""
    sent = Attachment.objects.values_list("stored_as", "filing__code")
    proofs = ObligationAnswer.objects.exclude(stored_as="").values_list(
        "stored_as", "duty__case__filing__code"
    )
    named = [*sent.iterator(), *proofs.iterator()]
    codes = sorted({code for stored_as, code in named if not path_of(stored_as).exists()})
    if codes:
        more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
        yield Finding(
            f"Files of {', '.join(codes[:NAMED])}{more} are on record, and not on the disk.",
            "Let whoever works on these cases ask for them again, by a way that is safe. A backup"
            " of the hour in which they came may hold them.",
        )


def crowded() -> Iterator[Finding]:
    """Findings that become a danger if nothing is done."""
    free = shutil.disk_usage(settings.UPLOADS).free
    if free < 2 * ROOM:
        yield Finding(
            f"The disk has {free // 1024**2} MiB left.",
            "Make room: below 1 GiB, or a tenth of a small disk, no file is taken in.",
            danger=free < ROOM,
        )
    if settings.MAILERS["default"]["BACKEND"].endswith("filebased.EmailBackend"):
        yield Finding(
            "No mail server is named: nobody is woken for an urgent request, and alerts become"
            " files.",
            "Set AMPARO_MAIL_SERVER; a server of this machine will do.",
        )
    if _gives_away(sender()):
        yield Finding(
            f"Mails come from {sender()}, which says what this is to whoever sees a screen.",
            "Set AMPARO_MAIL_FROM to an address with neither its name nor this host's.",
            danger=False,
        )
    if not settings.ELSEWHERE:
        yield Finding(
            "Where nobody can read a letter, the door names no other place to turn to.",
            "Set AMPARO_ELSEWHERE.",
            danger=False,
        )
    if not settings.SECURITY_CONTACT:
        yield Finding(
            "Whoever finds a hole in this site reads nowhere whom to tell.",
            "Say it in site.toml: [security] contact.",
            danger=False,
        )


def _gives_away(address: str) -> bool:
    """Whether the sender of mails names the program, or the machine that serves it."""
    domain = address.casefold().rpartition("@")[2]
    hosts = {one.casefold().strip(".*") for one in settings.ALLOWED_HOSTS} - {"localhost"}
    return "amparo" in address.casefold() or any(
        domain == host or domain.endswith(f".{host}") for host in hosts
    )
