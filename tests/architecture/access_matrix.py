"""Reads access_matrix.toml beside the map of all addresses."""

import importlib.util
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet
from django.urls import URLPattern, URLResolver, get_resolver, reverse

ANSWERS = {"allowed", "refused", "not-found"}
CLASSES = ("irreversible", "undone", "itself")
OF_THE_PAGE = {"what", "asks", "with", "answers", "site", "act", *CLASSES}
ANY = "*"  # whatever is sent there is its one act


@dataclass(frozen=True)
class Row:
    """One page and what each visitor finds there. `what`: the page in words. `site`: the one kind
    where it exists. `classes`: of what is sent there, by the field `act`, why it cannot be undone,
    or how it is."""

    page: str
    what: str
    asks: tuple[str, ...]
    arguments: Mapping[str, str]
    answers: Mapping[str, str]
    site: str = ""
    act: str = "act"
    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def classes_of(self, act: str) -> list[str]:
        """What the matrix says of an act of this page: one of CLASSES, where it says it once."""
        of_it = [name for name, acts in self.classes.items() if act in acts]
        return of_it or [name for name, acts in self.classes.items() if ANY in acts]

    def address(self, things: Mapping[str, str]) -> str:
        return reverse(
            self.page, kwargs={name: things[what] for name, what in self.arguments.items()}
        )


@dataclass(frozen=True)
class Matrix:
    visitors: tuple[str, ...]
    sign_in_pages: frozenset[str]
    rows: tuple[Row, ...]

    def row(self, page: str) -> Row | None:
        return next((row for row in self.rows if row.page == page), None)


def matrix() -> Matrix:
    path = Path(__file__).with_name("access_matrix.toml")
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = written["answers"]
    rows = tuple(row_of(page, said, lines) for page, said in written.get("page", {}).items())
    return Matrix(tuple(written["visitors"]), frozenset(written["sign_in_pages"]), rows)


def row_of(page: str, said: Mapping[str, Any], lines: Mapping[str, Mapping[str, str]]) -> Row:
    own = {name: said[name] for name in said if name not in OF_THE_PAGE}
    return Row(
        page=page,
        what=said.get("what", ""),
        asks=tuple(said.get("asks", ["get"])),
        arguments=said.get("with", {}),
        answers={**lines.get(said.get("answers", ""), {}), **own},
        site=said.get("site", ""),
        act=said.get("act", "act"),
        classes={name: acts_of(said[name]) for name in CLASSES if name in said},
    )


def acts_of(said: str | Mapping[str, str]) -> Mapping[str, str]:
    return {ANY: said} if isinstance(said, str) else said


def pages() -> dict[str, URLPattern]:
    """Every address of the site by its name; one without a name goes by its route."""
    if importlib.util.find_spec("amparo.urls") is None:
        return {}
    return {name: page for name, _, page in walk(get_resolver().url_patterns)}


def walk(
    patterns: Sequence[URLPattern | URLResolver], space: str = "", route: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Each page with its name and its route."""
    for pattern in patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner, here)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else here), here, pattern


AT_ONCE = 12


def together(rows: Sequence[Row]) -> list[ParameterSet]:
    """The rows a dozen at a time, of one place and one kind of site: what the addresses name is
    made once for them."""
    made = []
    for (space, site), found in groupby(sorted(rows, key=placed), key=placed):
        of_it = tuple(found)
        for start in range(0, len(of_it), AT_ONCE):
            name = "-".join(filter(None, (space, site, str(start // AT_ONCE or ""))))
            made.append(pytest.param(of_it[start : start + AT_ONCE], id=name))
    return made


def placed(row: Row) -> tuple[str, str]:
    space, colon, _name = row.page.partition(":")
    return (space if colon else "site", row.site)
