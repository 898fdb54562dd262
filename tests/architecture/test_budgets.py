"""Limits on maxima: a long tail is what makes a house unreadable."""

import ast
import gzip
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.source import PACKAGE, Module, modules, place

LINES_OF_A_MODULE = 500
LETTERS_OF_A_NAME = 40
NO_ROLE = re.compile(r"\b(she|her|hers|herself|whoever|somebody|nobody)\b", re.IGNORECASE)
BYTES_OF_JAVASCRIPT = 60 * 1024


def test_no_module_is_too_long_to_read():
    lengths = {module.place: len(module.text.splitlines()) for module in modules()}
    long = {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_MODULE}
    assert long == {}


def test_function_names_have_at_most_40_characters():
    """The sentence belongs in the docstring."""
    long = [
        f"{module.place}: {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if len(node.name) > LETTERS_OF_A_NAME
    ]
    assert long == []


def said_beside_code(module: Module) -> Iterator[tuple[int, str]]:
    """Every docstring, string below an assignment, and comment of a module, with its line."""
    for node in ast.walk(module.tree):
        said = node.value if isinstance(node, ast.Expr) else None
        if isinstance(said, ast.Constant) and isinstance(said.value, str):
            yield said.lineno, said.value
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_docstrings_and_comments_name_roles():
    """Say the person, a member, or another role: these words leave the reader to guess which."""
    found = [
        f"{module.place}:{line}: {word.group()}"
        for module in modules()
        for line, said in said_beside_code(module)
        if (word := NO_ROLE.search(said))
    ]
    assert found == []


def test_javascript_stays_small():
    scripts = sorted(PACKAGE.rglob("static/**/*.js"))
    assert sum(path.stat().st_size for path in scripts) <= BYTES_OF_JAVASCRIPT


def test_the_stylesheet_stays_small():
    """One quiet stylesheet: a person on a slow line waits for it before the first word."""
    sheets = sorted(PACKAGE.rglob("static/**/*.css"))
    packed = {place(path): len(gzip.compress(path.read_bytes())) for path in sheets}
    assert sum(packed.values()) <= 15 * 1024, packed
