"""Services for urgent searches: who is told, and a log with an entry every hour until the person is
found."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.disappearances import events
from amparo.casework.disappearances.follow_up_tasks import Kind, close_vigils, open_vigil
from amparo.casework.disappearances.incident_display import HOUR, Shown, ToldShown
from amparo.casework.disappearances.models import DisappearanceOrDeath, Logged, SearcherNotice
from amparo.casework.disappearances.queries import happening_called
from amparo.casework.measures.states import Hindered, must
from amparo.casework.referral.queries import works_there
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import excluded_as, is_excluded
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import unit_called
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText
from amparo.foundations.intake.documents.schemas.disappearances import (
    SearchLogText,
    SearchReasonText,
    SearchText,
    SearchToldText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import names_person
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import record
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol
from amparo.law.disappearances import Search, Searcher


@transaction.atomic
def open_search(
    open_case: OpenCase,
    happening: DisappearanceOrDeath,
    values: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Open the search; its first log entry is due within the interval of the protocol. The
    searchers of the protocol, except those that must not know, may be told these exact words once
    there is a consent or what replaces it."""
    open_vigil(happening, Kind.SEARCH, due_on=at + every(open_case), by=by, at=at)
    said = {name: words.strip() for name, words in values.items() if words.strip()}
    for searcher in _searchers(open_case) if said else ():
        _may_be_told(open_case, happening, searcher, said, by=by, at=at)


@transaction.atomic
def search_again(
    open_case: OpenCase, happening: DisappearanceOrDeath, *, by: Actor, at: datetime
) -> None:
    """Resume a search after a finding that was recorded by mistake, and ask again about who may be
    told, except searchers that must not know by now."""
    open_vigil(happening, Kind.SEARCH, due_on=at + every(open_case), by=by, at=at)
    found = happening_called(open_case, happening.ref, seen_by=by)
    for one in found.told if found else ():
        waits = one.question is None or one.question.withdrawn_at
        name = str(one.words.get("who", ""))
        if waits and not _must_not_know(open_case, one.row.unit, name, by=by):
            _ask(open_case, one.row, one.words["values"], by=by, at=at)


@transaction.atomic
def end_search(happening: DisappearanceOrDeath, *, outcome: str, by: Actor, at: datetime) -> None:
    """End the search, because the person was found or never missing. Questions about searchers who
    were not told are closed, so that no earlier yes lets words leave; a no stays."""
    close_vigils(happening, Kind.SEARCH, Kind.LINKED, outcome=outcome, by=by, at=at)
    filing, kind = happening.case.filing, Question.Kind.SEARCH
    untold = SearcherNotice.objects.filter(happening=happening, told_at=None).values_list(
        "ref", flat=True
    )
    asked = Question.objects.filter(filing=filing, kind=kind, subject__in=list(untold))
    for one in asked.standing().exclude(answer=Question.Answer.REFUSED):
        consent.close(filing, kind=kind, subject=one.subject, by=by, at=at)


