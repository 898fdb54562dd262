"""Complaints: what the team sees of them, and what the members who rule on them may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.queries import WAYS
from amparo.casework.review.complaints.due_days import days_in
from amparo.casework.review.complaints.superiors import may_answer, may_rule, to_be_noted
from amparo.casework.review.models import Complaint
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.next_acts import COMMUNICATE, RECORD, Offer, Words
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.procedure.complaints import (
    RULING,
    complainable,
    draft,
    reasons_in,
    unsettled,
)
from amparo.foundations.intake.procedure.defects import defects_of, say_defect
from amparo.foundations.intake.procedure.law_of_filing import law_at, term_at
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.related_people.messages_and_complaints import complaints_of
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import due_from, say, say_act, say_term
from amparo.law import Asked, CaseState, Deed, Protocol, Term, asked_term, load_protocol

watch("complaints", Complaint)
LISTED = 100  # of each sort on one page

# Why it is late, as the authority itself says: codes, so that no words about anybody get out.
REASONS = {
    "nobody_assigned": _("Nobody had it in hand"),
    "too_much_work": _("Too much work for the people there are"),
    "waits_for_another": _("It waits for what another institution owes"),
    "person_not_reached": _("The person could not be reached by the safe way"),
    "mistake": _("It was overlooked"),
    "done_meanwhile": _("It is done meanwhile"),
    "no_reason": _("There is no reason"),
}
SAY_WHY = _("Say why it is late, to who rules on the complaint")
SAY_DONE = _("Say that what the ruling on a complaint orders is done")
OUTCOMES = {
    "founded": _("The complaint is well founded"),
    "unfounded": _("The complaint is not well founded"),
}


@dataclass(frozen=True, slots=True)
class Delay:
    """The facts of a complaint that the member who rules may know: codes and days."""

    code: str
    who: str
    what: str
    due: Due | None
    late_by: int
    filed_at: datetime
    done_at: datetime | None
    defect: bool = False
    """Whether the complaint is about another defect than a term that passed."""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A complaint with its delay, the term of its ruling, and what was answered and ruled."""

    row: Complaint
    delay: Delay
    ruling_due: Due | None
    reason: Any
    outcome: Any

    @property
    def ruling(self) -> Any:
        return getattr(self.row, "ruling", None)


class Dated(NamedTuple):
    """Something promised or ordered by a day. `page`: where the late authority answers."""

    task: str
    what: str
    who: str
    page: str
    due_on: datetime


@dataclass(frozen=True, slots=True, repr=False)
class OnCase:
    """A complaint on the case page, where the reasons of a ruling can be read. `who`: the related
    person who asked for it, empty for the person; `way` and `words`: how it was said, where the
    team wrote it down."""

    heard: Heard
    who: str
    way: Words
    words: str
    reasons: str
    nobody: bool
    answerable: bool


def ruling_term(row: Complaint, *, at: datetime) -> Term | None:
    """Return the term of the ruling, or None where the law sets none."""
    law = law_at(row.filing, row.filed_at)
    ruling = getattr(row, "ruling", None)
    return asked_term(
        law,
        law.term_to_answer(Asked.COMPLAINT_RULING),
        row.begins,
        at,
        answered_at=ruling.ruled_at if ruling else None,
        calendar=settings.CALENDAR,
        channel=row.channel,
    )


def delay_of(row: Complaint, *, at: datetime) -> Delay:
    law, named = law_at(row.filing, row.filed_at), row.named
    if named:
        what, term = say_defect(law, named), None
    else:
        what = say_term(law, row.term)
        term = standing(row.filing, at=at).term(term_at(row.filing, row.term, row.filed_at))
    return Delay(
        code=row.filing.code,
        who=say(law, f"roles.{row.owed_by}"),
        what=what,
        due=due_from(term, law, at=at) if term else None,
        late_by=row.late_by,
        filed_at=row.begins,
        done_at=term.met_at if term else None,
        defect=named is not None,
        channel=say(law, f"channels.{row.channel}", otherwise=row.channel),
    )


