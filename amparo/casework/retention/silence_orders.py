"""Services and queries for silences: a court's order keeps a hold, or a demand for the file, from
the person, and a second member reads the order."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.casework.measures.states import Hindered, must, must_be_one_of_two
from amparo.casework.referral.authority_demands import demands_of, tell_demand
from amparo.casework.referral.models import AuthorityDemand
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.erasure.queries import holds_of
from amparo.foundations.erasure.services import tell_hold
from amparo.foundations.intake.documents.schemas.erasure import SilenceReadText
from amparo.foundations.intake.documents.services import paper_called, write_paper
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.procedure.court_silence_orders import (
    again_by,
    day_of,
    stands_and_read,
)
from amparo.foundations.intake.procedure.silence_order_readings import Readings
from amparo.foundations.ledger.services import Signs

READ = "silence_read"
NOBODY = Readings()


@dataclass(frozen=True, slots=True)
class Silence:
    """What an order keeps from the person: the row, and the court that it names. `waits`: another
    member must still read the order, or read it again, by `until`. After two members had read that
    it forbids telling, `doubted_by` are those who read that it does not; then the others must read
    it again."""

    row: LegalHold | AuthorityDemand
    waits: bool
    until: date | None
    text: str = field(repr=False)
    court: str = field(repr=False)
    read: Readings = NOBODY

    @property
    def by_two(self) -> bool:
        """Whether it takes two members to say that the order forbids nothing."""
        return self.read.by_two

    @property
    def doubted(self) -> bool:
        return bool(self.read.doubted_by)

    def is_enough(self, signature: str) -> bool:
        """Whether the person is told at once if this member says now that it forbids nothing."""
        return self.read.ends_by(signature, at=timezone.now())

    def asks(self, signature: str) -> bool:
        """Whether this member's reading is waited for."""
        if self.doubted:
            return signature not in self.read.doubted_by
        return self.waits and signature != self.read.noter

    def hinders(self, signature: str, *, forbids: bool) -> str:
        """Code of why this member may not say now what the order says; empty if they may."""
        if forbids and not (self.waits or self.doubted):
            return "nothing_open"
        if forbids and signature == self.read.noter:
            return "another_reads"
        said = not forbids and signature in self.read.doubted_by
        return "another_says" if said else ""


def silences_in(open_case: OpenCase, *, seen_by: Signs) -> list[Silence]:
    """What an order keeps from the person, whether a second member has read it or not."""
    rows: list[LegalHold | AuthorityDemand] = [*holds_of(open_case.folder, seen_by=seen_by)]
    rows += [one.row for one in demands_of(open_case, seen_by=seen_by)]
    return [_shown(open_case, one, seen_by) for one in rows if one.is_kept_silent]


def silence_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Silence | None:
    found = silences_in(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.ref == ref), None)


@transaction.atomic
def note_read(
    open_case: OpenCase, ref: str, *, forbids: bool, words: str, by: Actor, at: datetime
) -> None:
    """Note what a member read in the order itself: it forbids telling the person until its day, or
    it does not. In the second case the person is told once all members whose word it takes have
    said so. The member who noted it may take that back alone. Raises Hindered."""
    must(by, Permission.CASE_READ)
    hold(open_case.folder)
    found = silence_called(open_case, ref, seen_by=by)
    # Read again with the file locked: two may read at once, or its days may have ended.
    row = type(found.row).objects.get(pk=found.row.pk) if found else None
    if found is None or row is None or not row.is_kept_silent:
        raise Hindered("nothing_open")
    found = _shown(open_case, row, by)
    if reason := found.hinders(by.signature, forbids=forbids):
        raise Hindered(reason)
    if forbids or (found.by_two and found.read.noter != by.signature):
        must_be_one_of_two(by)
    body = SilenceReadText(text=words, data={"of": ref, "forbids": forbids})
    write_paper(open_case.folder, body=body, by=by, at=at)
    until = row.order_until if forbids else None
    event = SilenceRead(about=open_case.code, of=ref, until=until.isoformat() if until else "")
    # Recorded first: the database refuses a longer silence before that.
    record_in_own_hand(event, by=by, at=at)
    if until:
        type(row).objects.filter(pk=row.pk).update(silent_until=until, silence_seen_by=by.signature)
        refresh(open_case.case, at=at)
    elif _is_lifted(open_case, row):
        _tell(open_case, row, by=by, at=at)


def _is_lifted(open_case: OpenCase, row: LegalHold | AuthorityDemand) -> bool:
    """Whether this member's word was enough, by the record."""
    return bool(stands_and_read(row, open_case.folder.filing, at=timezone.now())[1].lifted)


def _tell(
    open_case: OpenCase, row: LegalHold | AuthorityDemand, *, by: Actor, at: datetime
) -> None:
    yesterday = day_of(open_case.folder.filing, at) - timedelta(days=1)
    type(row).objects.filter(pk=row.pk).update(silent_until=yesterday, silence_seen_by="")
    if isinstance(row, LegalHold):
        tell_hold(row, by=by, at=at, now=True)
    else:
        tell_demand(row, by=by, at=at, now=True)


def _shown(open_case: OpenCase, row: LegalHold | AuthorityDemand, reader: Signs) -> Silence:
    paper = paper_called(open_case.folder, row.paper_ref, seen_by=reader)
    body = open_case.folder.words(paper) if paper else {}
    said = str(body.get("text") or body.get("what") or "")
    filing, now = open_case.folder.filing, timezone.now()
    stands, read = stands_and_read(row, filing, at=now)
    waits = row.silence_waits or stands.anew
    until = again_by(filing, stands, read) or row.silent_until
    return Silence(row, waits, until, said, str(body.get("forbidden_by", "")), read)
