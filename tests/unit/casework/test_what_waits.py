"""What waits in a case is worked out after almost every act, on each surface. A function whose
tables have no row of the case is not called."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.foundations.cases import dates_outside_terms as dates
from tests.rights import held_to

TABLE = re.compile(r'FROM "(\w+)"')
ASKED = dates._asked  # noqa: SLF001 - whatever is registered


@pytest.mark.postgresql("roles of the surfaces")
@pytest.mark.parametrize("part", ["door", "desk", "portal", "jobs"])
def test_each_surface_may_read_whatever_may_wait(part, anas, flor):
    """Also where no test of its pages has a row of that kind."""
    with held_to(part, flor if part == "door" else None):
        for ask in ASKED:
            ask(anas.case)


def test_a_function_that_is_not_called_would_have_found_nothing(anas):
    """Without a row in the tables that it was registered with, it looks into no other."""
    some = {ask: places for ask, places in ASKED.items() if places}
    assert len(some) > 10
    for ask, places in some.items():
        with CaptureQueriesContext(connection) as queries:
            assert list(ask(anas.case)) == []
        read = {TABLE.search(one["sql"])[1] for one in queries}
        assert read == {table for table, _column in places}, ask


def test_only_what_has_rows_is_asked(anas, django_assert_max_num_queries):
    """One query for all tables, and those of the functions that look everywhere."""
    with django_assert_max_num_queries(3):
        assert dates.waiting_in(anas.case) == []
