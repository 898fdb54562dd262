"""What each part of a site may do with each table: `rights.toml`, read and nothing else.

A row says verbs, and for what is kept from a part by columns, which columns it reads; a list, which
kinds of entries it adds to the record. What is not written there is refused by the database.
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
    """One verb on one table; of certain columns alone, or of all."""

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
    """Of which rows alone: by table, then by verb, as a condition."""
    found: Mapping[str, Any] = _read().get("rows", {}).get(part, {})  # type: ignore[assignment]
    return {
        table: dict.fromkeys(VERBS, said) if isinstance(said, str) else said
        for table, said in found.items()
    }


def kinds_of(part: str) -> frozenset[str]:
    """What may have happened, as this part puts it on record: the names of events."""
    return frozenset(_read()["record"][part].split())


def written_by(part: str) -> Mapping[tuple[str, str], str]:
    """What a row must be as this part writes it, by table and verb, as a condition."""
    said: Any = _read().get("written", {}).get(part, {})
    found = {
        (table, verb): condition
        for table, conditions in said.items()
        for verb, condition in conditions.items()
    }
    kinds = f"event::text = ANY ('{{{','.join(sorted(kinds_of(part)))}}}'::text[])"
    kinds += " AND json_typeof(facts::json) = 'object'"  # what no reader could read, nobody writes
    kinds += " AND octet_length(hash) = 32 AND octet_length(previous) = 32"  # nor what ends a chain
    kinds += " AND at BETWEEN '2000-01-01' AND '9000-01-01'"  # nor a moment that nobody can read
    return found | {RECORD: f"{kinds} AND ({found[RECORD]})" if RECORD in found else kinds}


def tables() -> set[str]:
    """Every table of the product, and the one that says which steps were taken."""
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {
        "django_migrations"
    }


def known_by() -> dict[str, str]:
    """Tables that some part may change, and by which column their rows are known."""
    changed = {one.table for part in PARTS for one in rights_of(part) if one.verb == "UPDATE"}
    keys = {model._meta.db_table: model._meta.pk.column for model in apps.get_models()}
    return {table: str(keys[table]) for table in sorted(changed & keys.keys())}
