import os
from typing import Any

import pytest
from django.db import connection

from tests.sites import laid_in, site_in

SERVER = os.environ.get("DATABASE_URL", "")
ALONE = [pytest.mark.alone] if SERVER else []
"""For what waits until no other transaction of the server is open; a file has one writer."""


def on_postgresql(why: str, *marks: Any) -> Any:
    """The case of a test that uses a site on PostgreSQL."""
    return pytest.param("postgresql", marks=[pytest.mark.postgresql(why), *marks])


def server_of(kind: str) -> str:
    """The server for a site of this kind; nothing for one on SQLite."""
    if kind != "postgresql":
        return ""
    if not SERVER:
        pytest.skip("no DATABASE_URL: script/with-postgres gives one")
    return SERVER


@pytest.fixture(scope="session")
def server():
    """The PostgreSQL that a test needs; without one it is skipped."""
    return server_of("postgresql")


@pytest.fixture
def on_sqlite():
    """The tables of the tests are in a file; on a server the test is skipped."""
    if connection.vendor != "sqlite":
        pytest.skip("the files of a server are the server's")


@pytest.fixture
def laid(request, tmp_path):
    """A site of the test's own that is not served; on SQLite where no other kind is asked for."""
    server = server_of(getattr(request, "param", "sqlite"))
    with laid_in(tmp_path / "site", "rosa", server=server) as site:
        yield site


@pytest.fixture
def served(laid):
    """The same, served: another kind is asked for as one of `laid`."""
    laid.serve()
    return laid


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One served site on SQLite for all tests of a file: they count what is new."""
    with site_in(tmp_path_factory.mktemp("shared") / "site", "rosa") as site:
        yield site


@pytest.fixture
def guarded_again(django_db_setup, django_db_blocker):
    """After the tables were emptied, the record is guarded for the tests that follow. Ask for it
    before `transactional_db`."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def lasting(guarded_again, transactional_db):
    """What is stored lasts beyond this process; the record is emptied once the test is over."""
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("DELETE FROM ledger_entry")
        for _name, sql in guards:
            cursor.execute(sql)
