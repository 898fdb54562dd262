"""A second member reads the order by which a court keeps a hold, or a demand for the file, from the
person. Services and queries, by noun: silences."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from amparo.casework.measures.life import Hindered, must, must_be_one_of_two
from amparo.casework.referral.demands import demands_of, tell_demand
from amparo.casework.referral.models import Demand
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.hands import record_in_own_hand
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import refresh
from amparo.foundations.erasing.models import Hold
from amparo.foundations.erasing.queries import holds_of
from amparo.foundations.erasing.services import tell_hold
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.events import SilenceRead
from amparo.foundations.letterbox.folders import hold
from amparo.foundations.letterbox.papers import paper_called, write_paper
from amparo.foundations.letterbox.silence import day_of, read_anew_by

READ = "silence_read"


@dataclass(frozen=True, slots=True)
class Silence:
    """What an order keeps from the person: what it is about, and which court it names. `waits`:
    somebody else has still to read the order, or to read it anew, by `until`."""

    row: Hold | Demand
    waits: bool
    until: date | None
    text: str = field(repr=False)
    court: str = field(repr=False)


def silences_in(open_case: OpenCase, *, seen_by: Signs) -> list[Silence]:
    """What is kept from the person by an order, read by a second member or not yet."""
    rows: list[Hold | Demand] = [*holds_of(open_case.folder, seen_by=seen_by)]
    rows += [one.row for one in demands_of(open_case, seen_by=seen_by)]
    return [_shown(open_case, one, seen_by) for one in rows if one.is_kept_silent]


def silence_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Silence | None:
    found = silences_in(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.ref == ref), None)


@transaction.atomic
def note_read(
    open_case: OpenCase, ref: str, *, forbids: bool, words: str, by: Actor, at: datetime
) -> None:
    """Somebody who did not write it down has read the order itself: it forbids to tell the person
    until its day, or it does not and they are told now. That it does not, whoever reads it later
    says too. Raises Hindered."""
    must(by, Permission.CASE_READ)
    hold(open_case.folder)
    if forbids:
        must_be_one_of_two(by)
    found = silence_called(open_case, ref, seen_by=by)
    # Asked again of the database, under the hold of the file: two read at once, or its days ended.
    row = type(found.row).objects.get(pk=found.row.pk) if found else None
    if found is None or row is None or not row.is_kept_silent or (forbids and not found.waits):
        raise Hindered("nothing_open")
    if row.silence_said_by == by.signature:
        raise Hindered("another_reads")
    body = {"text": words, "data": {"of": ref, "forbids": forbids}}
    write_paper(open_case.folder, kind=READ, body=body, by=by, at=at)
    until = row.order_until if forbids else None
    today = day_of(open_case.folder.filing, at)
    event = SilenceRead(about=open_case.code, of=ref, until=until.isoformat() if until else "")
    # First on record: the database lets nobody write a longer silence before that.
    record_in_own_hand(event, by=by, at=at)
    type(row).objects.filter(pk=row.pk).update(
        silent_until=until or today - timedelta(days=1),
        silence_seen_by=by.signature if until else "",
    )
    if until:
        refresh(open_case.case, at=at)
        return
    if isinstance(row, Hold):
        tell_hold(row, by=by, at=at, now=True)
    else:
        tell_demand(row, by=by, at=at, now=True)


def _shown(open_case: OpenCase, row: Hold | Demand, reader: Signs) -> Silence:
    paper = paper_called(open_case.folder, row.paper_ref, seen_by=reader)
    body = open_case.folder.words(paper) if paper else {}
    said = str(body.get("text") or body.get("what") or "")
    anew = read_anew_by(row, open_case.folder.filing)
    waits = row.silence_waits or anew is not None
    return Silence(row, waits, anew or row.silent_until, said, str(body.get("forbidden_by", "")))
