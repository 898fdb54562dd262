"""A complaint about delay. The law's clock says when there is ground for one; she files it by one
act; whoever rules on it learns the delay's dates and nothing of her."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo import rules
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox import events
from amparo.foundations.letterbox.drops import dropped_in
from amparo.foundations.letterbox.folders import Folder, hold
from amparo.foundations.letterbox.keyed import hand_over_complaint
from amparo.foundations.letterbox.lawful import term_at
from amparo.foundations.letterbox.models import Filing, Paper
from amparo.foundations.letterbox.papers import papers_in, write_paper
from amparo.foundations.letterbox.queries import standing
from amparo.foundations.look.law import say, say_term
from amparo.foundations.look.words import day_in_words
from amparo.rules import Deed
from amparo.rules.explaining import say_amount

KIND, RULING = "complaint", "ruling_on_complaint"
FILED = events.ComplaintFiled.__name__
RULED = "ComplaintRuled"
"""What the record calls a ruling, which a later stage writes."""


class NotLate(Exception):
    """Nobody is late with it any more, or the law of this filing knows no such complaint."""


class ComplainedAlready(Exception):
    """Her complaint about this very term is before who rules on it, or was found right and its day
    has not passed."""


@dataclass(frozen=True, slots=True, repr=False)
class Complaint:
    """One that was filed: about which term, late by how much on that day, by `author`, who wrote
    it down, or by somebody else of the case (`who`)."""

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


def complainable(filing: Filing, *, at: datetime) -> list[rules.Term]:
    """The terms that an authority has let pass and of which the law lets her complain now."""
    law = rules.load(filing.protocol)
    act = law.act_that(Deed.COMPLAIN)
    if act is None or filing.withdrawn_at:
        return []
    state = standing(filing, at=at)
    if not any(one.id == act.id and not one.missing for one in state.acts):
        return []
    late = (*state.late, *state.asked_no_more)
    return [term for term in late if law.roles[term.owed_by].superior]


def complaints_in(folder: Folder, *, seen_by: Signs) -> list[Complaint]:
    """Those that lie in the file, oldest first."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[KIND])
    return [
        complaint_of(one.ref, folder.words(one), author=one.author, at=one.written_at)
        for one in papers
    ]


def complaint_of(ref: str, body: Mapping[str, Any], *, author: str, at: datetime) -> Complaint:
    """What was sealed of it, read."""
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
    )


def reasons_in(folder: Folder, *, seen_by: Signs) -> dict[str, str]:
    """Why it was ruled so, by complaint: left here by who ruled, or written down from paper."""
    said = {
        str(body.get("about", "")): str(body.get("text", ""))
        for body in map(folder.words, papers_in(folder, seen_by=seen_by, kinds=[RULING]))
    }
    left = dropped_in(folder, RULING)
    return said | {ref: str(body.get("text", "")) for ref, (_row, body) in left.items()}


def unsettled(filing: Filing, *, at: datetime, seen_by: Signs) -> frozenset[str]:
    """The terms with a complaint on which nobody has ruled yet, or whose ordered day has not
    passed: whoever filed it."""
    entries = entries_about(filing.code, seen_by=seen_by)
    told = [one for one in entries if one.event in {FILED, RULED}]
    said = [(one, json.loads(one.facts)) for one in told]
    do_by = {facts["complaint"]: facts["do_by"] for one, facts in said if one.event == RULED}
    today = at.astimezone(rules.load(filing.protocol).zone).date().isoformat()
    return frozenset(
        term_at(filing, facts["term"], one.at)
        for one, facts in said
        if one.event == FILED and do_by.get(facts["complaint"], today) >= today
    )


def draft(filing: Filing, term: rules.Term, *, language: str = "") -> str:
    """The complaint in full, in the law's own language, or to be understood in another one that it
    speaks: every fact of it is on record."""
    law = rules.load(filing.protocol)
    act = law.act_that(Deed.COMPLAIN)
    language = language or law.languages[0]
    with override(language):
        parts = {
            "whom": say(law, f"roles.{law.roles[term.owed_by].superior}"),
            "ground": act.source if act else "",
            "code": filing.code,
            "who": say(law, f"roles.{term.owed_by}"),
            "what": say_term(law, term.term),
            "due": _day(term.due),
            "source": term.source,
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
            _(
                "I ask you to rule on this in the term of the law, to order that it be done by a"
                " day that you name, and to do what the law says about whoever is responsible. This"
                " complaint does not stop my request."
            ),
        )
    return "\n\n".join(paragraphs)


def _day(when: date | datetime | None) -> str:
    """A day in full, and the hour where hours count."""
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
) -> Paper:
    """File it. With `way`, somebody of the team wrote down that she asked for it, or somebody else
    of the case (`who`), in which words.

    Raises NotLate, ComplainedAlready, KeyChanged.
    """
    hold(folder)
    folder.filing.refresh_from_db()
    term = to_complain_of(folder.filing, term_id, by=by, at=at)
    body = what_is_filed(folder.filing, term, words=words, way=way, who=who)
    paper = write_paper(folder, kind=KIND, body=body, by=by, at=at, for_person=True)
    event = filed(folder.code, paper.ref, body, how="oral" if way else "page")
    record(event, by=by, at=at)
    hand_over_complaint(folder.filing, event, folder=folder, by=by, at=at)
    return paper


def to_complain_of(filing: Filing, term_id: str, *, by: Signs, at: datetime) -> rules.Term:
    """The late term. Raises NotLate, ComplainedAlready."""
    late = {term.term: term for term in complainable(filing, at=at)}
    if term_id not in late:
        raise NotLate
    if term_id in unsettled(filing, at=at, seen_by=by):
        raise ComplainedAlready
    return late[term_id]


def what_is_filed(
    filing: Filing, term: rules.Term, *, words: str, way: str, who: str
) -> dict[str, Any]:
    """The complaint as it is sealed."""
    data = {
        "term": term.term,
        "owed_by": term.owed_by,
        "due": term.due.isoformat() if term.due else "",
        "late_by": term.late_by,
    }
    return {"text": draft(filing, term), "note": words, "way": way, "asked_by": who, "data": data}


def filed(code: str, ref: str, body: Mapping[str, Any], *, how: str) -> events.ComplaintFiled:
    """What is put on record of it: codes and days."""
    data = body["data"]
    return events.ComplaintFiled(
        about=code,
        complaint=ref,
        term=data["term"],
        due=data["due"],
        late_by=data["late_by"],
        how=how,
        who=body["asked_by"],
    )
