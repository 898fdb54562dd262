"""docs/reference/protocol-keys.md, from the classes that read a protocol.

`python -m tests.docs.keys` writes it; a test compares.
"""

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from amparo.law.loading.keys_spanish import SPANISH_KEYS
from amparo.law.loading.protocols import SHAPES
from amparo.law.loading.schemas import OF_FOLDERS, schemas
from tests.architecture.source import ROOT

PAGE = ROOT / "docs/reference/protocol-keys.md"
HEAD = """# Every key of a protocol

Written from the classes that read it (`python -m tests.docs.keys`): the loader
accepts these keys and no others. How they work together:
[the format of a protocol](protocol-format.md). A **bold** key is required. The Spanish word is
that of `amparo law show PROTOCOL --llaves-es`; the files keep the keys.
"""
TOP = {name.removesuffix(".toml"): shape.__name__ for name, shape in SHAPES.items()}
TOP |= {name: shape.__name__ for name, shape in OF_FOLDERS.items()}
WORDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "date": "date",
}


def remarks() -> dict[tuple[str, str], str]:
    """What the source says below a field, by class and key."""
    found = {}
    for path in sorted((ROOT / "amparo/law").glob("*.py")):
        for one in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.ClassDef):
                found |= {(one.name, key): said for key, said in _fields(one)}
    return found


def _fields(one: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(one.body):
        if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)):
            continue
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            yield field.target.id, " ".join(str(below.value.value).split())


def kind(schema: dict[str, Any]) -> str:
    """What may stand there, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"table, see *{name}*"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{one}`" for one in schema["enum"])
    if schema["type"] == "array":
        return f"list: {kind(schema['items'])}"
    if schema["type"] == "object":
        return f"table of names: {kind(schema['additionalProperties'])}"
    return WORDS[schema.get("format", schema["type"])]


def lines() -> Iterator[str]:
    yield HEAD
    said = remarks()
    for file, schema in schemas().items():
        yield f"\n## {f'Files of {file}/' if file in OF_FOLDERS else f'{file}.toml'}"
        yield from _table(TOP[file], schema, said)
        for name, table in schema["definitions"].items():
            yield f"\n### {name}"
            yield from _table(name, table, said)


def _table(name: str, schema: dict[str, Any], said: dict[tuple[str, str], str]) -> Iterator[str]:
    if not schema.get("description", ".toml.").endswith(".toml."):
        yield f"\n{schema['description']}"
    yield "\n| key | in Spanish | what may stand there | |"
    yield "|---|---|---|---|"
    for key, inner in schema["properties"].items():
        written = f"**`{key}`**" if key in schema["required"] else f"`{key}`"
        remark = said.get((name, key), "").replace("|", "\\|")
        yield f"| {written} | {SPANISH_KEYS[key]} | {kind(inner)} | {remark} |"


def page() -> str:
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
