"""Everything open in a case, in one table: terms of the law, promises, immediate actions, reports
of institutions, reviews. Who owes each, by when, and the page where it is done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.admission.spoken_messages.queries import rows_of_errands
from amparo.casework.admission.target_hours import actions_in
from amparo.casework.obligations import queries as obligations
from amparo.casework.obligations.due_days import owed_in
from amparo.casework.referral.dated_tasks import todos_in
from amparo.casework.review import queries as review
from amparo.desk.case.case_page_content import due_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.dates_outside_terms import end_of, name_of
from amparo.foundations.cases.next_acts import Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import due_from, say, say_term
from amparo.law import CaseState, Protocol, Term

OPEN_WITHOUT_DATE = frozenset({"answer_complaint", "change", "decide_change", "held", "waiting"})
"""Acts that wait although no date runs."""
LAST_HOUR = 23


@dataclass(frozen=True, slots=True)
class Row:
    """One open thing. `url`: where it is done; empty where others do it. `ends`: the last moment.
    `hour`: the moment, where it is not just the end of a day."""

    what: Words
    who: Words
    url: str
    due: Due | None = None
    ends: datetime = NEVER
    hour: datetime | None = None
    first: bool = False

    @property
    def late(self) -> bool:
        return self.due is not None and self.due.state == "late"


def open_in(
    open_case: OpenCase, state: CaseState, law: Protocol, offers: Iterable[Offer], *, seen_by: Actor
) -> list[Row]:
    """Return what is open, in the order of the worklist: at once, then by date, then undated."""
    offers = list(offers)
    rows = [*_of_terms(state, law, offers)]
    found = {row.url for row in rows if row.url}
    known = [
        *_of_help(open_case, law, state.at, seen_by),
        *_of_offers(open_case, law, offers, state.at),
        *_of_tasks(open_case, law, state.at, seen_by),
        *_of_institutions(open_case, law, state.at, seen_by),
    ]
    for row in known:
        if row.url and row.url in found:
            continue
        found.add(row.url)
        rows.append(row)
    rows += _of_the_list(open_case, law, state.at, rows)
    return sorted(rows, key=lambda row: (not row.first, row.ends))


def _of_the_list(
    open_case: OpenCase, law: Protocol, at: datetime, rows: list[Row]
) -> Iterator[Row]:
    """What the list names as the next thing, where no other row is due then."""
    case = open_case.case
    what = name_of(case.due_term)
    if what and case.due_on and all(row.ends != case.due_on for row in rows):
        yield _dated(what, _("The team"), "", case.due_on, law, at)


def _of_terms(state: CaseState, law: Protocol, offers: list[Offer]) -> Iterator[Row]:
    for term in (*state.terms, *state.carried):
        due = due_from(term, law, at=state.at)
        if due is None or due.state == "done":
            continue
        act = next((one for one in offers if _meets(one, term) and not one.missing), None)
        yield Row(
            what=say_term(law, term.term),
            who=say(law, f"roles.{term.owed_by}"),
            url=act.url if act else "",
            due=due,
            ends=end_of(term, law.zone) or NEVER,
            hour=due.hour,
        )


def _meets(offer: Offer, term: Term) -> bool:
    return offer.due is not None and offer.due.term == term.term


def _of_offers(
    open_case: OpenCase, law: Protocol, offers: list[Offer], at: datetime
) -> Iterator[Row]:
    holder = open_case.case.holder
    who = holder.name if holder else _("The team")
    for one in offers:
        if one.by is None and not (one.act in OPEN_WITHOUT_DATE or one.at_once):
            continue
        due = due_of(one, law, at=at) if one.by else None
        yield Row(
            one.label, who, one.url, due, one.by or NEVER, _hour(one.by, law), first=one.at_once
        )


def _of_help(open_case: OpenCase, law: Protocol, at: datetime, reader: Actor) -> Iterator[Row]:
    """Immediate actions, and what is to be said to the person."""
    if open_case.folder.filing.asks_nobody:
        return
    code, works = open_case.code, reader.may(Permission.CASE_WORK)
    waiting = [] if settings.ORGANISATION else actions_in(open_case)
    for action in (one for one in waiting if one.ended_at is None):
        url = address_of("admission:action", code, action.ref) if works else ""
        what = say(law, f"immediate_actions.{action.kind}")
        name = _("Immediate action: %(what)s") % {"what": what}
        yield _dated(name, action.owner.name, url, action.target_at, law, at)
    for errand in rows_of_errands(open_case, seen_by=reader):
        url = address_of("admission:errand", code, errand.ref) if works else ""
        yield _dated(
            _("Something to say to the person"), _("The team"), url, errand.next_at, law, at
        )


def _of_tasks(open_case: OpenCase, law: Protocol, at: datetime, reader: Actor) -> Iterator[Row]:
    """Promises, reviews and other tasks, also of roles that the reader does not have."""
    code, team = open_case.code, _("The team")
    for todo in todos_in(open_case, seen_by=reader):
        url = address_of("referral:task", code, todo.row.ref) if todo.may else ""
        yield _dated(todo.row.get_kind_display(), team, url, todo.row.due_on, law, at)
    tasks = [] if settings.ORGANISATION else review.on_case(open_case, seen_by=reader).tasks
    for task in tasks:
        called = str(task.task.get_kind_display())
        what = f"{called}: {task.what}" if task.what else called
        yield _dated(what, team, task.page, task.task.due_on, law, at)


def _of_institutions(
    open_case: OpenCase, law: Protocol, at: datetime, reader: Actor
) -> Iterator[Row]:
    """What institutions owe, and what the team does about it."""
    if settings.ORGANISATION:
        return
    code, works = open_case.code, reader.may(Permission.CASE_WORK)
    for follow in obligations.open_follow_ups(open_case, seen_by=reader):
        url = address_of("obligations:follow_up", code, follow.ref) if works else ""
        yield _dated(follow.get_kind_display(), _("The team"), url, follow.due_on, law, at)
    for name, duty in owed_in(open_case):
        url = address_of("obligations:duty", code, duty.alias)
        yield _dated(name, duty.unit.name, url, duty.due_on, law, at)


def _dated(what: Words, who: Words, url: str, by: datetime, law: Protocol, at: datetime) -> Row:
    due = due_of(Offer("", what, url, by=by), law, at=at)
    return Row(what, who, url, due, by, _hour(by, law))


def _hour(moment: datetime | None, law: Protocol) -> datetime | None:
    """Return the moment, unless it is the end of its day."""
    if moment is None:
        return None
    local = timezone.localtime(moment, law.zone)
    return None if (local.hour, local.minute) == (LAST_HOUR, 59) else local
