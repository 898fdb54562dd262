"""Five ways of harming the record of a whole site: each is found and called by its name, by the
site itself and by an outsider who has files alone."""

import os
import sqlite3
import subprocess

import psycopg
import pytest

from amparo.cli.walk.place import AMPARO
from tests.faults.test_record import DROP, rewritten
from tests.sites import site_in

SWAP = (
    "UPDATE ledger_entry SET sequence = -3 WHERE sequence = 3",
    "UPDATE ledger_entry SET sequence = 3 WHERE sequence = 4",
    "UPDATE ledger_entry SET sequence = 4 WHERE sequence = -3",
)
WITHOUT_A_SITE = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
# How: (statements, what is said of it first)
HARMS = {
    "a rewritten row": (
        ["UPDATE ledger_entry SET about = 'AAAA-AAAA' WHERE sequence = 3"],
        "Entry 3: this entry is not what was chained.",
    ),
    "a deleted row": (
        ["DELETE FROM ledger_entry WHERE sequence = 3"],
        "Entry 3: an entry is missing here.",
    ),
    "a reordered row": (
        SWAP,
        "Entry 3: this entry stood elsewhere when it was chained.",
    ),
    "a truncated tail": (
        ["DELETE FROM ledger_entry WHERE sequence > 200"],
        "Entry 201: the record ends before the head that was kept.",
    ),
}


def outside(*words):
    """As somebody with files and no site runs it."""
    return subprocess.run(
        [AMPARO, "ledger", "verify", *map(str, words)],
        env={**WITHOUT_A_SITE, "DJANGO_SETTINGS_MODULE": "no.such.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def kept(served, tmp_path):
    """What an outsider took away before: a signed head and an export."""
    head, export = tmp_path / "head.json", tmp_path / "export.txt"
    head.write_text(served.ledger("publish").stdout)
    export.write_text(served.ledger("export").stdout)
    held = outside("--export", export, "--head", head)
    assert held.returncode == 0, held.stdout + held.stderr
    assert served.ledger("verify", "--head", str(head)).returncode == 0
    return head, export


@pytest.mark.parametrize("harm", HARMS)
def test_it_is_named_by_the_site_and_by_an_outsider(served, kept, tmp_path, harm):
    head, export = kept
    statements, said = HARMS[harm]
    kind = "postgresql" if served.database else "sqlite"
    rewritten(served, *DROP[kind], *statements)
    inside = served.ledger("verify", "--head", str(head))
    assert inside.returncode == 1
    assert said in inside.stdout.splitlines()
    now = tmp_path / "now.txt"
    now.write_text(served.ledger("export").stdout)
    by_head = outside("--export", now, "--head", head)
    assert (by_head.returncode, by_head.stdout.splitlines()[0]) == (1, said)
    by_export = outside("--export", now, "--before", export)
    assert (by_export.returncode, by_export.stdout.splitlines()[0]) == (1, said)


def test_a_swapped_database_is_named_by_the_site_and_by_an_outsider(served, kept, tmp_path):
    """The record of another site under the same address, signed with the same key."""
    head, export = kept
    server = os.environ["DATABASE_URL"] if served.database else ""
    with site_in(tmp_path / "other", "rosa", server=server, anew=True) as other:
        key = (served.place.state / "signing.key").read_text()
        (other.place.state / "signing.key").write_text(key)
        other.ledger("publish")
        inside = other.ledger("verify", "--head", str(head))
        now = tmp_path / "now.txt"
        now.write_text(other.ledger("export").stdout)
    said = "Entry 1: this is another record than the one whose head was kept."
    assert (inside.returncode, inside.stdout.splitlines()[0]) == (1, said)
    for words in (("--head", head), ("--before", export)):
        found = outside("--export", now, *words)
        assert (found.returncode, found.stdout.splitlines()[0]) == (1, said)


def test_what_was_published_cannot_be_rewritten_by_the_running_site(served, kept):
    refused = psycopg.Error if served.database else sqlite3.DatabaseError
    for statement in (
        "UPDATE ledger_block SET root = root",
        "DELETE FROM ledger_block",
        "UPDATE ledger_publishedhead SET root = root",
        "DELETE FROM ledger_publishedhead",
    ):
        with pytest.raises(refused, match="append-only"):
            rewritten(served, statement)
