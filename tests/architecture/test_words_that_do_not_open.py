"""Words that do not open, because their row is damaged, keep nobody from the rest of a file; and a
page that rests on them says so instead of breaking."""

from collections.abc import Callable, Mapping

import pytest
from django.db import transaction
from django.test import Client

from amparo.foundations.cases.names.case_names import FIRST_TOLD
from amparo.foundations.intake.models import Document
from tests.architecture.access_matrix import Row, matrix, together

OF_A_FILE = ("person", "analyst", "decision_maker", "supervisor")
SPOILT = b"\x01spoilt"
ROWS = [
    row
    for row in matrix().rows
    if "get" in row.asks and not row.site and row.answers["nobody"] != "allowed"
]


@pytest.mark.parametrize("rows", together(ROWS))
def test_each_page_opens_as_before_or_says_what_does_not(each: Callable[..., None]) -> None:
    each(opens)


def opens(row: Row, visitors: Mapping[str, Client], things: Mapping[str, str]) -> None:
    address = row.address(things)
    shown = [name for name in OF_A_FILE if row.answers[name] == "allowed"][:1]
    for name in shown:
        as_before = asked(visitors[name], address)
        request = Document.objects.filter(kind__in=FIRST_TOLD)
        assert asked(visitors[name], address, *request) == as_before, f"{name}: {address}"
        answer = asked(visitors[name], address, *Document.objects.all())
        assert answer in {as_before, 503}, f"{name}: {address}"


def asked(browser: Client, address: str, *spoilt: Document) -> int:
    """What a page answers where these papers do not open, and nothing else is changed."""
    browser.raise_request_exception = False
    with transaction.atomic():
        Document.objects.filter(pk__in=[one.pk for one in spoilt]).update(sealed=SPOILT)
        found = browser.get(address).status_code
        transaction.set_rollback(True)
    browser.raise_request_exception = True
    return found
