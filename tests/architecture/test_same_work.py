"""Another's thing and a missing one are the same answer, letter by letter, and cost the same work,
for whoever reads and whoever sends: statements of the database, calls of the cryptography. How long
each takes over a line is measured by `bench/timing.py`."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import product
from types import FunctionType
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.crypto import file_sealing as streams
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import passwords, phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from tests.architecture.access_matrix import Row, matrix, together

WORK = (boxes, envelopes, marks, passwords, phrases, streams)
# Who has an account or words of their own, and nothing to do with what the rows name.
STRANGERS = ("outsider", "another_officer", "another_person")
MISSING = "ZZZZ-ZZZZ-ZZZZ"
# Values, and the names that Django gives to places to come back to.
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
VALUES = re.compile(r"'[^']*'|\b\d+\b|x'[^']*'|\"s\d+_x\d+\"", re.IGNORECASE)
NAMED = [row for row in matrix().rows if row.arguments]


@pytest.mark.parametrize("rows", together(NAMED))
def test_anothers_and_a_missing_one_cost_the_same_statements_and_the_same_cryptography(
    each: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    each(costs_the_same, monkeypatch)


def costs_the_same(
    row: Row,
    visitors: Mapping[str, Client],
    things: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = row.address(things)
    missing = row.address({**things, **dict.fromkeys(row.arguments.values(), MISSING)})
    typed = {things[what] for what in row.arguments.values()} | {MISSING}
    compared = set()
    for name, how in product(STRANGERS, row.asks):
        ask = partial(asked, visitors[name], how, typed)
        if ask(theirs)[0] != 404 or ask(missing)[0] != 404:
            continue  # refused at the door, or a page for everybody: it never came to a look
        with counted(monkeypatch) as of_theirs:
            first = ask(theirs)
        with counted(monkeypatch) as of_missing:
            second = ask(missing)
        assert first == second, f"{name}: {how} {theirs}"
        assert of_theirs == of_missing, f"{name}: {how} {theirs}"
        compared.add((name, how))
    kept_out = {name for name in STRANGERS if row.answers[name] == "not-found"}
    assert compared >= set(product(kept_out, row.asks)), "each who finds nothing was compared"


def asked(
    visitor: Client, how: str, typed: Iterable[str], address: str
) -> tuple[int, bytes, list[str]]:
    """Status, body and statements, without the values in them; what the request did is undone."""
    with transaction.atomic(), CaptureQueriesContext(connection) as made:
        answer = getattr(visitor, how)(address)
        transaction.set_rollback(True)
    body = b"" if answer.streaming else plain(answer.content, typed)
    return (
        answer.status_code,
        body,
        [VALUES.sub("?", one["sql"]) for one in made.captured_queries],
    )


def plain(body: bytes, typed: Iterable[str]) -> bytes:
    """Without the token of the form, and without what stood in the address: a page may say again
    what was asked for."""
    for value in sorted(typed, key=len, reverse=True):
        body = body.replace(value.encode(), b"?").replace(quote(value).encode(), b"?")
    return TOKEN.sub(rb"\1", body)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each function of the cryptography is called meanwhile."""
    calls: Counter[str] = Counter()

    def listening(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def called(*given: object, **named: object) -> object:
            calls[name] += 1
            return function(*given, **named)

        return called

    with monkeypatch.context() as patched:
        for module in WORK:
            for name, function in vars(module).items():
                if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                    whole = f"{module.__name__}.{name}"
                    patched.setattr(module, name, listening(whole, function))
        yield calls


def test_a_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    page = b'<input name="csrfmiddlewaretoken" value="%s"><p>ZZZZ-ZZZZ-ZZZZ%s</p>'
    same = plain(page % (b"a", b""), {MISSING})
    assert same == plain(page % (b"b", b""), {MISSING}) != plain(page % (b"b", b"."), {MISSING})
    with counted(monkeypatch) as calls:
        marks.salted_hash(b"x")
    assert calls["amparo.crypto.hashes_and_tokens.salted_hash"] == 1
    assert VALUES.sub("?", "SELECT 'a' WHERE x = 12") == VALUES.sub("?", "SELECT 'b' WHERE x = 3")
