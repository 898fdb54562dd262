"""A unit or a person must not know of the case, or is behind the danger.

Each function is called with the folder open: an event carries no key and names no excluded person.
"""

from datetime import datetime

from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.disappearances.exclusions_in_linked_cases import carry_over, to_tell
from amparo.casework.exports import recall_and_destruction as ending
from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting import related_people as of_others
from amparo.casework.leaks.case_response import shut_out
from amparo.casework.measures.relocated_adults.services import adults_shut_out, guardians_shut_out
from amparo.casework.obligations.delivery.recall import revoke, revoke_told, revoke_where_named
from amparo.casework.obligations.escalation.services import stop_telling_excluded
from amparo.casework.obligations.stations.services import look_at_stations
from amparo.casework.referral import recall as taking_back
from amparo.casework.review.complaints import services as complaining
from amparo.foundations.cases.access.excluded_member_seats import unseat_excluded
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.names.index import forget_names
from amparo.foundations.consent.overseer_permission import shut_overseers_out
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.key_at_hand_callbacks import (
    when_excluded,
    when_looked_into,
    when_shut_out,
)
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people import services as related_people


@when_excluded
def revoke_from_excluded_units(folder: Folder, unit: Unit, *, by: Signs, at: datetime) -> None:
    """Take back what an excluded institution, its command and its parts were sent."""
    case = case_of_filing(folder.code)
    if case:
        units = command_of(unit, seen_by=by)
        revoke(case, reason="recipient_excluded", units=units, by=by, at=at)


@when_shut_out
def remove_excluded_members(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Remove excluded members from the team."""
    unseat_excluded(folder, by=by, at=at)


@when_shut_out
def remove_excluded_overseers(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Remove the case from the sight of excluded overseers."""
    shut_overseers_out(folder, by=by, at=at)


@when_shut_out
def stop_telling_command(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Tell nothing more of what is overdue to an institution that must not know."""
    case = case_of_filing(folder.code)
    if case:
        stop_telling_excluded(case, folder, by=by, at=at)


@when_shut_out
def revoke_in_linked_cases(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Take back what such a unit was sent of a linked case."""
    for filing, kept in to_tell(folder, by=by):
        revoke_told(filing, kept.body, at=at)


@when_looked_into
@when_shut_out
def revoke_where_staff_is_excluded(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Take back what a unit was sent whose own staff must not know, and what was handed on to a
    station where it must not be known."""
    case = case_of_filing(folder.code)
    if case:
        revoke_where_named(case, folder, by=by, at=at)
        look_at_stations(case, folder, by=by, at=at)


@when_shut_out
def forget_excluded_names(
    folder: Folder,
    *,
    by: Signs,  # noqa: ARG001 - no key is needed
    at: datetime,  # noqa: ARG001 - it leaves no trace of its own
) -> None:
    """Remove excluded names from the name index."""
    forget_names(folder.filing)


@when_shut_out
def end_excluded_intermediaries(folder: Folder, *, by: Signs, at: datetime) -> None:
    """End excluded intermediaries."""
    case = case_of_filing(folder.code)
    if case:
        between.end_excluded(case, folder, by=by, at=at)


@when_shut_out
def take_back_excluded_referrals(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Take back referrals to those who must not know."""
    case = case_of_filing(folder.code)
    if case and taking_back.take_back_excluded(case, folder, by=by, at=at):
        refresh(case, at=at)


@when_shut_out
def remove_excluded_interpreters(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Remove excluded interpreters."""
    case = case_of_filing(folder.code)
    if case:
        interpreters.shut_out(folder, case, by=by, at=at)
        of_others.shut_out(folder, case, by=by, at=at)


@when_shut_out
def remove_excluded_related_people(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Remove excluded related people, guardians, adults, and members who rule on a complaint."""
    related_people.shut_out_others(folder, by=by, at=at)
    guardians_shut_out(folder, by=by, at=at)
    adults_shut_out(folder, by=by, at=at)
    complaining.take_from(folder, by=by, at=at)


@when_shut_out
def exclude_in_linked_cases(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Exclude the same people in linked cases."""
    carry_over(folder, by=by, at=at)


@when_shut_out
def take_back_excluded_exports(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Take back exports to those who must not know."""
    case = case_of_filing(folder.code)
    if case:
        ending.take_back_excluded(case, folder, by=by, at=at)


@when_shut_out
def stop_telling_excluded_of_leak(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Tell excluded people nothing of a leak."""
    case = case_of_filing(folder.code)
    if case:
        shut_out(folder, case, by=by, at=at)
