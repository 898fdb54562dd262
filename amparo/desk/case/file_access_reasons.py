"""Opening a file without a task, and the statistics of accesses."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.referral.dated_tasks import hours_unseen
from amparo.foundations.accounts.decorators import StaffRequest, go_on_with, needs
from amparo.foundations.accounts.error_pages import asks_why
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.form_recovery import safe_path
from amparo.foundations.cases.access.access_log import look_into, say_why
from amparo.foundations.cases.access.look_statistics import (
    MANY_AFTER_REFUSAL,
    MANY_IN_AN_HOUR,
    MANY_NAMES,
    MANY_NEAR,
    MANY_PARTS,
    MANY_WITHOUT_TASK,
    looked_at,
)
from amparo.foundations.cases.access.monthly_look_sample import last_month, read_since
from amparo.foundations.cases.fields import fields, folded, open_field

DAYS = 30
PAGES = {"sheet": "desk:handed_on", "people": "desk:people", "others": "desk:others"}
"""Pages besides the case page that show parts of a file."""


@needs(Permission.CASE_READ)
def why(request: StaffRequest, code: str) -> HttpResponse:
    """Record the reason before the file is shown; the person can read it."""
    if request.method != "POST":
        return redirect("desk:case", code)
    reason = request.POST.get("reason", "")
    noted = say_why(code, reason, by=request.actor, at=timezone.now())
    return go_on_with(request, "desk", fallback="/desk/", told=_told(noted=noted))


@needs(Permission.CASE_READ)
def part(request: StaffRequest, code: str, field: str) -> HttpResponse:
    """Ask why the member opens a confidential part of the file, then show the page that contains
    it."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    if field not in fields():
        raise Http404
    back = _back(request.GET.get("back", ""), open_case.code)
    hidden = folded(open_case, field, seen_by=request.actor)
    if hidden and not hidden.asked:
        raise Http404
    if request.method != "POST":
        return asks_why(request, open_case.code, field, then=back) if hidden else redirect(back)
    reason = request.POST.get("reason", "")
    noted = open_field(open_case, field, reason, by=request.actor, at=now)
    return go_on_with(request, "desk", fallback=back, told=_told(noted=noted))


def _back(asked: str, code: str) -> str:
    """Return the page that shows the part: of this case only."""
    here = reverse("desk:case", args=[code])
    if asked.startswith(here):
        return safe_path(asked, fallback=here)
    return reverse(PAGES[asked], args=[code]) if asked in PAGES else here


@needs(Permission.DESK)
def looks(request: StaffRequest) -> HttpResponse:
    """Show accesses by member, as numbers. Likeness of names is counted only up to yesterday: a
    supervisor may be excluded from a case, and could otherwise see from the difference whose family
    it concerns."""
    if not request.actor.may(Permission.TEAM_MANAGE):
        raise Http404
    now = timezone.now()
    columns = _columns()
    settled = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    since = now - timedelta(days=DAYS)
    found = looked_at(since, now, seen_by=request.actor, settled=settled)
    context = {
        "here": "team",
        "days": DAYS,
        "heads": columns.values(),
        "members": [
            (one, [(head, one.told(name)) for name, head in columns.items()]) for one in found
        ],
        "in_an_hour": MANY_IN_AN_HOUR,
        "without_task": MANY_WITHOUT_TASK,
        "many_names": MANY_NAMES,
        "many_parts": MANY_PARTS,
        "many_near": MANY_NEAR,
        "many_refused": MANY_AFTER_REFUSAL,
        "read_at": read_since(last_month(now)),
        "unseen": hours_unseen(seen_by=request.actor),
    }
    return render(request, "desk/looks.html", context)


def _told(*, noted: bool) -> str:
    """Return what was just done, for a member who continues with an interrupted form."""
    if noted:
        return _("Your reason is on record.")
    return _("No reason was put on record, and nothing was opened by it.")


def _columns() -> dict[str, str]:
    """Return the columns of the table with their headings."""
    return {
        "files": _("Cases"),
        "without_task": _("With a reason, because nothing waited"),
        "idle": _("Nothing done within a day"),
        "most": _("Most in one hour"),
        "parts": _("Confidential data seen"),
        "names": _("Names looked for"),
        "own": _("Their own surname"),
        "alike": _("One family or village again"),
        "refused": _("Soon after a refusal"),
    }
