"""The record cannot be rewritten, holds no words, and what follows belongs to the same act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, transaction

from amparo.crypto.public_record import Break
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.ledger import services
from amparo.foundations.ledger.events import Event, NotACode
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import record
from amparo.foundations.ledger.verification import breaks, head
from tests.people import MONDAY

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True, slots=True)
class LampLit(Event):
    colour: str
    times: int = 1


def lit(number: int = 3) -> None:
    for count in range(number):
        record(LampLit(about="LAMP-0001", colour="white", times=count), by=SYSTEM, at=MONDAY)


@contextmanager
def without_triggers() -> Iterator[None]:
    """What somebody with the database in her hands can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_no_update")
            cursor.execute("DROP TRIGGER ledger_no_delete")
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
        yield


@pytest.mark.parametrize("words", ["dejaron una nota", "Ñ", "a" * 81, "a/b", "<b>"])
def test_free_text_cannot_enter(words: str) -> None:
    with pytest.raises(NotACode):
        record(LampLit(about="LAMP-0001", colour=words), by=SYSTEM, at=MONDAY)
    assert not Entry.objects.exists()


def test_what_it_is_about_is_a_code_too() -> None:
    with pytest.raises(NotACode):
        record(LampLit(about="Flor de la Quebrada", colour="white"), by=SYSTEM, at=MONDAY)


def test_the_database_refuses_a_change() -> None:
    lit()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(sequence=2).update(by="nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(sequence=2).delete()
    assert not list(breaks())


def test_a_whole_record_has_no_breaks() -> None:
    lit()
    assert list(breaks(expected_last=head())) == []


@pytest.mark.parametrize(
    ("column", "value"), [("by", "member:X"), ("facts", "{}"), ("about", "B"), ("event", "Nothing")]
)
def test_a_rewritten_entry_is_named(column: str, value: str) -> None:
    lit()
    with without_triggers():
        Entry.objects.filter(sequence=2).update(**{column: value})
    assert list(breaks()) == [Break(2, "changed")]


def test_a_rewritten_and_rehashed_entry_breaks_the_next() -> None:
    lit()
    with without_triggers():
        entry = Entry.objects.get(sequence=2)
        entry.by = "member:X"
        entry.hash = services.marks.chain(bytes(entry.previous), services.payload(entry))
        entry.save()
    assert list(breaks()) == [Break(3, "changed")]


def test_a_removed_entry_is_named() -> None:
    lit()
    with without_triggers():
        Entry.objects.filter(sequence=2).delete()
    assert Break(2, "missing") in list(breaks())


def test_a_cut_end_is_told_by_a_head_kept_outside() -> None:
    lit()
    kept = head()
    with without_triggers():
        Entry.objects.filter(sequence=3).delete()
    assert list(breaks()) == []
    assert list(breaks(expected_last=kept)) == [Break(3, "cut")]


def test_another_database_with_as_many_entries_is_told_by_the_head() -> None:
    lit()
    assert list(breaks(expected_last=(3, b"\1" * 32))) == [Break(3, "changed")]


def test_what_cannot_go_on_did_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the next stage cannot take over, nothing is recorded."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(services._flows, LampLit, (fails,))  # noqa: SLF001
    with pytest.raises(RuntimeError):
        lit(1)
    assert not Entry.objects.exists()


def test_a_flow_is_registered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(services._flows, LampLit, ())  # noqa: SLF001
    seen: list[Event] = []

    def follows(event: Event, **_: object) -> None:
        seen.append(event)

    services.follow({LampLit: [follows]})
    services.follow({LampLit: [follows]})
    lit(1)
    assert len(seen) == 1


def test_entries_are_read_by_what_they_are_about() -> None:
    lit(2)
    record(LampLit(about="LAMP-0002", colour="red"), by=SYSTEM, at=MONDAY)
    assert len(entries_about("LAMP-0001", seen_by=SYSTEM)) == 2
