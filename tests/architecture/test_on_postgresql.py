"""A test that uses what differs between the two databases runs on both."""

import ast
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.architecture.source import ROOT, Function, modules
from tests.on_postgresql import HERE, WHOLE

DIFFERS = {
    "cursor": "raw SQL",
    "select_for_update": "locks",
    "IntegrityError": "constraints",
    "OperationalError": "what the database refuses",
    "ProgrammingError": "what the database refuses",
    "as_it_asks": "roles and row rules",
    "as_the_door": "roles and row rules",
    "psycopg": "PostgreSQL itself",
    "vendor": "what one database does otherwise",
}


def used_by_tests(tree: ast.Module) -> dict[str, set[str]]:
    """Each test of a file that uses something that differs, itself or by a helper there."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, Function.__value__)}
    used = {name: _used(name, functions, set()) for name in functions if name.startswith("test_")}
    return {name: what for name, what in used.items() if what}


def _used(name: str, functions: dict[str, Function], seen: set[str]) -> set[str]:
    seen.add(name)
    node = functions[name]
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    names |= {one.arg for one in node.args.args}
    found = {DIFFERS[one] for one in names & DIFFERS.keys()}
    for other in names & functions.keys() - seen:
        found |= _used(other, functions, seen)
    return found


def marked(files: Iterable[str]) -> set[str]:
    """The tests of these files that pytest finds by either marker, as `file::name`."""
    words = ("--collect-only", "-q", "-p", "no:randomly", "-m", "postgresql or sqlite", *files)
    line = [sys.executable, "-m", "pytest", *words]
    said = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = (line.partition("[")[0].split("::") for line in said.splitlines() if "::" in line)
    return {f"{name[0]}::{name[-1]}" for name in names}


def test_tests_that_need_postgresql_are_marked():
    used = {
        module.place: used_by_tests(module.tree) for module in modules(ROOT / "tests", "test_*")
    }
    used = {place: tests for place, tests in used.items() if tests}
    known = marked(used)
    found = [
        f"{place}::{name}: {', '.join(sorted(what))}"
        for place, tests in used.items()
        for name, what in tests.items()
        if f"{place}::{name}" not in known
    ]
    if found:
        said = (
            "mark these @pytest.mark.postgresql(why), or sqlite(why) where only SQLite can do it:"
        )
        pytest.fail("\n".join([said, *found]), pytrace=False)


@pytest.mark.parametrize("place", WHOLE)
def test_each_whole_folder_or_file_exists(place):
    assert (HERE / place).exists()


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("def test_one(db):\n    with connection.cursor() as cursor: ...", "raw SQL"),
        ("def test_one(db):\n    Case.objects.select_for_update().get()", "locks"),
        ("def _twice(): raises(IntegrityError)\ndef test_one(db): _twice()", "constraints"),
        ("def role(): as_it_asks('door')\ndef test_one(role): ...", "roles and row rules"),
    ],
)
def test_use_is_seen_directly_and_through_helpers(source, what):
    assert used_by_tests(ast.parse(source)) == {"test_one": {what}}


def test_a_test_that_only_asks_the_models_is_not_named():
    assert used_by_tests(ast.parse("def test_one(db): Case.objects.get()")) == {}
