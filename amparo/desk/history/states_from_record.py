"""Earlier states by the record, for data in plain rows: access to the case, answers,
representatives of a collective, obligations of a unit."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.follow_up.history import Earlier, earlier_of
from amparo.casework.obligations.queries import duty_on_case
from amparo.desk.history.answers import names_of_team, recorded, steps_of_answers
from amparo.desk.history.boards import steps_of_boards
from amparo.desk.history.document_versions import Changed
from amparo.desk.history.people_and_measure_dates import Step
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.dates import day_in_words

OF_SEATS = ("CaseOpened", "SeatGiven", "SeatTaken", "CaseClaimed")
WHY_SEATED: Mapping[str, Promise] = {
    "decides": later("Has to decide this case"),
    "supervises": later("Supervises how it goes, or decides while the person cannot be asked"),
    "works": later("Works on it from now on"),
    "covers": later("Stands in for somebody who is away"),
    "tied": later("Takes over from somebody who has a tie to the case"),
    "speaks_the_language": later("Speaks the person's language"),
    "leaves_the_team": later("Leaves the team of this case"),
    "left": later("Has no account here any more"),
    "excluded": later("Must not know of this case"),
    "life_in_danger": later("A life is in danger, and nobody else answers: for some hours"),
    "hours_over": later("The hours for which it was given are over"),
    "conflict": later("Is kept apart from this case"),
}


@needs(Permission.CASE_WORK)
def seats_before(request: StaffRequest, code: str) -> HttpResponse:
    """Show who had access, since when, who gave or removed it and why; newest first."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    title, steps = _("The team of this case: who sat on it before"), _of_seats
    return _page(request, open_case, title, list(steps(open_case, request.actor)), "seats")


@needs(Permission.CASE_READ)
def answers_before(request: StaffRequest, code: str) -> HttpResponse:
    """Show each question and every answer to it; newest first."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    steps = list(steps_of_answers(open_case, seen_by=request.actor))
    return _page(request, open_case, _("Agreements: what was answered before"), steps)


@needs(Permission.CASE_READ)
def boards_before(request: StaffRequest, code: str) -> HttpResponse:
    """Show who represented the collective of this case, and how; newest first."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    steps = steps_of_boards(open_case, seen_by=request.actor)
    if steps is None:
        raise Http404
    return _page(request, open_case, _("The collective: what was so before"), list(steps))


@needs(Permission.CASE_READ)
def duty_before(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    """Show the earlier states of one obligation and what was said of it; newest first."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    found = duty_on_case(open_case, alias, seen_by=request.actor)
    title = _("%(duty)s: how it stood before") % {"duty": found.title}
    names = names_of_team(open_case, seen_by=request.actor)
    return _page(request, open_case, title, list(_of_duty(found, names, request.actor)))


# --- inside ---


def _page(
    request: StaffRequest, open_case: OpenCase, title: str, steps: list[Step], back: str = "case"
) -> HttpResponse:
    context = {"open_case": open_case, "title": title, "back": back, "steps": steps[::-1]}
    return render(request, "desk/steps.html", context)


def _of_seats(open_case: OpenCase, reader: Actor) -> Iterator[Step]:
    entries = recorded(open_case, OF_SEATS, seen_by=reader)
    members = [f"member:{one.facts['member']}" for one in entries if "member" in one.facts]
    names = names_of(members, seen_by=reader)
    stands: dict[str, str] = {}
    holder = ""
    for one in entries:
        if one.event == "CaseOpened":
            opened = Changed(
                _("Access given when the case was opened"), "", str(one.facts["seats"])
            )
            yield Step(one.at, one.author, "", (opened,))
            continue
        name = names.get(f"member:{one.facts['member']}", "")
        if one.event == "CaseClaimed":
            changed, holder = Changed(_("Who has it in hand"), holder, name), name
        else:
            given = one.event == "SeatGiven"
            newer = roles_in_words(one.facts["role"]) if given else ""
            older = "" if given else stands.get(name, _("Since the case was opened"))
            changed = Changed(_("Access"), older, newer)
            stands[name] = newer
        why = str(WHY_SEATED.get(one.facts.get("reason", ""), ""))
        yield Step(one.at, one.author, name, (changed,), why)


def _of_duty(found: OpenDuty, names: Mapping[str, str], reader: Actor) -> Iterator[Step]:
    stands = ""
    for one in earlier_of(found, seen_by=reader):
        changed = tuple(_changes(one, stands))
        stands = str(one.state) or stands
        author = names.get(one.by) or (found.duty.unit.name if one.of_unit else "")
        why = "\n".join(filter(None, [str(one.happened), one.said]))
        yield Step(one.at, author, "", changed, why)


def _changes(one: Earlier, stands: str) -> Iterator[Changed]:
    if one.state and str(one.state) != stands:
        yield Changed(_("How it stands"), stands, str(one.state))
    if any(one.days):
        before, until = (day_in_words(date.fromisoformat(day)) for day in one.days)
        yield Changed(_("An answer is due until"), before, until)
    if any(one.task):
        yield Changed(_("What the team has to do"), *one.task)