def heard_by(*, at: datetime, seen_by: Actor) -> list[Heard]:
    """Return the complaints that were put before the reader: first those that wait, oldest first,
    then those ruled on, newest first."""
    rows = _put_before(seen_by)
    waiting = rows.filter(ruling__isnull=True).order_by("filed_at", "pk")[:LISTED]
    ruled = rows.filter(ruling__isnull=False).order_by("-ruling__ruled_at", "pk")[:LISTED]
    return [_heard(row, at=at) for row in (*waiting, *ruled) if may_rule(row, reader=seen_by)]


def heard_called(ref: str, *, at: datetime, seen_by: Actor) -> Heard | None:
    """Return one of them. None where it was not put before the reader, or the reader is complained
    of meanwhile."""
    row = _put_before(seen_by).filter(ref=ref).first()
    return _heard(row, at=at) if row and may_rule(row, reader=seen_by) else None


def _put_before(reader: Actor) -> QuerySet[Complaint]:
    rows = Complaint.objects.select_related("filing", "ruling")
    return rows.filter(addressees__member=reader.member)


def _heard(row: Complaint, *, at: datetime) -> Heard:
    law = law_at(row.filing, row.filed_at)
    term, ruling = ruling_term(row, at=at), getattr(row, "ruling", None)
    return Heard(
        row=row,
        delay=delay_of(row, at=at),
        ruling_due=due_from(term, law, at=at) if term else None,
        reason=REASONS.get(row.reason, ""),
        outcome=OUTCOMES.get(ruling.outcome, "") if ruling else "",
    )


def on_case(open_case: OpenCase, *, at: datetime, seen_by: Actor) -> tuple[OnCase, ...]:
    rows = _rows(open_case)
    if not rows:
        return ()
    said = {one.ref: one for one in complaints_of(open_case.folder, seen_by=seen_by)}
    reasons = reasons_in(open_case.folder, seen_by=seen_by)
    names = {one.ref: one.name for one in others_of(open_case.folder, seen_by=seen_by)}
    law = load_protocol(open_case.folder.filing.protocol)
    return tuple(
        OnCase(
            heard=_heard(row, at=at),
            who=names.get(said[row.ref].who, ""),
            way=way_in_words(law, said[row.ref].way),
            words=said[row.ref].words,
            reasons=reasons.get(row.ref, ""),
            nobody=to_be_noted(row),
            answerable=may_answer(row, reader=seen_by),
        )
        for row in rows
    )


def way_in_words(law: Protocol, way: str) -> Words:
    """Return how one came: by which way to the team, or through which channel of the law."""
    return WAYS.get(way) or say(law, f"ways.{way}") or say(law, f"channels.{way}")


def complaint_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Complaint | None:
    """Return a complaint of this case that the reader has to answer, or None."""
    row = next((one for one in _rows(open_case) if one.ref == ref), None)
    return row if row and may_answer(row, reader=seen_by) else None


def waiting_for_paper(open_case: OpenCase, ref: str) -> Complaint | None:
    """Return a complaint of this case whose ruling the team may note, or None."""
    row = next((one for one in _rows(open_case) if one.ref == ref), None)
    return row if row and to_be_noted(row) else None


def written_on_paper(open_case: OpenCase, ref: str) -> Complaint | None:
    """Return a complaint of this case whose paper ruling the team has noted, or None."""
    row = next((one for one in _rows(open_case) if one.ref == ref), None)
    ruling = getattr(row, "ruling", None)
    return row if ruling and ruling.on_paper else None


