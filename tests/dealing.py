"""Which worker runs what, where several run the tests (xdist, `--dist worksteal`).

Each of them is given one part of the list, and takes from the end of another's once its own is
done. What a file of whole sites makes for all its tests (a demo that is walked, a case told from
end to end) takes longer than the tests: cut in two, it would be made twice. So such files are
dealt whole, and stand where a part begins: what is taken from its end are tests that make little.
"""

import os
from collections.abc import Sequence

import pytest

WHOLE_SITES = ("tests/faults/", "tests/canary/", "tests/demo/")
LONGEST = (
    "tests/browser/pages/",
    "tests/browser/test_officer.py",
    "tests/browser/test_tutorial_institution.py",
)
"""Files of minutes in a browser, each of which goes whole to one worker (`--dist loadfile`): begun
last, one of them would go on while the other workers have nothing to do."""
COUNTED = 12
"""Tests of one file; more of them add little to what it takes."""
IN_PROCESS = {"db", "transactional_db"}
"""What is stored by the test's own process goes where pytest-django puts it: what empties the
tables comes after all that reads them."""


def dealt(items: Sequence[pytest.Item], workers: int = 0) -> list[pytest.Item]:
    workers = workers or int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    apart = [item for item in items if stands_apart(item)]
    rest = sorted(
        (item for item in items if not stands_apart(item)),
        key=lambda item: not item.nodeid.startswith(LONGEST),
    )
    made: list[pytest.Item] = []
    for number, hand in enumerate(hands(apart, workers)):
        part = (len(items) - len(made)) // (workers - number)  # as xdist counts it
        filled = max(0, part - len(hand))
        made += [*hand, *rest[:filled]]
        rest = rest[filled:]
    return made + rest


def hands(items: Sequence[pytest.Item], workers: int) -> list[list[pytest.Item]]:
    """Whole files for each worker, the longest first to the one that has least."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    made: list[list[pytest.Item]] = [[] for _ in range(workers)]
    weights = [0] * workers
    for file in sorted(files.values(), key=weight, reverse=True):
        lightest = weights.index(min(weights))
        made[lightest].extend(file)
        weights[lightest] += weight(file)
    return made


def weight(file: Sequence[pytest.Item]) -> int:
    """What a file makes for all its tests takes longer than most of them."""
    return min(len(file), COUNTED)


def stands_apart(item: pytest.Item) -> bool:
    asks = IN_PROCESS & set(getattr(item, "fixturenames", ()))
    in_process = bool(asks) or item.get_closest_marker("django_db") is not None
    return item.nodeid.startswith(WHOLE_SITES) and not in_process
