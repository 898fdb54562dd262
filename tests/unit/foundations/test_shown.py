"""What a request has shown is told to the database where that counts, and forgotten by the next."""

from typing import Self

import pytest
from django.core.signals import request_started
from django.db import Error

from amparo.foundations.intake import row_scope as shown


class Listening:
    """A database that keeps what it was told."""

    vendor = "postgresql"
    connection: object | None = object()

    def __init__(self) -> None:
        self.told: list[tuple[str, list[str]]] = []

    def cursor(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        return None

    def close(self) -> None:
        self.connection = None

    def execute(self, sql: str, given: list[str] | None = None) -> None:
        self.told.append((sql, given or []))


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Listening:
    made = Listening()
    monkeypatch.setattr(shown, "connection", made)
    return made


@pytest.mark.parametrize("surface", ["door", "site"])
def test_each_request_says_what_it_was_shown_and_the_next_forgets_it(
    database: Listening, settings, surface: str
) -> None:
    settings.SURFACE = surface
    shown.show_mark(b"\x01\x02")
    shown.show_key(7, b"\x03")
    shown.show_way(8, b"\x04")
    shown.show_linked("AB12-CD34")
    shown.show_stored(b"\x05", b"\x06")
    shown.show_receipt("EF56-GH78")
    said = [["0102"], ["key:7:03"], ["way:8:04"], ["linked:AB12-CD34"]]
    said += [["once:05 06"], ["erased:EF56-GH78"]]
    assert [given for _sql, given in database.told] == said
    shown.forget()
    assert "set_config('amparo.shown', '', false)" in database.told[-1][0]


def test_what_was_shown_is_forgotten_with_a_connection_that_is_lost(
    database: Listening, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a page that asks nothing of the database, as the way out, comes all the same."""
    settings.SURFACE = "door"

    def lost(*_given: object) -> None:
        raise Error

    monkeypatch.setattr(database, "execute", lost)
    shown.forget()
    assert database.connection is None
    shown.forget()


def test_each_request_begins_with_nothing_shown() -> None:
    assert any(key[0] == "amparo.shown" for key, *_rest in request_started.receivers)


@pytest.mark.parametrize("surface", ["", "desk", "portal", "jobs"])
def test_elsewhere_nothing_is_said(database: Listening, settings, surface: str) -> None:
    settings.SURFACE = surface
    shown.show_mark(b"\x01")
    shown.show_key(7, b"\x03")
    shown.show_way(8, b"\x04")
    shown.show_linked("AB12-CD34")
    shown.show_stored(b"\x05")
    shown.show_receipt("EF56-GH78")
    assert database.told == []
