"""Complaints about defects of the procedure. The law's clock says when a delay is ground for one;
other defects are named by the complainant. The ruling authority gets only dates and codes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.foundations.intake import events
from amparo.foundations.intake.documents.schemas.review import ComplaintText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_complaint
from amparo.foundations.intake.keys.sealed_messages import dropped_in
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.defects import (
    Came,
    Named,
    asks,
    data_of,
    defect_filed,
    defects_of,
    duties_of,
    may_complain,
    named_in,
)
from amparo.foundations.intake.procedure.law_of_filing import term_at
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.web.dates import day_in_words
from amparo.foundations.web.law.wording import say, say_term, source_said
from amparo.law import Deed, Term, load_protocol
from amparo.law.explain.terms import say_amount

KIND, RULING = "complaint", "ruling_on_complaint"
FILED = events.ComplaintFiled.__name__
RULED = "ComplaintRuled"
"""Name of the ruling event, which a later stage records."""


class NotLate(Exception):
    """The term is not late any more, or this filing's law has no such complaint."""


class ComplainedAlready(Exception):
    """A complaint about this term or defect waits for its ruling, or was upheld and its deadline
    has not passed."""


@dataclass(frozen=True, slots=True, repr=False)
class Complaint:
    """A filed complaint, about a term (late by `late_by` on that day) or another defect (`named`).
    `author` wrote it down; `who`: the related person who complained, if any."""

    ref: str
    term: str
    owed_by: str
    late_by: int
    text: str
    way: str
    words: str
    author: str
    who: str
    filed_at: datetime
    named: Named | None
    came: Came

    @property
    def begins(self) -> datetime:
        """Return when it came in; the term for the ruling starts here."""
        return self.came.at or self.filed_at


def complainable(filing: Filing, *, at: datetime) -> list[Term]:
    """Return the overdue terms of which the law allows a complaint now."""
    law, state = load_protocol(filing.protocol), standing(filing, at=at)
    if not may_complain(filing, state):
        return []
    return [one for one in (*state.late, *state.asked_no_more) if law.roles[one.owed_by].superior]


