"""Cases that a leak may touch, from the record and from what was sent out. Queries for the service
that opens the incidents; no page shows their codes."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from amparo.casework.disappearances.models import SearcherNotice
from amparo.casework.exports.models import Export
from amparo.casework.leaks.models import Leak
from amparo.casework.obligations.models import Obligation
from amparo.casework.referral.models import Referral
from amparo.foundations.accounts.models import GroupKeyHolder, Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.cases.models import Case
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import CaseKey, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.law import load_protocol

NAMED, LOOKED, TOOK, WORKED, COULD, HAD_SEAT, OWED, SENT, PRINTED, COPIED = (
    "named",
    "looked",
    "took_file",
    "worked",
    "could_open",
    "had_seat",
    "owed",
    "sent",
    "printed",
    "copied",
)
BY_EVENT = {"FileOpened": LOOKED, "FileTaken": TOOK}
OUT = {
    "FileTaken": TOOK,
    "FileShown": TOOK,
    "ExportTaken": TOOK,
    "DutyPrinted": PRINTED,
    "OutsidePrinted": PRINTED,
    "ReferralPrinted": PRINTED,
    "ContextAsked": SENT,
    "DutyForwarded": SENT,
    "OpinionAsked": SENT,
}
"""Events that take content of a file out of the system, also by the person from their own page. Of
files that were shown only a downloaded copy counts."""
FOR_A_UNIT = ("DutyPrinted", "OutsidePrinted")
"""Events of sheets that are printed for one institution: the entry names it."""
SMALL, WHOLE = '"form":"small"', '"form":"whole"'
SEATS = ("SeatGiven", "SeatTaken", "RecoveryAnswered")
What = Leak.What

ERASED = Erasure.objects.filter(
    scope=Erasure.Scope.EVERYTHING, ended_at__isnull=True, erased_at__isnull=False
)
"""Completed erasures of a whole file. Such a case is left out: its content cannot be opened, so no
member could settle the incident."""

type Touched = dict[int, set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was noticed of a leak. `codes`: cases that were named; `suspect`: the member whose
    account it is; `since`, `until`: the days in question, None where not known."""

    what: str
    data: tuple[str, ...]
    known_at: datetime
    since: date | None = None
    until: date | None = None
    codes: tuple[str, ...] = ()
    suspect: Member | None = None
    unit: Unit | None = None


def touched_by(found: Found, *, seen_by: Signs) -> Touched:  # noqa: ARG001 - by code, no words
    """Return, by primary key of the case, how the record connects it with the leak."""
    touched: Touched = defaultdict(set)
    _add(touched, Case.objects.filter(filing__code__in=found.codes), NAMED)
    if found.what == What.ACCOUNT and found.suspect:
        _by_member(touched, found, found.suspect)
    elif found.what == What.UNIT and found.unit:
        _with_unit(touched, found.unit)
    elif found.what == What.EXPORT:
        _taken_out(touched, found)
    elif found.what == What.BACKUP:
        _add(touched, _opened_before(found), COPIED)
    for gone in Case.objects.filter(pk__in=list(touched), filing__erasures__in=ERASED):
        del touched[gone.pk]
    return dict(touched)


def waiting_for_reception(found: Found, *, seen_by: Signs) -> Touched:  # noqa: ARG001 - as above
    """Return the same for requests that are not opened as a case yet, by primary key of the
    filing."""
    waiting = Filing.objects.filter(case__isnull=True)
    touched: Touched = defaultdict(set)
    ways = [(NAMED, waiting.filter(code__in=found.codes))]
    if found.what == What.BACKUP:
        before = waiting.filter(filed_at__lt=_end(found.until)) if found.until else waiting
        ways.append((COPIED, before))
    if found.what == What.EXPORT:
        ways.append((TOOK, waiting.filter(code__in=_out(found).values("about"))))
    if found.what == What.ACCOUNT and found.suspect:
        ways += _waiting_for(found.suspect, found, waiting)
    for word, filings in ways:
        for pk in filings.exclude(erasures__in=ERASED).values_list("pk", flat=True):
            touched[pk].add(word)
    return dict(touched)


def _waiting_for(
    member: Member, found: Found, waiting: QuerySet[Filing]
) -> list[tuple[str, QuerySet[Filing]]]:
    """Return the waiting requests that the member handled, and those that the member could open:
    all of them for a holder of the reception's key, current or older, and those sealed to the
    member alone."""
    done = _within(Entry.objects.filter(by=f"member:{member.code}"), found)
    holds = GroupKeyHolder.objects.filter(
        member=member, group__kind=CaseKey.Holder.RECEPTION
    ).exists()
    to_all = Q(keys__holder=CaseKey.Holder.RECEPTION) if holds else Q(pk__in=())
    hers = Q(keys__member=member.code) | Q(recovered__member=member.code)
    return [
        (WORKED, waiting.filter(code__in=done.values("about"))),
        (COULD, waiting.filter(to_all | hers)),
    ]


