"""Pages of the door ask PostgreSQL by the door's role in the tests too, from their first statement
to their last."""

from contextlib import suppress

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from amparo.cli.apart import database_roles as roles
from tests.as_the_door import as_the_door

pytestmark = [
    pytest.mark.postgresql("roles of the surfaces"),
    pytest.mark.usefixtures("server", "lasting"),
]


class GivenUp(Exception):
    """What was begun is not done."""


def asks() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return str(cursor.fetchone()[0])


def test_it_does_and_whoever_comes_after_does_not() -> None:
    with as_the_door(None):
        assert asks() == roles.name_of("door")
        assert settings.SURFACE == "door"
    assert asks() != roles.name_of("door")


@pytest.mark.parametrize("what", [GivenUp, DatabaseError])
def test_what_is_rolled_back_takes_the_role_with_it_and_the_rest_has_it_anew(
    what: type[Exception],
) -> None:
    with as_the_door(None):
        with suppress(what), transaction.atomic():
            assert asks() == roles.name_of("door")
            if what is GivenUp:
                raise GivenUp
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        assert asks() == roles.name_of("door")
    assert asks() != roles.name_of("door")


def test_so_has_what_asks_by_another_connection() -> None:
    with as_the_door(None):
        asks()
        connection.close()
        assert asks() == roles.name_of("door")
    assert asks() != roles.name_of("door")
