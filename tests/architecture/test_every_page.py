"""What holds for every page of the map, whoever asks: no trace, no change by a link, no foreign
form."""

import gzip
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from amparo.foundations.ledger.models import Entry
from tests.architecture.access_matrix import Row, matrix, together
from tests.architecture.source import PACKAGE

MATRIX = matrix()
READING = {
    "CodeRefused",
    "FileOpened",
    "FileShown",
    "FileTaken",
    "PersonRead",
}  # being read is all that reading may leave behind
# What a form would send, put into an address as somebody would who wants a link to do it.
TEMPTING = urlencode(
    {
        "act": "take", "sure": "yes", "answer": "agree", "word": "works", "way": "objected",
        "go": "on", "text": "x", "on": "yes", "password": "x", "code": "1", "phrase": "x",
    }
)  # fmt: skip
# Browsers send these from another site's page, or from this one without its token.
FOREIGN = (
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null"},
    {"Referer": "https://evil.example/http://testserver/"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
    {},
)


@pytest.mark.parametrize("rows", together(MATRIX.rows))
def test_a_link_changes_nothing_and_leaves_no_trace(
    each: Callable[..., None],
) -> None:
    each(changes_nothing)


def changes_nothing(row: Row, visitors: Mapping[str, Client], things: Mapping[str, str]) -> None:
    address = row.address(things)
    for name in ("nobody", "person", "analyst", "supervisor", "officer"):
        browser = visitors[name]
        with transaction.atomic():
            before = set(Entry.objects.values_list("pk", flat=True))
            answer = browser.get(f"{address}?{TEMPTING}")
            new = Entry.objects.exclude(pk__in=before)
            assert {entry.event for entry in new} <= READING, f"{name}: {address}"
            transaction.set_rollback(True)
        assert answer.status_code < 500
        assert "no-store" in answer.headers["Cache-Control"], address
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        for cookie in answer.cookies.values():
            assert cookie["httponly"] or not cookie.value, f"{address}: {cookie.key}"
            assert not cookie["max-age"] or not cookie.value, f"{address}: {cookie.key}"


OF_THE_DOOR = [row for row in MATRIX.rows if row.page.startswith("door:") and "get" in row.asks]
# As it travels: the sheet is sent compressed, a page with somebody's words never is.
SHEET = len(gzip.compress((PACKAGE / "static" / "amparo.css").read_bytes()))
HEAVIEST = 45 * 1024
# On paper nobody presses anything; the way out is itself.
ON_PAPER = {"door:slip", "door:proof_slip", "door:others_slip", "door:exit"}


@pytest.mark.parametrize("rows", together(OF_THE_DOOR))
def test_each_page_of_the_door_is_light_and_has_the_way_out(each: Callable[..., None]) -> None:
    each(is_light_and_leads_out)


def is_light_and_leads_out(
    row: Row, visitors: Mapping[str, Client], things: Mapping[str, str]
) -> None:
    address = row.address(things)
    for name in ("nobody", "person", "reader"):
        if row.answers.get(name) == "allowed":
            answer = visitors[name].get(address)
            if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
                assert len(answer.content) + SHEET <= HEAVIEST, f"{name}: {address}"
                assert row.page in ON_PAPER or f'href="{reverse("door:exit")}"' in answer.text


POSTED = [row for row in MATRIX.rows if "post" in row.asks]


@pytest.mark.parametrize("rows", together(POSTED))
def test_no_form_of_another_site_does_anything_or_is_read_back(
    each: Callable[..., None],
) -> None:
    each(takes_no_foreign_form)


def takes_no_foreign_form(
    row: Row, visitors: Mapping[str, Client], things: Mapping[str, str]
) -> None:
    address = row.address(things)
    said = {
        "text": "palabras de otro",
        "answer": "agree",
        "act": "take",
        "csrfmiddlewaretoken": "x",
    }
    for name in ("person", "analyst"):
        browser = Client(enforce_csrf_checks=True)
        browser.cookies = visitors[name].cookies
        for headers in FOREIGN:
            before = Entry.objects.count()
            answer = browser.post(address, said, headers=headers)
            assert answer.status_code == 403, f"{name}: {address} {headers}"
            assert Entry.objects.count() == before
            assert "palabras de otro" not in answer.content.decode(), f"{address} {headers}"
