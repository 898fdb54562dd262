"""Which functions of the product each test reaches: a pytest plugin, `-p tests.reach`.

Writes one JSON line a test to `$REACH.<worker>`: its name, its seconds, and the functions that were
called in its own process, each as `file:line`. What a shared fixture called (tests/ladder.py)
counts for each test that stands on it. Other processes are not seen.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from tests import ladder

PACKAGE = f"{Path(__file__).resolve().parents[1]}/amparo/"
TOOL = 4  # a number that sys.monitoring keeps for nobody

type Called = set[str]
_called: Called = set()
_by_rung: dict[ladder.Key, Called] = {}


def _begins(code: CodeType, _offset: int) -> Any:
    if code.co_filename.startswith(PACKAGE):
        _called.add(f"amparo/{code.co_filename.removeprefix(PACKAGE)}:{code.co_firstlineno}")
    return sys.monitoring.DISABLE  # once is enough, until it is restarted


def _begin_anew() -> Called:
    """What was called so far; from here on each function is told of once more."""
    global _called
    before, _called = _called, set()
    sys.monitoring.restart_events()
    return before


def pytest_configure() -> None:
    sys.monitoring.use_tool_id(TOOL, "reach")
    sys.monitoring.register_callback(TOOL, sys.monitoring.events.PY_START, _begins)
    sys.monitoring.set_events(TOOL, sys.monitoring.events.PY_START)
    climb = ladder.Ladder._climb  # noqa: SLF001 - nothing else tells when a rung is made

    def climbed(self: ladder.Ladder, rung: ladder.Rung) -> bool:
        before = _begin_anew()
        try:
            return climb(self, rung)
        finally:
            _by_rung[rung.key] = _begin_anew()
            _called.update(before)

    ladder.Ladder._climb = climbed  # type: ignore[method-assign]  # noqa: SLF001


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    _begin_anew()
    began = time.monotonic()
    answer = yield
    seconds = round(time.monotonic() - began, 4)
    called = _begin_anew()
    for rung in item.stash.get(ladder.CHAIN, ()):
        called |= _by_rung.get(rung.key, set())
    line = json.dumps({"test": item.nodeid, "seconds": seconds, "reaches": sorted(called)})
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with Path(f"{os.environ['REACH']}.{worker}").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return answer
