"""Which tests run on PostgreSQL as well, and why. Every other test runs once, on SQLite.

A test says so itself, `@pytest.mark.postgresql("why")`; of whole folders and files the table here
says it. `tests/architecture/test_on_postgresql.py` names tests that use what differs between the
two databases and are not marked.

usage: python -m tests.on_postgresql    the files that hold them: to read all others takes longer
"""

import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WHOLE = {
    "unit/casework/test_every_law.py": "one journey under each law",
    "unit/casework/test_flows.py": "what a failed act leaves undone",
    "unit/cli/test_ledger.py": "the ledger",
    "unit/cli/test_ledger_unreadable.py": "the ledger",
    "unit/cli/test_surfaces.py": "roles of the surfaces",
    "unit/door": "the role and the row rules of the person's pages",
    "unit/foundations/test_ledger.py": "the ledger",
    "unit/foundations/test_migrations.py": "migrations",
    "unit/foundations/test_names_kept.py": "search",
    "unit/foundations/test_presence.py": "raw SQL",
    "unit/foundations/test_shown.py": "row rules",
    "unit/foundations/test_tail.py": "the ledger",
    "unit/retention": "erasure",
    "unit/disappearances": "search",
    "unit/site": "the role and the row rules of the public pages",
}


ELSEWHERE = {"architecture", "browser", "docs"}
"""Folders of other steps."""


def pytest_itemcollected(item: pytest.Item) -> None:
    for why in _reasons(item.path):
        item.add_marker(pytest.mark.postgresql(why))
    if item.get_closest_marker("postgresql") and item.path not in files():
        raise pytest.UsageError(f"say postgresql in {item.path}: without the word it is not read")


@cache
def _reasons(path: Path) -> list[str]:
    """Asked for each test, the same for all of its file."""
    return [why for place, why in WHOLE.items() if path.is_relative_to(HERE / place)]


@cache
def files() -> frozenset[Path]:
    """Where a test may be marked: the table names the file, or the file itself says the word."""
    found = (
        path for path in HERE.rglob("test_*.py") if path.relative_to(HERE).parts[0] not in ELSEWHERE
    )
    return frozenset(path for path in found if _reasons(path) or b"postgresql" in path.read_bytes())


if __name__ == "__main__":
    sys.stdout.writelines(f"{path.relative_to(HERE.parent)}\n" for path in sorted(files()))
