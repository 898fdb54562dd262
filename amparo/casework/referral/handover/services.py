"""Handing a case over without asking the person everything again: promises, the note of the
previous member, and the sheet for the next one. Services, by noun: what is handed on."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.casework.referral import events
from amparo.casework.referral.dated_tasks import (
    close_dated_tasks,
    dated_tasks_in,
    open_dated_task,
)
from amparo.casework.referral.models import ReferralTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.fields import REACH, Folded, folded
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.intake.documents.schemas.referral import (
    HandedOnText,
    PromiseKeptText,
    PromiseText,
)
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import hold, must_be_alive
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol
from amparo.law.admission import Known

Kind = ReferralTask.Kind
OWN_WORDS = "-own_words"
TAKEN = "CaseClaimed"
HANDED_ON = "CaseHandedOn"
MEMBER = "member:"
# What the sheet repeats of the request, so that it is not asked again.
WAY = (Known.CONTACT.value, Known.TIMES.value)
TOLD = (*WAY, "language", "interpreter")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a member promised the person, by which day, and whether it was kept."""

    ref: str
    text: str
    who: str
    at: datetime
    due_on: datetime | None
    kept: bool


@dataclass(frozen=True, slots=True)
class Left:
    """The note of a previous member for the next one."""

    who: str
    at: datetime
    stands: str
    care: str


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """What the next member must know before speaking with the person. `unread`: when documents were
    written that cannot be opened. `is_older`: the way to reach the person was given before such a
    document and is left out, because another may have the telephone now. `ask`: other members with
    a seat. `folded`: the way to reach the person, where it is not shown to this reader."""

    left: tuple[Left, ...]
    promises: tuple[Promise, ...]
    told: tuple[tuple[str, str], ...] = field(default=())
    not_to_know: tuple[str, ...] = ()
    unread: tuple[datetime, ...] = ()
    is_older: bool = False
    ask: tuple[str, ...] = ()
    folded: Folded | None = None


