"""The record of a whole site: the database refuses to rewrite it. What a harmed record is
called: `test_published.py`."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from amparo.foundations.ledger.models import Entry
from tests.faults.conftest import on_postgresql

DROPPED = {
    "sqlite": ["DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete"],
    "postgresql": [
        "DROP TRIGGER ledger_no_rewrite ON ledger_entry",
        "DROP TRIGGER ledger_no_truncate ON ledger_entry",
    ],
}
REWRITES = {
    "changed": "UPDATE ledger_entry SET about = 'AAAA-AAAA' WHERE sequence = 3",
    "taken out": "DELETE FROM ledger_entry WHERE sequence = 3",
    "cut": "DELETE FROM ledger_entry WHERE sequence > 3",
    "emptied": "DELETE FROM ledger_entry",
}
PUBLISHED = (
    "UPDATE ledger_block SET root = root",
    "DELETE FROM ledger_block",
    "UPDATE ledger_publishedhead SET root = root",
    "DELETE FROM ledger_publishedhead",
)


def rewritten(site, *statements):
    """As whoever owns the database would do it, beside the product."""
    if site.database:
        with psycopg.connect(site.database) as server:
            for statement in statements:
                server.execute(statement)
        return
    with closing(sqlite3.connect(site.place.state / "amparo.sqlite3")) as file, file:
        for statement in statements:
            file.execute(statement)


@pytest.mark.parametrize("laid", ["sqlite", on_postgresql("triggers of its own")], indirect=True)
def test_the_running_site_cannot_rewrite_it(laid):
    assert laid.ledger("publish").returncode == 0
    refused = sqlite3.DatabaseError if not laid.database else psycopg.Error
    for statement in [*REWRITES.values(), *PUBLISHED]:
        with pytest.raises(refused, match="append-only"):
            rewritten(laid, statement)
    assert laid.ledger("verify").returncode == 0


BESIDE = """INSERT INTO ledger_entry (sequence, at, event, about, by, facts, digest, previous, hash)
    SELECT NUMBER, at, event, about, by, facts, digest, previous, hash FROM ledger_entry
    WHERE sequence = 3"""
ON_BOTH = [
    *REWRITES.values(),
    "UPDATE ledger_entry SET hash = hash",
    *(BESIDE.replace("NUMBER", str(number)) for number in (-1, 0, 2**31, 2**63 - 2)),
]
REFUSED = {
    "sqlite": [
        *ON_BOTH,
        "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE sequence = 3",
    ],
    "postgresql": [*ON_BOTH, "TRUNCATE ledger_entry"],
}


@pytest.mark.postgresql("triggers of its own")
def test_the_database_itself_refuses(case):
    before = entries()
    for statement in REFUSED[connection.vendor]:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert (statement, entries()) == (statement, before)


def entries():
    return list(Entry.objects.order_by("sequence").values_list("sequence", "hash"))
