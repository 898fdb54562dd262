"""Consistency checks between the files of a protocol."""

from collections.abc import Callable

from amparo.law.checks.admission_and_measures import check_instruments
from amparo.law.checks.calendar import check_calendar
from amparo.law.checks.disappearances import check_fate
from amparo.law.checks.procedure import check_procedure
from amparo.law.checks.review import check_review
from amparo.law.checks.terms import check_terms
from amparo.law.checks.text_completeness import check_words
from amparo.law.checks.transitory import check_transitory
from amparo.law.errors import MistakenProtocol
from amparo.law.loading.reader import Folder, Unreadable
from amparo.law.protocol import Protocol

__all__ = ["attempt", "check"]

CHECKS = (
    check_procedure,
    check_calendar,
    check_terms,
    check_instruments,
    check_review,
    check_fate,
    check_transitory,
    check_words,
)


def check(protocol: Protocol, folder: Folder) -> None:
    """Add each mistake to the folder's list; without a list raise the first as MistakenProtocol."""
    for one in CHECKS:
        attempt(folder, one, protocol, folder)


def attempt(folder: Folder, step: Callable[..., object], *what: object) -> None:
    """Run a step and add the mistake it raises to the folder's list. Errors caused by an earlier
    mistake are ignored."""
    try:
        step(*what)
    except MistakenProtocol as mistake:
        if folder.found is None:
            raise
        folder.found.append(mistake)
    except Unreadable:
        return  # its mistakes are in the list
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        if not folder.found:
            raise
