"""What is asked with a kept statement is what an ordinary query finds."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from amparo.foundations.cases.models import Seat
from amparo.foundations.cases.queries import _OPENED
from amparo.foundations.institutions.models import Unit
from amparo.foundations.letterbox.models import Paper
from amparo.foundations.prepared import Prepared

# The fixture `case` is a whole case with its team, filing and papers.


def test_it_finds_what_the_ordinary_query_finds(case: str) -> None:
    by_line = Prepared(lambda code: Unit.objects.filter(code=code).order_by("line"))
    units = list(Unit.objects.all())
    assert units
    for unit in units:
        assert by_line(code=unit.code) == [unit]
    assert by_line(code="nobody") == []
    assert by_line(code="' OR 1=1 --") == []


def test_joined_rows_and_annotations_come_with_it(case: str) -> None:
    named = Exists(Paper.objects.filter(filing=OuterRef("case__filing"), kind="exclusions"))

    def compose(member: int) -> object:
        seats = Seat.objects.select_related("case__filing", "case__holder", "member__unit")
        return seats.filter(Q(member_id=member), open=True).annotate(named=named).order_by("pk")

    prepared: Prepared[Seat] = Prepared(compose)
    seats = list(Seat.objects.all())
    assert seats
    for member in {seat.member_id for seat in seats}:
        with CaptureQueriesContext(connection) as asked:
            found = prepared(member=member)
            for seat in found:
                assert seat.case.filing.code
                assert seat.member.unit.code
                assert seat.case.holder is None or seat.case.holder.name
                assert seat.named in {True, False}
        assert len(asked) == 1
        assert found == list(compose(member))  # type: ignore[call-overload]


def test_what_is_made_of_a_row_is_what_django_makes_of_it(case: str) -> None:
    def compose(member: int) -> object:
        seats = Seat.objects.filter(member_id=member).select_related("case__filing", "case__holder")
        return seats.only("due_on", "case__stage", "case__filing__code", "case__holder__name")

    prepared: Prepared[Seat] = Prepared(compose)
    for member in {seat.member_id for seat in Seat.objects.all()}:
        for made, plain in zip(prepared(member=member), compose(member), strict=True):  # type: ignore[call-overload]
            for one, other in ((made, plain), (made.case, plain.case)):
                assert one.get_deferred_fields() == other.get_deferred_fields()
                assert {**one.__dict__, "_state": 0} == {**other.__dict__, "_state": 0}
                state = vars(one)["_state"]
                assert (state.adding, state.db) == (False, "default")
            assert made.case.filing.case is made.case
            assert made.case.opened_at == plain.case.opened_at, "read when it is asked for"
            assert bytes(made.sealed) == bytes(plain.sealed)
            made.save(update_fields=["due_on"])


def test_bytes_are_values_like_others(case: str) -> None:
    sealed = Prepared(lambda sealed: Seat.objects.filter(sealed=sealed))
    seats = list(Seat.objects.all())
    assert seats
    for seat in seats:
        assert sealed(sealed=bytes(seat.sealed)) == [seat]
    assert sealed(sealed=b"another") == []


def test_moments_are_values_like_others(case: str) -> None:
    until = Prepared(lambda member, until: Seat.objects.filter(member=member, due_on__lte=until))
    seats = list(Seat.objects.all())
    assert seats
    for seat in seats:
        assert seat in until(member=seat.member_id, until=seat.due_on)
        before = seat.due_on - timedelta(microseconds=1)
        assert seat not in until(member=seat.member_id, until=before)


def test_rows_are_counted_without_being_read(case: str) -> None:
    of_one = Prepared(lambda member: Seat.objects.filter(member=member)[:1])
    of_all = Prepared(lambda least: Seat.objects.filter(pk__gte=least).order_by("due_on"))
    seats = Seat.objects.count()
    assert seats > 1
    assert of_all.count(least=0) == len(of_all(least=0)) == seats
    assert {of_one.count(member=seat.member_id) for seat in Seat.objects.all()} == {1}
    assert of_one.count(member=0) == 0


def test_each_thread_asks_on_its_own_connection(case: str) -> None:
    """The statement is kept for all; a connection belongs to one thread."""
    kept = Prepared(lambda code: Unit.objects.filter(code=code))
    kept(code="first")
    used: list[int] = []

    def elsewhere() -> None:
        connection.force_debug_cursor = True
        try:
            kept(code="second")
        except DatabaseError:
            pass  # a database in memory may not let another thread in; the statement came here
        finally:
            used.append(len(connection.queries_log))
            connection.close()

    with CaptureQueriesContext(connection) as asked:
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert used == [1]
    assert len(asked) == 0


def test_a_value_that_the_query_changes_is_refused(case: str) -> None:
    changed = Prepared(lambda words: Unit.objects.filter(name__contains=words))
    with pytest.raises(TypeError, match="words"):
        changed(words="police")


def test_the_case_of_another_team_is_not_found_by_it(case: str) -> None:
    seats = Seat.objects.select_related("case__filing")
    assert seats
    for seat in seats:
        mine = _OPENED(code=seat.case.filing.code, member=seat.member_id)
        assert [one.pk for one in mine] == [seat.pk]
        assert _OPENED(code=seat.case.filing.code, member=seat.member_id + 1_000) == []
