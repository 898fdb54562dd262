"""Contesting a resolution: no new evidence needed, in the person's own words or by recording, in
writing or orally. It is stored first and judged later, even if late."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from amparo.foundations.intake import events
from amparo.foundations.intake.documents.schemas.review import RecourseText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.law_of_filing import fixed_at, law_at, passing_after
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.law import Deed, Protocol, Resolved, Term, term_again

DECISION, RECOURSE = "decision", "recourse"
# Legal effect of each kind of resolution; kinds not listed cannot be contested.
RESOLVED: Mapping[str, Resolved] = {
    "not_admitted": Resolved.NOT_ADMITTED,
    "denied": Resolved.DENIED,
    "partly": Resolved.PARTLY,
    "granted": Resolved.GRANTED,
    "strengthened": Resolved.GRANTED,
    "unchanged": Resolved.GRANTED,
    "reduced": Resolved.CHANGED,
    "suspended": Resolved.CHANGED,
    "ceased": Resolved.CHANGED,
    "renounced": Resolved.CHANGED,
    "misuse": Resolved.MISUSE,
}
# These reduce protection: the person may ask for a stay until the ruling.
TAKES_AWAY = frozenset({"reduced", "suspended", "ceased", "misuse"})


TOLD = frozenset({"DecisionNotified", "ResolutionContested", "RecourseRuled"})
NOT_UPHELD = "not_upheld"

type History = list[tuple[str, dict[str, Any]]]


class NothingToContest(Exception):
    """There is no such resolution, the filing's law has no recourse against it, the person left the
    procedure, or it was decided again already."""


@dataclass(frozen=True, slots=True, repr=False)
class Contestable:
    """A resolution that may be contested; `ref`: of its document. `term` is None until the person
    received it. `who`: the related person who contested it; empty for the person. `answered`: the
    last recourse was ruled on; `spent`: the person's own was, or that of a related person changed
    it."""

    ref: str
    decision: str
    kind: str
    issued_on: date
    grounds: tuple[str, ...]
    received_at: datetime | None
    term: Term | None
    contested_at: datetime | None
    who: str
    ruled: bool
    answered: bool
    spent: bool

    @property
    def takes_away(self) -> bool:
        return self.kind in TAKES_AWAY

    @property
    def late(self) -> bool:
        return self.term is not None and self.term.late_by > 0


def contestable(
    folder: Folder, *, seen_by: Signs, at: datetime, entries: Iterable[Entry] | None = None
) -> list[Contestable]:
    """Return the resolutions that the law lets the person contest, oldest first. `entries`: the
    record of this case, if already read."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[DECISION])
    if not papers:
        return []
    if entries is None:
        entries = entries_about(folder.code, seen_by=seen_by)
    bodies = {paper.ref: folder.words(paper) for paper in papers}
    return contestable_among(folder.filing, bodies, entries, at=at)


def contestable_among(
    filing: Filing,
    bodies: Mapping[str, Mapping[str, Any]],
    entries: Iterable[Entry],
    *,
    at: datetime,
) -> list[Contestable]:
    """Do the same for given resolutions, by the ref of their document."""
    if filing.withdrawn_at:
        return []
    history = [(entry.event, json.loads(entry.facts)) for entry in entries if entry.event in TOLD]
    found = [_read(filing, ref, body, history, at=at) for ref, body in bodies.items()]
    return [one for one in found if one]


def against(folder: Folder, ref: str, *, seen_by: Signs, at: datetime) -> Contestable | None:
    """Return the contestable resolution with this document ref, or None."""
    found = contestable(folder, seen_by=seen_by, at=at)
    return next((one for one in found if one.ref == ref), None)


def _read(
    filing: Filing,
    ref: str,
    body: Mapping[str, Any],
    history: History,
    *,
    at: datetime,
) -> Contestable | None:
    data = body.get("data")
    if not isinstance(data, dict):
        return None
    decision = str(data.get("decision", ""))
    told = _last(history, "DecisionNotified", "decision", decision)
    received_at = datetime.fromisoformat(told["received_at"]) if told else None
    grounds = _grounds(law_at(filing, received_at or at), str(body.get("kind")))
    if not grounds:
        return None
    contested = _last(history, "ResolutionContested", "against", ref)
    since = _since(history, ref, decision)
    asked_at = datetime.fromisoformat(contested["asked_at"]) if contested else None
    return Contestable(
        ref=ref,
        decision=decision,
        kind=str(body["kind"]),
        issued_on=date.fromisoformat(data["issued_on"]),
        grounds=grounds,
        received_at=received_at,
        term=term_to_contest(filing, received_at, at=at, met_at=since.hers),
        contested_at=asked_at,
        who=str(contested.get("who") or "") if contested else "",
        ruled=bool(_last(history, "RecourseRuled", "decision", decision)),
        answered=since.answered,
        spent=since.spent,
    )


