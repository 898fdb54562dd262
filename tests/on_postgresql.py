"""Which tests run on PostgreSQL as well, and why. Every other test runs once, on SQLite.

A test says so itself, `@pytest.mark.postgresql("why")`; of whole folders and files the table here
says it. `tests/architecture/test_on_postgresql.py` names tests that use what differs between the
two databases and are not marked.
"""

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


def pytest_itemcollected(item: pytest.Item) -> None:
    for why in _reasons(item.path):
        item.add_marker(pytest.mark.postgresql(why))


@cache
def _reasons(path: Path) -> list[str]:
    """Asked for each test, the same for all of its file."""
    return [why for place, why in WHOLE.items() if path.is_relative_to(HERE / place)]
