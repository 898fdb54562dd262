"""What happens next once it is said who must not know, or who is behind the danger. It goes on from
`handovers.py`, by the same rules: each function is a sentence, inside the transaction of the act
that it follows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from amparo.casework.disappearances.carrying import to_tell
from amparo.casework.obligations.delivery.recall import revoke, revoke_told, revoke_where_named
from amparo.foundations.cases.access.unseating import unseat_excluded
from amparo.foundations.cases.names.index import forget_names, names_changed
from amparo.foundations.cases.names.names import NAMING
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.consent.overseeing import shut_overseers_out
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import (
    when_excluded,
    when_left_out,
    when_looked_into,
    when_shut_out,
    when_written,
)
from amparo.foundations.intake.models import Paper
from amparo.foundations.ledger.services import Signs


@when_excluded
def an_excluded_institution_its_command_and_its_parts_keep_nothing(
    folder: Folder, unit: Unit, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(folder.code)
    if case:
        units = command_of(unit, seen_by=by)
        revoke(case, reason="recipient_excluded", units=units, by=by, at=at)


@when_shut_out
def who_must_not_know_leaves_the_team(folder: Folder, *, by: Signs, at: datetime) -> None:
    unseat_excluded(folder, by=by, at=at)


@when_shut_out
def who_oversees_and_must_not_know_sees_the_case_no_more(
    folder: Folder, *, by: Signs, at: datetime
) -> None:
    shut_overseers_out(folder, by=by, at=at)


@when_shut_out
def such_a_unit_keeps_nothing_of_a_linked_case_either(
    folder: Folder, *, by: Signs, at: datetime
) -> None:
    for filing, kept in to_tell(folder, by=by):
        revoke_told(filing, kept.body, at=at)


@when_looked_into
@when_shut_out
def a_unit_whose_own_people_must_not_know_keeps_nothing(
    folder: Folder, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(folder.code)
    if case:
        revoke_where_named(case, folder, by=by, at=at)


@when_shut_out
def nobody_finds_the_case_by_whoever_must_not_know(
    folder: Folder,
    *,
    by: Signs,  # noqa: ARG001 - nobody's key is needed
    at: datetime,  # noqa: ARG001 - it leaves no trace of its own
) -> None:
    forget_names(folder.filing)


@when_left_out
def nobody_finds_the_case_by_whoever_was_left_out(
    folder: Folder,
    scrub: Callable[[Any], Any],  # noqa: ARG001 - all of the case's names go, and are listed anew
    *,
    by: Signs,  # noqa: ARG001 - nobody's key is needed
    at: datetime,  # noqa: ARG001 - it leaves no trace of its own
) -> None:
    forget_names(folder.filing)


@when_written
def a_case_is_found_by_the_names_that_it_has_now(
    folder: Folder,
    paper: Paper,
    body: Mapping[str, Any],  # noqa: ARG001 - the names are read when somebody looks
    *,
    by: Signs,  # noqa: ARG001 - nobody's key is needed
) -> None:
    if paper.kind in NAMING:
        names_changed(folder.filing)
