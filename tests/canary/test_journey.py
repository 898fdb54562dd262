"""Known secret words go through a whole case; then nothing that lies there holds one of them."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace

import psycopg
import pytest

from tests.canary.journey import (
    REST,
    STEM,
    Journey,
    dump,
    in_files,
    in_place,
    in_server,
    looked_through,
    places,
)
from tests.canary.search import Hunt
from tests.faults.conftest import on_postgresql, server_of
from tests.sites import site_in

WHOLE = "the whole journey"
KINDS = [
    "sqlite",
    on_postgresql("files, dump and log of a server"),
    pytest.param(
        WHOLE,
        marks=[
            pytest.mark.postgresql("files, dump and log of a server"),
            pytest.mark.slow("walks four cases once more"),
        ],
    ),
]
of_four_cases = pytest.mark.parametrize("journey", [KINDS[0], KINDS[2]], indirect=True)
JOURNEYS = {"sqlite": "on_sqlite", "postgresql": "on_a_server", WHOLE: "whole_on_a_server"}


@pytest.fixture(params=KINDS)
def journey(request):
    """Four cases on SQLite, and one on PostgreSQL; before a release all of them there too."""
    return request.getfixturevalue(JOURNEYS[request.param])


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    with walked_in(tmp_path_factory.mktemp("canary"), "") as journey:
        yield journey


@pytest.fixture(scope="module")
def on_a_server(tmp_path_factory):
    server = server_of("postgresql")
    with walked_in(tmp_path_factory.mktemp("canary"), server, short=True) as journey:
        yield journey


@pytest.fixture(scope="module")
def whole_on_a_server(tmp_path_factory):
    with walked_in(tmp_path_factory.mktemp("canary"), server_of("postgresql")) as journey:
        yield journey


@contextmanager
def walked_in(folder, server, *, short=False):
    temporary, room = folder / "tmp", folder / "room"
    temporary.mkdir()
    room.mkdir()
    with site_in(folder / "site", server=server, TMPDIR=str(temporary)) as site:
        journey = Journey(site, room, short=short)
        journey.walk(site.word)
        yield journey


def test_nothing_stood_in_the_open_while_an_upload_paused(journey):
    assert {place: found for place, found in journey.during.items() if found} == {}


def test_nothing_stands_in_the_open_afterwards(journey):
    assert {place: found for place, found in journey.after.items() if found} == {}


def test_nothing_stands_in_the_open_in_a_backup_that_was_opened(journey):
    assert journey.in_backup == []
    names = {path.name for path in journey.laid_down}
    plain = "database.sql" if journey.site.database else "amparo.sqlite3"
    assert {plain, "site.toml", "signing.key", *journey.site.uploads()} <= names


def test_one_word_in_a_backup_that_was_opened_is_found(journey, tmp_path):
    """In its tables, as they were laid down."""
    [tables] = [one for one in journey.laid_down if one.name in {"database.sql", "amparo.sqlite3"}]
    copied = tmp_path / tables.name
    copied.write_bytes(tables.read_bytes() + f"x{STEM}y".encode().hex().encode())
    assert in_files(Hunt([STEM]), [copied])


@of_four_cases
def test_what_was_typed_in_the_later_acts_really_came_into_the_cases(journey):
    missing = {word for word in journey.later.typed if word not in journey.read}
    assert missing == set()


def test_half_of_the_big_file_had_arrived_when_it_was_looked_for(journey):
    assert journey.half_was_there


def test_the_big_file_is_kept_sealed(journey):
    assert max(journey.site.uploads().values()) > 8 * 1024 * 1024


def test_every_place_was_looked_through(journey):
    wanted = {"database", "uploads", "static", "mail", "log", "temporary files", "processes"}
    wanted.add(REST)
    if journey.site.database:
        wanted |= {"dump", "server's files"}
    assert set(journey.during) == set(journey.after) == wanted


@pytest.mark.parametrize("place", ["uploads", "static", "mail", "temporary files"])
def test_one_word_in_a_file_of_that_place_is_found(journey, place, tmp_path):
    copied = tmp_path / "copied"
    shutil.copytree(places(journey.site)[place], copied)
    (copied / "leak").write_bytes(b"\x00" * 5000 + f"x{STEM}y".encode())
    assert list(in_place(Hunt([STEM]), place, copied))


@pytest.mark.parametrize("leak", ["tries/today", "leak"])
def test_one_word_in_whatever_else_lies_there_is_found(journey, leak, tmp_path):
    state = journey.site.place.state
    assert {"site.toml", "tries"} <= {path.name for path in state.iterdir()}
    copied = tmp_path / "site"
    shutil.copytree(state, copied, ignore=shutil.ignore_patterns("uploads", "static"))
    assert not list(in_place(Hunt([STEM]), REST, copied))
    (copied / leak).parent.mkdir(exist_ok=True)
    (copied / leak).write_bytes(b"\x00" * 5000 + f"x{STEM}y".encode())
    assert list(in_place(Hunt([STEM]), REST, copied))


def test_one_word_in_the_log_is_found(journey, tmp_path):
    copied = tmp_path / "server.log"
    shutil.copy(journey.site.place.log, copied)
    with copied.open("a", encoding="utf-8") as log:
        log.write(f"django.request 500 {STEM}\n")
    assert list(in_place(Hunt([STEM]), "log", copied))


def test_one_word_in_the_database_is_found(journey, tmp_path):
    plant = "Wañuykuq"
    hunt = Hunt([plant])
    if journey.site.database:
        with psycopg.connect(journey.site.database) as connection:
            connection.execute("UPDATE institutions_unit SET name = name || %s", [plant])
        assert list(hunt.in_bytes(dump(journey.site.database), "the dump"))
        assert list(in_server(journey.site.database, hunt)) or not may_read_the_server(journey)
        return
    for file in journey.site.place.state.glob("amparo.sqlite3*"):
        shutil.copy(file, tmp_path)
    with closing(sqlite3.connect(tmp_path / "amparo.sqlite3")) as connection:
        connection.execute("UPDATE institutions_unit SET name = name || ?", [plant])
        connection.commit()
        found = list(in_place(hunt, "database", tmp_path))
    assert {one.place.rpartition("sqlite3")[2] for one in found} == {"-wal"}
    assert {one.place for one in in_place(hunt, "database", tmp_path)} == {
        str(tmp_path / "amparo.sqlite3")
    }


def may_read_the_server(journey):
    with psycopg.connect(journey.site.database) as connection:
        [(folder,)] = connection.execute("SHOW data_directory").fetchall()
    return os.access(folder, os.R_OK)


@pytest.mark.parametrize("where", ["argument", "environment"])
def test_one_word_of_a_process_is_found(journey, where):
    """A process beside the server, looked at as the server's are."""
    arguments = [STEM] if where == "argument" else []
    environment = {"NAME": STEM} if where == "environment" else {}
    with subprocess.Popen(
        [sys.executable, "-c", "print(flush=True); input()", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline()
        beside = replace(journey.site, place=replace(journey.site.place, server=process))
        assert looked_through(beside, Hunt([STEM]))["processes"]
        process.communicate(b"\n")


def test_the_words_were_really_in_the_case(journey):
    """The search is no proof if the words never arrived: the person reads them on her page."""
    for person in [journey.cast.person, *([] if journey.short else [journey.third.person])]:
        assert STEM in person.page().text
        assert STEM in person.browser.open("/mine/papers/").text


@of_four_cases
def test_the_words_of_somebody_beside_them_were_looked_for_too(journey):
    [lawyer] = journey.third.beside
    assert len(lawyer.words) == 10
    assert " ".join(lawyer.words) in journey.words(journey.third)
