"""What of a name index is kept where, and what somebody who steals it can guess from it."""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from amparo.cli.backups import table_copies as databases
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.access.excluded_member_seats import unseat_told
from amparo.foundations.cases.models import CaseAccess, NameIndexBucket
from amparo.foundations.cases.names import index as listing
from amparo.foundations.cases.names.index import forget_index, index_key, opened_bucket
from amparo.foundations.cases.names.index_leaf_format import (
    BUCKETS,
    PERSON,
    SHARED,
    SIZE,
    each_in,
    end_filled,
    labels_of,
    lines_of,
    unfilled,
    unread_in,
)
from amparo.foundations.cases.names.search import Standing, Word, look_up, word_of
from amparo.foundations.cases.names.spelling import asked_in
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.inherited_exclusions import Kept, tell_linked
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.related_people.services import name_other
from bench.measure import options, ready
from tests.people import BODY, MONDAY


@pytest.fixture
def files(rosa: Actor, ana: Actor, letter: Callable[..., Letter]) -> Callable[[str], str]:
    def make(name: str) -> str:
        sent = file_request(letter(body=BODY | {"chosen_name": name}), by=STRANGER, at=MONDAY)
        folder = filing_to_open(sent.folder.code, seen_by=rosa)
        assert folder
        open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
        return folder.code

    return make


def codes(typed: str, by: Actor) -> list[str]:
    found = look_up(typed, by=by, at=timezone.now(), reason="person_called", patience=0)
    assert found
    return [one.seat.case.code for one in found.found]


def text_of(actor: Actor) -> bytes:
    """All that an actor's index says once she opens it."""
    key = index_key(actor)
    rows = NameIndexBucket.objects.filter(member=actor.member).values_list(
        "leaf", "label", "sealed"
    )
    return b"".join(
        opened_bucket(leaf, label, bytes(sealed), by=actor, key=key) for leaf, label, sealed in rows
    )


def test_whoever_a_linked_case_keeps_away_is_found_no_more(
    files: Callable[[str], str], ana: Actor
) -> None:
    code = files("Killa Quispe")
    found = opened(code, seen_by=ana)
    name_other(found.folder, name="Ciro Mendoza", relation="witness", by=ana, at=MONDAY)
    assert codes("Mendoza", ana) == [code]
    told = Kept((), "Ciro Mendoza")
    tell_linked(found.folder.filing, told, at=MONDAY)
    unseat_told(found.folder.filing, told.body, at=MONDAY)
    assert b"mendoza" not in text_of(ana)
    assert codes("Mendoza", ana) == []
    assert codes("Killa", ana) == [code]


@pytest.mark.parametrize("since", ["nothing", "a new case", "another name", "somebody kept out"])
def test_an_index_that_was_written_in_an_older_way_is_written_anew(
    files: Callable[[str], str], ana: Actor, monkeypatch: pytest.MonkeyPatch, since: str
) -> None:
    made = [files("Killa Quispe"), files("Killa Mamani")]
    with monkeypatch.context() as older:
        older.setattr(listing, "bucket_context", lambda *where: f"names/2/{where}")
        older.setattr(listing, "CASES", listing.BATCH)
        assert codes("Killa", ana) == made[::-1]
    held = set(NameIndexBucket.objects.values_list("pk", flat=True))
    filing = Filing.objects.get(code=made[0])
    if since == "a new case":
        made.append(files("Killa Condori"))
    elif since == "another name":
        listing.names_changed(filing)
    elif since == "somebody kept out":
        listing.forget_names(filing)
    found = look_up("Killa", by=ana, at=timezone.now(), reason="person_called", patience=9)
    assert found
    assert [one.seat.case.code for one in found.found] == made[::-1]
    assert (found.left, found.unread) == (0, 0)
    assert not held & set(NameIndexBucket.objects.values_list("pk", flat=True))


def test_an_index_of_more_cases_than_a_statement_takes_values_is_begun_anew(
    files: Callable[[str], str], ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stock SQLite takes 32,766: whoever has more cases would have waited for ever."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes 65,535, and cannot be told to take fewer")
    made = [files(f"Rosa Quispe {word}") for word in ("Uno", "Dos", "Tres", "Cuatro") * 3]
    monkeypatch.setattr(listing, "BATCH", 4)
    while look_up("Rosa", by=ana, at=timezone.now(), reason="person_called", patience=9).left:
        pass
    forget_index(ana.member)
    most = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 8)
    try:
        listing._clear(ana.member)  # noqa: SLF001 - before anything is listed
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most)
    assert CaseAccess.objects.filter(member=ana.member, listed=False).count() == len(made)


