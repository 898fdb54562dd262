"""Measured the quick way (tests/measuring.py), the same lines and branches are found."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

ROADS = """
from contextlib import suppress


def at_the_end(no):
    if no:
        with suppress(ValueError):
            print(no)


def one_way(yes, no, rows):
    if no:
        with suppress(ValueError):
            print(no)
    if yes:
        with suppress(ValueError):
            print(yes)
    for row in rows:
        try:
            print(1 / row)
        except ZeroDivisionError:
            continue
    while rows:
        if rows.pop():
            break
    else:
        print("none is left")
    return yes or no


def never(yes):
    if yes:
        return 1
    return 2


def both(yes):
    if yes:
        for _ in range(3):
            yield yes
    return [one for one in (1, 2, 3) if one > 1 and not yes]


def chosen(what):
    match what:
        case 1 | 2:
            said = "few"
        case str():
            said = "word"
        case _:
            said = "other"
    if (
        said == "few"
        and what == 1
    ):
        return said
    with suppress(KeyError):
        {}[what]
    try:
        return said
    finally:
        if what == 2:
            print(said)


at_the_end(False)
one_way(True, False, [0, 1, 2])
one_way(True, False, [])
one_way(True, False, [0])
print(*both(True), *both(False))
print(chosen(2), chosen(7), any(one for one in (0, 1)))
"""
FOUND = ("executed_lines", "missing_lines", "executed_branches", "missing_branches")


def found(folder: Path, *plugins: str) -> list[object]:
    """What coverage.py reports of these roads."""
    settings = f"[run]\nbranch = true\nplugins = {','.join(plugins)}\n"
    (folder / "settings").write_text(settings, encoding="utf-8")
    for line in ("run --rcfile=settings roads.py", "json --rcfile=settings -q -o found.json"):
        subprocess.run(
            [sys.executable, "-m", "coverage", *line.split()],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )
    told = json.loads((folder / "found.json").read_text(encoding="utf-8"))["files"]["roads.py"]
    return [told[name] for name in FOUND]


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    (tmp_path / "roads.py").write_text(ROADS, encoding="utf-8")
    return tmp_path


def test_both_ways_of_measuring_find_the_same(roads: Path) -> None:
    slowly = found(roads)
    assert all(slowly)  # something was missed, and something met, of each kind
    assert found(roads, "tests.measuring") == slowly
