"""A test that uses what differs between the two databases runs on both."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.architecture.source import ROOT, Function, Module, modules
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
MARKS = {"postgresql", "sqlite"}


@dataclass
class File:
    """The tests of one file, with the helpers and fixtures that each of them uses there."""

    functions: dict[str, Function] = field(default_factory=dict)
    whole: bool = False

    @classmethod
    def of(cls, tree: ast.Module) -> "File":
        found = cls(whole=any(_marks_all(node) for node in tree.body))
        for node in ast.walk(tree):
            if isinstance(node, Function.__value__):
                found.functions[node.name] = node
        return found

    def unmarked(self) -> Iterator[tuple[str, str]]:
        """Each test that is not marked and uses something that differs: its name, and what."""
        tests = [name for name in self.functions if name.startswith("test_")]
        for name in () if self.whole else tests:
            used = set() if _is_marked(self.functions[name]) else self.uses(name, set())
            if used:
                yield name, ", ".join(sorted(used))

    def uses(self, name: str, seen: set[str]) -> set[str]:
        seen.add(name)
        node = self.functions[name]
        names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
        found = {DIFFERS[one] for one in names & DIFFERS.keys()}
        for other in (names | {one.arg for one in node.args.args}) & self.functions.keys() - seen:
            found |= self.uses(other, seen)
        return found


def _is_marked(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr in MARKS for one in ast.walk(node))


def _marks_all(node: ast.stmt) -> bool:
    named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    return named and _is_marked(node)


def is_whole(module: Module) -> bool:
    return any(module.path.is_relative_to(HERE / place) for place in WHOLE)


def test_tests_that_need_postgresql_are_marked():
    found = [
        f"{module.place}::{name}: {what}"
        for module in modules(ROOT / "tests", "test_*")
        if not is_whole(module) and not module.place.startswith("tests/architecture")
        for name, what in File.of(module.tree).unmarked()
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
        ("def test(db):\n    with connection.cursor() as cursor: ...", "raw SQL"),
        ("def test(db):\n    Case.objects.select_for_update().get()", "locks"),
        ("def _twice(): raises(IntegrityError)\ndef test_one(db): _twice()", "constraints"),
        ("@pytest.fixture\ndef role(): as_it_asks('door')\ndef test_one(role): ...", "roles"),
    ],
)
def test_use_is_seen_directly_and_through_helpers(source, what):
    file = File.of(ast.parse(source.replace("def test(", "def test_one(")))
    [(name, found)] = file.unmarked()
    assert name == "test_one"
    assert found.startswith(what)


@pytest.mark.parametrize(
    "source",
    [
        "pytestmark = pytest.mark.postgresql('locks')\ndef test_one(db): cursor()",
        "@pytest.mark.postgresql('locks')\ndef test_one(db): cursor()",
        "def test_one(db): Case.objects.get()",
    ],
)
def test_marked_and_plain_tests_are_not_named(source):
    assert not list(File.of(ast.parse(source)).unmarked())
