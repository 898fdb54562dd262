"""What many tests begin with is made once, and stood upon.

Most of a test's time went into making people, a request, a case and a measure anew. Here each such
fixture is a rung: made in a transaction of its own on top of the rung before it, and kept while the
next tests begin with the same ones. A test works in a transaction on top of its rungs and has
copies of what their fixtures returned, so that nothing of it reaches the next test; a function that
one returned works on these copies too. Tests that begin alike are run one after another; among
themselves their order stays random. A class of Django's begins on the ground.

A rung is any fixture of the tests that returns (and does not yield), and asks only for other rungs
and for `db`. What needs more (a folder, changed settings, a browser) is made for each test, and so
is what is asked for after it.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import CellType, FunctionType
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone, translation

from tests.clock import TODAY, Clock
from tests.dealing import dealt

HERE = Path(__file__).parent
FOLDERS = ("unit", "property", "architecture")
FOR_EVERY_TEST = {"tests.conftest", "tests.clock", "tests.rights", "tests.as_the_door"}
OTHERWISE = {"transactional_db", "django_db_reset_sequences", "live_server"}
"""Who works in no transaction."""
BEFORE = timedelta(seconds=30)
"""Made before any test's own clock begins."""
AT_MOST = 400
"""Tests on one lowest rung: what they leave behind in the database's memory goes with it."""

type Definition = pytest.FixtureDef[Any]
type Key = tuple[Any, ...]


@dataclass(frozen=True)
class Rung:
    name: str
    definition: Definition
    asks: tuple[str, ...]
    key: Key


@dataclass
class Standing:
    """One rung that is made."""

    rung: Rung
    within: transaction.Atomic
    values: dict[str, Any]
    """What each fixture up to here returned, as it is now: an act on a case changes what lies open
    of it."""


@dataclass
class Ladder:
    made: list[Standing] = field(default_factory=list)
    stood_on: int = 0

    def stand(self, chain: tuple[Rung, ...]) -> None:
        """Climb down to what this test begins with too, and up from there."""
        self.stood_on += 1
        common = 0
        if self.stood_on < AT_MOST:
            pairs = zip(self.made, chain, strict=False)
            for standing, rung in pairs:
                if standing.rung.key != rung.key:
                    break
                common += 1
        self.down_to(common)
        for rung in chain[common:]:
            if not self._climb(rung):
                break

    def down_to(self, height: int) -> None:
        while len(self.made) > height:
            _leave(self.made.pop().within)
        if not self.made:
            self.stood_on = 0

    def _climb(self, rung: Rung) -> bool:
        values = copies(self.made[-1].values) if self.made else {"db": None}
        within = transaction.atomic()
        within._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001
        within.__enter__()
        try:
            made = rung.definition.func(**{name: values[name] for name in rung.asks})
            connection.check_constraints()
        except Exception:  # noqa: BLE001 - the test that asked for it will say what it was
            _leave(within)
            return False
        self.made.append(Standing(rung, within, values | {rung.name: made}))
        return True

    def holds(self, definition: Definition) -> bool:
        return any(one.rung.definition is definition for one in self.made)


def copies(values: Mapping[str, Any]) -> dict[str, Any]:
    """What two of them share stays shared."""
    known: dict[int, Any] = {}
    return {name: copied(value, known) for name, value in values.items()}


def copied(value: Any, known: dict[int, Any]) -> Any:
    """A deep copy; of a function one that works on copies of what it was made with."""
    if not isinstance(value, FunctionType) or not value.__closure__:
        return deepcopy(value, known)
    if id(value) not in known:
        cells = [CellType() for _ in value.__closure__]
        made = FunctionType(
            value.__code__, value.__globals__, value.__name__, value.__defaults__, tuple(cells)
        )
        made.__kwdefaults__ = value.__kwdefaults__
        known[id(value)] = made
        for cell, before in zip(cells, value.__closure__, strict=True):
            cell.cell_contents = copied(before.cell_contents, known)
    return known[id(value)]


