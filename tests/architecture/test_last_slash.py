"""An address that is typed without its last slash leads to its page: by the map of addresses alone,
whoever asks, and never to another site."""

from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from amparo.foundations.ledger.models import Entry
from tests.architecture.access_matrix import Row, matrix, together

ROWS = [row for row in matrix().rows if row.page not in {"door:home", "site:home"}]


@pytest.mark.parametrize("rows", together(ROWS))
def test_each_page_is_reached_without_its_last_slash(each: Callable[..., None]) -> None:
    each(leads_to_its_page)


def leads_to_its_page(row: Row, visitors: Mapping[str, Client], things: Mapping[str, str]) -> None:
    address = row.address(things)
    if not address.endswith("/"):
        return
    before = Entry.objects.count()
    for name in ("nobody", "person", "analyst", "officer"):
        browser = visitors[name]
        answer = browser.get(f"{address[:-1]}?day=2026-11-24")
        assert answer.status_code == 302, address
        assert answer.headers["Location"] == f"{address}?day=2026-11-24"
        assert "no-store" in answer.headers["Cache-Control"]
        assert not answer.cookies
        assert not answer.content
        assert browser.head(address[:-1]).headers["Location"] == address
        for how in (browser.post, browser.put, browser.delete):
            assert how(address[:-1], {"text": "palabras"}).status_code == 404
    assert Entry.objects.count() == before


def test_a_case_that_is_not_there_is_answered_as_one_that_is(
    client: Client, case: str, db: None
) -> None:
    for code in (case, "0000-0000", "any%20thing"):
        answer = client.get(f"/desk/cases/{code}")
        assert answer.headers["Location"] == f"/desk/cases/{code}/"


@pytest.mark.parametrize(
    "typed",
    [
        "/nowhere",
        "//evil.example",
        "///evil.example",
        "//evil.example/public",
        "/\\evil.example",
        "/\\evil.example/public",
        "/https:/evil.example",
        "/public/figures.csv/x",
        "/static/nothing",
        "/public/laws/pe-2021\r\nLocation: x",
    ],
)
def test_what_is_no_address_of_this_site_leads_nowhere(
    client: Client, typed: str, db: None
) -> None:
    answer = client.get("/", PATH_INFO=typed)
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "typed",
    ["/mine/papers/\\\\evil.example", "/mine/papers/..\t//", "//mine", "/mine/papers/\r\nx"],
)
def test_whatever_stands_in_an_address_stays_on_this_site(
    client: Client, typed: str, db: None
) -> None:
    there = client.get("/", PATH_INFO=typed).headers.get("Location", "/mine/")
    assert there.startswith("/mine/"), there
    assert not set(there) & set("\\\r\n\t")


@pytest.mark.parametrize("law", ["pe-2021", "no-such-law"])
def test_a_law_that_is_not_there_is_refused_at_its_page_and_not_before(
    client: Client, law: str, db: None
) -> None:
    answer = client.get(f"/public/laws/{law}", follow=True)
    assert answer.redirect_chain == [(f"/public/laws/{law}/", 302)]
    assert answer.status_code == (200 if law == "pe-2021" else 404)
