"""Consistent copies of the tables and their restoration, for both databases."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection, transaction

from amparo.cli.command_errors import Mistake
from amparo.cli.terminal.progress import growing

NAMES = {"sqlite": "amparo.sqlite3", "postgresql": "database.dump"}
INSTALLED = Path("/usr/lib/postgresql")  # where Debian and Ubuntu put its tools, by version

LEFT_OUT = frozenset({"cases_nameindexbucket"})
"""Tables whose rows are not backed up: the names by which a member finds cases are rebuilt."""

type Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the tables. `ask` runs SQL on the state that was copied."""

    path: Path
    ask: Ask

    def rows(self) -> dict[str, int]:
        """Number of rows of each table."""
        tables = sorted(connection.introspection.table_names())
        return {
            name: 0 if name in LEFT_OUT else self.ask(f'SELECT count(*) FROM "{name}"')[0][0]  # noqa: S608 - names of our tables
            for name in tables
        }

    def head(self) -> str:
        """The last entry of the record, as `amparo ledger head` prints it."""
        last = self.ask("SELECT sequence, hash FROM ledger_entry ORDER BY sequence DESC LIMIT 1")
        return f"{last[0][0]}:{bytes(last[0][1]).hex()}" if last else f"0:{bytes(32).hex()}"

    def files(self) -> list[str]:
        """The name of every sealed file that a table refers to."""
        named = [
            f'SELECT stored_as FROM "{model._meta.db_table}"'  # noqa: S608 - names of our tables
            for model in apps.get_models()
            if any(field.column == "stored_as" for field in model._meta.concrete_fields)
        ]
        return sorted({row[0] for one in named for row in self.ask(one) if row[0]})


@contextmanager
def copied(folder: Path) -> Iterator[Copy]:
    """Copy the tables into a file of `folder`, without what is written meanwhile."""
    path = folder / NAMES[connection.vendor]
    path.touch(mode=0o600)
    if connection.vendor == "sqlite":
        site = f"file:{connection.settings_dict['NAME']}?mode=ro"
        with closing(sqlite3.connect(path)) as copy:
            with (
                closing(sqlite3.connect(site, uri=True)) as source,
                growing("Tables copied", path, _size(source)),
            ):
                source.backup(copy)
            copy.execute("PRAGMA secure_delete = ON")
            for name in LEFT_OUT.intersection(connection.introspection.table_names()):
                copy.execute(f'DELETE FROM "{name}"')  # noqa: S608 - names of our tables
            copy.commit()
            yield Copy(path, lambda words: copy.execute(words).fetchall())
        return
    with transaction.atomic():
        ask = _asking
        ask("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        moment = ask("SELECT pg_export_snapshot()")[0][0]
        # Rights belong to roles that another machine does not have: `amparo surfaces` grants them.
        words = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={moment}",
            f"--file={path}",
        ]
        words += [f"--exclude-table-data={name}" for name in LEFT_OUT]
        with growing("Tables copied", path):
            _postgresql("pg_dump", connection.settings_dict, *words)
        yield Copy(path, ask)


def _size(source: sqlite3.Connection) -> int:
    """Return the bytes of an SQLite database, with what is not yet in its main file."""
    return int(
        source.execute("PRAGMA page_count").fetchone()[0]
        * source.execute("PRAGMA page_size").fetchone()[0]
    )


def _asking(words: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(words)
        return list(cursor.fetchall()) if cursor.description else []


def must_be_empty(url: str) -> None:
    """Raise Mistake for a PostgreSQL database that holds anything."""
    try:
        with psycopg.connect(url) as there:
            found = there.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchone()
    except psycopg.OperationalError as problem:
        raise Mistake("That database could not be reached.") from problem
    if found and found[0]:
        raise Mistake("That database holds tables: give an empty one. Nothing was put back.")


def put_back(path: Path, settings: Mapping[str, Any]) -> None:
    """Fill an empty PostgreSQL database from its copy, in one transaction."""
    words = ("--no-owner", "--exit-on-error", "--single-transaction")
    name = f"--dbname={settings['NAME']}"
    _postgresql("pg_restore", settings, *words, name, str(path))


def _postgresql(tool: str, settings: Mapping[str, Any], *words: str) -> None:
    """Run one of PostgreSQL's own tools; the password is not in the list of processes."""
    named = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    env = os.environ | {key: str(value) for key, value in named.items() if value}
    done = subprocess.run(  # noqa: S603 - our own words
        [_tool(tool), *words], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Mistake(f"{tool} could not do it: {last}")


def _tool(name: str) -> str:
    """The newest installed version of the tool: an older one refuses a newer server."""
    versions = [path for path in INSTALLED.glob(f"*/bin/{name}") if os.access(path, os.X_OK)]
    if versions:
        return str(max(versions, key=lambda path: float(path.parts[-3])))
    found = shutil.which(name)
    if found is None:
        raise Mistake(f"{name} is not installed here: apt-get install postgresql-client")
    return found
