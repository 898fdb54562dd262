"""What must hold between the files of a protocol before anybody may rely on it."""

from amparo.rules.checks.calendar import check_calendar
from amparo.rules.checks.fate import check_fate
from amparo.rules.checks.instruments import check_instruments
from amparo.rules.checks.procedure import check_procedure
from amparo.rules.checks.review import check_review
from amparo.rules.checks.terms import check_terms
from amparo.rules.checks.transitory import check_transitory
from amparo.rules.checks.words import check_words
from amparo.rules.protocol import Protocol

__all__ = ["check"]


def check(protocol: Protocol, folder: str) -> None:
    """Raises MistakenProtocol at the first thing that does not fit."""
    check_procedure(protocol, folder)
    check_calendar(protocol, folder)
    check_terms(protocol, folder)
    check_instruments(protocol, folder)
    check_review(protocol, folder)
    check_fate(protocol, folder)
    check_transitory(protocol, folder)
    check_words(protocol, folder)
