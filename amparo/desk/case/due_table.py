"""Everything open in a case, in one table: the terms of the law and all that `waiting_in` returns,
with who owes each, by when, and the page where it is done. The case page and the hand-over sheet
show it; the list shows the first of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.admission.consent_last_days import SAY as CONSENT_ENDS
from amparo.casework.admission.consent_last_days import TASK as CONSENT
from amparo.casework.admission.consent_last_days import ending_soon
from amparo.casework.admission.spoken_messages.queries import TASK as ERRAND
from amparo.casework.admission.spoken_messages.queries import rows_of_errands
from amparo.casework.admission.target_hours import TASK as IMMEDIATE
from amparo.casework.admission.target_hours import actions_in
from amparo.casework.leaks.step_deadlines import PREFIX as LEAK
from amparo.casework.obligations import queries as obligations
from amparo.casework.obligations.due_days import owed_in
from amparo.casework.referral.dated_tasks import todos_in
from amparo.casework.review.complaints import queries as complaints
from amparo.desk.case.case_page_content import due_of, offers_of, stages_here
from amparo.desk.history.answers import QUESTIONS
from amparo.desk.worklist.rows import next_act
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.dates_outside_terms import end_of, name_of, waiting_in
from amparo.foundations.cases.next_acts import Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.worklist_row import place_of
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import due_from, say, say_term
from amparo.law import CaseState, Protocol, Term

OPEN_WITHOUT_DATE = frozenset({"answer_complaint", "change", "decide_change", "held", "waiting"})
"""Acts that wait although no date runs."""
LAST_HOUR = 23


@dataclass(frozen=True, slots=True)
class Row:
    """One open thing. `what`: in the words of the list; `detail`: more of it. `url`: where it is
    done; empty where others do it. `ends`: the last moment. `hour`: the moment, where it is not
    just the end of a day. `task`: its name, as in `Case.due_term`."""

    what: Words
    who: Words
    url: str
    due: Due | None = None
    ends: datetime = NEVER
    hour: datetime | None = None
    first: bool = False
    task: str = ""
    detail: Words = ""

    @property
    def late(self) -> bool:
        return self.due is not None and self.due.state == "late"


def open_in(
    open_case: OpenCase, state: CaseState, law: Protocol, offers: Iterable[Offer], *, seen_by: Actor
) -> list[Row]:
    """Return what is open, in the order of the worklist; what is to be done at once counts as
    danger."""
    offers = list(offers)
    rows = [*_of_terms(state, law, offers)]
    found = {row.url for row in rows if row.url}
    known = [
        *_of_help(open_case, law, state.at, seen_by),
        *_of_complaints(open_case, law, state.at, seen_by),
        *_of_offers(open_case, law, offers, state.at),
        *_of_tasks(open_case, law, state.at, seen_by),
        *_of_institutions(open_case, law, state.at, seen_by),
        *_of_consents(open_case, law, state.at, seen_by),
    ]
    for row in known:
        if row.url and row.url in found:
            continue
        found.add(row.url)
        rows.append(row)
    rows = _as_on_the_list(open_case, law, state.at, rows)
    return sorted(rows, key=lambda row: place_of(int(row.first), row.ends, at=state.at))


def open_things(
    open_case: OpenCase, state: CaseState, law: Protocol, *, seen_by: Actor
) -> list[Row]:
    """Return the same for a page that shows no acts."""
    offers = offers_of(open_case, state, seen_by=seen_by)
    return open_in(open_case, state, law, offers, seen_by=seen_by)


def _as_on_the_list(open_case: OpenCase, law: Protocol, at: datetime, rows: list[Row]) -> list[Row]:
    """Return the rows with each dated thing in the words of the list, and those that no stage
    shows to this reader; of a leak, of which a member may be suspected, only what the list names
    too."""
    rows, missing = list(rows), []
    case = open_case.case
    for one in waiting_in(case):
        if case.closed_at and not one.is_shown_closed(at):
            continue
        hidden = one.task.startswith(LEAK) and one.task != case.due_term
        name, named = name_of(one.task), False
        for number, row in enumerate(rows):
            if row.ends == one.due_on and _is_same(row, one.task, name):
                rows[number], named = _in_words_of_list(row, name), True
        if not named and not hidden:
            missing.append(_dated(name, _("The team"), "", one.due_on, law, at, task=one.task))
    return rows + missing


def _is_same(row: Row, task: str, name: str) -> bool:
    called = bool(row.task) and (row.task == task or task.endswith(f".{row.task}"))
    return called or str(row.what).startswith(name)


def _in_words_of_list(row: Row, name: str) -> Row:
    said = str(row.what)
    return row if said.startswith(name) else replace(row, what=name, detail=said)


def _of_terms(state: CaseState, law: Protocol, offers: list[Offer]) -> Iterator[Row]:
    for term in (*state.terms, *state.carried):
        due = due_from(term, law, at=state.at)
        if due is None or due.state == "done":
            continue
        act = next((one for one in offers if _meets(one, term) and not one.missing), None)
        what, name = next_act(term.term, law), say_term(law, term.term)
        yield Row(
            what=what,
            detail="" if what == name else name,
            who=say(law, f"roles.{term.owed_by}"),
            url=act.url if act else "",
            due=due,
            ends=end_of(term, law.zone) or NEVER,
            hour=due.hour,
            task=term.term,
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
        end, hour = one.by or NEVER, _hour(one.by, law)
        yield Row(one.label, who, one.url, due, end, hour, first=one.at_once, task=one.act)


def _of_help(open_case: OpenCase, law: Protocol, at: datetime, reader: Actor) -> Iterator[Row]:
    """Immediate actions, and what is to be said to the person."""
    if open_case.folder.filing.asks_nobody:
        return
    code, works = open_case.code, reader.may(Permission.CASE_WORK)
    for action in (one for one in actions_in(open_case) if one.ended_at is None):
        url = address_of("admission:action", code, action.ref) if works else ""
        name = _("Immediate action: %(what)s") % {
            "what": say(law, f"immediate_actions.{action.kind}")
        }
        yield _dated(name, action.owner.name, url, action.target_at, law, at, task=IMMEDIATE)
    for errand in rows_of_errands(open_case, seen_by=reader):
        url = address_of("admission:errand", code, errand.ref) if works else ""
        what, who = _("Something to say to the person"), _("The team")
        yield _dated(what, who, url, errand.next_at, law, at, task=ERRAND)


def _of_tasks(open_case: OpenCase, law: Protocol, at: datetime, reader: Actor) -> Iterator[Row]:
    """Promises, reviews and other tasks, also of roles that the reader does not have."""
    code, team = open_case.code, _("The team")
    for todo in todos_in(open_case, seen_by=reader):
        url = address_of("referral:task", code, todo.row.ref) if todo.may else ""
        what = todo.row.get_kind_display()
        yield _dated(what, team, url, todo.row.due_on, law, at, task=todo.row.kind)
    for task in stages_here()["review"].on_case(open_case, seen_by=reader).tasks:
        called = str(task.task.get_kind_display())
        what = f"{called}: {task.what}" if task.what else called
        yield _dated(what, team, task.page, task.task.due_on, law, at, task=task.task.kind)


def _of_complaints(
    open_case: OpenCase, law: Protocol, at: datetime, reader: Actor
) -> Iterator[Row]:
    """What the late authority promised in answer to a complaint, or a ruling orders."""
    for one in complaints.dated_in(open_case, seen_by=reader):
        what = f"{name_of(one.task)}: {one.what}"
        yield _dated(what, one.who, one.page, one.due_on, law, at, task=one.task)


def _of_institutions(
    open_case: OpenCase, law: Protocol, at: datetime, reader: Actor
) -> Iterator[Row]:
    """What institutions owe, and what the team does about it."""
    code, works = open_case.code, reader.may(Permission.CASE_WORK)
    for follow in obligations.open_follow_ups(open_case, seen_by=reader):
        url = address_of("obligations:follow_up", code, follow.ref) if works else ""
        what = follow.get_kind_display()
        yield _dated(what, _("The team"), url, follow.due_on, law, at, task=follow.kind)
    for name, duty in owed_in(open_case):
        url = address_of("obligations:duty", code, duty.alias)
        who = _("The team") if duty.is_requested else duty.unit.name
        yield _dated(name, who, url, duty.due_on, law, at)


def _of_consents(open_case: OpenCase, law: Protocol, at: datetime, reader: Actor) -> Iterator[Row]:
    """Consents that end within a week, each with the page where the new answer is noted."""
    plans = reader.may(Permission.CASE_PLAN)
    for one in ending_soon(open_case.case):
        measure = plans and one.kind == "measure"
        url = address_of("measures:answer", open_case.code, one.subject) if measure else ""
        to = f": {one.unit.name}" if one.unit else ""
        if one.ends_at:
            row = _dated(CONSENT_ENDS, _("The team"), url, one.ends_at, law, at, task=CONSENT)
            yield replace(row, detail=f"{QUESTIONS[one.kind]}{to}")


def _dated(
    what: Words, who: Words, url: str, by: datetime, law: Protocol, at: datetime, *, task: str = ""
) -> Row:
    due = due_of(Offer("", what, url, by=by), law, at=at)
    return Row(what, who, url, due, by, _hour(by, law), task=task)


def _hour(moment: datetime | None, law: Protocol) -> datetime | None:
    """Return the moment, unless it is the end of its day."""
    if moment is None:
        return None
    local = timezone.localtime(moment, law.zone)
    return None if (local.hour, local.minute) == (LAST_HOUR, 59) else local
