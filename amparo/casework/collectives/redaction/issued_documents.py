"""Documents that had been issued with a member's data before it was redacted: what can still be
done about each, and what cannot. Read only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.redaction import held_before
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.sealed_messages import dropped_rows
from amparo.foundations.intake.procedure.complaints import RULING
from amparo.foundations.ledger.services import Signs

# Kind -> its name, what can still be done, and what cannot.
ISSUED: Mapping[str, tuple[Promise, Promise, Promise]] = {
    "decision": (
        _("Resolution"),
        _(
            "From now on it is read without the member's data. Print a new extract, and ask"
            " whoever has the older one on paper to exchange it for the new one and destroy"
            " it."
        ),
        _("What was signed and handed over stays valid as it was, and was read."),
    ),
    RULING: (
        _("Ruling on a complaint"),
        _(
            "It is read without the member from now on. Ask whoever ruled to destroy drafts and"
            " copies of their own."
        ),
        _("What was ruled stays ruled, and whoever ruled knows what they wrote."),
    ),
    "referral": (
        _("Referral"),
        _(
            "A task asks you to tell its recipient to destroy the older sheet; a new one can be"
            " printed without the member."
        ),
        _("What the recipient read, or passed on, cannot be unread."),
    ),
    "export": (
        _("Copy of the file"),
        _(
            "A copy that had not left will not leave. If it had left, a task asks you to tell"
            " whoever has it to destroy it."
        ),
        _("What the recipient read, or passed on, cannot be unread."),
    ),
    "passed_on": (
        _("Something that an intermediary was told"),
        _("It is gone from the intermediary's page. Ask it to destroy what it wrote down."),
        _("What the intermediary read, or passed on, cannot be unread."),
    ),
}


@dataclass(frozen=True, slots=True)
class Issued:
    """One such document."""

    called: Promise
    at: datetime
    still: Promise
    gone: Promise


def issued_before(open_case: OpenCase, *, seen_by: Signs) -> list[Issued]:
    """These documents, oldest first."""
    folder = open_case.folder
    held = held_before(folder, seen_by=seen_by)
    if not held:
        return []
    papers = papers_in(folder, seen_by=seen_by, kinds=ISSUED)
    found = [(one.written_at, one.kind) for one in papers if one.ref in held]
    ruled = dropped_rows(folder, RULING)
    found += [(row.dropped_at, RULING) for row, _said in ruled if row.ref in held]
    return [Issued(ISSUED[kind][0], at, *ISSUED[kind][1:]) for at, kind in sorted(found)]