def _by_member(touched: Touched, found: Found, member: Member) -> None:
    done = _within(Entry.objects.filter(by=f"member:{member.code}"), found)
    _by_code(touched, ((about, BY_EVENT.get(event, WORKED)) for about, event in _pairs(done)))
    here = Q(seats__member=member) | Q(glass__member=member)
    opens = here | Q(filing__recovered__member=member.code)  # as the keyholders sealed it
    _add(touched, Case.objects.filter(opens), COULD)
    if Role.INSTITUTION_OFFICER in member.role_set:
        sent = Obligation.objects.filter(unit=member.unit).exclude(state=Obligation.State.PREPARED)
        _add(touched, Case.objects.filter(duties__in=sent), OWED)
    named = Entry.objects.filter(event__in=SEATS, facts__contains=f'"member":"{member.code}"')
    _by_code(touched, ((about, HAD_SEAT) for about, _event in _pairs(named)))


def _with_unit(touched: Touched, unit: Unit) -> None:
    """Add every case of which something ever went to the unit or a part of it: what was taken back
    here may still be there."""
    there = Unit.objects.filter(Q(line=unit.line) | Q(line__startswith=f"{unit.line}/"))
    given = Q(copies__gt=0) | Q(given_on__isnull=False)
    sent = Obligation.objects.filter(unit__in=there).exclude(state=Obligation.State.PREPARED)
    told = SearcherNotice.objects.filter(unit__in=there, told_at__isnull=False)
    referred = Referral.objects.filter(given, unit__in=there)
    copies = Export.objects.filter(unit__in=there, taken_at__isnull=False)
    for held in (
        Q(duties__in=sent),
        Q(referrals__in=referred),
        Q(told__in=told),
        Q(exports__in=copies),
    ):
        _add(touched, Case.objects.filter(held), SENT)
    _by_code(touched, ((about, PRINTED) for about in _printed_for(there)))


def _printed_for(units: QuerySet[Unit]) -> list[str]:
    """Return the codes of cases of which a sheet was printed for one of the units, also where its
    delivery was not noted."""
    codes = set(units.values_list("code", flat=True))
    sheets = Entry.objects.filter(event__in=FOR_A_UNIT).values_list("about", "facts")
    return [about for about, facts in sheets if json.loads(facts)["unit"] in codes]


def _taken_out(touched: Touched, found: Found) -> None:
    _by_code(touched, ((about, OUT[event]) for about, event in _pairs(_out(found))))


def _out(found: Found) -> QuerySet[Entry]:
    entries = _within(Entry.objects.filter(event__in=OUT), found)
    seen_here = Q(facts__contains=SMALL) | Q(facts__contains=WHOLE)
    entries = entries.exclude(seen_here, event="FileShown")
    return entries.filter(by=f"member:{found.suspect.code}") if found.suspect else entries


def _opened_before(found: Found) -> QuerySet[Case]:
    """Return the cases that a backup holds: all that were opened by the end of `until`, its last
    possible day."""
    cases = Case.objects.all()
    return cases.filter(opened_at__lt=_end(found.until)) if found.until else cases


def _within(entries: QuerySet[Entry], found: Found) -> QuerySet[Entry]:
    if found.since:
        entries = entries.filter(at__gte=datetime.combine(found.since, time.min, _zone()))
    return entries.filter(at__lt=_end(found.until)) if found.until else entries


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, _zone())


def _zone() -> ZoneInfo:
    return load_protocol(settings.PROTOCOL).zone


def _pairs(entries: QuerySet[Entry]) -> list[tuple[str, str]]:
    return list(entries.values_list("about", "event").distinct())


def _by_code(touched: Touched, found: Iterable[tuple[str, str]]) -> None:
    how: dict[str, set[str]] = defaultdict(set)
    for about, word in found:
        how[about].add(word)
    rows = Case.objects.filter(filing__code__in=list(how)).values_list("pk", "filing__code")
    for pk, code in rows:
        touched.setdefault(pk, set()).update(how[code])


def _add(touched: Touched, cases: QuerySet[Case], word: str) -> None:
    for pk in cases.values_list("pk", flat=True):
        touched.setdefault(pk, set()).add(word)
