"""Tell the people whom a leak concerns, each by a safe way, and record who cannot be told now, by
whose decision and why. Services, by noun: notices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.leaks import events
from amparo.casework.leaks.case_response import may_be_told, open_step_called
from amparo.casework.leaks.models import LeakStep
from amparo.casework.leaks.step_deadlines import Kind, close_step, open_step
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.contact.may_contact import LimitedMeanwhile, agree_anew, rule_of
from amparo.foundations.intake.contact.safe_way import HOW, PAGE, SafeWay, agree_on_way, way_of
from amparo.foundations.intake.documents.schemas.leaks import (
    LeakNotToldText,
    LeakOfAnotherText,
    LeakToldText,
)
from amparo.foundations.intake.documents.services import (
    take_from_page,
    taken_from_page,
    write_paper,
)
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.court_silence_orders import day_of
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people.document_copies import tell_one, untell_one
from amparo.foundations.related_people.queries import other_called
from amparo.law import load_protocol

TOLD, NOT_TOLD = "leak_told", "leak_not_told"
PERSON = "person"
TO_TELL = frozenset({Kind.TELL, Kind.TELL_OTHER})
WITH_A_WAY = frozenset({Kind.SAFE_CONTACT, Kind.TELL_OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How it was told: by which `way` and when; what is being `done`, and what the recipient
    `may_do`."""

    way: str
    moment: datetime
    data: tuple[str, ...]
    done: str = field(repr=False)
    may_do: str = field(repr=False)


@transaction.atomic
def agree(
    open_case: OpenCase, ref: str, way: SafeWay, *, seen: str = "", by: Actor, at: datetime
) -> None:
    """Note the way that was agreed with the person or a related person to reach them now. Refused
    without a way, and for the person while the person cannot be asked. `seen`: see `agree_anew`.
    Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    step = _open_of(open_case, ref, WITH_A_WAY)
    _must_be_theirs(open_case, step, way, by=by)
    told: dict[str, Any] = {"by": by, "at": at}
    try:
        paper = (
            agree_on_way(open_case.folder, way, whose=step.about, **told)
            if step.about
            else agree_anew(open_case.folder, way, seen=seen, **told)
        )
    except LimitedMeanwhile as problem:
        raise Hindered("said_more") from problem
    if step.kind == Kind.SAFE_CONTACT:
        for one in LeakStep.objects.select_related("incident", "case__filing").filter(
            case=open_case.case, kind=Kind.SAFE_CONTACT, done_at__isnull=True
        ):  # the new way is newer than all that got out
            close_step(one, outcome="agreed", paper=paper.ref, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def tell(open_case: OpenCase, ref: str, said: Said, *, by: Actor, at: datetime) -> None:
    """Note that the person or a related person was told: what leaked in classes, what is being
    done, what they may do. It is shown on their own page only where they agreed to read it there,
    since another holder of their access phrase would read it too. Raises Hindered, also for a way
    that was not agreed."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    step = _open_of(open_case, ref, TO_TELL)
    if against := what_hinders(open_case, step, said, seen_by=by, at=at):
        raise Hindered(*against)
    paper = _written(open_case, step, said, by=by, at=at)
    close_step(step, outcome="told", paper=paper.ref, by=by, at=at)
    whom = step.about or PERSON
    told = events.ToldOfLeak(about=open_case.code, incident=step.incident.ref, whom=whom)
    record(told, by=by, at=at)
    refresh(open_case.case, at=at)


def _written(
    open_case: OpenCase, step: LeakStep, said: Said, *, by: Actor, at: datetime
) -> Document:
    folder, on_page = open_case.folder, said.way == PAGE
    body = LeakToldText(
        incident=step.incident.ref,
        leaked=list(said.data),
        text=said.done,
        may_do=said.may_do,
        data=None if on_page else {"way": said.way, "moment": said.moment.isoformat()},
    )
    if not step.about:
        return write_paper(folder, body=body, by=by, at=at, for_person=on_page)
    theirs = LeakOfAnotherText(**body.as_json(), other=step.about)
    paper = write_paper(folder, body=theirs, by=by, at=at)
    if on_page:
        tell_one(folder, step.about, paper, theirs.as_json(), by=by)
    return paper


@transaction.atomic
def leave_page(folder: Folder, way: SafeWay, *, whose: str, by: Signs, at: datetime) -> None:
    """Remove what was told of a leak from the page, once the page is not among the agreed ways:
    another who opens it would read that. It stays on record."""
    if PAGE in way.ways:
        return
    gone = untell_one(folder, whose, by=by) if whose else take_from_page(folder, kind=TOLD, by=by)
    if gone:
        record(events.TakenFromPage(about=folder.code, whom=whose or PERSON), by=by, at=at)


