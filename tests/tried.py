"""What a whole run tried: each run of pytest in `script/test` adds the outcome and the duration of
its tests to one file. At the end the run names the ten slowest files, and the tests that no step
ran with the reason.

usage, at the end: python -m tests.tried FILE
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

NAMED = "TRIED_TESTS"
PREFIX = "Skipped: "
RAN = ("passed", "failed", "error", "xfailed", "xpassed")
SLOWEST = 10


class Tried(NamedTuple):
    """One report of one test: setting up, the test itself or tearing down."""

    test: str
    seconds: float
    skipped: str | None
    """Why it was skipped; "" where it ran; None where the report says neither."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With workers, called in the process that leads them: there all reports are known."""
    if NAMED in os.environ:
        with Path(os.environ[NAMED]).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(one)}\n" for one in reported(terminalreporter.stats))


def reported(stats: dict[str, list[Any]]) -> Iterator[Tried]:
    for outcome, reports in stats.items():
        for one in reports:
            # A warning, what was deselected, or a part (subtest) of a test that is counted whole.
            if not hasattr(one, "duration") or hasattr(one, "context"):
                continue
            skipped = "" if outcome in RAN else None
            if outcome == "skipped":
                skipped = str(one.longrepr[2]).removeprefix(PREFIX)
            yield Tried(one.nodeid, round(one.duration, 3), skipped)


def told(lines: Iterable[str]) -> str:
    """How many tests ran in some step, why others did not, and which files took longest."""
    reasons: dict[str, str] = {}
    ran: set[str] = set()
    seconds: dict[str, float] = defaultdict(float)
    for line in lines:
        one = Tried(*json.loads(line))
        seconds[one.test.partition("::")[0]] += one.seconds
        if one.skipped:
            reasons[one.test] = one.skipped
        elif one.skipped is not None:
            ran.add(one.test)
    left = {test: reason for test, reason in reasons.items() if test not in ran}
    by_reason: dict[str, set[str]] = defaultdict(set)
    for test, reason in left.items():
        by_reason[reason].add(test)
    said = [f"Tried: {len(ran)} tests. Not tried here: {len(left)}."]
    for reason, tests in sorted(by_reason.items()):
        files = sorted({test.partition("::")[0] for test in tests})
        said.append(f"  {len(tests):3}  {reason}: {', '.join(files)}")
    said.append("The slowest files, with the seconds of their tests in all steps:")
    slowest = sorted(seconds.items(), key=lambda one: -one[1])[:SLOWEST]
    said += [f"  {took:6.1f}  {file}" for file, took in slowest]
    return "\n".join(said)


if __name__ == "__main__":
    ended = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    sys.stdout.write(f"{told(ended)}\n")