@transaction.atomic
def promise(open_case: OpenCase, *, text: str, on: date, by: Actor, at: datetime) -> None:
    """Record a promise to the person with its day; the person can read it, and it becomes a
    task."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    must_be_alive(open_case.folder.filing)
    body = PromiseText(text=text, on=on.isoformat())
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    role = by.role
    event = events.PromiseMade(
        about=open_case.code, promise=paper.ref, day=on.isoformat(), role=role
    )
    record(event, by=by, at=at)
    day = end_of_day(open_case.folder.filing, on)
    open_dated_task(open_case.case, Kind.KEEP_PROMISE, about=paper.ref, due_on=day, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_promise(
    open_case: OpenCase, ref: str, *, outcome: str, words: str, by: Actor, at: datetime
) -> None:
    """Record that a promise was kept, or cannot be; the person can read why. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    must_be_alive(open_case.folder.filing)
    if not close_dated_tasks(
        open_case.case, Kind.KEEP_PROMISE, about=ref, outcome=outcome, by=by, at=at
    ):
        raise Hindered("nothing_open")
    body = PromiseKeptText(outcome=outcome, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    refresh(open_case.case, at=at)


@transaction.atomic
def hand_on(open_case: OpenCase, *, stands: str, care: str, by: Actor, at: datetime) -> None:
    """Leave a sealed note for the next member, only for the team. Tasks of members without a seat
    to write one are closed."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    body = HandedOnText(stands=stands, care=care)
    write_paper(open_case.folder, body=body, by=by, at=at)
    record(events.CaseHandedOn(about=open_case.code, role=by.role), by=by, at=at)
    seated = {seat.member.code for seat in seats_of(open_case.case, seen_by=by)}
    waiting = ReferralTask.objects.filter(
        case=open_case.case, kind=Kind.HAND_ON, done_at__isnull=True
    ).exclude(about__in=seated - {by.member.code})
    for about in list(waiting.values_list("about", flat=True)):
        close_dated_tasks(
            open_case.case, Kind.HAND_ON, about=about, outcome="written", by=by, at=at
        )
    refresh(open_case.case, at=at)


@transaction.atomic
def taken_over(case: Case, *, member: str, by: Signs, at: datetime) -> None:
    """Ask the member who had the case before (CaseClaimed) for a note to the next one, unless it
    was written since that member took the case."""
    entries = entries_about(case.code, seen_by=by)
    moves = [one for one in entries if one.event in {TAKEN, HANDED_ON}]
    takers = [(one.sequence, _taker(one)) for one in moves if one.event == TAKEN]
    before = next((one for _number, one in reversed(takers) if one != f"{MEMBER}{member}"), "")
    if not before or not CaseAccess.objects.filter(case=case, member__code=before[len(MEMBER) :]):
        return  # a member without a seat cannot write a note
    taken = max(number for number, one in takers if one == before)
    written = any(
        one.event == HANDED_ON and one.by == before and one.sequence > taken for one in moves
    )
    if not written:
        open_dated_task(case, Kind.HAND_ON, about=before[len(MEMBER) :], by=by, at=at)


def _taker(entry: Entry) -> str:
    """Return the signature of the member who became responsible; a supervisor may have said so."""
    return f"{MEMBER}{json.loads(entry.facts)['member']}"


def sheet_of(open_case: OpenCase, *, seen_by: Actor) -> Sheet:
    folder = open_case.folder
    kinds = ["handed_on", "promise", "exclusions", "urgent", "request", "answer"]
    papers = papers_in(folder, seen_by=seen_by, kinds=kinds)
    names = names_of([paper.author for paper in papers], seen_by=seen_by)
    told = {"urgent", "request", "answer"}
    read = [(one, folder.words(one)) for one in papers if one.kind not in told]
    first = [(one, folder.words_if_they_open(one)) for one in papers if one.kind in told]
    due = {
        one.about: one.due_on for one in dated_tasks_in(open_case) if one.kind == Kind.KEEP_PROMISE
    }
    said, is_older = _holds_still([words for _paper, words in first])
    hidden = folded(open_case, REACH, seen_by=seen_by) if _says_how(said) else None
    return Sheet(
        left=tuple(
            Left(
                names.get(paper.author, ""),
                paper.written_at,
                str(body.get("stands", "")),
                str(body.get("care", "")),
            )
            for paper, body in reversed(read)
            if paper.kind == "handed_on"
        ),
        promises=tuple(
            Promise(
                paper.ref,
                str(body.get("text", "")),
                names.get(paper.author, ""),
                paper.written_at,
                due.get(paper.ref),
                paper.ref not in due,
            )
            for paper, body in read
            if paper.kind == "promise"
        ),
        told=tuple(_told(open_case, said, without=WAY if hidden else ())),
        unread=tuple(one.written_at for one, words in first if words is None),
        is_older=is_older,
        folded=hidden,
        ask=tuple(one.member.name for one in _others(open_case, seen_by)) if is_older else (),
        not_to_know=tuple(
            line for paper, body in read if paper.kind == "exclusions" for line in _excluded(body)
        ),
    )


def _holds_still(told: Iterable[Mapping[str, Any] | None]) -> tuple[dict[str, Any], bool]:
    """Return the last value of each field, and whether the way to reach the person is left out
    because it was given only before a document that cannot be opened."""
    said, before = dict[str, Any](), set[str]()
    for words in told:
        if words is None:
            before |= {name for name in said if name.removesuffix(OWN_WORDS) in WAY}
            said = {name: value for name, value in said.items() if name not in before}
        else:
            said.update({name: value for name, value in words.items() if value})
    return said, bool(before - said.keys())


def _says_how(said: Iterable[str]) -> bool:
    return any(name.removesuffix(OWN_WORDS) in WAY for name in said)


def _others(open_case: OpenCase, reader: Actor) -> list[CaseAccess]:
    seats = seats_of(open_case.case, seen_by=reader)
    return [one for one in seats if one.member_id != reader.member.pk]


def _told(
    open_case: OpenCase, said: Mapping[str, Any], *, without: Sequence[str]
) -> list[tuple[str, str]]:
    law = load_protocol(open_case.folder.filing.protocol)
    found = []
    for name in (one for one in TOLD if one not in without):
        words = said.get(f"{name}{OWN_WORDS}") or said.get(name)
        if words:
            text = say(law, f"options.{words}") if isinstance(words, str) else ""
            found.append((say(law, f"questions.{name}", otherwise=name), text or _plain(words)))
    return found


def _plain(words: Any) -> str:
    if isinstance(words, Mapping):
        return "\n".join(_plain(one) for one in words.values() if one)
    if isinstance(words, (list, tuple)):
        return "\n".join(_plain(one) for one in words)
    return str(words)


def _excluded(body: Mapping[str, Any]) -> list[str]:
    units = [str(unit[-1]) for unit in body.get("units") or [] if unit]
    names = str(body.get("names") or "")
    return [*units, *([names] if names else [])]