def _leave(within: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    within.__exit__(None, None, None)


LADDER = Ladder()
CHAIN = pytest.StashKey[tuple[Rung, ...]]()
COPIED = pytest.StashKey[dict[int, Any]]()
"""What of the ladder this test has copies of: what two fixtures share stays shared."""


def chain_of(item: pytest.Item) -> tuple[Rung, ...]:
    """The rungs under this test, in the order in which pytest would make them."""
    if not isinstance(item, pytest.Function) or not _may_stand(item):
        return ()
    chain = _Chain(item._fixtureinfo.name2fixturedefs)  # noqa: SLF001 - nothing public says it
    for name in item.fixturenames:
        chain.reach(name)
    return tuple(chain.found.values())


@dataclass
class _Chain:
    definitions: dict[str, Sequence[Definition]]
    found: dict[str, Rung] = field(default_factory=dict)
    seen: set[str] = field(default_factory=lambda: {"db"})
    is_over: bool = False

    def reach(self, name: str) -> None:
        """What it asks for comes first."""
        known = self.definitions.get(name)
        if self.is_over or name in self.seen or not known:
            return
        self.seen.add(name)
        asks = known[-1].argnames
        for one in asks:
            self.reach(one)
        self._made(name, known[-1], tuple(asks))

    def _made(self, name: str, definition: Definition, asks: tuple[str, ...]) -> None:
        if self.is_over:
            return
        if _can_be(definition) and all(one in self.found or one == "db" for one in asks):
            keys = (self.found[one].key for one in asks if one in self.found)
            self.found[name] = Rung(name, definition, asks, (id(definition), *keys))
        else:
            self.is_over = _is_ours(definition)


def _may_stand(item: pytest.Function) -> bool:
    if not _is_in(item, FOLDERS):
        return False
    marked = item.get_closest_marker("django_db")
    if marked and (marked.args or marked.kwargs):
        return False
    names = set(item.fixturenames)
    return ("db" in names or marked is not None) and not names & OTHERWISE


def _is_of_django(kind: type | None) -> bool:
    """A class that fills the tables itself, before any fixture of its tests."""
    return kind is not None and issubclass(kind, TransactionTestCase)


def _is_in(item: pytest.Item, folders: tuple[str, ...]) -> bool:
    return _lies_in(item.path, folders)


@cache
def _lies_in(path: Path, folders: tuple[str, ...]) -> bool:
    """Asked for each test, the same for all of its file."""
    return any(path.is_relative_to(HERE / folder) for folder in folders)


def _can_be(definition: Definition) -> bool:
    made = definition.func
    plain = (
        definition.scope == "function"
        and definition.params is None
        and definition.argname not in definition.argnames
    )
    return plain and made.__module__.startswith("tests.") and not inspect.isgeneratorfunction(made)


def _is_ours(definition: Definition) -> bool:
    """Whatever of the tests cannot be a rung may have changed what comes after it. What holds for
    every test (`tests/conftest.py`) does not."""
    module = definition.func.__module__
    return module.startswith("tests.") and module not in FOR_EVERY_TEST


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that begin alike follow one another; whole sites are dealt to the workers."""
    root: dict[Key, Any] = {}
    rest: list[pytest.Item] = []
    for item in items:
        chain = item.stash[CHAIN] = chain_of(item)
        if not chain:
            rest.append(item)
            continue
        branch = root
        for rung in chain:
            branch = branch.setdefault(rung.key, {})
        branch.setdefault((), []).append(item)
    items[:] = dealt([*_walked(root), *rest])


def _walked(branch: dict[Key, Any]) -> Iterator[pytest.Item]:
    for key, below in branch.items():
        if key == ():
            yield from below
        else:
            yield from _walked(below)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Definition, request: pytest.FixtureRequest) -> Iterator[Any]:
    if fixturedef.argname == "_django_setup_unittest" and _is_of_django(request.cls):
        with request.getfixturevalue("django_db_blocker").unblock():
            LADDER.down_to(0)
        return (yield)
    if fixturedef.argname == "_django_db_helper":
        _stand_under(request.node, request)
        return (yield)
    if not any(one.definition is fixturedef for one in request.node.stash.get(CHAIN, ())):
        return (yield)
    request.getfixturevalue("_django_db_helper")
    if not LADDER.holds(fixturedef):
        return (yield)
    made = fixturedef.func
    value = LADDER.made[-1].values[fixturedef.argname]
    own = copied(value, request.node.stash[COPIED])
    fixturedef.func = lambda **_: own  # type: ignore[misc]
    try:
        return (yield)
    finally:
        fixturedef.func = made  # type: ignore[misc]


def _stand_under(item: pytest.Item, request: pytest.FixtureRequest) -> None:
    chain = item.stash.get(CHAIN, ())
    blocker = request.getfixturevalue("django_db_blocker")
    clock = Clock(TODAY - BEFORE)
    with (
        blocker.unblock(),
        mock.patch.object(timezone, "now", clock.now),
        translation.override("es"),
    ):
        LADDER.stand(chain)
    item.stash[COPIED] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    LADDER.down_to(0)
