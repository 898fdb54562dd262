"""Why the database cannot be used, in one sentence with its remedy."""

import socket
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    connection,
)

from amparo.cli.health.finding import Finding
from amparo.settings.env_file import ENV_FILE  # noqa: TID251 - where the address of the database stands

PORT = 5432
PATIENCE = 5  # seconds until a silent server counts as down
ENCODING = "UTF8"


def name_of_database() -> str:
    """Name of this site's database to show: without password and account."""
    asked = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite {asked['NAME']}"
    return f"PostgreSQL {asked['NAME']} at {_where(asked)}"


def reason(problem: Exception) -> Finding | None:
    """Why the database refused; None where it is an error of this program."""
    if isinstance(problem, IntegrityError | DataError | NotSupportedError):
        return None
    return _of_file(problem) if connection.vendor == "sqlite" else _of_server(problem)


def trouble(site: Path) -> Finding | None:
    """Why this site's database cannot be used; None where it can."""
    if connection.vendor == "sqlite" and not _file().exists():
        return _missing(site, f"{_file()} is not there") if site.exists() else None
    try:
        connection.ensure_connection()
        tables = connection.introspection.table_names()
        if "django_migrations" not in tables:
            holds = f"{name_of_database()} holds no tables"
            return _missing(site, holds) if site.exists() else _encoded_otherwise()
        return _of_another_version() or _encoded_otherwise()
    except DatabaseError as problem:
        return reason(problem)


def _missing(site: Path, what: str) -> Finding:
    return Finding(
        f"{site} is of a site whose database is missing: {what}.",
        f"If another database is the site's, say so in {site.with_name(ENV_FILE)} (DATABASE_URL)."
        " If it is lost, put the newest backup back into a new folder (amparo restore). If `amparo"
        " init` broke off here, remove the folder and begin again.",
    )


def _of_another_version() -> Finding | None:
    """Finding for a database with a migration that this version does not have. Raises
    DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        taken = set(cursor.fetchall())
    own = [one for one in apps.get_app_configs() if one.name.startswith("amparo.")]
    here = {
        (one.label, step.stem) for one in own for step in Path(one.path, "migrations").glob("0*.py")
    }
    labels = {one.label for one in own}
    if all(step in here for step in taken if step[0] in labels):
        return None
    return Finding(
        f"{name_of_database()} was made by another version of Amparo, newer than this one or older"
        " than 0.1.0, and this one cannot read it.",
        "Use the version that made it, or set up a new site in another folder.",
    )


def _encoded_otherwise() -> Finding | None:
    """Finding for a database whose encoding cannot store every name. Raises DatabaseError."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        )
        (encoding,) = cursor.fetchone()
    if encoding in {ENCODING, ENCODING.encode()}:
        return None
    name, owner = connection.settings_dict["NAME"], connection.settings_dict["USER"]
    return Finding(
        f"The database {name} is not in UTF8: names would be damaged in it.",
        "Make another one and name it in DATABASE_URL: createdb --encoding=UTF8"
        f" --template=template0 --owner={owner} NAME (as the account postgres).",
    )


def _of_server(problem: Exception) -> Finding | None:
    """By PostgreSQL's error code and, without one, by testing step by step: its messages may be in
    any language."""
    code = str(getattr(problem.__cause__, "sqlstate", None) or "")
    if code in OF_SERVER:
        return OF_SERVER[code]
    if isinstance(problem, ProgrammingError):
        return None
    asked = connection.settings_dict
    name, where, account = asked["NAME"], _where(asked), asked["USER"] or "this account"
    if not _answers(asked):
        return Finding(
            f"PostgreSQL at {where} does not answer.",
            "Start it (systemctl start postgresql), or mend the address in DATABASE_URL.",
        )
    if _lets_into(name):
        return Finding(
            f"The database {name} could not be asked ({type(problem).__name__}).",
            "It answers now: run this again. If it stays so, read the log of PostgreSQL.",
        )
    if _lets_into("postgres"):
        return Finding(
            f"PostgreSQL at {where} does not let {account} into a database {name}.",
            "Make it, as the account postgres: createdb --encoding=UTF8 --template=template0"
            f" --owner={account} {name}",
        )
    return Finding(
        f"PostgreSQL at {where} does not let {account} in.",
        "Mend name and password in DATABASE_URL, or set another password in PostgreSQL (ALTER"
        " ROLE); pg_hba.conf says who may come from where.",
    )


def _of_file(problem: Exception) -> Finding | None:
    """By the name of SQLite's error code."""
    if "no such table" in str(problem):
        return OF_SERVER["42P01"]
    code = str(getattr(problem.__cause__, "sqlite_errorname", ""))
    found = next((one for name, one in OF_FILE.items() if code.startswith(name)), None)
    return found and replace(found, says=f"{_file()} {found.says}")


OF_SERVER = {
    "42P01": Finding("The database has not all its tables.", "Run: amparo init"),
    "42501": Finding(
        "The account that asks the database may not do this.",
        "As the account of the whole site run: amparo surfaces",
    ),
    "53100": Finding("The disk of the database is full.", "Make room there, and run this again."),
    "53300": Finding(
        "PostgreSQL has no connection left.",
        "End what needs none, or raise max_connections; then run this again.",
    ),
}
OF_FILE = {
    "SQLITE_CANTOPEN": Finding("does not open.", "Run this as the account that owns the folder."),
    "SQLITE_READONLY": Finding(
        "may not be written.", "Run this as the account that owns the folder."
    ),
    "SQLITE_FULL": Finding("has no room left on its disk.", "Make room, and run this again."),
    "SQLITE_IOERR": Finding(
        "could not be read or written: the disk refuses.", "Look at the disk, and run this again."
    ),
    "SQLITE_BUSY": Finding("is busy with something long.", "Run this again."),
    "SQLITE_NOTADB": Finding(
        "is no database.", "Put the newest backup back into a new folder: amparo restore"
    ),
    "SQLITE_CORRUPT": Finding(
        "is damaged.", "Put the newest backup back into a new folder: amparo restore"
    ),
}


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _where(asked: Mapping[str, Any]) -> str:
    host = asked["HOST"] or "this machine"
    return f"{host}:{asked['PORT']}" if asked["PORT"] else str(host)


def _answers(asked: Mapping[str, Any]) -> bool:
    """Whether something listens at the address of the database. Local sockets are left to the
    driver."""
    if not asked["HOST"] or str(asked["HOST"]).startswith("/"):
        return True
    try:
        with socket.create_connection((asked["HOST"], int(asked["PORT"] or PORT)), PATIENCE):
            return True
    except OSError:
        return False


def _lets_into(name: str) -> bool:
    """Whether this site's account may connect to the database of that name."""
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        other.ensure_connection()
    except DatabaseError:
        return False
    other.close()
    return True