def _grounds(law: Protocol, kind: str) -> tuple[str, ...]:
    """Return the grounds in the norm under which the person received the resolution: a transition
    to another norm loses none."""
    if law.act_that(Deed.CONTEST) is None:
        return ()
    return tuple(one.id for one in law.review.grounds_against(RESOLVED.get(kind, "")))


@dataclass(frozen=True, slots=True)
class _Since:
    """Recourses and rulings since a resolution, in the order of the record."""

    hers: datetime | None = None
    answered: bool = False
    spent: bool = False


def _since(history: History, ref: str, decision: str) -> _Since:
    """Return what followed a resolution. A ruling on another's recourse that changes nothing leaves
    the person's own recourse available."""
    since = _Since()
    for name, facts in history:
        if name == "ResolutionContested" and facts.get("against") == ref:
            hers = since.hers if facts.get("who") else datetime.fromisoformat(facts["asked_at"])
            since = replace(since, hers=hers, answered=False)
        elif name == "RecourseRuled" and facts.get("decision") == decision:
            spent = since.spent or bool(since.hers) or facts.get("result") != NOT_UPHELD
            since = replace(since, answered=True, spent=spent)
    return since


def term_to_contest(
    filing: Filing, received_at: datetime | None, *, at: datetime, met_at: datetime | None = None
) -> Term | None:
    """Return the person's term to contest a resolution, counted from the day of receipt."""
    return _again(filing, Deed.CONTEST, received_at, at=at, met_at=met_at)


def term_to_rule(
    filing: Filing, asked_at: datetime | None, *, at: datetime, met_at: datetime | None = None
) -> Term | None:
    """Return the term for the new decision."""
    return _again(filing, Deed.RULE_AGAIN, asked_at, at=at, met_at=met_at)


def _again(
    filing: Filing,
    does: Deed,
    began: datetime | None,
    *,
    at: datetime,
    met_at: datetime | None,
) -> Term | None:
    if began is None:
        return None
    law, left = law_at(filing, began), passing_after(filing, began)
    rule = law.term_met_by(does)
    if rule is None:
        return None
    return term_again(
        law,
        rule.id,
        began,
        at,
        track=left["track"] if left else standing(filing, at=at).track,
        filed_at=filing.filed_at if left else fixed_at(filing),
        met_at=met_at,
        calendar=settings.CALENDAR,
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plea:
    """What the person, or a related person (`who`), says against a resolution. With `way`, a member
    wrote down what was said at `asked_at`."""

    words: str
    grounds: Sequence[str] = ()
    waits: bool = False
    way: str = ""
    who: str = ""
    asked_at: datetime | None = None
    uploads: Sequence[SealedUpload] = ()


@transaction.atomic
def contest(folder: Folder, ref: str, plea: Plea, *, by: Signs, at: datetime) -> Document:
    """Store a recourse. Whether it is late is not checked here. Raises NothingToContest and
    KeyChanged."""
    hold(folder)
    folder.filing.refresh_from_db()
    found = against(folder, ref, seen_by=by, at=at)
    if found is None or (found.ruled if plea.who else found.spent):
        raise NothingToContest
    body = what_is_said(found, plea, at=at)
    paper = write_paper(folder, body=RecourseText(**body), by=by, at=at, for_person=True)
    keep_uploads(folder, plea.uploads, by=by, at=at, paper_ref=paper.ref)
    how = "oral" if plea.way else "page"
    event = contested(folder.code, paper.ref, body, how=how)
    record(event, by=by, at=at, digest=bytes(paper.digest))
    return paper


def what_is_said(found: Contestable, plea: Plea, *, at: datetime) -> dict[str, Any]:
    """Return the body of the recourse, as it is sealed."""
    grounds = [one for one in found.grounds if one in plea.grounds] or list(found.grounds)
    data = {
        "against": found.ref,
        "grounds": grounds,
        "waits": plea.waits and found.takes_away,
        "asked_at": (plea.asked_at or at).isoformat(),
        "files": len(plea.uploads),
    }
    return {"text": plea.words, "way": plea.way, "asked_by": plea.who, "data": data}


def contested(
    code: str, ref: str, body: Mapping[str, Any], *, how: str
) -> events.ResolutionContested:
    """Return the event to record: codes and moments only."""
    data = body["data"]
    return events.ResolutionContested(
        about=code,
        paper=ref,
        against=data["against"],
        grounds="+".join(data["grounds"]),
        waits=data["waits"],
        how=how,
        asked_at=data["asked_at"],
        who=body["asked_by"],
    )


def _last(history: History, event: str, key: str, value: str) -> dict[str, Any] | None:
    """Return the facts of the newest event with this value, or None."""
    found = [facts for name, facts in history if name == event and facts.get(key) == value]
    return found[-1] if found else None
