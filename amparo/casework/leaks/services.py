"""A leak, from its noting to the cases that it touches. One case: `steps.py`; who is told:
`notices/services.py`; who is suspected: `suspicion/services.py`."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from amparo.casework.leaks import batches, events
from amparo.casework.leaks.affected_cases import Found, Touched, touched_by, waiting_for_reception
from amparo.casework.leaks.batches import done_in_batches, raise_all
from amparo.casework.leaks.case_response import reopened, settle
from amparo.casework.leaks.models import AffectedCase, AffectedRequest, AuthorityNotice, Leak
from amparo.casework.leaks.notices.neutral_mails import wake
from amparo.casework.leaks.step_deadlines import Kind, norms_of, open_step
from amparo.casework.leaks.suspicion.lifted_suspicions import as_recorded, lifted_among
from amparo.casework.leaks.suspicion.services import keep_suspect_apart, suspicion_of
from amparo.casework.leaks.suspicion.suspect_isolation import keep_all_apart, let_all_near
from amparo.casework.leaks.who_may_read import leak_called, nothing_said_yet, to_be_asked
from amparo.casework.measures.states import Hindered, must
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.excluded_member_seats import keep_apart
from amparo.foundations.cases.access.former_member_seats import hold_ready
from amparo.foundations.cases.models import Case, ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.keys.case_keys import hold, hold_row, hold_rows
from amparo.foundations.ledger.services import Signs, record
from amparo.law import known_protocols, load_protocol
from amparo.law.leak_deadlines import Whom, known_leaks


@transaction.atomic
def note_leak(found: Found, *, by: Signs, at: datetime) -> Leak:
    """Record a leak, open an incident in every case that the record names, and take the suspect's
    access to them away. No sealed text is read. Cases beyond the first batch are handled by
    `open_what_waits`. Raises Hindered."""
    waiting = waiting_for_reception(found, seen_by=by)  # first: one may become a case meanwhile
    touched = touched_by(found, seen_by=by)
    first = Case.objects.select_related("filing").filter(pk__in=sorted(touched)[: batches.BATCH])
    files = [one.filing for one in first]
    if found.suspect:
        hold_ready(found.suspect, *files)
    else:
        hold_rows(files)
    now = suspicion_of(found, by=by, at=at)
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
        suspended_at=at if now.out else None,
        suspended_by=now.by,
        held_back=now.held_back,
    )
    record(events.LeakNoted(about=leak.ref, what=leak.what, cases=len(touched)), by=by, at=at)
    _bodies_to_tell(leak, at=at)
    AffectedCase.objects.bulk_create(
        _incident(leak, case, how, at=at) for case, how in sorted(touched.items())
    )
    _count_unopened(leak, waiting, touched)
    rows = AffectedCase.objects.select_related("case__filing").filter(leak=leak, case__in=first)
    for incident in rows.order_by("case"):
        incident.leak = leak
        _open_incident(incident, by=by, at=at)
    wake(leak, at=at)
    return leak


def _count_unopened(leak: Leak, waiting: Touched, touched: Touched) -> None:
    """Store the waiting requests that the leak touches, without those that became a case since they
    were read and have an incident there."""
    opened = Case.objects.filter(filing__in=list(waiting)).values_list("pk", "filing_id")
    here = {filing for case, filing in opened if case in touched}
    AffectedRequest.objects.bulk_create(
        AffectedRequest(leak=leak, filing_id=filing, how=_codes(how))
        for filing, how in waiting.items()
        if filing not in here
    )


def open_what_waits(leak: Leak, *, by: Signs, at: datetime, most: int = 0) -> int:
    """Open the incidents whose team can be asked now: those beyond the first batch, and those whose
    only readers worked where the leak occurred until another member got access. Each batch is a
    transaction of its own, and after an interruption the next call continues. `most`: at most about
    this many cases. Return in how many cases the team was asked. What a case raises is raised after
    all others were handled."""
    problems: list[Exception] = []
    do = partial(open_some, by=by, at=at)
    opened = done_in_batches(to_be_asked(leak), do, problems, most=most)
    if opened:
        wake(leak, at=at)
    raise_all(problems)
    return opened


def go_on(*, by: Signs, at: datetime) -> int:
    """Continue, from the scheduled job, what an ended process left undone: noting, keeping apart,
    lifting, and requests that became a case in that moment. A case that raises holds no other back.
    Return in how many cases something was done."""
    problems: list[Exception] = []
    cases = Case.objects.select_related("filing")
    opened = cases.filter(filing__in=AffectedRequest.objects.values("filing"))
    acts = [partial(open_for_new_case, one, by=by, at=at) for one in opened.order_by("pk")]
    waiting = AffectedCase.objects.filter(nothing_said_yet())
    standing = Leak.objects.filter(pk__in=waiting.values("leak"))
    acts += [partial(open_what_waits, one, by=by, at=at) for one in standing.order_by("pk")]
    leaks = list(Leak.objects.select_related("suspect__unit", "unit").order_by("pk"))
    lifted = lifted_among(leaks)
    for one in leaks:
        act = let_all_near if one.pk in lifted else keep_all_apart
        acts.append(partial(act, one, by=by, at=at))
    begun = each_by_itself(acts, problems)
    raise_all(problems)
    return begun


@transaction.atomic
def open_some(numbers: Sequence[int], *, by: Signs, at: datetime) -> int:
    rows = _whole().filter(pk__in=numbers)
    hold_rows([one.case.filing for one in rows])
    left = rows.filter(nothing_said_yet())  # another process may have just done it
    return sum(_open_incident(one, by=by, at=at) for one in left.order_by("case"))


def _whole() -> QuerySet[AffectedCase]:
    """Return incidents with all the rows that opening one reads."""
    return AffectedCase.objects.select_related("leak__unit", "leak__suspect__unit", "case__filing")


def _incident(leak: Leak, case: int, how: Iterable[str], *, at: datetime) -> AffectedCase:
    ref = marks.new_code(groups=3)
    return AffectedCase(ref=ref, leak=leak, case_id=case, how=_codes(how), opened_at=at)


def _codes(how: Iterable[str]) -> str:
    return "+".join(sorted(how))


@transaction.atomic
def open_for_new_case(case: Case, *, by: Signs, at: datetime) -> int:
    """Open an incident in a case whose request was waiting at the reception when the leak was
    noted. Return for how many leaks."""
    waited = AffectedRequest.objects.filter(filing=case.filing)
    if not waited.exists():
        return 0
    hold_row(case.filing).values_list("pk").first()
    rows = waited.select_related("leak__unit", "leak__suspect__unit")
    found = list(rows.order_by("pk"))
    for one in found:
        incident = _incident(one.leak, case.pk, one.how.split("+"), at=at)
        incident.save(force_insert=True)
        one.delete()
        _open_incident(incident, by=by, at=at)
        wake(one.leak, at=at)
    return len(found)


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
    """Note a leak from within a case, by a member who reads it: the case is settled as leaked at
    once."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    codes = (open_case.code,)
    found = Found(what=Leak.What.CASES, data=tuple(data), known_at=known_at, codes=codes)
    leak = note_leak(found, by=by, at=at)
    incident = AffectedCase.objects.get(leak=leak, case=open_case.case)
    settle(open_case, incident.ref, leaked=True, text=text, by=by, at=at)
    return leak