@transaction.atomic
def leave_page_in_other_hands(filing: Filing, *, by: Signs, at: datetime) -> None:
    """Remove what was told of a leak from the page of a person who cannot be asked any more:
    another may hold their access phrase now."""
    hold_row(filing).values_list("pk").first()
    if taken_from_page(filing, kind=TOLD):
        record(events.TakenFromPage(about=filing.code, whom=PERSON), by=by, at=at)


@transaction.atomic
def put_off(
    open_case: OpenCase, ref: str, *, text: str, again_on: datetime, by: Actor, at: datetime
) -> None:
    """Decide, with reasons, that telling would put the recipient in more danger now or that they
    cannot be reached, and open the step again for a later day. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    step = _open_of(open_case, ref, TO_TELL | WITH_A_WAY)
    if again_on <= at:
        raise Hindered("day")
    body = LeakNotToldText(incident=step.incident.ref, text=text, other=step.about)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    close_step(step, outcome="not_safe", paper=paper.ref, by=by, at=at)
    again: dict[str, Any] = {"about": step.about, "due_on": again_on, "by": by, "at": at}
    open_step(step.incident, Kind(step.kind), **again)
    if step.kind in TO_TELL:
        event = events.NotToldOfLeak(
            about=open_case.code,
            incident=step.incident.ref,
            whom=step.about or PERSON,
            paper=paper.ref,
            again_on=day_of(open_case.folder.filing, again_on).isoformat(),
        )
        record(event, by=by, at=at)
    refresh(open_case.case, at=at)


def stops_now(
    open_case: OpenCase, step: LeakStep, *, seen_by: Actor, at: datetime
) -> tuple[str, ...]:
    """Return why none of the agreed ways may be used now, as the codes of the first one; empty
    where one may be used, or none was agreed."""
    since = step.incident.opened_at
    agreed = way_of(open_case.folder, whose=step.about, since=since, seen_by=seen_by)
    if agreed is None:
        return ()
    against = _against(open_case, step, seen_by=seen_by, at=at)
    found = [against(way) for way in agreed.ways or ("",)]
    return found[0] if all(found) else ()


def what_hinders(
    open_case: OpenCase, step: LeakStep, said: Said, *, seen_by: Actor, at: datetime
) -> tuple[str, ...]:
    """Return the codes against telling so. A person who cannot be asked is not told on a page that
    may be in other hands, and no recipient is told by a way or at an hour that was not agreed."""
    if said.moment > at:
        return ("moment",)
    if step.about:
        return _against_another(open_case, step, said, seen_by=seen_by)
    if open_case.folder.filing.impediment:
        return ("cannot_be_asked",)
    rule = rule_of(open_case.folder, seen_by=seen_by)  # also what the page says since
    if said.way != PAGE and rule.lifted_by(seen_by, at):
        return ("another_goes",)
    return rule.against(said.way, said.moment)


def _against_another(
    open_case: OpenCase, step: LeakStep, said: Said, *, seen_by: Actor
) -> tuple[str, ...]:
    other = other_called(open_case.folder, step.about, seen_by=seen_by)
    if other is None or not may_be_told(open_case.folder, other, seen_by=seen_by):
        return ("must_not_know",)
    if said.way == PAGE and not other.way:
        return ("no_page",)
    return _against(open_case, step, seen_by=seen_by, at=said.moment)(said.way)


def _against(
    open_case: OpenCase, step: LeakStep, *, seen_by: Actor, at: datetime
) -> Callable[[str], tuple[str, ...]]:
    """Return a function that gives the codes against a way in that moment; for the person, that
    includes what they said on their page since."""
    if not step.about:
        rule = rule_of(open_case.folder, seen_by=seen_by)
        return lambda way: rule.against(way, at)
    since = step.incident.opened_at  # an older way may be what got out
    agreed = way_of(open_case.folder, whose=step.about, since=since, seen_by=seen_by)
    moment = at.astimezone(load_protocol(open_case.folder.filing.protocol).zone)
    return lambda way: agreed.against(way, moment) if agreed else ("no_way_agreed",)


def _must_be_theirs(open_case: OpenCase, step: LeakStep, way: SafeWay, *, by: Actor) -> None:
    if not way.ways or way.how not in HOW:
        raise Hindered("no_way_agreed")
    if not step.about and open_case.folder.filing.impediment:
        raise Hindered("not_with_her")
    if not _may_hear(open_case, step, seen_by=by):
        raise Hindered("must_not_know")


def _may_hear(open_case: OpenCase, step: LeakStep, *, seen_by: Actor) -> bool:
    """Return whether the related person may be told, checked again when the way is agreed: the
    person may have excluded them since."""
    if not step.about:
        return True
    other = other_called(open_case.folder, step.about, seen_by=seen_by)
    return bool(other and may_be_told(open_case.folder, other, seen_by=seen_by))


def _open_of(open_case: OpenCase, ref: str, kinds: frozenset[Kind]) -> LeakStep:
    step = open_step_called(open_case, ref)
    if step.kind not in kinds:
        raise Hindered("nothing_open")
    return step
