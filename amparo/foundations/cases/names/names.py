"""By whose names a case is found: the person at risk, and others of the case. Never whoever must
not know, or is said to be behind the danger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from amparo.crypto import boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Seat
from amparo.foundations.cases.names.leaves import OTHER, PERSON
from amparo.foundations.intake.exclusions import (
    APART,
    BEHIND,
    KEPT,
    WHO,
    guarded,
    has,
    must_not_know,
)
from amparo.foundations.intake.keys.case_keys import Folder, key_context
from amparo.foundations.intake.models import Paper
from amparo.foundations.intake.names.alike import ALIKE
from amparo.foundations.related_people.models import Other
from amparo.foundations.related_people.queries import is_barred
from amparo.law import Known

FIRST_TOLD = ("urgent", "request")
"""Papers in which the person at risk, or somebody for them, says what they are called."""
NAMING = frozenset({*FIRST_TOLD, WHO, KEPT, APART, ALIKE})
"""Papers after which the names of a case may be others."""

_SAYS_NAMES = Paper.objects.filter(kind__in=[*FIRST_TOLD, WHO], current=True).order_by("pk")

SPOILT = (Unsealable, ValueError, LookupError, TypeError, AttributeError)
"""What comes of words that do not open, or do not say what such a paper says."""


@dataclass(frozen=True, slots=True, repr=False)
class Called:
    """How somebody of a case is called."""

    whose: str
    name: str


def with_guard(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """These seats, each saying whether anybody must not know or is said to be behind the danger."""
    feared = has(Other, "case__filing", relation=BEHIND)
    return seats.annotate(guarded=guarded("case__filing") | Q(feared))


def names_in(
    seats: Sequence[Seat], *, seen_by: Actor
) -> Iterator[tuple[Seat, list[Called] | None]]:
    """The names of each of her cases; none of a case of which she must not know, and None where
    what is written cannot be read."""
    papers: dict[int, list[Paper]] = {}
    filings = [seat.case.filing_id for seat in seats]
    for paper in _SAYS_NAMES.filter(filing__in=filings):
        papers.setdefault(paper.filing_id, []).append(paper)
    for seat in seats:
        yield seat, _read(seat, papers.get(seat.case.filing_id, []), seen_by)


def names_of_open(folder: Folder, *, guard: bool, seen_by: Actor) -> list[Called]:
    """The same of a case that she just opened, so that she may know of it. `guard`: whether anybody
    must not know, or is said to be behind the danger. None of what cannot be read."""
    try:
        return _called(
            folder, list(_SAYS_NAMES.filter(filing_id=folder.filing.pk)), seen_by, watched=guard
        )
    except SPOILT:
        return []


def _read(seat: Seat, papers: Iterable[Paper], reader: Actor) -> list[Called] | None:
    try:
        return _names_of(seat, papers, reader)
    except SPOILT:
        return None


def _names_of(seat: Seat, papers: Iterable[Paper], reader: Actor) -> list[Called]:
    filing = seat.case.filing
    key = boxes.open_with(reader.pair.secret, bytes(seat.sealed), context=key_context(filing))
    folder = Folder(filing, key)
    watched = bool(getattr(seat, "guarded", True))
    if watched and must_not_know(folder, reader.member, by=reader):
        return []
    return _called(folder, papers, reader, watched=watched)


def _called(
    folder: Folder, papers: Iterable[Paper], reader: Actor, *, watched: bool
) -> list[Called]:
    bodies = [(paper.kind, folder.words(paper)) for paper in papers]
    called = [Called(PERSON, name) for name in _first_told(bodies)]
    for kind, body in bodies:
        name = str(body.get("name", ""))
        if kind != WHO or body.get("relation") == BEHIND:
            continue
        if not (watched and is_barred(folder, name, seen_by=reader)):
            called.append(Called(OTHER, name))
    return called


def _first_told(bodies: Iterable[tuple[str, Mapping[str, object]]]) -> list[str]:
    said = [body.get(Known.CHOSEN_NAME) for kind, body in bodies if kind in FIRST_TOLD]
    return [name for name in said if isinstance(name, str)]
