"""Whatever runs by a date in a case is on its page, on the list, in its counters, in the calendar,
in the file of the list and on the hand-over sheet: on one day, in one unit, in the same words."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import DateField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amparo.casework.leaks.step_deadlines import PREFIX as LEAK
from amparo.casework.obligations.models import FollowUpTask
from amparo.casework.referral.models import ReferralTask
from amparo.casework.review.models import ReviewTask
from amparo.desk.case.due_table import Row, open_things
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases import dates_outside_terms as dates
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import Waiting, end_of, name_of, waiting_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import standing
from amparo.law import load_protocol

KINDS = dict(dates._named)  # noqa: SLF001 - whatever is registered
DUE = {"due_on", "target_at", "next_at", "look_again_on", "promised_on", "do_by", "ends_on"}
AHEAD = {"target_at", "next_at", "ends_at"}
"""Moments to come, among the fields whose names end as those of the past do."""
NOT_DUE = {
    "acta_on on vetted_on signed_on answered_on given_on ended_on from_day": "a day that has been",
    "first_report_on next_review_on": "of a measure: its obligation and its review task are due",
    "silent_until order_until until": "an end that is looked at by a task, and needs no act itself",
    "answer_by": "of a person who is heard on a change: the change itself waits",
    "last_day": "of the person, to contest",
    "not_before": "before which an erasure is not done",
    "ends_at": "of an access, a copy or a place: it ends by itself",
}
COMPUTED = {Case, CaseAccess}
PAGES = ("desk:case", "desk:handed_on")
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
SPACES = re.compile(r"\s+")
TAG = re.compile(r"<[^>]*>")


def words(html: str) -> str:
    return SPACES.sub(" ", unescape(TAG.sub(" ", html)))


def rows_in(html: str) -> list[str]:
    """Return the text of each row of the pending table."""
    [table] = re.findall(r'<table class="pending">(.*?)</table>', html, re.DOTALL)
    return [words(one) for one in table.split("<tr>")[2:]]


def lines_of_sheet(html: str) -> list[str]:
    due = html[html.rindex('<ul class="plain-list">') :]
    return [words(one) for one in due[: due.index("</ul>")].split("<li>")[1:]]


class Listed:
    """The only row of the list, as its page shows it."""

    def __init__(self, html: str) -> None:
        [row] = re.findall(r'<li class="row">(.*?)</li>', html, re.DOTALL)
        self.act = words(re.search(r'"row-act">(.*?)</span>', row, re.DOTALL)[1])
        self.distance = words(re.search(r'"row-far">(.*?)</span>', row, re.DOTALL)[1])
        self.when = words(re.search(r"<time[^>]*>(.*?)</time>", row, re.DOTALL)[1])

    @property
    def when_and_distance(self) -> str:
        return f"{self.when}, {self.distance}"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[Waiting]:
    """What waits in every case, besides what its tables hold."""
    found: list[Waiting] = []
    monkeypatch.setitem(dates._asked, lambda case: found, ())  # noqa: ARG005, SLF001
    return found


def moments(last: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield each kind with a moment of its own, an hour or the end of a day, from days ago up to
    the last one."""
    for number, kind in enumerate(reversed(KINDS)):
        hour = last - timedelta(hours=5 * number + 1, minutes=number)
        day = timezone.localtime(hour) - timedelta(days=1)
        yield kind, hour if number % 2 else datetime.combine(day.date(), time.max, day.tzinfo)


def listed_now(desk: Client, code: str) -> Listed:
    refresh(Case.objects.get(filing__code=code), at=timezone.now())
    return Listed(desk.get("/desk/?held=all").text)


def test_each_kind_is_in_every_place_on_one_day_and_in_the_same_words(
    case: str, ana: Actor, waits: list[Waiting], signed_in: Any
) -> None:
    desk, by_law = signed_in(ana), Case.objects.get(filing__code=case).due_on
    assert by_law
    every = [Waiting(moment, kind) for kind, moment in moments(by_law)]
    waits.extend(every)
    card = rows_in(desk.get(reverse("desk:case", args=[case])).text)
    sheet = lines_of_sheet(desk.get(reverse("desk:handed_on", args=[case])).text)
    for one in every:
        waits[:] = [one]
        row = listed_now(desk, case)
        assert row.act == name_of(one.task), one
        places = [card, sheet]
        if one.task.startswith(LEAK):  # who may not hear of it sees only what the list names
            shown = [desk.get(reverse(name, args=[case])).text for name in PAGES]
            places = [rows_in(shown[0]), lines_of_sheet(shown[1])]
        for place in places:
            assert any(row.when_and_distance in text and row.act in text for text in place), one
        day = f"{timezone.localtime(one.due_on):%Y-%m-%d}"
        assert f"which={day}" in desk.get(f"/desk/calendar/?month={day[:7]}&held=all").text, one
        file = desk.get("/desk/list.csv?held=all").getvalue().decode()
        assert f'"{case}","{day}"' in file, one
        assert Listed(desk.get(f"/desk/?held=all&which={day}").text).act == row.act, one


