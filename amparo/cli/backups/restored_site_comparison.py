"""Compare a restored site with the list of its backup, before anything else is done."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from amparo.cli.backups import sealed_file as container
from amparo.cli.backups.sealed_file import Contents
from amparo.cli.backups.site_restoration import RESTORED
from amparo.cli.backups.table_copies import NAMES
from amparo.cli.command_errors import Mistake
from amparo.foundations.ledger.verification import head


def listed() -> Contents:
    """The list of the backup this site was restored from. Raises Mistake."""
    try:
        return Contents.read((Path(settings.STATE) / RESTORED).read_bytes())
    except FileNotFoundError as problem:
        raise Mistake("This site was not put back from a backup.") from problem


def differences(contents: Contents) -> list[str]:
    """Sentences on what differs from the moment of the backup."""
    return [*_rows(contents), *_files(contents), *_record(contents)]


def _rows(contents: Contents) -> list[str]:
    said = []
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, count in sorted(contents.rows.items()):
            if table not in there:
                said.append(f"Table {table} is missing.")
                continue
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our tables
            if (found := cursor.fetchone()[0]) != count:
                said.append(f"Table {table} holds {found} rows and should hold {count}.")
    return said


def _files(contents: Contents) -> list[str]:
    said = []
    for name, expected in sorted(contents.files.items()):
        if name in NAMES.values():
            continue
        try:
            with (Path(settings.STATE) / name).open("rb") as source:
                same = container.hashed(source) == expected
        except FileNotFoundError:
            said.append(f"{name} is missing.")
            continue
        if not same:
            said.append(f"{name} is not what it was.")
    return said


def _record(contents: Contents) -> list[str]:
    number, digest = head()
    now = f"{number}:{digest.hex()}"
    same = now == contents.head
    return [] if same else [f"The record ends at {now} and should end at {contents.head}."]
