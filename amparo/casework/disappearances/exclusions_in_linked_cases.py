"""Services that carry exclusions to linked cases: those who must not know of a case, or are said to
be behind the danger, are kept from its linked cases too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amparo.foundations.cases.access.excluded_member_seats import unseat_told
from amparo.foundations.cases.computed_columns import show_missing
from amparo.foundations.cases.dates_outside_terms import (
    LEFT_UNDONE,
    Waiting,
    also_due,
)
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.exclusions import INHERITED
from amparo.foundations.intake.inherited_exclusions import (
    LINKED,
    Kept,
    feared_from,
    kept_from,
    tell_linked,
)
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Document, Filing, SealedMessage
from amparo.foundations.intake.row_scope import show_linked
from amparo.foundations.ledger.services import Signs

LEFT = "search.left_here"
WITHIN = timedelta(hours=2)
"""The service's own target; no law sets it."""
_LEFT = (
    SealedMessage.objects.filter(kind=INHERITED)
    .only("pk", "dropped_at")
    .order_by("dropped_at", "pk")
)


def to_tell(folder: Folder, *, by: Signs) -> Iterator[tuple[Filing, Kept]]:
    """Yield each linked case with the exclusions to carry over.

    The linked case gets all exclusions of the person's case; the first case gets only those said to
    be behind the danger, because an applicant of a linked case excludes no one from the first.
    Conflicts of interest of members go both ways.
    """
    for paper in Document.objects.filter(filing=folder.filing, kind=LINKED, current=True):
        said = folder.words(paper)
        theirs = "party" in said
        kept = kept_from(folder, seen_by=by) if theirs else feared_from(folder, seen_by=by)
        if kept:
            show_linked(str(said["code"]))
            # A missing case is an error: an excluded member would keep a seat there.
            yield Filing.objects.get(code=str(said["code"])), kept


def of_those_left(folder: Folder) -> Iterator[tuple[Filing, str]]:
    """Yield each linked case of the surviving relatives, with its reference of the link."""
    for paper in Document.objects.filter(filing=folder.filing, kind=LINKED, current=True):
        said = folder.words(paper)
        theirs = Document.objects.filter(kind=LINKED, filing__code=str(said["code"]), current=True)
        link = theirs.select_related("filing").order_by("pk").first()
        if "party" in said and link:
            yield link.filing, link.ref


def carry_over(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Apply the exclusions in the linked cases from this moment; members who are excluded lose
    their seats."""
    for filing, kept in to_tell(folder, by=by):
        tell_linked(filing, kept, at=at)
        unseat_told(filing, kept.body, at=at)


def left_undone_due(case: Case) -> list[Waiting]:
    """The worklist entry for exclusions that apply already and whose remaining steps (withdrawing
    documents, changing the case key) run when a member opens the case.

    Reads no key: neither what it is, nor who left it, nor where it was said.
    """
    row = _LEFT.filter(filing_id=case.filing_id).first()
    if row is None:
        return []
    due = row.dropped_at + WITHIN
    return [Waiting(due, LEFT, danger=LEFT_UNDONE, in_closed_from=row.dropped_at)]


def show_what_was_left(*, at: datetime) -> int:
    """Put these entries on the worklists of their cases. Return in how many."""
    left = SealedMessage.objects.filter(kind=INHERITED).values("filing")
    return show_missing(Case.objects.filter(filing__in=left), left_undone_due, at=at)


also_due(
    left_undone_due,
    [(LEFT, _("Open the case: something is waiting that is done only when it is opened"))],
    rows=[SealedMessage],
)
