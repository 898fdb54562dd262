"""Another's thing and a missing one cost the same work, for whoever reads and whoever sends:
statements of the database, and calls of the cryptography. How long each takes over a line is
measured by `bench/timing.py`."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import product
from types import FunctionType

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.sealing import boxes, envelopes, marks, passwords, phrases, streams
from tests.architecture.access_matrix import Row, matrix, together

WORK = (boxes, envelopes, marks, passwords, phrases, streams)
# Who has an account or words of their own, and nothing to do with what the rows name.
STRANGERS = ("outsider", "another_officer", "another_person")
MISSING = "ZZZZ-ZZZZ-ZZZZ"
# Values, and the names that Django gives to places to come back to.
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
    compared = set()
    for name, how in product(STRANGERS, row.asks):
        ask = partial(asked, visitors[name], how)
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


def asked(visitor: Client, how: str, address: str) -> tuple[int, list[str]]:
    """Status and statements, without the values in them; what the request did is undone."""
    with transaction.atomic(), CaptureQueriesContext(connection) as made:
        status = getattr(visitor, how)(address).status_code
        transaction.set_rollback(True)
    return status, [VALUES.sub("?", one["sql"]) for one in made.captured_queries]


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
    with counted(monkeypatch) as calls:
        marks.salted_hash(b"x")
    assert calls["amparo.sealing.marks.salted_hash"] == 1
    assert VALUES.sub("?", "SELECT 'a' WHERE x = 12") == VALUES.sub("?", "SELECT 'b' WHERE x = 3")
