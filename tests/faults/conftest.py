import os

import pytest
from django.db import connection

from tests.sites import site_in

KINDS = ["sqlite", "postgresql"]


@pytest.fixture(params=KINDS)
def served(request, tmp_path):
    """A served site whose door is open, on each database that there is."""
    server = os.environ.get("DATABASE_URL", "") if request.param == "postgresql" else ""
    if request.param == "postgresql" and not server:
        pytest.skip("no DATABASE_URL: script/with-postgres gives one")
    with site_in(tmp_path / "site", "rosa", server=server) as site:
        yield site


@pytest.fixture
def guarded_again(django_db_blocker):
    """Nobody after this test writes to a record that could be changed."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
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