def complaints_in(folder: Folder, *, seen_by: Signs) -> list[Complaint]:
    """Return the complaints in the case, oldest first."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[KIND])
    return [
        complaint_of(one.ref, folder.words(one), author=one.author, at=one.written_at)
        for one in papers
    ]


def complaint_of(ref: str, body: Mapping[str, Any], *, author: str, at: datetime) -> Complaint:
    """Build a Complaint from its unsealed document."""
    data = body["data"]
    return Complaint(
        ref=ref,
        term=data["term"],
        owed_by=data["owed_by"],
        late_by=data["late_by"],
        text=str(body["text"]),
        way=str(body.get("way") or ""),
        words=str(body.get("note") or ""),
        author=author,
        who=str(body.get("asked_by") or ""),
        filed_at=at,
        named=named_in(data),
        came=Came(
            data.get("channel", ""),
            datetime.fromisoformat(data["came_at"]) if data.get("came_at") else None,
        ),
    )


def reasons_in(folder: Folder, *, seen_by: Signs) -> dict[str, str]:
    """Return the reasons of each ruling, by complaint: left here by the authority, or copied from
    paper."""
    said = {
        str(body.get("about", "")): str(body.get("text", ""))
        for body in map(folder.words, papers_in(folder, seen_by=seen_by, kinds=[RULING]))
    }
    left = dropped_in(folder, RULING)
    return said | {ref: str(body.get("text", "")) for ref, (_row, body) in left.items()}


def unsettled(
    filing: Filing, *, at: datetime, seen_by: Signs, entries: Iterable[Entry] = ()
) -> frozenset[str]:
    """Return the terms, and the keys of other defects, whose complaint waits for a ruling or has an
    ordered deadline that has not passed. `entries`: of the record, if already read."""
    entries = entries or entries_about(filing.code, seen_by=seen_by)
    said = [(one, json.loads(one.facts)) for one in entries if one.event in {FILED, RULED}]
    do_by = {facts["complaint"]: facts["do_by"] for one, facts in said if one.event == RULED}
    today = at.astimezone(load_protocol(filing.protocol).zone).date().isoformat()
    return frozenset(
        named.key if (named := named_in(facts)) else term_at(filing, facts["term"], one.at)
        for one, facts in said
        if one.event == FILED and do_by.get(facts["complaint"], today) >= today
    )


def draft(filing: Filing, term: Term, *, language: str = "") -> str:
    """Return the text of the complaint in the law's first language, or in `language` as a
    translation. Every fact in it is on record."""
    law = load_protocol(filing.protocol)
    act = law.act_that(Deed.COMPLAIN)
    language = language or law.languages[0]
    with override(language):
        parts = {
            "whom": say(law, f"roles.{law.roles[term.owed_by].superior}"),
            "ground": source_said(act),
            "code": filing.code,
            "who": say(law, f"roles.{term.owed_by}"),
            "what": say_term(law, term.term),
            "due": _day(term.due),
            "source": source_said(term),
            "amount": say_amount(term.amount, term.unit, language),
            "event": say(law, f"events.{term.starts_from}"),
            "from_day": _day(term.from_at),
            "late": say_amount(term.late_by, term.unit.late_in, language),
        }
        paragraphs = (
            _("To: %(whom)s.") % parts,
            _("Complaint about delay (%(ground)s), case %(code)s.") % parts,
            _(
                "%(who)s had to do this by %(due)s at the latest: %(what)s (%(source)s: %(amount)s"
                " from %(event)s, %(from_day)s). It is not done. The delay today: %(late)s."
            )
            % parts,
            asks(),
        )
    return "\n\n".join(paragraphs)


def _day(when: date | datetime | None) -> str:
    """Return a day in words, with the hour unless it is midnight."""
    if when is None:
        return ""
    if not isinstance(when, datetime):
        return day_in_words(when)
    hour = f" {when:%H:%M}" if when.hour or when.minute else ""
    return f"{day_in_words(when.date())}{hour}"


@transaction.atomic
def complain(
    folder: Folder,
    term_id: str,
    *,
    by: Signs,
    at: datetime,
    way: str = "",
    words: str = "",
    who: str = "",
    came: Came | None = None,
) -> Document:
    """File a complaint about an overdue term. With `way`, a member wrote it down for the person or
    for a related person (`who`), in their words, and `came` says how it was received.

    Raises NotLate, ComplainedAlready, KeyChanged.
    """
    hold(folder)
    folder.filing.refresh_from_db()
    term = to_complain_of(folder.filing, term_id, by=by, at=at)
    body = what_is_filed(folder.filing, term, words=words, way=way, who=who, came=came)
    return _file(folder, body, by=by, at=at)


@transaction.atomic
def complain_of_defect(
    folder: Folder,
    named: Named,
    *,
    by: Signs,
    at: datetime,
    way: str = "",
    words: str = "",
    who: str = "",
    came: Came | None = None,
) -> Document:
    """File a complaint about a defect other than an overdue term, as `complain` does.

    Raises NotLate, ComplainedAlready, KeyChanged.
    """
    hold(folder)
    folder.filing.refresh_from_db()
    must_be_open(folder.filing, named, by=by, at=at)
    body = defect_filed(folder.filing, named, words=words, way=way, who=who, came=came)
    return _file(folder, body, by=by, at=at)


def _file(folder: Folder, body: Mapping[str, Any], *, by: Signs, at: datetime) -> Document:
    paper = write_paper(folder, body=ComplaintText(**body), by=by, at=at, for_person=True)
    event = filed(folder.code, paper.ref, body, how="oral" if body["way"] else "page")
    record(event, by=by, at=at)
    hand_over_complaint(folder.filing, event, folder=folder, by=by, at=at)
    return paper


def to_complain_of(filing: Filing, term_id: str, *, by: Signs, at: datetime) -> Term:
    """Return the overdue term. Raises NotLate, ComplainedAlready."""
    late = {term.term: term for term in complainable(filing, at=at)}
    if term_id not in late:
        raise NotLate
    if term_id in unsettled(filing, at=at, seen_by=by):
        raise ComplainedAlready
    return late[term_id]


def must_be_open(filing: Filing, named: Named, *, by: Signs, at: datetime) -> None:
    """Check that this defect may be complained of now. Raises NotLate, ComplainedAlready."""
    duties = duties_of(load_protocol(filing.protocol)).get(named.owed_by)
    known = duties is not None and named.duty in {"", *duties}
    if not known or named.defect not in defects_of(filing, at=at):
        raise NotLate
    if named.key in unsettled(filing, at=at, seen_by=by):
        raise ComplainedAlready


def what_is_filed(
    filing: Filing,
    term: Term,
    *,
    words: str,
    way: str,
    who: str,
    came: Came | None = None,
) -> dict[str, Any]:
    """Return the body of the complaint, as it is sealed."""
    data = {
        "term": term.term,
        "owed_by": term.owed_by,
        "due": term.due.isoformat() if term.due else "",
        "late_by": term.late_by,
        **data_of(came),
    }
    return {"text": draft(filing, term), "note": words, "way": way, "asked_by": who, "data": data}


def filed(code: str, ref: str, body: Mapping[str, Any], *, how: str) -> events.ComplaintFiled:
    """Return the event to record: codes and dates only."""
    data = body["data"]
    return events.ComplaintFiled(
        about=code,
        complaint=ref,
        term=data["term"],
        due=data["due"],
        late_by=data["late_by"],
        how=how,
        who=body["asked_by"],
        defect=data.get("defect", ""),
        owed_by=data["owed_by"] if data.get("defect") else "",
        duty=data.get("duty", ""),
        channel=data.get("channel", ""),
        came_at=data.get("came_at", ""),
    )
