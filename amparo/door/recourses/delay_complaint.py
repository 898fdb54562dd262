"""Complaints about delay, drafted from the record on the day a term is missed and filed by one act;
and the outcome of every complaint."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.door.my_case import dashboard_sections as story
from amparo.door.my_data.hidden_from_person_page import said_here
from amparo.door.site_protocol import due_from, language_of, law_of, say
from amparo.door.visit.person_session import (
    BesideRequest,
    VisitRequest,
    decides,
    remember,
    with_words,
)
from amparo.foundations.intake.documents.services import papers_in, read_by_person
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.procedure.complaints import (
    FILED,
    KIND,
    RULED,
    ComplainedAlready,
    Complaint,
    NotLate,
    complain,
    complainable,
    draft,
    reasons_in,
    unsettled,
)
from amparo.foundations.intake.procedure.defects import defects_of, say_defect
from amparo.foundations.intake.procedure.law_of_filing import law_at, term_at
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.messages_and_complaints import complaints_of
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.both_languages import in_others
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import another_language, say_term
from amparo.law import Asked, Deed, Term, asked_term

PUT = "ComplaintPut"
"""Event that records that a complaint went to the authority that rules on it."""


@dataclass(frozen=True, slots=True, repr=False)
class Late:
    """One missed term, and the outcome of a complaint about it. `asks`: the person can file one
    now; `filer`: the related person who filed it, if any."""

    term: str
    what: str
    who: str
    due: Due | None
    asks: bool
    ref: str = ""
    filed_at: datetime | None = None
    by_team: bool = False
    filer: str = ""
    waits_for_file: bool = False
    words: str = ""
    ruling_due: Due | None = None
    read: bool = False
    nobody: bool = False
    withheld: bool = False
    outcome: str = ""
    do_by: date | None = None
    another_officer: bool = False
    on_paper: bool = False
    reasons: str = ""
    defect: bool = False
    """Whether it is about another defect; its page then has its own reference."""


def lates_of(visitor: Visitor, entries: Iterable[Entry], *, at: datetime) -> list[Late]:
    """Return what is late now and every complaint filed, newest first."""
    folder = visitor.folder
    filed = complaints_of(folder, seen_by=visitor)
    entries = list(entries)
    said = _said(entries)
    reasons = reasons_in(folder, seen_by=visitor) if filed else {}
    found = [_filed(visitor, one, said.get(one.ref, {}), reasons, at=at) for one in reversed(filed)]
    late = complainable(folder.filing, at=at)
    waiting = unsettled(folder.filing, at=at, seen_by=visitor) if late else frozenset()
    law = law_of(folder.filing.protocol)
    new = [
        Late(
            term=term.term,
            what=say_term(law, term.term),
            who=say(law, f"roles.{term.owed_by}"),
            due=due_from(term, law, at=at),
            asks=True,
        )
        for term in late
        if term.term not in waiting
    ]
    return new + found


def wait_for_file(entries: Iterable[Entry]) -> bool:
    """Whether a related person filed a complaint without the case key, and the case was not opened
    since."""
    said = _said(one for one in entries if one.event in {FILED, PUT})
    return any(PUT not in one for one in said.values())


def _said(entries: Iterable[Entry]) -> dict[str, dict[str, dict[str, object]]]:
    """Return what is recorded of each complaint, by event."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    for entry in entries:
        facts = json.loads(entry.facts)
        if "complaint" in facts:
            found.setdefault(facts["complaint"], {})[entry.event] = facts
    return found


