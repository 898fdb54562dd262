"""A record in which somebody made a row unreadable is named as such, and stops no checker."""

from argparse import ArgumentParser
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from amparo.cli.commands.record import ledger
from amparo.cli.commands.site import doctor
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.events import SignedIn
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import keys_not_on_record
from amparo.foundations.ledger.daily_publication import publish
from amparo.foundations.ledger.models import Entry, PublishedHead
from amparo.foundations.ledger.services import record
from amparo.foundations.ledger.startup_integrity_check import torn_at

pytestmark = pytest.mark.django_db

CHANGED = "this entry is not what was chained."
FOLLOWS = "does not go on from the one of"
HARMS = {
    "what it says": ("facts = 'rubbish'", CHANGED),
    "what it says, as something else": ("facts = '[1]'", CHANGED),
    "what a member signed": ("""facts = '{"hand_1":"zz'""", "what members sign could not be"),
    "what it follows": ("previous = substr(hash, 1, 5)", "an entry is missing here."),
    "its link": ("hash = substr(hash, 1, 5)", CHANGED),
}
ANYTHING = {
    "its moment": ("at = 'rubbish'", CHANGED),
    "a day that there is not": ("at = '2026-13-45 00:00:00'", CHANGED),
    "the words behind it": ("digest = 'rubbish'", CHANGED),
    "its link, as letters": ("hash = 'rubbish'", CHANGED),
    "letters that are none": ("\"by\" = CAST(x'ff' AS TEXT)", CHANGED),
    "its number": ("sequence = 'rubbish'", "an entry is missing here."),
}
"""SQLite keeps anything in any column."""
HEADS = {
    "how it goes on": ("path = 'rubbish'", FOLLOWS),
    "by whom it is signed": ("key = signature", "its signature is not true."),
    "its day": ("day = 'rubbish'", "its signature is not true."),
    "its path, as bytes": ("path = x'ff'", FOLLOWS),
}


@pytest.fixture
def behind(case):
    """As whoever owns the database does it, past its triggers."""
    kept = {"ledger_entry": ("no_update", "no_rewrite"), "ledger_publishedhead": ("no_update", "")}

    def change(table, what, where="sequence = 5"):
        of_sqlite, of_postgresql = kept[table]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                prefix = "ledger" if table == "ledger_entry" else table
                cursor.execute(f"DROP TRIGGER {prefix}_{of_sqlite}")
            elif of_postgresql:
                cursor.execute(f"DROP TRIGGER ledger_{of_postgresql} ON {table}")
            else:
                cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"UPDATE {table} SET {what} WHERE {where}")  # noqa: S608 - our own

    return change


def verify(capsys):
    parser = ArgumentParser()
    ledger.add_arguments(parser)
    capsys.readouterr()
    found = ledger.run(parser.parse_args(["verify"]))
    return found, capsys.readouterr().out


def only_where_it_can_be(what, of):
    if what in of and connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps in a column only what belongs there")


@pytest.mark.skipif("connection.vendor == 'sqlite'")
@pytest.mark.parametrize("moment", ["infinity", "20000-01-01", "0044-03-15 BC"])
def test_a_moment_that_no_clock_knows_is_named(behind, capsys, moment):
    behind("ledger_entry", f"""at = '{moment}', facts = '{{"hand_1":"zz"}}'""")
    status, said = verify(capsys)
    assert status == 1
    assert "Entry 5: " in said
    assert "what members sign could not be compared" in said
    assert list(doctor.record())


@pytest.mark.parametrize("what", HARMS | ANYTHING)
def test_an_entry_that_cannot_be_read_is_named(behind, capsys, what):
    only_where_it_can_be(what, ANYTHING)
    assert verify(capsys)[0] == 0
    change, said = (HARMS | ANYTHING)[what]
    behind("ledger_entry", change)
    found, told = verify(capsys)
    assert found == 1
    assert "Entry 5: " in told
    assert said in told
    assert list(doctor.record())


@pytest.mark.parametrize("what", HEADS)
def test_a_head_that_cannot_be_read_is_named(behind, capsys, what):
    only_where_it_can_be(what, {"its day", "its path, as bytes"})
    for days in (1, 0):
        publish(by=SYSTEM, at=timezone.now() - timedelta(days=days))
    assert verify(capsys)[0] == 0
    change, said = HEADS[what]
    behind("ledger_publishedhead", change, where="after > 0")
    found, told = verify(capsys)
    assert found == 1
    assert said in told
    assert PublishedHead.objects.count() == 2


def test_what_stands_after_a_row_that_cannot_be_read_is_looked_at_too(behind, capsys):
    only_where_it_can_be("its moment", {"its moment"})
    last = Entry.objects.latest("sequence").sequence
    behind("ledger_entry", "at = '2026-13-45 00:00:00'", where=f"sequence IN (5, {last})")
    told = verify(capsys)[1]
    assert f"Entry 5: {CHANGED}" in told
    assert f"Entry {last}: {CHANGED}" in told
    assert "Entry 6: " not in told


def test_what_is_recorded_after_a_row_that_cannot_be_read_holds(behind, capsys, rosa):
    last = Entry.objects.latest("sequence").sequence
    odd = "2026-13-45 00:00:00" if connection.vendor == "sqlite" else "infinity"
    behind("ledger_entry", f"at = '{odd}'", where=f"sequence = {last}")
    record(SignedIn(about=rosa.member.code, factor="code", tries=0), by=rosa, at=timezone.now())
    assert list(torn_at()) == [last]
    told = verify(capsys)[1]
    assert f"Entry {last}: " in told
    assert f"Entry {last + 1}: " not in told


@pytest.mark.parametrize("change", ["facts = 'rubbish'", "facts = '[1]'", """facts = '{"a":[]}'"""])
def test_a_key_whose_entry_cannot_be_read_is_not_on_record(behind, rosa, change):
    assert keys_not_on_record(seen_by=SYSTEM) == []
    code = rosa.member.code
    behind("ledger_entry", change, where=f"event = 'MemberEnrolled' AND about = '{code}'")
    assert keys_not_on_record(seen_by=SYSTEM) == [code]


def test_what_is_no_key_is_not_on_record(rosa):
    cut = bytes(rosa.member.public)[:20]
    Member.objects.filter(pk=rosa.member.pk).update(public=cut)
    assert keys_not_on_record(seen_by=SYSTEM) == [rosa.member.code]
