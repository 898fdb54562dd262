"""The curious member: somebody else's thing named in the address of one's own case."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.services import give_seat, open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from tests.architecture.access_matrix import Row, matrix, together
from tests.examples import TIMES
from tests.people import MONDAY

MATRIX = matrix()
# Words of the norm, units of the state and the parts that every file has belong to no case.
OF_NO_CASE = {
    "her_case",
    "a_measure_of_the_norm",
    "its_unit",
    "an_answer",
    "a_folded_part",
    "an_escalation_step",
    "a_late_subject",
}
CROSSED = [
    row
    for row in MATRIX.rows
    if "her_case" in row.arguments.values() and set(row.arguments.values()) - OF_NO_CASE
]
NAMED = [row for row in MATRIX.rows if row.arguments]
SEATED = ("reception", "analyst", "decision_maker", "supervisor")
# Of the other things each row tries one in so many, and all rows together every one, several times;
# of the odd ones one in four. A long run tries more of the things, and all that is odd.
SHARE = 12 if TIMES > 1 else 30
ODD = ("\0", "A\0B", "..", "ÿ", "\u202e", "𐀀", "0" * 300, "-1", "'--", "{{7*7}}", "%00", "\ud800")


@pytest.fixture
def own_case(staff: Mapping[str, Actor], letter: Callable[..., Letter]) -> str:
    """Return the code of another case, on which the same people have seats."""
    filed = file_request(letter(), by=STRANGER, at=MONDAY)
    folder = filing_to_open(filed.folder.code, seen_by=staff["reception"])
    assert folder
    case = open_case(folder, by=staff["reception"], at=MONDAY)
    for role in ("decision_maker", "supervisor"):
        give_seat(case, folder, staff[role].member, reason="task", by=staff["reception"], at=MONDAY)
    return folder.code


@pytest.mark.parametrize("rows", together(CROSSED))
def test_nothing_of_another_case_is_found_through_ones_own(
    own_case: str,
    each: Callable[..., None],
) -> None:
    each(finds_nothing_through, own_case, set())


def finds_nothing_through(
    row: Row,
    visitors: Mapping[str, Client],
    things: Mapping[str, str],
    own_case: str,
    seated: set[str],
) -> None:
    """`seated`: who has opened their own case, which is asked once for all rows."""
    address = row.address({**things, "her_case": own_case})
    for name in SEATED:
        if name not in seated:
            assert visitors[name].get(reverse("desk:case", args=[own_case])).status_code == 200
            seated.add(name)
        for how in row.asks:
            with transaction.atomic():
                response = getattr(visitors[name], how)(address)
                transaction.set_rollback(True)
            assert response.status_code == 404, f"{name}: {how} {address}"


@pytest.mark.parametrize("rows", together(NAMED))
def test_whatever_is_written_for_a_name_no_page_breaks(
    each: Callable[..., None],
) -> None:
    """Names of other kinds, bytes of no name, far too many of them."""
    each(breaks_by_no_name)


def breaks_by_no_name(row: Row, visitors: Mapping[str, Client], things: Mapping[str, str]) -> None:
    for argument in row.arguments:
        others = sorted({things[other] for other in things} - {things[row.arguments[argument]]})
        mine = NAMED.index(row) % SHARE
        for given in (*others[mine::SHARE], *(ODD if TIMES > 1 else ODD[mine % 4 :: 4])):
            address = crossed(row, things, argument, given)
            for how in row.asks if address else ():
                for name in readers_of(row):
                    with transaction.atomic():
                        response = getattr(visitors[name], how)(address)
                        transaction.set_rollback(True)
                    assert response.status_code < 500, f"{name}: {how} {address!r}"


def readers_of(row: Row) -> list[str]:
    """One of each surface to whom the page answers: all others are refused before it is read."""
    kinds = (("person", "speaker"), SEATED, ("officer",))
    found = (next((one for one in kind if row.answers[one] == "allowed"), "") for kind in kinds)
    return [one for one in found if one]


def crossed(row: Row, things: Mapping[str, str], argument: str, given: str) -> str:
    """Return the address with another thing in one place; nothing where none can be spelled so."""
    mark = "ZZZZ-ZZZZ-ZZZZ"
    try:
        spelled = row.address({**things, row.arguments[argument]: mark})
    except NoReverseMatch:
        return ""
    return spelled.replace(mark, quote(given, safe="", errors="surrogatepass"))
