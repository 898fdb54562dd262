"""What cannot be undone asks for password and code again, or for the passkey: whoever finds a
member's browser open does none of it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

import amparo
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.models import Sitting

# By the page: its acts, where it has several; else what is sent is its one act.
PAGES: dict[str, tuple[str, ...]] = {
    "demands:answer": (),
    "demands:note": (),
    "demands:order": (),
    "desk:clean_copy": (),
    "desk:file": (),
    "desk:glass": ("break",),
    "desk:kept": ("agree",),
    "desk:keys": ("assent", "take"),
    "desk:seats": ("", "ready"),
    "desk:team": ("invite", "agree", "end", "leave", "keep", "phone", "give", "renew"),
    "desk:tie": (),
    "desk:ties": (),
    "desk:words": (),
    "leaks:lift": (),
    "leaks:note": (),
    "leaks:suspend": (),
    "measures:decide": (),
    "obligations:proof": (),
    "representation:leave_out": (),
    "release:decide": (),
    "release:take": (),
    "retention:decide": (),
    "retention:lift": (),
    "retention:silence": (),
    "review:carry_out": (),
    "review:decide": (),
    "review:give_up": (),
}
ACTS = [(page, act) for page, acts in PAGES.items() for act in acts or (None,)]
ROLES = ["supervisor", "analyst", "reception", "decision_maker"]


def address(page: str) -> str:
    """Of nothing that there is: whoever sits there is asked before anything is looked up."""
    for arguments in ([], ["X"], ["X", "Y"], ["X", "Y", "Z"]):
        with suppress(NoReverseMatch):
            return reverse(page, args=arguments)
    raise AssertionError(page)


@pytest.fixture
def hers(enrolled: Callable[..., Actor], signed_in: Callable[[Actor], Client]) -> Client:
    """Signed in two hours ago, and may do whatever anybody of the team may."""
    browser = signed_in(enrolled("Ana Huaman", *ROLES))
    Sitting.objects.update(proved_at=timezone.now() - timedelta(hours=2))
    return browser


def test_each_page_that_asks_again_stands_here() -> None:
    root = Path(amparo.__file__).parent
    found = sum(one.read_text(encoding="utf-8").count("\n@afresh(") for one in root.rglob("*.py"))
    assert found == len(PAGES)


@pytest.mark.parametrize(("page", "act"), ACTS)
def test_what_cannot_be_undone_asks_again(page: str, act: str | None, hers: Client) -> None:
    answer = hers.post(address(page), {} if act is None else {"act": act})
    assert answer.status_code == 401
    assert "password" in answer.context["form"].fields
