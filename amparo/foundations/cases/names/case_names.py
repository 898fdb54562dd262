"""Names by which a case is found: the person's and those of related people, never of those excluded
or said to be behind the danger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.cases.names.index_leaf_format import OTHER, PERSON
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
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.names.shared_surnames import ALIKE
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import is_barred
from amparo.law import Known

FIRST_TOLD = ("urgent", "request")
"""Documents in which the person, or another on their behalf, gives a name."""
NAMING = frozenset({*FIRST_TOLD, WHO, KEPT, APART, ALIKE})
"""Documents after which the names of a case may have changed."""

_SAYS_NAMES = Document.objects.filter(kind__in=[*FIRST_TOLD, WHO], current=True).order_by("pk")

SPOILT = (Unsealable, ValueError, LookupError, TypeError, AttributeError)
"""Raised for documents that cannot be unsealed or do not have the expected content."""


@dataclass(frozen=True, slots=True, repr=False)
class Called:
    """A name of the person or of a related person."""

    whose: str
    name: str


def with_guard(seats: QuerySet[CaseAccess]) -> QuerySet[CaseAccess]:
    """Annotate seats with whether their case has excluded or feared people."""
    feared = has(RelatedPerson, "case__filing", relation=BEHIND)
    return seats.annotate(guarded=guarded("case__filing") | Q(feared))


def names_in(
    seats: Sequence[CaseAccess], *, seen_by: Actor
) -> Iterator[tuple[CaseAccess, list[Called] | None]]:
    """Yield the names of each of the member's cases: none if the member is excluded, None if they
    cannot be read."""
    papers: dict[int, list[Document]] = {}
    filings = [seat.case.filing_id for seat in seats]
    for paper in _SAYS_NAMES.filter(filing__in=filings):
        papers.setdefault(paper.filing_id, []).append(paper)
    for seat in seats:
        yield seat, _read(seat, papers.get(seat.case.filing_id, []), seen_by)


def names_of_open(folder: Folder, *, guard: bool, seen_by: Actor) -> list[Called]:
    """Return the names of a case that the member just opened, and so may know. `guard`: the case
    has excluded or feared people. Empty if they cannot be read."""
    try:
        return _called(
            folder, list(_SAYS_NAMES.filter(filing_id=folder.filing.pk)), seen_by, watched=guard
        )
    except SPOILT:
        return []


def _read(seat: CaseAccess, papers: Iterable[Document], reader: Actor) -> list[Called] | None:
    try:
        return _names_of(seat, papers, reader)
    except SPOILT:
        return None


def _names_of(seat: CaseAccess, papers: Iterable[Document], reader: Actor) -> list[Called]:
    filing = seat.case.filing
    key = boxes.open_with(reader.pair.secret, bytes(seat.sealed), context=key_context(filing))
    folder = Folder(filing, key)
    watched = bool(getattr(seat, "guarded", True))
    if watched and must_not_know(folder, reader.member, by=reader):
        return []
    return _called(folder, papers, reader, watched=watched)


def _called(
    folder: Folder, papers: Iterable[Document], reader: Actor, *, watched: bool
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
