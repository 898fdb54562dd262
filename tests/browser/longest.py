"""Files of journeys that take long come first, where each worker takes whole files in this order
(`--dist loadfile --no-loadscope-reorder`). Those of few tests are often the longest: last, they
were still walked when everything else was done."""

from functools import cache
from pathlib import Path

import pytest

JOURNEYS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[bool, int]:
    """A file takes about as long as it has lines; one that looks at every page, the longest."""
    if not item.path.is_relative_to(JOURNEYS):
        return True, 0
    return item.path.parent == JOURNEYS, -_lines(item.path)


@cache
def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