def test_no_backup_holds_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are overwritten in the copy, not only left out of its tables."""
    if connection.vendor != "sqlite":
        pytest.skip("there pg_dump is told to leave the rows out")
    site = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(site)) as tables, tables:
        tables.execute("CREATE TABLE cases_nameindexbucket (sealed BLOB)")
        tables.execute("CREATE TABLE cases_case (code TEXT)")
        tables.execute("INSERT INTO cases_nameindexbucket VALUES (?)", [b"sealed names " * 900])
        tables.execute("INSERT INTO cases_case VALUES ('K7Q2')")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(site))
    names = ["cases_case", "cases_nameindexbucket"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda: names)
    with databases.copied(tmp_path) as copy:
        assert copy.rows() == {"cases_case": 1, "cases_nameindexbucket": 0}
        assert copy.ask("SELECT count(*) FROM cases_nameindexbucket") == [(0,)]
        assert b"sealed names" not in copy.path.read_bytes()
    assert b"sealed names" in site.read_bytes()


def places(lines: Iterable[bytes]) -> set[bytes]:
    return set(b" ".join(lines).split())


def test_a_bucket_that_many_words_fall_into_is_as_long_as_an_empty_one() -> None:
    lines: dict[int, list[bytes]] = {}
    for seat in range(400):
        for label, line in lines_of(seat, [(PERSON, "Rosa Quispe")], bytes(32)):
            lines.setdefault(label, []).append(line)
    assert len(lines) < BUCKETS
    filled = end_filled(lines)
    [size] = {len(text) for text in filled.values()}
    assert size == SIZE - 1
    assert b"".join(filled.values()).count(b"/quispe ") == 1
    for label, text in filled.items():
        assert list(each_in(text)) == sorted(lines.get(label, []))


def test_a_bucket_in_which_a_word_stands_once_for_each_person_is_read_too() -> None:
    older = b"\nkispi/quispe 1\nkispi/quispe 2:1\n*/* 7\n\n\n"
    newer = b"\n*/* 7\nkispi/quispe 1 2:1\n\n"
    assert sorted(each_in(older)) == sorted(each_in(newer))
    assert unread_in(older) == unread_in(newer) == {7}
    for text in (older, newer):
        standing = Standing(Word(b"/quispe", (b"\nkispi/",), more=False))
        standing.read(text)
        assert places(standing.written) == {b"1", b"2:1"}
        assert not standing.otherwise


@pytest.mark.parametrize("left", [0, 1, 15, 16, 17, 4000, SIZE - 30])
def test_what_fills_a_bucket_is_not_looked_through_and_no_line_is_lost(left: int) -> None:
    """`left`: bytes that nothing is written in."""
    word = b"kispi/quispe"
    more = SIZE - 1 - left - len(b"\n" + word + b" 1.1\n" + b"z " + b" 2.1\n")
    filled = end_filled({0: [word + b" 1.1", b"z " + b"z" * max(more, 1) + b" 2.1"]})[0]
    text = unfilled(filled)
    assert list(each_in(text)) == list(each_in(filled))
    assert len(filled) == SIZE - 1
    assert len(text) - len(text.rstrip(b"\n")) <= 16


def test_what_begins_alike_lies_in_four_buckets_and_each_word_in_one() -> None:
    """A common beginning fills none of them: they are all as long as the fullest."""
    ends = ["".join(three) for three in product("bdfglmnprt", repeat=3)]
    for number in range(8):
        key = bytes([number]) * 32
        held = Counter(
            label for end in ends for label, _ in lines_of(1, [(PERSON, f"ma{end}")], key)
        )
        assert len(held) == SHARED
        assert max(held.values()) < 1.2 * len(ends) / SHARED
        [begins] = asked_in("mab*")
        assert labels_of(key, begins) == set(held)
        [word] = asked_in("mabado")
        assert len(labels_of(key, word)) == 1


def test_what_is_written_so_is_found_where_it_is_read_as_beginning_otherwise() -> None:
    """Each line once, and the places of no other."""
    [asked] = asked_in("gue*")
    standing = Standing(word_of(asked))
    assert not any(b"\nkevara/".startswith(begins) for begins in standing.word.begins)
    standing.read(b"\nkevara/guevara 1 2:1\nkevara/kevara 3\nzevara/guelma 4\n")
    assert places(standing.written) == {b"1", b"2:1", b"4"}
    assert not standing.otherwise


def test_what_a_linked_case_left_here_keeps_a_member_from_listing_it(
    files: Callable[[str], str], ana: Actor
) -> None:
    code = files("Killa Quispe")
    tell_linked(Filing.objects.get(code=code), Kept((), ana.member.name), at=MONDAY)
    assert codes("Killa", ana) == []
    assert text_of(ana).strip() == b""


def test_what_is_measured_leaves_nothing_that_others_read(tmp_path: Path) -> None:
    """Otherwise the site refuses to serve the database that was seeded."""
    (tmp_path / "bench.json").touch()
    before = os.umask(0o022)
    try:
        ready(options("").parse_args(["--state", str(tmp_path)]))
        assert os.umask(before) == 0o077
    finally:
        os.umask(before)


def test_a_number_of_a_case_is_no_word_that_begins_so() -> None:
    """It stands in the line, after the word."""
    [asked] = asked_in("100*")
    standing = Standing(word_of(asked))
    standing.read(b"\nkispi/quispe 1001 1002:1\n\n")
    assert not standing.written | standing.otherwise
    standing.read(b"\n1009/1009 7 8.1\n\n")
    assert places(standing.written) == {b"7", b"8.1"}
