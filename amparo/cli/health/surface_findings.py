"""Findings where the surfaces run apart: the owners of secrets, and the role with which each uses
the database."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from amparo.cli.apart import database_roles as roles
from amparo.cli.apart import rights
from amparo.cli.apart.checks_before_serve import FOLDER, are_prepared, secrets_of_parts
from amparo.cli.health.finding import Finding
from amparo.settings import one_surface  # noqa: TID251 - this looks at what they read
from amparo.settings.env import BrokenSite  # noqa: TID251

RENEW = "Run: amparo surfaces"
# Queries that a compromised surface must not be able to run; each is tried.
FORBIDDEN = {
    "door": "SELECT sealed_secret FROM accounts_credentials",
    "site": "SELECT sealed FROM intake_document",
    "desk": "UPDATE ledger_entry SET facts = ''",
    "portal": "SELECT sealed FROM cases_caseaccess",
    "jobs": "SELECT sealed FROM cases_caseaccess",
}
# Queries that must find no row.
_OF_THE_TEAM = """
    SELECT FROM accounts_credentials c JOIN accounts_member m ON m.id = c.member_id
     WHERE NOT m.roles <@ '["institution_officer", "overseer"]' LIMIT 1
"""
_OF_FILES = " UNION ALL ".join(
    f"(SELECT FROM {table} LIMIT 1)" for table in ("intake_casekey", "intake_filing", "cases_case")
)
_SHOWN_ALONE = " UNION ALL ".join(
    f"(SELECT FROM {table} LIMIT 1)" for table in ("intake_filing", "consultations_proposal")
)
NOT_SEEN = {
    "door": ("files that it was not shown", _OF_FILES),
    "portal": ("what opens accounts of the team", _OF_THE_TEAM),
    "site": ("requests and proposals that it was not shown", _SHOWN_ALONE),
}
_RULES = """
    SELECT EXISTS (SELECT FROM pg_policies
                    WHERE schemaname = current_schema() AND policyname LIKE 'apart%')
"""
_SERVING = """
    SELECT r.rolname FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
     WHERE a.datname = current_database() AND a.application_name = 'amparo whole'
       AND a.pid <> pg_backend_pid()
"""


def apart() -> Iterator[Finding]:
    """Empty where one process serves the whole site, and nothing else was prepared."""
    if settings.SURFACE:
        yield from _of_this_process()
        return
    if not are_prepared():
        yield from _once_apart()
        return
    files = secrets_of_parts()
    for part, path in files.items():
        yield from _file(part, path)
    if connection.vendor != "postgresql":
        yield Finding(
            "The surfaces are apart, and SQLite knows no roles: each reads every table.",
            "Put the site on PostgreSQL.",
            danger=False,
        )
        return
    for part in rights.PARTS:
        yield from _role(part, files[part])
    yield from _rules()
    yield from _whole()


def _once_apart() -> Iterator[Finding]:
    """Finding for tables restored from a site whose surfaces ran apart: they still have
    its rules."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_RULES)
        (found,) = cursor.fetchone()
    if found:
        yield Finding(
            "The surfaces of this site ran apart, and now one process would serve them all.",
            RENEW,
            danger=False,
        )


def _file(part: str, path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield Finding(f"The {part} has no secrets of its own.", RENEW)
    elif path.stat().st_mode & 0o077:
        yield Finding(f"Other accounts of this machine may read {path}.", f"Run: chmod go= {path}")
    try:
        one_surface.must_be_whole(path)
    except BrokenSite as problem:
        yield Finding(str(problem), f"Put its copy back, or run: amparo surfaces --anew {part}")


def _of_this_process() -> Iterator[Finding]:
    """As the account of one surface: what it can reach beyond its own."""
    state = Path(settings.STATE)
    others = [state / FOLDER / f"{part}.toml" for part in rights.PARTS if part != settings.SURFACE]
    for path in (state / "site.toml", state / "signing.key", *others):
        if os.access(path, os.R_OK):
            yield Finding(
                f"The {settings.SURFACE} can read {path}, which is not its own.",
                "Run each surface as an account of its own.",
            )


def _role(part: str, path: Path) -> Iterator[Finding]:
    name = roles.name_of(part)
    if not roles.exists(part):
        yield Finding(f"The role {name} is not there.", RENEW)
        return
    found = roles.compared(part)
    if found.strong:
        yield Finding(f"The role {name} may do more than any table of rights says.", RENEW)
    for right in sorted(found.more)[:3]:
        yield Finding(f"The role {name} may {right.verb} {right.table}, and should not.", RENEW)
    if found.less:
        yield Finding(f"The role {name} lacks what this version needs.", RENEW)
    yield from _tried(part, path)


def _rules() -> Iterator[Finding]:
    """Whether the database's rules are those of this version."""
    if not roles.are_of_this_version():
        yield Finding("What each surface may write is not said as this version says it.", RENEW)
    elif not roles.are_as_they_were_made():
        yield Finding("Somebody changed by hand what each surface may write.", RENEW)


def _tried(part: str, path: Path) -> Iterator[Finding]:
    """As the surface itself: whether its role is the intended one, and refused what it must be."""
    try:
        address = one_surface.database_in(path)
    except BrokenSite:  # reported by the check of the file
        return
    driver: Any = connection.Database  # type: ignore[attr-defined]
    try:
        with driver.connect(address, connect_timeout=5) as there:
            (who,) = there.execute("SELECT current_user").fetchone() or ("nobody",)
            if who != roles.name_of(part):
                yield Finding(f"The {part} asks the database as {who}.", RENEW)
            what, asked = NOT_SEEN.get(part, ("", ""))
            if asked and there.execute(asked).fetchone() is not None:
                yield Finding(f"The {part} can read {what}.", RENEW)
            there.execute(FORBIDDEN[part])
            there.rollback()
    except driver.errors.InsufficientPrivilege:
        return
    except driver.Error as problem:
        yield Finding(f"The {part} cannot reach the database: {type(problem).__name__}.", RENEW)
        return
    yield Finding(f"The {part} can do what it must not: {FORBIDDEN[part]}.", RENEW)


def _whole() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_SERVING)
        found = cursor.fetchall()
    if found:
        yield Finding(
            "A process serves all surfaces, or a command runs, with the rights of the whole site.",
            "Serve each alone: amparo serve --surface NAME",
            danger=False,
        )