@transaction.atomic
def log(
    open_case: OpenCase,
    ref: str,
    *,
    what: str,
    moment: datetime,
    text: str,
    by: Actor,
    at: datetime,
) -> None:
    """Add a log entry for this moment; the next one is due one interval after it. Raises
    Hindered."""
    found = _held(open_case, ref, by=by)
    if found.search is None:
        raise Hindered("no_search")
    if moment > at:
        raise Hindered("moment")
    body = SearchLogText(
        happening=found.row.ref, what=Logged(what), moment=moment.isoformat(), text=text
    )
    write_paper(open_case.folder, body=body, by=by, at=at)
    event = events.SearchLogged(
        about=open_case.code, happening=found.row.ref, what=what, moment=moment.isoformat()
    )
    record(event, by=by, at=at)
    due = max(found.search.due_on, moment + every(open_case))
    open_vigil(found.row, Kind.SEARCH, due_on=due, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def decide_instead(
    open_case: OpenCase, ref: str, told: str, *, text: str, by: Actor, at: datetime
) -> None:
    """Record a supervisor's reasons for this one recipient while the person cannot be asked.

    Raises Hindered, consent's CannotConsent.
    """
    found = _told_in(open_case, ref, told, by=by)
    if found.question is None:
        raise Hindered("no_question")
    body = SearchReasonText(label=found.name, about=found.row.ref, text=text)
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    consent.replace_by_reason(
        open_case.folder,
        found.question.ref,
        reason_paper_digest=bytes(paper.digest),
        by=by,
        at=at,
    )
    refresh(open_case.case, at=at)


@transaction.atomic
def note_word(
    open_case: OpenCase, ref: str, told: str, *, answer: str, text: str, by: Actor, at: datetime
) -> None:
    """Note what the person at risk said in conversation about telling a searcher, where another
    person is missing.

    Raises Hindered, consent's CannotConsent.
    """
    found = _told_in(open_case, ref, told, by=by)
    if found.question is None:
        raise Hindered("no_question")
    if open_case.folder.filing.impediment:
        raise Hindered("cannot_be_asked")
    body = OralAnswerText(about=found.row.ref, label=found.name, text=text)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    consent.answer(open_case.folder, found.question.ref, answer=answer, by=by, at=at, how="oral")
    refresh(open_case.case, at=at)


@transaction.atomic
def note_told(
    open_case: OpenCase,
    ref: str,
    told: str,
    *,
    moment: datetime,
    taken_by: str,
    text: str,
    by: Actor,
    at: datetime,
) -> None:
    """Note that a member told the searcher at this moment, after the consent check. Raises
    Hindered."""
    found = _told_in(open_case, ref, told, by=by)
    if found.row.told_at:
        raise Hindered("told_already")
    if not found.verdict.allowed:
        raise Hindered(*found.verdict.reasons)
    if names_person(open_case.folder, taken_by):
        raise Hindered("recipient_excluded")
    if against := excluded_as(open_case.folder, None, taken_by, seen_by=by):
        raise Hindered(*against)
    if moment > at:
        raise Hindered("moment")
    body = SearchToldText(
        happening=found.row.happening.ref,
        told=found.row.ref,
        label=found.name,
        who=taken_by,
        text=text,
    )
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    SearcherNotice.objects.filter(pk=found.row.pk).update(told_at=moment)
    event = events.SearcherTold(
        about=open_case.code,
        happening=found.row.happening.ref,
        told=found.row.ref,
        searcher=found.row.searcher,
    )
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)


def every(open_case: OpenCase) -> timedelta:
    """How often a log entry is due."""
    search = _search(open_case)
    return timedelta(minutes=search.every_minutes) if search else HOUR


# --- inside ---


def _search(open_case: OpenCase) -> Search | None:
    return load_protocol(open_case.folder.filing.protocol).fate.search


def _searchers(open_case: OpenCase) -> tuple[Searcher, ...]:
    search = _search(open_case)
    return search.tell if search else ()


def _may_be_told(
    open_case: OpenCase,
    happening: DisappearanceOrDeath,
    searcher: Searcher,
    values: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Ask the person, or a supervisor in their place. This sends nothing."""
    law = load_protocol(open_case.folder.filing.protocol)
    name = say(law, f"searchers.{searcher.id}", otherwise=searcher.id)
    unit = unit_called(searcher.institution, seen_by=by) if searcher.institution else None
    if _must_not_know(open_case, unit, name, by=by):
        return
    body = SearchText(label=name, who=name, values=dict(values))
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    row = SearcherNotice.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        happening=happening,
        searcher=searcher.id,
        unit=unit,
        paper_ref=paper.ref,
    )
    _ask(open_case, row, values, by=by, at=at)


def _must_not_know(open_case: OpenCase, unit: Unit | None, name: str, *, by: Actor) -> bool:
    excluded = is_excluded(open_case.folder, unit, name, seen_by=by)
    return excluded or works_there(open_case, unit, seen_by=by)


def _ask(
    open_case: OpenCase, row: SearcherNotice, values: Mapping[str, str], *, by: Actor, at: datetime
) -> None:
    if open_case.folder.filing.asks_nobody:
        return  # the dead are not asked, and no one answers in their place
    consent.ask(
        open_case.folder,
        kind=Question.Kind.SEARCH,
        subject=row.ref,
        unit=row.unit,
        fields=sorted(values),
        paper_ref=row.paper_ref,
        by=by,
        at=at,
    )


def _held(open_case: OpenCase, ref: str, *, by: Actor) -> Shown:
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    found = happening_called(open_case, ref, seen_by=by)
    if found is None:
        raise Hindered("no_search")
    return found


def _told_in(open_case: OpenCase, ref: str, told: str, *, by: Actor) -> ToldShown:
    found = _held(open_case, ref, by=by)
    wanted = marks.code_normalised(told)
    one = next((each for each in found.told if each.row.ref == wanted), None)
    if one is None or found.row.set_aside_at:
        raise Hindered("no_question")
    if found.search is None:
        raise Hindered("no_search")
    return one
