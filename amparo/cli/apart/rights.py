"""The rights of each part of a site on each table, read from `rights.toml`.

A row names verbs and, where columns are withheld from a part, the columns that it reads; a list
names the kinds of entries that it adds to the record. The database refuses what is not listed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

PARTS: tuple[str, ...] = settings.PARTS
SURFACES = tuple(one for one in PARTS if one != "jobs")
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
FILE = Path(__file__).with_name("rights.toml")
RECORD = ("ledger_entry", "INSERT")
_ONE = re.compile(r"([A-Z]+)(?:\(([a-z0-9_, ]+)\))?")


@dataclass(frozen=True, order=True)
class Right:
    """One verb on one table, for certain columns or for all."""

    table: str
    verb: str
    columns: tuple[str, ...] = ()


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return found


def rights_of(part: str) -> list[Right]:
    return [right for table, text in _read()[part].items() for right in _understood(table, text)]


def _understood(table: str, text: str) -> Iterator[Right]:
    for verb, columns in _ONE.findall(text):
        if verb not in VERBS:
            raise ValueError(f"rights.toml: {table}: {verb} is no verb.")
        named = tuple(sorted(one.strip() for one in columns.split(",") if one.strip()))
        yield Right(table, verb, named)


def rows_of(part: str) -> Mapping[str, Mapping[str, str]]:
    """Row conditions of a part, by table and verb."""
    found: Mapping[str, Any] = _read().get("rows", {}).get(part, {})  # type: ignore[assignment]
    return {
        table: dict.fromkeys(VERBS, said) if isinstance(said, str) else said
        for table, said in found.items()
    }


def kinds_of(part: str) -> frozenset[str]:
    """Names of the events that this part may record."""
    return frozenset(_read()["record"][part].split())


def written_by(part: str) -> Mapping[tuple[str, str], str]:
    """Conditions on rows that this part writes, by table and verb."""
    said: Any = _read().get("written", {}).get(part, {})
    found = {
        (table, verb): condition
        for table, conditions in said.items()
        for verb, condition in conditions.items()
    }
    kinds = f"event::text = ANY ('{{{','.join(sorted(kinds_of(part)))}}}'::text[])"
    kinds += " AND json_typeof(facts::json) = 'object'"  # refuse entries that no reader could parse
    kinds += " AND octet_length(hash) = 32 AND octet_length(previous) = 32"  # nor a broken chain
    kinds += " AND at BETWEEN '2000-01-01' AND '9000-01-01'"  # and moments that cannot be read
    return found | {RECORD: f"{kinds} AND ({found[RECORD]})" if RECORD in found else kinds}


def tables() -> set[str]:
    """All tables of the product, and Django's table of migrations."""
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {
        "django_migrations"
    }


def known_by() -> dict[str, str]:
    """Tables that some part may update, with the column of their primary key."""
    changed = {one.table for part in PARTS for one in rights_of(part) if one.verb == "UPDATE"}
    keys = {model._meta.db_table: model._meta.pk.column for model in apps.get_models()}
    return {table: str(keys[table]) for table in sorted(changed & keys.keys())}
