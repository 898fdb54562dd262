"""A page of the door, or of the public pages, asks PostgreSQL as these do: with their role, and the
rules of its rows. A row that they hide from a page is hidden from its test. SQLite knows no roles.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from amparo.cli.apart import database_roles as roles
from amparo.foundations.intake.keys.case_keys import Visitor

ALONE = ("door", "site", "jobs")
_SHOWN = "SELECT set_config('amparo.shown', %s, false)"
_inside: list[str] = []


@pytest.fixture(autouse=True, scope="session")
def a_door_with_a_role(request: pytest.FixtureRequest) -> None:
    """Before any test holds a table: the rules are written into each of them."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("django_db_setup")
        if connection.settings_dict["NAME"].startswith("test_"):  # some test asks for tables
            with request.getfixturevalue("django_db_blocker").unblock():
                roles.make(dict.fromkeys(ALONE, "nobody signs in by it"))


def as_the_door(visitor: Visitor | None) -> AbstractContextManager[None]:
    """What is asked in here; `visitor`: who has shown the words of their file already."""
    return as_it_asks("door", visitor)


@contextmanager
def as_it_asks(part: str, visitor: Visitor | None = None) -> Iterator[None]:
    if connection.vendor != "postgresql" or _inside:
        yield
        return
    before = settings.SURFACE

    def ask(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        # Also where the role ended with what was rolled back, or with the connection.
        if not _asks_as_it() and not _has_failed():
            _become(_shown_by(visitor))
        return execute(sql, *rest)

    settings.SURFACE = part
    _inside.append(part)
    try:
        with connection.execute_wrapper(ask):
            yield
    finally:
        settings.SURFACE = before
        _be_oneself_again()
        _inside.clear()


def _shown_by(visitor: Visitor | None) -> str:
    if visitor is None:
        return ""
    return f"key:{visitor.way.pk}:{bytes(visitor.way.public).hex()}"


def _asks_as_it() -> bool:
    """PostgreSQL tells of itself who asks, each time that it changes: nothing is asked for it."""
    asks = connection.connection.info.parameter_status("session_authorization")
    return bool(_inside and asks == roles.name_of(_inside[0]))


def _has_failed() -> bool:
    """Such a transaction takes nothing but its end."""
    status = connection.connection.info.transaction_status
    return bool(status == psycopg.pq.TransactionStatus.INERROR)


def _become(shown: str) -> None:
    # Beside Django's cursor: no page asks this, and no test counts it.
    raw: Any = connection.connection
    raw.execute(_SHOWN, [shown])
    raw.execute(f'SET SESSION AUTHORIZATION "{roles.name_of(_inside[0])}"')


def _be_oneself_again() -> None:
    """What was rolled back took the role with it; a transaction that failed is rolled back next."""
    raw: Any = connection.connection
    if raw is not None and not raw.closed and _asks_as_it() and not _has_failed():
        raw.execute("RESET SESSION AUTHORIZATION")