@transaction.atomic
def open_once_read(case: Case, *, by: Signs, at: datetime) -> int:
    """Open the incidents of this case that waited for a reader elsewhere, once another member can
    read it. Return for how many leaks."""
    opened = 0
    for one in _whole().filter(nothing_said_yet(), case=case).order_by("pk"):
        if _open_incident(one, by=by, at=at):
            opened += 1
            wake(one.leak, at=at)
    return opened


def _bodies_to_tell(leak: Leak, *, at: datetime) -> None:
    known, country = leak.known_at, load_protocol(settings.PROTOCOL).procedure.country
    for one in known_leaks().notices(country, Whom.BODY, on=norms_of(leak)):
        AuthorityNotice.objects.create(
            ref=marks.new_code(groups=3),
            leak=leak,
            kind=one.id,
            due_on=known + timedelta(hours=one.hours),
            opened_at=at,
        )


def _open_incident(incident: AffectedCase, *, by: Signs, at: datetime) -> bool:
    """Keep the suspect apart and ask the team whether the case is touched; return whether the team
    was asked. Where all members who work on the case work where the leak occurred, nothing is said
    there until the keyholders give another member access. The same holds where one of them does,
    until a second person confirms the suspicion."""
    leak, case = incident.leak, incident.case
    keep_suspect_apart(leak, case, by=by, at=at)
    if leak.unit and not as_recorded([leak])[0].lifted_at:
        if not to_be_asked(leak).filter(pk=incident.pk).exists():
            return False
        if not leak.waits_for_another:
            keep_apart(case, leak.unit, reason=ConflictOfInterest.Reason.LEAK, by=by, at=at)
    suspected = events.CaseSuspected(about=case.code, incident=incident.ref, how=incident.how)
    record(suspected, by=by, at=at)
    open_step(incident, Kind.CONFIRM, by=by, at=at)
    if case.filing.protocol in known_protocols():
        reopened(case, by=by, at=at)
    return True


@transaction.atomic
def note_body_told(
    leak: str, ref: str, *, outcome: str, why: str = "", by: Actor, at: datetime
) -> None:
    """Note that an authority was told, or need not be: `why`, as a code, stays on record. Raises
    Hindered."""
    if outcome == AuthorityNotice.Outcome.NOT_OWED and not why:
        raise Hindered("why")
    found = leak_called(leak, seen_by=by)
    waiting = AuthorityNotice.objects.select_for_update().filter(done_at__isnull=True)
    notice = waiting.filter(leak=found, ref=ref).first() if found else None
    if found is None or notice is None:
        raise Hindered("nothing_open")
    notice.done_at, notice.outcome = at, AuthorityNotice.Outcome(outcome)
    notice.save(update_fields=["done_at", "outcome"])
    told = events.BodyTold(about=found.ref, notice=notice.kind, outcome=notice.outcome, why=why)
    record(told, by=by, at=at)
