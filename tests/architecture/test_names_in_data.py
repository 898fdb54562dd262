"""Names that stand in strings, where no import checks them, are names of the code: tables, columns,
events and surfaces in TOML, SQL and sets of events. One that was missed in a renaming would let
through what it was to refuse.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from amparo.cli.apart import policy_functions as functions
from amparo.cli.apart import rights
from amparo.cli.health import surface_findings as surfaces
from amparo.foundations.intake.blanket_demands import SAID_OF_ALL
from amparo.observatory.consultations.canonical_record import TOLD_OF_ALL
from tests.architecture.source import ROOT

CAMEL = re.compile(r"(?<![\w.])[A-Z][a-z]+(?:[A-Z][a-z]+)+(?![\w.])")
QUOTED = re.compile(r"'([A-Z][A-Za-z]+)'")
RIGHTS = ROOT / "amparo/cli/apart/rights.toml"
OUTSIDE = {
    "ArgumentParser",
    "ContentType",
    "HttpResponse",
    "LoadCredential",
    "PartName",
    "UnknownLink",
}
"""Names of other programs and libraries that a string of ours says."""
PDF = "pdf.py"  # names the parts of another format
FROM = re.compile(r"\b(?:FROM|JOIN)\s+(?:public\.|\{schema\})?(\w+)(?:\s+(?!JOIN\b)(\w+))?")
COLUMN = re.compile(r"\b([a-z]\w*)\.\"?(\w+)\"?")


@cache
def sources() -> list[tuple[Path, ast.Module]]:
    found = [one for one in (ROOT / "amparo").rglob("*.py") if "migrations" not in one.parts]
    return [(one, ast.parse(one.read_text(encoding="utf-8"))) for one in found]


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """The strings of a module, but for docstrings and `__all__`."""
    told = {
        id(one)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        for one in ast.walk(node.value)
        if isinstance(one, ast.Constant) and (isinstance(node, ast.Assign) or one is node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node


@cache
def every_event() -> frozenset[str]:
    """Names of the classes that derive from `Event`, also through others."""
    bases: dict[str, set[str]] = {}
    for _path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(one).split(".")[-1] for one in node.bases}
    found = {"Event"}
    while more := {name for name, base in bases.items() if base & found} - found:
        found |= more
    return frozenset(found - {"Event"})


@cache
def tables() -> dict[str, frozenset[str]]:
    """The columns of each table of ours."""
    return {
        model._meta.db_table: frozenset(str(one.column) for one in model._meta.concrete_fields)
        for model in apps.get_models(include_auto_created=True)
    }


def said_in_rights() -> list[str]:
    """The conditions on rows, of all parts."""
    read = tomllib.loads(RIGHTS.read_text(encoding="utf-8"))

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for one in value.values():
                yield from texts(one)

    return [text for kind in ("rows", "written") for text in texts(read[kind])]


def sql() -> list[str]:
    said = [SAID_OF_ALL, TOLD_OF_ALL, *surfaces.FORBIDDEN.values(), *functions.statements()]
    said += [asked for _what, asked in surfaces.NOT_SEEN.values()]
    return said + said_in_rights()


def test_each_event_that_a_string_names_exists() -> None:
    classes = {
        node.name
        for _path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    unknown = {
        f"{path.relative_to(ROOT)}:{one.lineno}: {word}"
        for path, tree in sources()
        for one in strings(tree)
        for word in CAMEL.findall(str(one.value))
        if path.name != PDF and word not in classes | OUTSIDE
    }
    assert sorted(unknown) == []


def test_each_event_of_the_surfaces_exists() -> None:
    known = every_event()
    for part in rights.PARTS:
        assert rights.kinds_of(part) - known == set(), part
    said = [re.sub(r"left\(event, \d+\) <> '\w+'", "", text) for text in sql()]
    quoted = {word for text in said for word in QUOTED.findall(text)}
    assert quoted
    assert quoted - known == set()


def test_each_beginning_of_events_and_of_surfaces_that_is_asked_finds_some() -> None:
    text = "\n".join(sql())
    starts = re.findall(r"left\(event, (\d+)\) <> '(\w+)'", text)
    assert starts
    for length, start in starts:
        assert len(start) == int(length)
        assert any(one.startswith(start) for one in every_event()), start
    parts = re.findall(r"substring\(key FROM 1 FOR 4\) = '(\w+)'", text)
    assert parts
    assert set(parts) <= {part[:4] for part in rights.PARTS}


def test_each_part_is_a_surface_or_the_jobs() -> None:
    read = tomllib.loads(RIGHTS.read_text(encoding="utf-8"))
    parts = set(rights.PARTS)
    assert read.keys() - {"record", "rows", "written"} == parts
    for kind in ("record", "rows", "written"):
        assert read[kind].keys() <= parts, kind
    assert set(settings.SURFACES) <= parts


def test_each_table_and_column_of_the_surfaces_exists() -> None:
    for part in rights.PARTS:
        for one in rights.rights_of(part):
            if one.table != "django_migrations":
                assert set(one.columns) <= tables()[one.table], (part, one)


def test_each_table_and_column_in_sql_exists() -> None:
    """Columns where the alias of their table is said; the others PostgreSQL looks up itself."""
    labels = {one.label for one in apps.get_app_configs() if one.name.startswith("amparo.")}
    functions_of_ours = {one.partition("(")[0] for one in functions.NAMES}
    known = functions_of_ours.union({"search_path"}, tables(), *tables().values())
    for text in sql():
        words = re.findall(r"(?<![\w.])(?:public\.)?([a-z]+_[a-z]+)\b", text)
        meant = {word for word in words if word.split("_")[0] in labels}
        assert meant - known == set(), text
        assert wrong_columns(text) == [], text


def wrong_columns(text: str) -> list[str]:
    aliases = {table: table for table in tables()}
    aliases |= {alias: table for table, alias in FROM.findall(text) if table in tables()}
    return [
        f"{alias}.{column}"
        for alias, column in COLUMN.findall(text)
        if alias in aliases and column not in tables()[aliases[alias]]
    ]
