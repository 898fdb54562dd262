"""The supervisor's board: how the open cases are distributed, and assigning them, several at once.
A case that the supervisor cannot open is a code here, with its day and its responsible member."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.obligations.escalation.queries import owed_by_institution
from amparo.casework.obligations.queries import unfunded_by_institution
from amparo.desk.worklist.filters import group_of, group_words, windows
from amparo.desk.worklist.handover_sheets import address_of_sheets
from amparo.desk.worklist.rows import danger_word, distance_of
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import NEVER, refresh
from amparo.foundations.cases.queries import PAGE, Case, Mark, Window
from amparo.foundations.cases.services import HeldByAnother, assign
from amparo.foundations.cases.team_board import (
    NOBODY,
    Load,
    Member,
    TeamCase,
    cases_called,
    cases_of_team,
    loads_of_team,
    mark_in_team,
    responsible_choices,
)
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.dates import compact_day
from amparo.foundations.web.law.wording import ahead_by_hours
from amparo.law import Protocol, known_protocols, load_protocol

BETWEEN = "~"
"""Between the code of a case and that of the responsible member, as the page showed it."""
CONFLICT, UNPROCESSABLE = 409, 422
INSTITUTIONS = 20
"""Shown at first: those that are late longest."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One case. `value`: what its box sends; `word`: urgent, overdue and so on; `danger`: what
    kind."""

    case: TeamCase
    word: str
    when: str = ""
    distance: str = ""
    is_late: bool = False
    danger: str = ""

    @property
    def value(self) -> str:
        return f"{self.case.code}{BETWEEN}{self.case.holder}"


class Done(NamedTuple):
    """What became of one case that was to be assigned."""

    code: str
    said: str
    holds: bool


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One line of the table: each number leads to its cases."""

    load: Load
    address: str
    late_address: str
    week_address: str
    is_here: bool


