"""The due days of a month, and the list as a file: codes and days only."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dates import WEEKDAYS_ABBR

from amparo.desk.worklist.filters import EVERY, chosen_in, windows
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.queries import Window, days_due
from amparo.foundations.cases.queries import worklist as seats_in_order
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.web import spreadsheets
from amparo.law import load_protocol

MOST_LINES = 10_000
COLUMNS = ("code", "due")
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the month. `number`: of cases due; `address`: the list of these."""

    on: date
    number: int
    address: str
    is_in_month: bool
    is_today: bool
    is_late: bool


@needs(Permission.DESK)
def due_days(request: StaffRequest) -> HttpResponse:
    """Show how many of the reader's cases are due on each day of a month."""
    law, now = load_protocol(settings.PROTOCOL), timezone.now()
    today = now.astimezone(law.zone).date()
    month = _month(request.GET.get("month", ""), today)
    chosen = replace(chosen_in(request.GET, law, default=EVERY), which="", stage="")
    weeks = _weeks(month)
    since, before = (
        datetime.combine(one, time.min, law.zone)
        for one in (weeks[0][0], weeks[-1][-1] + timedelta(days=1))
    )
    choice = replace(chosen.choice(windows(now, law.zone), law.zone), due=Window(since, before))
    due = Counter[date]()
    for moment, number in days_due(choice, seen_by=request.actor):
        due[moment.astimezone(law.zone).date()] += number
    context = {
        "here": "worklist",
        "month": month,
        "said": format_date(month, "F Y"),
        "weekdays": [str(WEEKDAYS_ABBR[number]) for number in range(7)],
        "weeks": [
            [
                Day(
                    on=day,
                    number=due[day],
                    address=chosen.address(which=day.isoformat()),
                    is_in_month=day.month == month.month,
                    is_today=day == today,
                    is_late=day < today,
                )
                for day in week
            ]
            for week in weeks
        ],
        "number": sum(number for day, number in due.items() if day.month == month.month),
        "held": chosen.held,
        "earlier": _moved(month, -1),
        "later": _moved(month, 1),
    }
    return render(request, "desk/calendar.html", context)


@needs(Permission.DESK)
def worklist_file(request: StaffRequest) -> HttpResponse:
    """Download what the list shows, whole: the code of each case and the day on which something is
    due."""
    if request.actor.is_held_back:  # no files for a member held back after a leak
        raise Http404
    law, now = load_protocol(settings.PROTOCOL), timezone.now()
    choice = chosen_in(request.GET, law, default=EVERY).choice(windows(now, law.zone), law.zone)
    found = seats_in_order(seen_by=request.actor, chosen=choice, size=MOST_LINES, at=now)
    rows = (
        {
            "code": one.code,
            "due": f"{one.due_on.astimezone(law.zone):%Y-%m-%d}" if one.due_on < NEVER else "",
        }
        for one in found[:MOST_LINES]
    )
    table = spreadsheets.as_csv(COLUMNS, rows).encode()
    return download(request, [table], ref="list", kind="csv", size=len(table))


def _month(asked: str, today: date) -> date:
    """Return the first day of the asked month (2026-12); of this month if it is invalid."""
    try:
        day = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)
    return min(max(day, FIRST), LAST)


def _weeks(month: date) -> list[list[date]]:
    """Return the days of a month in whole weeks that begin on Monday."""
    monday, after = month - timedelta(days=month.weekday()), _moved(month, 1)
    days = range(0, (after - monday).days, 7)
    return [[monday + timedelta(days=first + day) for day in range(7)] for first in days]


def _moved(month: date, by: int) -> date:
    return (month + timedelta(days=31 if by > 0 else -1)).replace(day=1)