def as_written(open_case: OpenCase, row: Complaint, *, seen_by: Actor) -> dict[str, Any]:
    """Return a noted paper ruling as the values of its form."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[RULING])
    bodies = [open_case.folder.words(one) for one in papers]
    body: dict[str, Any] = next((one for one in bodies if one.get("about") == row.ref), {})
    names = ("outcome", "do_by", "another_officer")
    said = {name: getattr(row.ruling, name) for name in names}
    return {**said, "text": body.get("text", ""), **body.get("data", {})}


def _rows(open_case: OpenCase) -> list[Complaint]:
    def read() -> list[Complaint]:
        rows = Complaint.objects.filter(filing=open_case.folder.filing).order_by("filed_at", "pk")
        found = rows.select_related("filing", "ruling").prefetch_related("addressees__member")
        return list(found)

    return open_case.once("complaints", read)


def wait_for_file(open_case: OpenCase) -> bool:
    """Return whether a complaint was filed while the file was not open, and the file was not opened
    since."""
    return any(row.waits_for_file for row in _rows(open_case))


def possible(open_case: OpenCase, *, at: datetime, seen_by: Actor) -> list[tuple[str, str]]:
    """Return the terms of which the person could complain now: id, and text with the late role."""
    law = load_protocol(open_case.folder.filing.protocol)
    late = complainable(open_case.folder.filing, at=at)
    if not late:
        return []
    entries = open_case.once("record", lambda: entries_about(open_case.code, seen_by=seen_by))
    before = unsettled(open_case.folder.filing, at=at, seen_by=seen_by, entries=entries)
    return [
        (term.term, f"{say(law, f'terms.{term.term}')} ({say(law, f'roles.{term.owed_by}')})")
        for term in late
        if term.term not in before
    ]


def defects(open_case: OpenCase, *, at: datetime, seen_by: Actor) -> list[tuple[str, str]]:
    """Return the other defects that can be complained of at any time: id and text."""
    if not seen_by.may(Permission.CASE_WORK):
        return []
    law = load_protocol(open_case.folder.filing.protocol)
    found = defects_of(open_case.folder.filing, at=at)
    return [(one, say(law, f"defects.{one}")) for one in found]


def drafts(open_case: OpenCase, *, at: datetime, seen_by: Actor) -> list[tuple[str, str]]:
    """Return, for each of those terms, its text and the full complaint as it would be filed."""
    filing = open_case.folder.filing
    wanted = dict(possible(open_case, at=at, seen_by=seen_by))
    late = complainable(filing, at=at)
    return [(wanted[one.term], draft(filing, one)) for one in late if one.term in wanted]


def offers(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """Return the acts on complaints: file one for the person, and say why it is late."""
    code, found = open_case.code, []
    if seen_by.may(Permission.CASE_WORK):
        law = load_protocol(state.protocol)
        late = state.late and possible(open_case, at=state.at, seen_by=seen_by)
        if late or defects(open_case, at=state.at, seen_by=seen_by):
            label = say_act(law, Deed.COMPLAIN) or _("Complain about delay")
            address = address_of("complaints:complain", code)
            found.append(Offer("complain", label, address, menu=RECORD))
    found += [
        Offer(
            "answer_complaint",
            SAY_DONE if hasattr(row, "ruling") else SAY_WHY,
            address_of("complaints:answer", code, row.ref),
            menu=COMMUNICATE,
        )
        for row in _rows(open_case)
        if may_answer(row, reader=seen_by)
    ]
    return found


def dated_in(open_case: OpenCase, *, seen_by: Actor) -> Iterator[Dated]:
    """Yield what was promised or ordered by a day and is not done yet."""
    if not _rows(open_case):
        return
    filing, rows = open_case.case.filing, {row.pk: row for row in _rows(open_case)}
    for one in days_in(filing):
        row, law = rows[one.row.pk], law_at(filing, one.row.filed_at)
        named = row.named
        yield Dated(
            task=one.task,
            what=say_defect(law, named) if named else say_term(law, row.term),
            who=say(law, f"roles.{row.owed_by}"),
            page=address_of("complaints:answer", open_case.code, row.ref)
            if may_answer(row, reader=seen_by)
            else "",
            due_on=end_of_day(filing, one.day),
        )