@needs(Permission.CASE_SUPERVISE)
def board(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    asked = request.POST.getlist("case")[:PAGE]
    if asked and "sheets" in request.POST:
        return redirect(address_of_sheets(one.partition(BETWEEN)[0] for one in asked))
    choices = {one.code: one for one in responsible_choices(seen_by=request.actor)}
    member = choices.get(request.POST.get("member", ""))
    if member is None or not asked:
        told = _("Choose at least one case, and who is to be responsible.")
        if "sheets" in request.POST:
            told = _("Choose at least one case.")
        return _page(request, told=told, status=UNPROCESSABLE)
    done = list(_assigned(request, asked, member))
    status = 200 if all(one.holds for one in done) else CONFLICT
    return _page(request, done=done, member=member, status=status)


def _assigned(request: StaffRequest, asked: list[str], member: Member) -> Iterator[Done]:
    """Assign each case by itself: what is refused for one changes nothing for the others."""
    shown = dict(one.partition(BETWEEN)[::2] for one in asked)
    found = cases_called(shown, seen_by=request.actor)
    for code, instead_of in shown.items():
        case = found.get(code)
        if case is None:
            yield Done(
                code, _("It is not on the board any more. Nothing was changed."), holds=False
            )
            continue
        yield _assign(request, case, member, instead_of)


def _assign(request: StaffRequest, case: Case, member: Member, instead_of: str) -> Done:
    now = timezone.now()
    try:
        is_new = assign(case, member, instead_of=instead_of, by=request.actor, at=now)
    except HeldByAnother as meanwhile:
        return Done(case.code, _meanwhile(meanwhile.holder), holds=False)
    except Refused as refusal:
        return Done(case.code, _refused(str(refusal), member), holds=False)
    if not is_new:
        told = _("%(name)s was responsible already.") % {"name": member.name}
        return Done(case.code, told, holds=True)
    refresh(case, at=now)
    return Done(case.code, _("Assigned."), holds=True)


def _meanwhile(holder: str) -> str:
    if not holder:
        return _("Meanwhile nobody is responsible any more. Nothing was changed: look again.")
    said = _("Meanwhile %(name)s became responsible. Nothing was changed: speak with each other.")
    return said % {"name": holder}


def _refused(reason: str, member: Member) -> str:
    said = {
        "no_access": _(
            "%(name)s has no access to this case. Somebody of its team must give it first. Nothing"
            " was changed."
        ),
        "closed": _("It was closed meanwhile. Nothing was changed."),
        "held_back": _("The account of %(name)s, or yours, is suspended. Nothing was changed."),
    }
    return said.get(reason, _("This cannot be done now. Nothing was changed.")) % {
        "name": member.name
    }


def _page(
    request: StaffRequest,
    *,
    done: list[Done] | None = None,
    member: Member | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    now, reader = timezone.now(), request.actor
    law = load_protocol(settings.PROTOCOL)
    there = windows(now, law.zone)
    rest_of_week = Window(now, there["week"].before)
    loads = loads_of_team(due=rest_of_week, seen_by=reader, at=now)
    names = {one.member.code: one.member.name for one in loads if one.member}
    holder, which = request.GET.get("holder", ""), request.GET.get("which", "")
    holder = holder if holder == NOBODY or holder in names else ""
    due = {"late": there["late"], "week": rest_of_week}.get(which, Window())
    which = which if due else ""
    after = Mark.read(request.GET.get("after", ""))
    cases = cases_of_team(holder=holder, due=due, after=after, seen_by=reader, size=PAGE, at=now)
    more = str(mark_in_team(cases[PAGE - 1])) if cases[PAGE:] else ""
    owed = owed_by_institution(at=now, seen_by=reader)
    listed = owed if request.GET.get("institutions") == "all" else owed[:INSTITUTIONS]
    words = group_words()
    grouped = [(one, group_of(one.danger, one.due_on, there)) for one in cases[:PAGE]]
    context = {
        "here": "worklist",
        "owed": listed,
        "owed_besides": len(owed) - len(listed),
        "unfunded": unfunded_by_institution(seen_by=reader),
        "late": sum(1 for one in owed if one.late),
        "loads": [_load_row(one, holder) for one in loads],
        "choices": responsible_choices(seen_by=reader),
        "rows": [_row(one, words[group], law, now) for one, group in grouped],
        "of": names.get(holder, ""),
        "holder": holder,
        "which": which,
        "here_address": _address(holder, which),
        "every": _address(),
        "older": _address(holder, which, after=more) if more else "",
        "newer": _address(holder, which) if after else "",
        "done": done,
        "member": member,
        "told": told,
    }
    return render(request, "desk/board.html", context, status=status)


def _load_row(load: Load, holder: str) -> LoadRow:
    code = load.member.code if load.member else NOBODY
    return LoadRow(
        load=load,
        address=_address(code),
        late_address=_address(code, "late"),
        week_address=_address(code, "week"),
        is_here=code == holder,
    )


def _row(case: TeamCase, word: str, site_law: Protocol, now: datetime) -> BoardRow:
    law = load_protocol(case.protocol) if case.protocol in known_protocols() else site_law
    danger = danger_word(case, law) if case.danger else ""
    if case.due_on >= NEVER:
        return BoardRow(case, word, danger=danger)
    end = case.due_on.astimezone(law.zone)
    hours = ahead_by_hours(end, at=now) if end.time() != time.max else ""
    today = now.astimezone(law.zone).date()
    far = hours or distance_of(law, end.date(), case.due_term, case.track, today=today)
    return BoardRow(case, word, compact_day(end.date()), far, is_late=end < now, danger=danger)


def _address(holder: str = "", which: str = "", *, after: str = "") -> str:
    asked = {"holder": holder, "which": which, "after": after}
    kept = {name: value for name, value in asked.items() if value}
    address = address_of("desk:board")
    return f"{address}?{urlencode(kept)}" if kept else address
