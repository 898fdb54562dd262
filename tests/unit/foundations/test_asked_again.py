"""How long password and code hold for what cannot be undone: ten minutes, and for a form that was
open in them an hour. Which acts ask at all: tests/architecture/test_asked_again.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Session
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.keys.case_keys import Visitor
from tests.obligations import owing
from tests.people import CODE_SECRETS, PASSWORD

ASKED, WRONG = 401, 422
FORM = "/desk/leaks/new/"  # it takes long to write
OTHER = "/desk/demands/new/"


@pytest.fixture
def hers(saul: Actor, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(saul)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """It is so many minutes later, and she was there all the while."""
    began = timezone.now()

    def to(minutes: int) -> None:
        now = began + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda: now)
        Session.objects.update(seen_at=now)

    return to


def test_a_form_that_was_open_in_time_may_be_sent_within_the_hour(
    hers: Client, later: Callable[[int], None]
) -> None:
    assert hers.get(FORM).status_code == 200
    later(59)
    assert hers.post(FORM, {"what": "x"}).status_code == WRONG
    later(61)
    assert hers.post(FORM, {"what": "x"}).status_code == ASKED


def test_no_form_is_written_by_hand_at_her_open_browser(
    hers: Client, later: Callable[[int], None]
) -> None:
    """Of which she opened none in time: neither this page, nor this one though another was."""
    later(11)
    assert hers.post(FORM, {"what": "x"}).status_code == ASKED
    later(0)
    hers.get(OTHER)
    later(11)
    assert hers.post(FORM, {"what": "x"}).status_code == ASKED
    assert hers.post(OTHER, {"what": "x"}).status_code == WRONG


def test_a_page_that_was_opened_too_late_leaves_no_time(
    hers: Client, later: Callable[[int], None]
) -> None:
    later(11)
    assert hers.get(FORM).status_code == ASKED
    assert not [name for name in hers.cookies if name.startswith("amparo_shown")]
    assert hers.post(FORM, {"what": "x"}).status_code == ASKED


def test_what_one_sitting_was_shown_is_worth_nothing_in_another(
    saul: Actor, hers: Client, signed_in: Callable[[Actor], Client], later: Callable[[int], None]
) -> None:
    hers.get(FORM)
    other = signed_in(saul)
    kept = {name: one.value for name, one in hers.cookies.items() if "shown" in name}
    assert kept
    for name, value in kept.items():
        other.cookies[name] = value
    later(11)
    assert other.post(FORM, {"what": "x"}).status_code == ASKED


@pytest.mark.parametrize("made", ["", "0" * 64, "f" * 64, "zz"])
def test_none_is_made_up(hers: Client, later: Callable[[int], None], made: str) -> None:
    hers.get(FORM)
    [name] = [name for name in hers.cookies if "shown" in name]
    true = hers.cookies[name].value
    later(11)
    for value in (made, f"{int(true[:16], 16) + 1:016x}{true[16:]}"):
        hers.cookies[name] = value
        assert hers.post(FORM, {"what": "x"}).status_code == ASKED


def test_it_is_sent_with_that_page_alone_and_ends_with_the_browser(hers: Client) -> None:
    hers.get(FORM)
    [kept] = [one for name, one in hers.cookies.items() if "shown" in name]
    assert (kept["path"], kept["max-age"], kept["expires"]) == (FORM, "", "")
    assert kept["httponly"]
    assert kept["samesite"] == "Strict"


def test_what_is_only_pressed_is_sent_after_the_question_too(
    anas: OpenCase, flor: Visitor, ana: Actor, carla: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    """Where nothing is filled in there is nothing to carry, and the page takes no visit."""
    alias = owing(anas, flor, by=ana, officer=carla)["a_paper_duty"]
    here = f"/desk/cases/{anas.code}/duties/{alias}/sheet/"
    browser = signed_in(ana)
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    asked: Any = browser.post(here)
    assert asked.status_code == ASKED
    assert "Lo que había escrito" not in asked.text
    shown = {
        "next": here,
        **dict(asked.context["kept"]),
        "password": PASSWORD,
        "code": codes.code_at(CODE_SECRETS["ana"], timezone.now()),
    }
    on = browser.post("/desk/account/again/", shown)
    assert (on.status_code, on["Location"]) == (307, here)
    sheet = browser.post(here, shown)  # as a browser does on 307
    assert sheet.status_code == 200

    assert pages.COOKIE in browser.cookies
