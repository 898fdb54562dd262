"""A machine that dies while it erases has erased all of a file or nothing of it, and goes on; and
what was erased does not stand in the bytes of the database."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

from amparo.cli.apart import database_roles as roles
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.erasure.exact_locations import erase_old_places, erase_place, keep_place
from amparo.foundations.erasure.models import Erasure, ExactLocation
from amparo.foundations.intake.models import Attachment, CaseKey, Document
from amparo.foundations.ledger.verification import breaks
from tests.architecture.source import PACKAGE
from tests.erasing import (
    ASKED,
    BY_ITSELF,
    FRESH,
    LATER,
    ORAL,
    PAGE,
    asks,
    granted,
    run,
)
from tests.faults.conftest import ALONE
from tests.faults.dying import die_at
from tests.unit.retention.files import a_recording_in

# A row is dead for the server once nothing that began before is left, in any database of it.
OF_A_SERVER = [
    pytest.mark.postgresql("dead rows and roles"),
    pytest.mark.usefixtures("server"),
    *ALONE,
]
ON_BOTH = [pytest.mark.postgresql("each erases in a way of its own"), *ALONE]


def of_a_server(test):
    for mark in OF_A_SERVER:
        test = mark(test)
    return test


EMPTYING = "amparo.foundations.erasure.case_content_erasure"
BEFORE = (f"{EMPTYING}._no_key_is_left", "amparo.casework.flows.erasure.empty_seats")
AFTER = ("pathlib.Path.unlink", f"{EMPTYING}.write_over")


@pytest.fixture
def to_erase(lasting, anas, flor, ana, delia):
    path = a_recording_in(anas, by=flor)
    return granted(anas, flor, ana, delia), path


def sealed_rows(filing):
    return (
        Document.objects.filter(filing=filing).exclude(sealed=b"").count(),
        CaseKey.objects.filter(filing=filing).count(),
        CaseAccess.objects.filter(case__filing=filing).count(),
        Attachment.objects.filter(filing=filing).count(),
    )


@pytest.mark.parametrize("place", [BEFORE[0], pytest.param(BEFORE[1], marks=ON_BOTH)])
def test_killed_before_it_was_stored_nothing_is_gone(to_erase, place):
    made, path = to_erase
    before = sealed_rows(made.filing)
    die_at(place, run)
    assert sealed_rows(made.filing) == before
    assert path.is_file()
    finishes(made, path)


@pytest.mark.parametrize("place", [AFTER[0], pytest.param(AFTER[1], marks=ON_BOTH)])
def test_killed_afterwards_every_row_is_gone_and_the_next_run_ends_it(to_erase, place):
    made, path = to_erase
    die_at(place, run)
    assert sealed_rows(made.filing) == (0, 0, 0, 0)
    made.refresh_from_db()
    assert made.erased_at
    assert made.done_at is None
    finishes(made, path)


def finishes(made, path):
    assert run(LATER + timedelta(minutes=1)) == 1
    assert sealed_rows(made.filing) == (0, 0, 0, 0)
    assert not path.exists()
    assert Erasure.objects.get(pk=made.pk).done_at
    assert list(breaks()) == []


def bytes_of_the_database():
    name = str(connection.settings_dict["NAME"])
    places = [Path(name), Path(f"{name}-wal"), Path(f"{name}-journal")]
    return b"".join(one.read_bytes() for one in places if one.is_file())


@pytest.mark.sqlite("the pages of a file")
def test_the_pages_of_the_database_hold_none_of_it(on_sqlite, to_erase):
    assert "secure_delete=ON" in (PACKAGE / "settings" / "main.py").read_text(encoding="utf-8")
    made, _path = to_erase
    kept = [
        bytes(one)[:64]
        for rows in (
            CaseKey.objects.filter(filing=made.filing),
            CaseAccess.objects.filter(case__filing=made.filing),
            Document.objects.filter(filing=made.filing),
        )
        for one in rows.values_list("sealed", flat=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    there = bytes_of_the_database()
    assert all(one in there for one in kept)
    run()
    there = bytes_of_the_database()
    assert [one for one in kept if one in there] == []


@pytest.mark.sqlite("the pages of a file")
def test_while_somebody_reads_it_is_not_called_finished(on_sqlite, to_erase):
    made, _path = to_erase
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=200")
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as other:
        other.isolation_level = None
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM intake_casekey").fetchone()
        assert run() == 0
        made.refresh_from_db()
        assert (bool(made.erased_at), made.done_at) == (True, None)
        other.execute("ROLLBACK")
    assert run(LATER + timedelta(minutes=1)) == 1


@pytest.mark.sqlite("the pages of a file")
@pytest.mark.parametrize("by_hand", [True, False])
def test_a_place_that_went_does_not_stand_in_the_pages(on_sqlite, lasting, flor, by_hand):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
    kept = keep_place(flor.folder, kind="safe", text="la casa azul", days=3, by=flor, at=ASKED)
    sealed = bytes(ExactLocation.objects.get().sealed)
    if by_hand:
        assert erase_place(flor.folder, kept.ref, by=flor, at=ASKED)
    else:
        assert erase_old_places(by=SYSTEM, at=ASKED + timedelta(days=4)) == 1
    assert sealed not in bytes_of_the_database()


@of_a_server
def test_a_role_that_owns_no_table_finishes_nothing(to_erase):
    made, _path = to_erase
    role = "job_that_owns_nothing"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
        try:
            cursor.execute(f"SET ROLE {role}")
            assert run() == 0
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DROP OWNED BY {role}")
            cursor.execute(f"DROP ROLE {role}")
    made.refresh_from_db()
    assert (bool(made.erased_at), made.done_at) == (True, None)
    assert run(LATER + timedelta(minutes=1)) == 1


@of_a_server
def test_while_an_older_transaction_may_read_it_it_is_not_called_finished(to_erase):
    made, _path = to_erase
    older = connection.copy()
    try:
        with older.cursor() as reader:
            reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT 1")  # it touches no table, and may still read every dead row
            assert run() == 0
            reader.execute("SELECT count(*) FROM intake_casekey")
            assert reader.fetchone()[0] > 0
            reader.execute("ROLLBACK")
    finally:
        older.close()
    made.refresh_from_db()
    assert (bool(made.erased_at), made.done_at) == (True, None)
    assert run(LATER + timedelta(minutes=1)) == 1


@of_a_server
def test_a_server_writes_the_tables_of_keys_anew(to_erase):
    before = where_keys_lie()
    run()
    assert where_keys_lie() != before


def where_keys_lie():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('intake_casekey')")
        return cursor.fetchone()


ENDS = "UPDATE erasure_erasure SET ended_at = now()"
MAY_NOT = {
    "door": (
        FRESH.format(how=BY_ITSELF, days=90, answer="granted"),
        FRESH.format(how=PAGE, days=1, answer=""),
        FRESH.format(how=ORAL, days=11, answer=""),
        "UPDATE erasure_erasure SET answer = 'granted'",
        "UPDATE erasure_erasure SET ended_at = NULL",
        "UPDATE erasure_legalhold SET lifted_at = now()",
    ),
    "desk": (
        FRESH.format(how=BY_ITSELF, days=90, answer="granted"),
        FRESH.format(how=PAGE, days=11, answer=""),
        "UPDATE erasure_erasure SET how = 'schedule'",
        "DELETE FROM erasure_legalhold",
    ),
    "jobs": (
        FRESH.format(how=BY_ITSELF, days=1, answer="granted"),
        "UPDATE erasure_erasure SET answer = 'granted'",
        "UPDATE erasure_legalhold SET lifted_at = now()",
        "DELETE FROM erasure_erasure",
    ),
}
MAY = {
    "door": (FRESH.format(how=PAGE, days=11, answer=""), ENDS),
    "desk": (FRESH.format(how=ORAL, days=11, answer=""), ENDS),
    "jobs": (FRESH.format(how=BY_ITSELF, days=61, answer="granted"), ENDS),
}


@pytest.mark.postgresql("roles of the surfaces")
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("part", MAY)
def test_whoever_took_a_part_over_writes_no_erasure_that_was_not_asked_for(db, anas, flor, part):
    asks(flor)
    Erasure.objects.update(ended_at=ASKED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        roles.make({part: "words"})
        hers = CaseKey.objects.get(holder=CaseKey.Holder.PERSON)
        shown = f"key:{hers.pk}:{bytes(hers.public).hex()}"  # the door reaches no other file
        cursor.execute("SELECT set_config('amparo.shown', %s, true)", [shown])
        cursor.execute(f'SET LOCAL ROLE "{roles.name_of(part)}"')
        for tried in MAY_NOT[part]:
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(tried)
        for may in MAY[part]:
            cursor.execute(may)
            assert cursor.rowcount >= 1
        cursor.execute("RESET ROLE")
