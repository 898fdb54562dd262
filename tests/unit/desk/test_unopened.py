"""All that nobody has opened stands on one list, however many come, and the newest on the first
page that anybody sees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amparo.desk.worklist.unopened_request_rows import unopened_of
from amparo.foundations.intake.exclusions import has
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.requests import unopened_requests as waiting
from amparo.foundations.intake.requests.services import file_request
from tests.flooding import flood
from tests.people import MONDAY

WORKLIST, ALL = "/desk/", "/desk/filings/"
EARLY, LATE = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)


@pytest.fixture
def real(rosa, letter):
    return file_request(letter(urgent=True), by=STRANGER, at=MONDAY).folder.filing


def walk(browser, address):
    seen = []
    while address:
        page = browser.get(address)
        assert page.status_code == 200
        seen += [row.code for row in page.context["rows"]]
        address = page.context["older"]
    return seen


def test_one_real_request_after_five_hundred_is_seen_on_the_first_page(
    real, rosa, signed_in, django_assert_max_num_queries
):
    flood(real, 500, at=EARLY)
    browser = signed_in(rosa)
    browser.get(WORKLIST)
    with django_assert_max_num_queries(15):
        page = browser.get(WORKLIST)
    box = page.context["unopened"]
    assert real.code not in {one.code for one in box.oldest}
    assert box.newest[0].code == real.code
    assert reverse("desk:open_filing", args=[real.code]) in page.text
    assert (box.count.number, box.count.more) == (100, True)
    assert "Al menos 100 solicitudes esperan" in page.text
    assert ALL in page.text
    assert browser.get(ALL).context["count"] == waiting.Count(501)


def test_each_stands_on_the_list_once_whichever_order_is_chosen(
    real, rosa, signed_in, django_assert_max_num_queries
):
    flood(real, 60, at=EARLY)
    flood(real, 60, at=EARLY, urgent=False)
    flood(real, 30, at=EARLY, in_flood=True)
    browser = signed_in(rosa)
    oldest, newest = walk(browser, ALL), walk(browser, f"{ALL}?order=newest")
    assert len(oldest) == len(set(oldest)) == 151
    assert set(newest) == set(oldest)
    assert oldest[60] == newest[0] == real.code
    with django_assert_max_num_queries(12):
        browser.get(f"{ALL}?order=newest")


def test_urgent_leads_and_what_came_in_a_flood_stands_behind_the_others(real, rosa, signed_in):
    [crowd] = flood(real, 1, at=EARLY, in_flood=True)
    [slow] = flood(real, 1, at=EARLY, urgent=False)
    for order in ("", "?order=newest"):
        assert walk(signed_in(rosa), ALL + order) == [real.code, crowd.code, slow.code]
    page = signed_in(rosa).get(WORKLIST)
    assert [one.code for one in page.context["unopened"].oldest] == [
        real.code,
        crowd.code,
        slow.code,
    ]


def test_a_row_says_since_when_and_by_which_way_and_nothing_that_is_sealed(
    real, rosa, ana, signed_in
):
    text = signed_in(rosa).get(ALL).text
    assert real.code in text
    assert real.filed_at.isoformat()[:10] in text
    assert "Quebrada" not in text
    assert reverse("desk:open_filing", args=[real.code]) in text
    assert reverse("desk:open_filing", args=[real.code]) not in signed_in(ana).get(ALL).text


@pytest.mark.parametrize(
    "mark", ["x", "1.0.5", "1.0.-9999999999999999999.1", f"1.0.1.{2**63}", "9" * 400, "...", "1~0"]
)
def test_a_mistaken_place_shows_the_beginning(mark, real, rosa, signed_in):
    page = signed_in(rosa).get(ALL, {"after": mark, "order": "x"})
    assert page.status_code == 200
    assert [row.code for row in page.context["rows"]] == [real.code]


def test_behind_the_last_one_there_is_a_way_back(real, rosa, signed_in):
    page = signed_in(rosa).get(ALL, {"after": f"0.1.9999999999999999.{2**61}"})
    assert page.context["rows"] == []
    assert page.context["newer"] == ALL
    assert ALL in page.text


def test_where_nothing_waits_the_page_says_so(rosa, signed_in):
    assert "No hay solicitudes sin abrir" in signed_in(rosa).get(ALL).text


def test_whoever_supervises_sees_codes_and_opens_none(real, saul, signed_in):
    flood(real, 30, at=LATE)
    seen = walk(signed_in(saul), ALL)
    assert len(seen) == 31
    assert reverse("desk:open_filing", args=[real.code]) not in signed_in(saul).get(ALL).text


def test_very_many_of_which_somebody_must_not_know_cost_a_count_few_statements(
    rosa, ana, site, letter, signed_in, django_assert_max_num_queries
):
    for _one in range(waiting.LOOKED_AT + 3):
        hers = letter(urgent=True, excluded_units=[site["minam"]])
        file_request(hers, by=STRANGER, at=MONDAY)
    count = signed_in(rosa).get(ALL).context["count"]
    assert (count.number, count.more) == (waiting.LOOKED_AT, True)
    with django_assert_max_num_queries(10 * waiting.LOOKED_AT + 20):
        text = signed_in(rosa).get("/desk/team/").text
    assert f"Al menos {waiting.LOOKED_AT} solicitudes urgentes" in text
    count = signed_in(ana).get(ALL).context["count"]
    assert (count.number, count.more) == (0, False)
    assert walk(signed_in(ana), ALL) == []


def test_a_count_stops_where_it_would_take_long_and_says_so(
    real, rosa, saul, signed_in, monkeypatch
):
    monkeypatch.setattr(waiting, "COUNTED_TO", 20)
    flood(real, 30, at=EARLY)
    for reader in (rosa, saul):
        page = signed_in(reader).get(ALL)
        assert page.context["count"] == waiting.Count(20, more=True)
        assert "Al menos 20 solicitudes esperan" in page.text


def test_the_number_on_every_page_is_of_all_as_far_as_a_glance_counts(real, ana, signed_in):
    flood(real, 98, at=EARLY)
    Filing.objects.update(filed_at=timezone.now() - timedelta(minutes=16))
    browser = signed_in(ana)
    assert "99 solicitudes urgentes" in browser.get("/desk/team/").text
    flood(real, 2, at=EARLY)
    assert "Al menos 100 solicitudes urgentes" in browser.get("/desk/team/").text


def test_a_row_that_is_kept_for_one_is_not_shown_to_another(real, rosa, ana, signed_in):
    opens = reverse("desk:open_filing", args=[real.code])
    for address in (WORKLIST, ALL):
        assert opens in signed_in(rosa).get(address).text
        assert opens not in signed_in(ana).get(address).text
        assert "La abre recepción" in signed_in(ana).get(address).text


def test_what_changes_within_a_minute_is_seen_at_once_and_its_age_each_minute(real, rosa, ana):
    now = MONDAY + timedelta(minutes=30, seconds=5)
    [first] = unopened_of([real], seen_by=rosa, at=now)
    assert unopened_of([real], seen_by=rosa, at=now + timedelta(seconds=50)) == [first]
    assert unopened_of([real], seen_by=ana, at=now)[0].opens is not first.opens
    [later] = unopened_of([real], seen_by=rosa, at=now + timedelta(minutes=2))
    assert later.age != first.age
    real.urgent, real.in_flood = False, True
    [other] = unopened_of([real], seen_by=rosa, at=now)
    assert (other.urgent, other.in_flood) == (False, True)
    real.protocol = "gone"
    [without] = unopened_of([real], seen_by=rosa, at=now)
    assert without.due_day is None
    assert without.what != first.what


@pytest.mark.postgresql("the plan of a query")
def test_where_the_list_begins_nothing_is_sorted_however_many_wait(real, rosa, saul):
    flood(real, 60, at=EARLY)
    for member in (rosa, saul):
        with CaptureQueriesContext(connection) as asked:
            found = waiting.waiting(seen_by=member, most=9)
        assert len(found) == 9
        [order] = [query["sql"] for query in asked if "ORDER BY" in query["sql"]]
        assert "SORT" not in plan_of(order)
        assert "TEMP B-TREE FOR ORDER" not in plan_of(order)


@pytest.mark.postgresql("the plan of a query")
def test_who_must_not_know_is_asked_without_reading_the_papers_of_every_case(real, rosa):
    with CaptureQueriesContext(connection) as asked:
        waiting.waiting(seen_by=rosa, most=9)
        waiting.how_many(seen_by=rosa, most=9)
    about = [query["sql"] for query in asked if "intake_document" in query["sql"]]
    assert len(about) > 1
    for statement in about:
        assert "PAPERS_THAT_EXCLUDE" in plan_of(statement)
        assert "PAPERS_OF_A_FILE" not in plan_of(statement)


def test_only_words_of_the_program_are_written_into_a_statement():
    for word in ("it's", "Exclusions", "a b", "", "é"):
        with pytest.raises(ValueError, match="own"):
            has(Document, "pk", kind=word)


def plan_of(statement):
    """How the database goes about it where no table is too small for its index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + statement)
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("EXPLAIN " + statement)
        return "\n".join(str(row) for row in cursor.fetchall()).upper()


@pytest.mark.postgresql("the settings of a connection")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL compiles statements")
def test_no_statement_of_a_page_is_compiled(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
