"""docs/decisions/README.md: every decision with its title, status and date, written from their
pages. `AMPARO_WRITE=1 pytest tests/docs/test_decisions.py` writes it; a test compares."""

import os
import re

from tests.architecture.source import ROOT

FOLDER = ROOT / "docs" / "decisions"
PAGE = FOLDER / "README.md"
RENEWED_BY = "AMPARO_WRITE=1 .venv/bin/pytest tests/docs/test_decisions.py"
HEAD = f"""# Decisions

One page for each subject on which a decision can be questioned later. Copy
[0000-template.md](0000-template.md), take the next number, and keep to its five headings. A title
names the subject, then the choice. A page fits on one screen: at most about 350 words. A later
decision on the same subject is written into its page, under the lowest number; git keeps what was
decided before. The list is written from the pages; to renew it: `{RENEWED_BY}`.

| number | title | status | date |
|---|---|---|---|
"""
BEGINS = re.compile(r"# (\d{4}) (.+)\n\n\*(\w+)[,;] (\w+ \d{4})\.")


def row(name: str, text: str) -> str:
    found = BEGINS.match(text)
    assert found, f"{name}: begins with number and title, then *Status, month and year.*"
    number, title, status, date = found.groups()
    assert name.startswith(f"{number}-"), name
    return f"| [{number}]({name}) | {title} | {status.lower()} | {date} |\n"


def page() -> str:
    pages = sorted(path for path in FOLDER.glob("[0-9]*.md") if "template" not in path.name)
    return HEAD + "".join(row(path.name, path.read_text(encoding="utf-8")) for path in pages)


def test_the_index_is_written_from_the_decisions() -> None:
    if os.environ.get("AMPARO_WRITE"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), f"renew it: {RENEWED_BY}"
