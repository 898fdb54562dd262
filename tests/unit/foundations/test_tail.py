"""What a start asks of a record that is too long to be walked through: where nobody signed yet."""

import pytest
from django.db import connection
from django.utils import timezone

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.ledger import startup_integrity_check as tail
from amparo.foundations.ledger.chain import line_of
from amparo.foundations.ledger.daily_publication import publish
from amparo.foundations.ledger.events import LineLeftBlank
from amparo.foundations.ledger.models import Block, Entry, PublishedHead
from amparo.foundations.ledger.queries import BLOCK
from amparo.foundations.ledger.services import record_alike
from tests.unit.cli.test_ledger import unguarded  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
BLANK = LineLeftBlank(about="record")


@pytest.fixture
def long(monkeypatch, site):
    """Three blocks under two heads, and a dozen entries under none."""
    monkeypatch.setattr(tail, "WHOLE", 2 * BLOCK)
    for more in (BLOCK, 1):
        record_alike(BLANK, more, by=SYSTEM, at=timezone.now())
        publish(by=SYSTEM, at=timezone.now())
    record_alike(BLANK, 12, by=SYSTEM, at=timezone.now())
    heads = list(PublishedHead.objects.order_by("size").values_list("size", flat=True))
    assert len(heads) == 2
    return heads[-1], Entry.objects.count()


@pytest.fixture
def heads(long):
    """Heads and blocks without their triggers, as whoever owns the database could have them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("ledger_block", "ledger_publishedhead"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name IN ('ledger_block', 'ledger_publishedhead')"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    return PublishedHead.objects.all()


def test_a_record_that_nobody_touched_holds(long):
    assert tail.torn_at() == []


@pytest.mark.parametrize(
    ("statement", "after"),
    [
        ("UPDATE ledger_entry SET about = 'other' WHERE sequence = %s", 3),
        ("DELETE FROM ledger_entry WHERE sequence = %s", 3),
        ("UPDATE ledger_entry SET about = 'other' WHERE sequence = %s", 1),
    ],
)
def test_what_was_changed_since_the_last_head_is_found(long, unguarded, statement, after):  # noqa: F811
    unguarded.execute(statement, [long[0] + after])
    assert tail.torn_at() == [long[0] + after]


def test_what_was_changed_under_the_last_head_is_found_in_its_newest_block(long, unguarded):  # noqa: F811
    unguarded.execute("UPDATE ledger_entry SET about = 'other' WHERE sequence = %s", [long[0] - 5])
    assert tail.torn_at() == [long[0] - BLOCK + 1, long[0] - 5]


def test_a_record_that_ends_before_its_head_is_found(long, unguarded):  # noqa: F811
    unguarded.execute("DELETE FROM ledger_entry WHERE sequence > %s", [long[0] - 1])
    assert tail.torn_at() == [long[0]]


@pytest.mark.parametrize("column", ["root", "signature", "begins"])
def test_a_head_that_is_not_of_this_record_is_found(long, heads, column):
    [was] = heads.filter(size=long[0]).values_list(column, flat=True)
    other = bytes([bytes(was)[0] ^ 1]) + bytes(was)[1:]
    heads.filter(size=long[0]).update(**{column: other})
    assert tail.torn_at() == [long[0]]


@pytest.mark.usefixtures("heads")
def test_a_block_that_is_not_what_was_signed_is_found(long):
    Block.objects.filter(number=0).update(root=b"x" * 32)
    assert tail.torn_at() == [long[0]]


def test_what_lies_further_back_is_for_the_look_at_all_of_it(long, unguarded):  # noqa: F811
    """The price: `amparo doctor` and `amparo ledger verify` see it, a start does not."""
    unguarded.execute("UPDATE ledger_entry SET about = 'other' WHERE sequence = 2")
    assert tail.torn_at() == []


def test_a_short_record_is_walked_through_whole(long, unguarded, monkeypatch):  # noqa: F811
    monkeypatch.setattr(tail, "WHOLE", 20_000)
    unguarded.execute("UPDATE ledger_entry SET about = 'other' WHERE sequence = 2")
    assert 2 in tail.torn_at()


def test_a_start_reads_no_more_entries_than_that(long, heads, monkeypatch):
    read: list[Entry] = []

    def reading(entry):
        read.append(entry)
        return line_of(entry)

    monkeypatch.setattr(tail, "line_of", reading)
    tail.torn_at()
    of_the_block, unsigned = BLOCK, long[1] - long[0]
    assert len(read) == 2 * of_the_block + unsigned
    heads.delete()
    read.clear()
    assert tail.torn_at() == []
    assert len(read) == 2 * BLOCK