def _filed(
    visitor: Visitor,
    one: Complaint,
    said: dict[str, dict[str, object]],
    reasons: Mapping[str, str],
    *,
    at: datetime,
) -> Late:
    filing = visitor.folder.filing
    law, named = law_at(filing, one.filed_at), one.named
    term_now = one.ref if named else term_at(filing, one.term, one.filed_at)
    ruled = said.get(RULED, {})
    term = asked_term(
        law,
        law.term_to_answer(Asked.COMPLAINT_RULING),
        one.begins,
        at,
        calendar=settings.CALENDAR,
        channel=one.came.channel,
    )
    do_by = str(ruled.get("do_by") or "")
    return Late(
        term=term_now,
        what=say_defect(law, named) if named else say_term(law, one.term),
        who=say(law, f"roles.{one.owed_by}"),
        due=None if named else due_from(standing(filing, at=at).term(term_now), law, at=at),
        asks=False,
        ref=one.ref,
        filed_at=one.filed_at,
        by_team=bool(one.way),
        filer=_name_of(one.who, visitor),
        waits_for_file=PUT not in said,
        words=one.words if not one.who or said_here(visitor) else "",
        ruling_due=due_from(term, law, at=at) if term and not ruled else None,
        read="ComplaintRead" in said,
        nobody=said.get("ComplaintPut", {}).get("members") == 0,
        withheld=bool(said.get("ComplaintPut", {}).get("withheld")),
        outcome=str(ruled.get("outcome") or ""),
        do_by=date.fromisoformat(do_by) if do_by else None,
        another_officer=bool(ruled.get("another_officer")),
        on_paper=bool(ruled.get("on_paper")),
        reasons=reasons.get(one.ref, ""),
        defect=named is not None,
    )


def _name_of(who: str, visitor: Visitor) -> str:
    listed = others_of(visitor.folder, seen_by=visitor) if who else []
    return next((one.name for one in listed if one.ref == who), "")


@with_words
@decides
def complaint(request: VisitRequest, term: str) -> HttpResponse:
    """Show the complaint in full, with one button that files it; afterwards show its outcome."""
    at, visitor = timezone.now(), request.visitor
    filing = visitor.folder.filing
    late = {one.term: one for one in complainable(filing, at=at)}
    lates = [one for one in lates_of(visitor, story.entries_of(visitor), at=at) if one.term == term]
    if not lates:
        raise Http404
    if request.method == "POST":
        file_it(request, lambda: complain(visitor.folder, term, by=visitor, at=at), term=term)
        return redirect("door:mine")
    _read_what_was_filed(visitor, lates, at=at)
    context: dict[str, Any] = {"term": term, "lates": lates, "asks": lates[0].asks}
    if lates[0].asks:
        context |= _before_filing(request, late[term], at=at)
    return render(request, "door/complaint.html", context)


def _before_filing(request: VisitRequest, term: Term, *, at: datetime) -> dict[str, Any]:
    """Return what would be filed, in the language of the norm, and its content in the other
    languages."""
    visitor = request.visitor
    filing = visitor.folder.filing
    law = law_of(filing.protocol)

    def said() -> dict[str, Any]:
        found = lates_of(visitor, story.entries_of(visitor), at=at)
        mine = [one for one in found if one.term == term.term and one.asks]
        return {"lates": mine, "text": draft(filing, term, language=language_of(law))}

    act = law.act_that(Deed.COMPLAIN)
    return {
        "at_any_time": act is not None and not act.only_when_late,
        "defects": defects_of(filing, at=at),
        "text": draft(filing, term),
        "filed_in": another_language(law),
        "text_here": said()["text"],
        "others": in_others(request, law, "door/complaint_said.html", said),
    }


def _read_what_was_filed(visitor: Visitor, lates: Iterable[Late], *, at: datetime) -> None:
    """Record that the person read the complaints that the team filed for them."""
    refs = {one.ref for one in lates if one.by_team}
    for paper in papers_in(visitor.folder, seen_by=visitor, kinds=[KIND]):
        if paper.ref in refs:
            read_by_person(visitor.folder, paper, by=visitor, at=at)


def file_it(
    request: VisitRequest | BesideRequest,
    complain: Callable[[], object],
    instead: Callable[[], str] = str,
    *,
    term: str = "",
) -> None:
    """File once, however often it is sent, and set the notice for the next page. `instead`: stores
    the text of a complaint that was settled meanwhile, and returns the notice."""
    try:
        complain()
    except (ComplainedAlready, NotLate) as overtaken:
        # A second click without text gets no notice.
        told = instead() or ("" if isinstance(overtaken, ComplainedAlready) else "not_late")
        remember(request, **({"said": told} if told else {}))
    else:
        remember(request, said="complained", complained=term)
