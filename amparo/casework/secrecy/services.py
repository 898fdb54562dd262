"""A leak, from its noting to the cases that it touches. In one case: `handling.py`; who is told of
it: `telling.py`; who may have let it out: `suspecting.py`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from amparo import rules
from amparo.casework.measures.life import Hindered, must
from amparo.casework.secrecy import events
from amparo.casework.secrecy.affected import Found, touched_by
from amparo.casework.secrecy.handling import reopened, settle
from amparo.casework.secrecy.models import BodyNotice, Incident, Leak
from amparo.casework.secrecy.queries import leak_called
from amparo.casework.secrecy.reading import nothing_said_yet, readers_elsewhere, waits_in
from amparo.casework.secrecy.suspecting import suspend_at_once
from amparo.casework.secrecy.tasks import Kind, norms_of, open_step
from amparo.casework.secrecy.waking import wake
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.leaving import hold_ready
from amparo.foundations.cases.models import Case, Conflict
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.unseating import keep_apart
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox.folders import hold, hold_rows
from amparo.rules.leaks import Whom, known_leaks
from amparo.sealing import marks


@transaction.atomic
def note_leak(found: Found, *, by: Signs, at: datetime) -> Leak:
    """Put it on record: in every case that the record names an incident opens, and whoever may have
    let it out has no way to any of them from now on. Nobody's words are read for it."""
    touched = touched_by(found, seen_by=by)
    cases = list(Case.objects.select_related("filing").filter(pk__in=touched).order_by("pk"))
    files = [one.filing for one in cases]
    if found.suspect:
        hold_ready(found.suspect, *files)
    else:
        hold_rows(files)
    out = found.suspect and suspend_at_once(found.suspect, by=by, at=at)
    leak = Leak.objects.create(
        ref=marks.new_code(groups=3),
        what=found.what,
        data=list(found.data),
        noted_by=by.signature,
        noted_at=at,
        known_at=found.known_at,
        since=found.since,
        until=found.until,
        suspect=found.suspect,
        unit=found.unit if found.what == Leak.What.UNIT else None,
        suspended_at=at if out else None,
    )
    record(events.LeakNoted(about=leak.ref, what=leak.what, cases=len(cases)), by=by, at=at)
    _bodies_to_tell(leak, at=at)
    for case in cases:
        how = "+".join(sorted(touched[case.pk]))
        incident = Incident.objects.create(
            ref=marks.new_code(groups=3), leak=leak, case=case, how=how, opened_at=at
        )
        _open_incident(incident, by=by, at=at)
    wake(leak, at=at)
    return leak


@transaction.atomic
def open_what_waits(leak: Leak, *, by: Signs, at: datetime) -> int:
    """In cases that only those could read who work where it leaked: once somebody else can.
    Returns in how many."""
    waiting = Incident.objects.select_related("leak", "case__filing").filter(waits_in(leak))
    incidents = list(waiting.order_by("case"))
    hold_rows([one.case.filing for one in incidents])
    opened = sum(_open_incident(one, by=by, at=at) for one in incidents)
    wake(leak, at=at)
    return opened


@transaction.atomic
def note_here(
    open_case: OpenCase,
    *,
    data: Sequence[str],
    known_at: datetime,
    text: str,
    by: Actor,
    at: datetime,
) -> Leak:
    """Somebody who reads the case noticed it there: that it is touched needs no second look."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    codes = (open_case.code,)
    found = Found(what=Leak.What.CASES, data=tuple(data), known_at=known_at, codes=codes)
    leak = note_leak(found, by=by, at=at)
    incident = Incident.objects.get(leak=leak, case=open_case.case)
    settle(open_case, incident.ref, leaked=True, text=text, by=by, at=at)
    return leak


@transaction.atomic
def open_once_read(case: Case, *, by: Signs, at: datetime) -> int:
    """Somebody more can read this case: what waited for a reader elsewhere is asked there now.
    Returns how many leaks."""
    rows = Incident.objects.select_related("leak__unit", "leak__suspect__unit", "case__filing")
    opened = 0
    for one in rows.filter(nothing_said_yet(), case=case).order_by("pk"):
        if _open_incident(one, by=by, at=at):
            opened += 1
            wake(one.leak, at=at)
    return opened


def _bodies_to_tell(leak: Leak, *, at: datetime) -> None:
    known, country = leak.known_at, rules.load(settings.PROTOCOL).procedure.country
    for one in known_leaks().notices(country, Whom.BODY, on=norms_of(leak)):
        BodyNotice.objects.create(
            ref=marks.new_code(groups=3),
            leak=leak,
            kind=one.id,
            due_on=known + timedelta(hours=one.hours),
            opened_at=at,
        )


def _open_incident(incident: Incident, *, by: Signs, at: datetime) -> bool:
    """Whoever may have let it out is kept apart, and those who are left are asked. Where all who
    can read the case work where it leaked, nothing of it is said there: the keyholders open the
    case to somebody else first."""
    leak, case = incident.leak, incident.case
    if leak.suspect:
        keep_apart(case, leak.suspect, reason=Conflict.Reason.LEAK, by=by, at=at)
    if leak.unit:
        if not readers_elsewhere(leak).filter(case=case).exists():
            return False
        keep_apart(case, leak.unit, reason=Conflict.Reason.LEAK, by=by, at=at)
    suspected = events.CaseSuspected(about=case.code, incident=incident.ref, how=incident.how)
    record(suspected, by=by, at=at)
    open_step(incident, Kind.CONFIRM, by=by, at=at)
    if case.filing.protocol in rules.known_protocols():
        reopened(case, by=by, at=at)
    return True


@transaction.atomic
def note_body_told(
    leak: str, ref: str, *, outcome: str, why: str = "", by: Actor, at: datetime
) -> None:
    """An authority was told, or need not be: `why`, as a code, stays on record. Raises Hindered."""
    if outcome == BodyNotice.Outcome.NOT_OWED and not why:
        raise Hindered("why")
    found = leak_called(leak, seen_by=by)
    waiting = BodyNotice.objects.select_for_update().filter(done_at__isnull=True)
    notice = waiting.filter(leak=found, ref=ref).first() if found else None
    if found is None or notice is None:
        raise Hindered("nothing_open")
    notice.done_at, notice.outcome = at, BodyNotice.Outcome(outcome)
    notice.save(update_fields=["done_at", "outcome"])
    told = events.BodyTold(about=found.ref, notice=notice.kind, outcome=notice.outcome, why=why)
    record(told, by=by, at=at)
