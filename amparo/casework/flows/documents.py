"""A document is written, read, redacted, or sealed under a new key of the file."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.redaction import files_to_review as looking
from amparo.casework.exports import recall_and_destruction as ending
from amparo.casework.interpreting import related_people as of_others
from amparo.casework.obligations import changed_measures as changing
from amparo.casework.obligations.models import re_wrap
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral.direct_notices import services as telling
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.form_drafts.sealed_drafts import forget_drafts_in
from amparo.foundations.cases.names.case_names import NAMING
from amparo.foundations.cases.names.index import forget_names, names_changed
from amparo.foundations.erasure.exact_locations import places_anew
from amparo.foundations.intake.documents import redacted_data_detection as left_marks
from amparo.foundations.intake.events import FileReceived, PersonRead
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.key_at_hand_callbacks import (
    when_left_out,
    when_re_keyed,
    when_written,
)
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.document_copies import (
    copy_for_others,
    said_anew,
    say_less,
    ways_anew,
)

# --- written ---


@when_written
def renew_name_index(
    folder: Folder,
    paper: Document,
    body: Mapping[str, Any],  # noqa: ARG001 - the names are read on a search
    *,
    by: Signs,  # noqa: ARG001 - no key is needed
) -> None:
    """Mark the case's names as changed where the document holds names."""
    if paper.kind in NAMING:
        names_changed(folder.filing)


@when_written
def check_redaction_in_document(
    folder: Folder, paper: Document, body: Mapping[str, Any], *, by: Signs
) -> None:
    """Ask whether a later document names a member who was left out."""
    left_marks.ask_of(folder, paper, body, by=by, at=paper.written_at)


@when_written
def copy_for_related_people(
    folder: Folder, paper: Document, body: Mapping[str, Any], *, by: Signs
) -> None:
    """Copy what is written for the person for related people who may read it."""
    copy_for_others(folder, paper, body, by=by)


@when_written
def translate_copies(
    folder: Folder,
    paper: Document,
    body: Mapping[str, Any],  # noqa: ARG001 - the task names the paper, and nothing of it
    *,
    by: Signs,
) -> None:
    """Open the translation of those copies."""
    if paper.for_person:
        of_others.want_for_paper(folder.code, paper.ref, by=by, at=paper.written_at)


def check_redaction_in_file(event: FileReceived, *, by: Signs, at: datetime) -> None:
    """Ask whether a later file shows a member who was left out."""
    case = case_of_filing(event.about)
    if case and left_marks.has_marks(case.filing):
        looking.want_look_at(case, event.ref, by=by, at=at)


# --- read ---


def close_telling_of_read_document(event: PersonRead, *, by: Signs, at: datetime) -> None:
    """Close the task to tell the person what they have opened themselves."""
    case = case_of_filing(event.about)
    if case:
        telling.was_read(case, kind=event.kind, paper=event.ref, by=by, at=at)


# --- redacted ---


@when_left_out
def forget_redacted_names(
    folder: Folder,
    scrub: Callable[[Any], Any],  # noqa: ARG001 - all of the case's names go, and are listed anew
    *,
    by: Signs,  # noqa: ARG001 - no key is needed
    at: datetime,  # noqa: ARG001 - it leaves no trace of its own
) -> None:
    """Remove a redacted name from the name index."""
    forget_names(folder.filing)


@when_left_out
def forget_drafts_that_may_say_it(
    folder: Folder,
    scrub: Callable[[Any], Any],  # noqa: ARG001 - a draft opens for its author alone
    *,
    by: Signs,  # noqa: ARG001 - no key is needed
    at: datetime,  # noqa: ARG001 - drafts are no part of the record
) -> None:
    """Delete what members typed and did not send: it cannot be read here, and may say what is
    redacted."""
    forget_drafts_in(folder.filing)


@when_left_out
def redact_what_others_hold(
    folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> None:
    """Redact what institutions, intermediaries, referrals and related people hold."""
    case = case_of_filing(folder.code)
    if case:
        changing.tell_less(case, folder, scrub, by=by, at=at)
        between.tell_less(case, folder, scrub, by=by, at=at)
        taking_back.tell_less(case, folder, scrub, by=by, at=at)
        say_less(folder, scrub)


@when_left_out
def redact_exports(folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime) -> None:
    """Redact the copies that were exported."""
    case = case_of_filing(folder.code)
    if case:
        ending.tell_less(case, folder, scrub, by=by, at=at)


# --- sealed under a new key ---


@when_re_keyed
def reseal_obligations(
    older: Folder,
    newer: Folder,
    *,
    by: Signs,  # noqa: ARG001 - every flow is told who acted
    at: datetime,  # noqa: ARG001 - nothing is dated anew
) -> None:
    """Seal the keys of obligations under the file's new key."""
    re_wrap(older, newer)


@when_re_keyed
def reseal_words_of_related_people(
    older: Folder,
    newer: Folder,
    *,
    by: Signs,  # noqa: ARG001 - every flow is told who acted
    at: datetime,  # noqa: ARG001 - nothing is dated anew
) -> None:
    """Seal what related people wrote under the file's new key."""
    said_anew(older, newer)


@when_re_keyed
def renew_access_of_related_people(
    older: Folder, newer: Folder, *, by: Signs, at: datetime
) -> None:
    """Mark the access that was given under the new key; end what no member gave."""
    ways_anew(older, newer, by=by, at=at)


@when_re_keyed
def reseal_erasure_places(
    older: Folder,
    newer: Folder,
    *,
    by: Signs,  # noqa: ARG001 - every flow is told who acted
    at: datetime,  # noqa: ARG001 - nothing is dated anew
) -> None:
    """Seal the places of what is to be erased under the file's new key."""
    places_anew(older, newer)