def test_each_term_of_the_law_is_on_the_page_as_on_the_list(
    case: str, ana: Actor, signed_in: Any
) -> None:
    desk, filing = signed_in(ana), Filing.objects.get(code=case)
    law, state = load_protocol(filing.protocol), standing(filing, at=timezone.now())
    card = rows_in(desk.get(reverse("desk:case", args=[case])).text)
    sheet = lines_of_sheet(desk.get(reverse("desk:handed_on", args=[case])).text)
    running = [one for one in state.terms if one.due and not one.met_at]
    assert running
    for term in running:
        end = end_of(term, law.zone)
        Case.objects.filter(filing=filing).update(due_on=end, due_term=term.term)
        CaseAccess.objects.filter(case__filing=filing).update(due_on=end)
        row = Listed(desk.get("/desk/?held=all").text)
        for place in (card, sheet):
            assert [one for one in place if row.when_and_distance in one and row.act in one], term


def tasks_of_each_kind(case: Case) -> None:
    """Make one open task of each kind in the tables that need nothing else, all due at once."""
    now = timezone.now()
    for model in (ReferralTask, ReviewTask, FollowUpTask):
        for kind in model.Kind:
            ref, due = f"{model.__name__[:6]}-{kind.value[:12]}", now + timedelta(hours=4)
            about = {} if model is FollowUpTask else {"about": "AAAA-BBBB-CCCC"}
            model.objects.create(ref=ref, case=case, kind=kind, due_on=due, opened_at=now, **about)


@pytest.mark.parametrize("who", ["ana", "delia"])
def test_each_stored_task_has_one_row_in_the_words_of_the_list(
    case: str, anas: OpenCase, who: str, request: pytest.FixtureRequest
) -> None:
    """Also where several are due at one moment, and for members who may not do them."""
    tasks_of_each_kind(anas.case)
    state = standing(anas.folder.filing, at=timezone.now())
    law = load_protocol(anas.folder.filing.protocol)
    reader = request.getfixturevalue(who)
    rows = open_things(anas.for_one_page(), state, law, seen_by=reader)
    waiting = waiting_in(anas.case)
    assert len(waiting) > 25
    for one in waiting:
        found = [row for row in rows if _is_of(row, one)]
        assert len(found) == 1, (one.task, [str(row.what) for row in found])


def _is_of(row: Row, one: Waiting) -> bool:
    return row.ends == one.due_on and str(row.what).startswith(name_of(one.task))


def test_each_table_with_a_due_date_of_a_case_is_read(
    case: str, anas: OpenCase, settings: Any
) -> None:
    """A table that is not registered with `also_due` would be on no list."""
    dated = {
        model._meta.db_table
        for model in apps.get_models()
        if model not in COMPUTED and _is_of_a_case(model) and _due_fields(model)
    }
    assert len(dated) > 10
    with CaptureQueriesContext(connection) as queries:
        for organisation in (False, True):
            settings.ORGANISATION = organisation
            for ask in dates._asked:  # noqa: SLF001 - whatever is registered
                list(ask(anas.case))
    read = {table for one in queries for table in TABLE.findall(one["sql"])}
    assert dated <= read, sorted(dated - read)


def test_each_date_to_come_of_a_case_is_due_or_said_not_to_be() -> None:
    """A new date of a case is named above: as due, then the test before this one wants it on the
    list, or with the reason why it is not."""
    known = DUE | {name for names in NOT_DUE for name in names.split()}
    for model in apps.get_models():
        if model not in COMPUTED and _is_of_a_case(model):
            ahead = {one for one in _dates_of(model) if not one.endswith("_at") or one in AHEAD}
            assert ahead - {"at"} <= known, (model, sorted(ahead - known))


def _due_fields(model: Any) -> set[str]:
    return _dates_of(model) & DUE


def _dates_of(model: Any) -> set[str]:
    return {one.name for one in model._meta.fields if isinstance(one, DateField)}


def _is_of_a_case(model: Any) -> bool:
    """Return whether its rows are of one case, by themselves or by the row that they belong to."""
    return _names_case(model) or any(
        one.related_model and _names_case(one.related_model) for one in model._meta.fields
    )


def _names_case(model: Any) -> bool:
    return any(one.related_model in {Case, Filing} for one in model._meta.fields)
