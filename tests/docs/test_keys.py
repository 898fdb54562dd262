"""The list of keys says what the loader reads, no more and no less, and something uses each."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from amparo.law.examples import ExamplesFile
from amparo.law.loading.protocols import SHAPES
from amparo.law.loading.reader import slots_of
from amparo.law.loading.schemas import schemas
from tests.architecture.source import modules, templates, text_of
from tests.docs.keys import PAGE, page

FOR_WHOEVER_READS_THE_FILE = {"note", "read_in", "except_source"}


def test_the_list_of_keys_is_that_of_the_loader():
    """Where it is not: `python -m tests.docs.keys`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_key_of_every_file_is_on_it():
    text = PAGE.read_text(encoding="utf-8")
    for file, schema in schemas().items():
        for table in (schema, *schema["definitions"].values()):
            for key in table["properties"]:
                assert f"`{key}`" in text, (file, key)
    assert "The whole norm was read for this list" in text


def test_every_key_is_used_by_something():
    """A key that is taken and changes nothing would pass for law."""
    used = {
        node.attr
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
    }
    used |= {name for one in templates() for name in re.findall(r"\.([a-z_]+)", text_of(one))}
    keys = {slot.name for shape in (*SHAPES.values(), ExamplesFile) for slot in _slots(shape)}
    assert sorted(keys - used - FOR_WHOEVER_READS_THE_FILE) == []


def _slots(hint: Any) -> Iterator[Any]:
    """Of a table, and of each that stands in it."""
    if not is_dataclass(hint):
        for inner in get_args(hint):
            yield from _slots(inner)
        return
    table: Any = hint
    yield from fields(table)
    for _slot, inner in slots_of(table).values():
        yield from _slots(inner)
