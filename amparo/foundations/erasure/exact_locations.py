"""Exact present and future locations, stored separately and erased on a set day. Services and
queries, by noun: places."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.foundations.erasure import events
from amparo.foundations.erasure.disk_remains import OF_PLACES, write_over
from amparo.foundations.erasure.models import ExactLocation
from amparo.foundations.erasure.retention_schedule import schedule
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.court_silence_orders import day_of
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs, record

LONGEST = 2000
TRIES = timedelta(hours=1)
"""How long after an erasure the freed pages are overwritten again: a concurrent reader may have
kept them, and web processes of the door and the desk may not rewrite a server's table."""
OF_OTHERS = "other:"

watch("places", ExactLocation)
_PLACES = ExactLocation.objects.filter(erased_at=None).order_by("-written_at")


@dataclass(frozen=True, slots=True)
class Shown:
    row: ExactLocation
    text: str = field(repr=False)

    @property
    def own(self) -> bool:
        """Whether the person wrote it."""
        return self.row.author == "person"


@transaction.atomic
def keep_place(
    folder: Folder, *, kind: str, text: str, days: int, by: Signs, at: datetime
) -> ExactLocation:
    """Store a location, at most as long as the schedule allows. Raises KeyChanged."""
    hold(folder)
    lasts = max(1, min(days, schedule().days_of_places))
    place = ExactLocation(
        ref=marks.new_code(groups=3),
        filing=folder.filing,
        kind=kind,
        author=by.signature,
        written_at=at,
        ends_at=at + timedelta(days=lasts),
    )
    place.sealed = envelopes.seal_json(folder.key, {"text": text}, context=_context(folder, place))
    place.save(force_insert=True)
    until = day_of(folder.filing, place.ends_at).isoformat()
    event = events.PlaceKept(about=folder.code, place=place.ref, until=until)
    record(event, by=by, at=at)
    return place


def places_in(folder: Folder, *, seen_by: Signs, at: datetime) -> list[Shown]:
    """Return the locations that have not expired, newest first; none for related persons."""
    if seen_by.signature.startswith(OF_OTHERS):
        return []
    rows = folder.once("places", lambda: list(_PLACES.filter(filing_id=folder.filing.pk)))
    return [Shown(one, _read(folder, one)) for one in rows if one.ends_at > at]


def erase_place(folder: Folder, ref: str, *, by: Signs, at: datetime) -> bool:
    """Erase one location. Returns whether it was in this case."""
    gone = _erase_now(folder, ref, by=by, at=at)
    if gone and connection.vendor == "sqlite":
        write_over(OF_PLACES)
    return gone


@transaction.atomic
def _erase_now(folder: Folder, ref: str, *, by: Signs, at: datetime) -> bool:
    hold_row(folder.filing).values_list("pk").first()
    why = "by_person" if by.signature == "person" else "by_team"
    found = ExactLocation.objects.filter(filing=folder.filing, ref=marks.code_normalised(ref))
    return bool(_empty(list(found.filter(erased_at=None)), why, by=by, at=at))


def erase_old_places(*, by: Signs, at: datetime) -> int:
    """Erase expired locations, case by case. Holds do not keep them, and no key is needed. Returns
    how many."""
    due = ExactLocation.objects.filter(erased_at=None, ends_at__lte=at)
    gone = 0
    for filing in Filing.objects.filter(pk__in=due.values("filing")).order_by("pk"):
        with transaction.atomic():
            hold_row(filing).values_list("pk").first()
            gone += _empty(list(due.filter(filing=filing)), "time_over", by=by, at=at)
    if ExactLocation.objects.filter(erased_at__gt=at - TRIES).exists():
        write_over(OF_PLACES)
    return gone


def empty_places(filing: Filing, *, by: Signs, at: datetime) -> int:
    """Erase the locations of a case whose content is erased; the caller holds its lock. Returns how
    many."""
    standing = list(ExactLocation.objects.filter(filing=filing, erased_at=None))
    return _empty(standing, "with_the_file", by=by, at=at)


def places_anew(older: Folder, newer: Folder) -> None:
    """Seal the standing locations under the case's new key."""
    standing = list(ExactLocation.objects.filter(filing=older.filing, erased_at=None))
    for one in standing:
        words = envelopes.unseal(older.key, bytes(one.sealed), context=_context(older, one))
        one.sealed = envelopes.seal(newer.key, words, context=_context(newer, one))
    ExactLocation.objects.bulk_update(standing, ["sealed"], batch_size=200)


def _empty(places: list[ExactLocation], why: str, *, by: Signs, at: datetime) -> int:
    for one in places:
        ExactLocation.objects.filter(pk=one.pk).update(sealed=b"", erased_at=at)
        event = events.PlaceErased(about=one.filing.code, place=one.ref, why=why)
        record(event, by=by, at=at)
    return len(places)


def _read(folder: Folder, place: ExactLocation) -> str:
    words = envelopes.unseal_json(folder.key, bytes(place.sealed), context=_context(folder, place))
    return str(words["text"])


def _context(folder: Folder, place: ExactLocation) -> str:
    return f"place/{folder.code}/{place.ref}"
