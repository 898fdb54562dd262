"""What was tried, and what was not: each run of pytest in `script/test` adds what became of its
tests, and at the end it is said which of them ran in no step, and why. Nothing is skipped unsaid.

usage, at the end: python -m tests.tried FILE
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

NAMED = "TRIED_TESTS"
PREFIX = "Skipped: "


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where all is known: with workers, in the process that leads them."""
    if NAMED in os.environ:
        with Path(os.environ[NAMED]).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(one)}\n" for one in became(terminalreporter.stats))


def became(stats: dict[str, list[Any]]) -> Iterator[tuple[str, str]]:
    """Each test, and why it was skipped: nothing where it was tried, whatever came of it."""
    for outcome in ("passed", "failed", "error", "xfailed", "xpassed"):
        for one in stats.get(outcome, []):
            yield one.nodeid, ""
    for one in stats.get("skipped", []):
        yield one.nodeid, str(one.longrepr[2]).removeprefix(PREFIX)


def said(lines: Iterable[str]) -> str:
    """How many tests ran in some step, and of the others how many for which reason, and where."""
    reasons: dict[str, str] = {}
    tried: set[str] = set()
    for line in lines:
        test, reason = json.loads(line)
        if reason:
            reasons[test] = reason
        else:
            tried.add(test)
    left = {test: reason for test, reason in reasons.items() if test not in tried}
    told = [f"Tried: {len(tried)} tests. Not tried here: {len(left)}."]
    by_reason: dict[str, list[str]] = defaultdict(list)
    for test, reason in left.items():
        by_reason[reason].append(test.partition("::")[0])
    for reason, places in sorted(by_reason.items()):
        told.append(f"  {len(places):3}  {reason}: {', '.join(sorted(set(places)))}")
    return "\n".join(told)


if __name__ == "__main__":
    ended = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    sys.stdout.write(f"{said(ended)}\n")
