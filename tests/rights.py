"""Each page asks the tables only for what its surface may: on every database, in every test.

What a request asks, and what follows where the person says who must not know, is read statement by
statement and held against `rights.toml`, and so is each entry that it puts on record. A page that
needs more fails its own test, which says which row is missing. The roles themselves are tried where
a site is served by them: tests/faults/test_surfaces.py.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import pytest
from django.db import connection
from django.test.client import ClientHandler

from amparo.cli.apart.rights import RECORD, Right, kinds_of, rights_of, written_by
from amparo.cli.commands.site import tick
from amparo.foundations.intake import services
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.services import Signs
from tests.as_the_door import ALONE, as_it_asks

BEGINS = {"/desk/": "desk", "/duties/": "portal", "/public/": "site", "/check/": "site"}
OF_EACH = ("/exit/",)
"""Whoever goes, each surface ends the visits that it sees."""
TABLE = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"(?: (?:AS )?"?([A-Z]\w*?\d+)"?)?')
COLUMN = re.compile(r'(?:"(\w+)"|\b([A-Z]\w*?\d+))\."(\w+)"')
INSERTS = re.compile(r'INSERT INTO "(\w+)" \(([^)]*)\)')
CHANGES = re.compile(r'UPDATE "(\w+)" SET (.*?)(?: WHERE |$)', re.DOTALL)
SET = re.compile(r'(?:^|, )"(\w+)" = ')
DELETES = re.compile(r'DELETE FROM "(\w+)"')
LOCKS = re.compile(r' FOR (?:NO KEY )?UPDATE(?: OF ((?:"\w+"(?:, )?)+))?')

OF_NO_TABLE = ("SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")

type Asked = tuple[str, str, str]
"""Table, verb, column; no column where all of the table is meant, or none."""


def asked_by(sql: str) -> Iterator[Asked]:
    """What one statement needs."""
    names = {alias or table: table for table, alias in TABLE.findall(sql)}
    names |= {table: table for table in names.values()}
    if found := INSERTS.match(sql):
        yield from ((found[1], "INSERT", one) for one in re.findall(r'"(\w+)"', found[2]))
    elif found := CHANGES.match(sql):
        yield from ((found[1], "UPDATE", one) for one in SET.findall(found[2]))
    elif found := DELETES.match(sql):
        yield found[1], "DELETE", ""
    elif not sql.startswith(("SELECT", "(SELECT")):
        return
    if found := LOCKS.search(sql):
        locked = re.findall(r'"(\w+)"', found[1] or "") or [next(iter(names))]
        yield from ((names[one], "LOCK", "") for one in locked)
    yield from (
        (names[quoted or alias], "SELECT", column)
        for quoted, alias, column in COLUMN.findall(sql)
        if (quoted or alias) in names
    )


@cache
def _held(part: str) -> dict[tuple[str, str], Right]:
    return {(right.table, right.verb): right for right in rights_of(part)}


def refused(part: str, asked: Asked) -> bool:
    """Whether this is more than the part may. A lock needs a column that may be changed."""
    table, verb, column = asked
    right = _held(part).get((table, "UPDATE" if verb == "LOCK" else verb))
    return right is None or bool(right.columns and column and column not in right.columns)


@lru_cache(maxsize=8192)
def beyond(part: str, sql: str) -> frozenset[Asked]:
    """What one statement asks of which the part may not. A page asks in the same words each time:
    to read them takes longer than to ask."""
    return frozenset(one for one in asked_by(sql.strip()) if refused(part, one))


def put_on_record(sql: str, *rest: Any) -> Iterator[dict[str, Any]]:
    """The entries that this statement adds to the record."""
    found = INSERTS.match(sql) if sql.startswith(ON_RECORD) else None
    if found is None:
        return
    names = re.findall(r'"(\w+)"', found[2])
    values = list(rest[0])
    if isinstance(values[0], list):  # of many at once PostgreSQL is told column by column
        values = [one for row in zip(*values, strict=True) for one in row]
    for start in range(0, len(values), len(names)):
        yield dict(zip(names, values[start:], strict=False))


def not_its_own(part: str, entry: dict[str, Any]) -> Iterator[Asked]:
    """What of an entry the database would not take from this part."""
    if entry["event"] not in kinds_of(part):
        yield "ledger_entry", "INSERT", f"of the kind {entry['event']}"
    if part in NO_MEMBERS and entry["by"].startswith("member:"):
        yield "ledger_entry", "INSERT", "by a member"
    own = part == "portal" and f"'{entry['event']}'" in _own_alone()
    if own and entry["by"] != f"member:{entry['about']}":
        yield "ledger_entry", "INSERT", f"{entry['event']} of another's account"


@cache
def _own_alone() -> str:
    """Kinds that at the portal only she records whose account it is: the rule itself names them."""
    said = written_by("portal")[RECORD]
    found = re.search(r"""event NOT IN \(([^)]*)\) OR "by" = 'member:' """, said)
    assert found is not None
    return found[1]


ON_RECORD = 'INSERT INTO "ledger_entry" '
NO_MEMBERS = {"door", "site", "jobs"}
"""Where nobody of the team acts, and the database takes no entry that says so."""

MISSING: defaultdict[str, set[Asked]] = defaultdict(set)


@contextmanager
def held_to(part: str, visitor: Visitor | None = None, *, path: str = "") -> Iterator[None]:
    """As this part asks; the door and the public pages by their own roles."""

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(OF_NO_TABLE):
            MISSING[part] |= beyond(part, sql)
        for entry in put_on_record(sql, *rest):
            MISSING[part].update(not_its_own(part, entry))
        return execute(sql, *rest)

    alone = part in ALONE and path not in OF_EACH
    own_role = as_it_asks(part, visitor) if alone else nullcontext()
    with own_role, connection.execute_wrapper(look):
        yield


def part_of(path: str) -> str:
    return next((part for begins, part in BEGINS.items() if path.startswith(begins)), "door")


def _at_the_door(follows: Callable[..., None]) -> Callable[..., None]:
    """What she says moves other files and tables: held to the door wherever a test says it."""

    def run(*told: Any, by: Signs, at: datetime) -> None:
        with held_to("door", by) if isinstance(by, Visitor) else nullcontext():
            follows(*told, by=by, at=at)

    return run


@pytest.fixture(autouse=True)
def each_surface_asks_for_what_it_may(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    answer = ClientHandler.get_response

    def held(handler: ClientHandler, request: Any) -> Any:
        with held_to(part_of(request.path_info), path=request.path_info):
            return answer(handler, request)

    def job_held(job: Callable[..., Any]) -> Callable[..., Any]:
        def run(**named: Any) -> Any:
            with held_to("jobs"):
                return job(**named)

        return run

    for name in ("hand_over_exclusion", "hand_over_shutting_out"):
        monkeypatch.setattr(services, name, _at_the_door(getattr(services, name)))
    monkeypatch.setattr(ClientHandler, "get_response", held)
    monkeypatch.setattr(tick, "JOBS", tuple((name, job_held(job)) for name, job in tick.JOBS))
    MISSING.clear()
    yield
    missing = [f"{part}: {' '.join(one)}" for part, some in MISSING.items() for one in sorted(some)]
    MISSING.clear()
    assert missing == [], "amparo/cli/apart/rights.toml gives less than this page asks"
