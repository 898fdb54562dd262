"""A protocol's entries as they are in its files, each key by its Spanish word."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args

from amparo.law.examples import example_files
from amparo.law.loading.keys_spanish import SPANISH_KEYS
from amparo.law.loading.protocols import SHAPES
from amparo.law.loading.reader import slots_of
from amparo.law.loading.schemas import OF_FOLDERS
from amparo.law.loading.toml_files import read_toml

STEP = "  "


def keyed(folder: Path, language: str) -> Iterator[str]:
    """Every file in its order; of the texts, only those in this language."""
    shapes: list[tuple[Path, Any]] = [(folder / name, shape) for name, shape in SHAPES.items()]
    shapes.append((folder / "texts" / f"{language}.toml", OF_FOLDERS["texts"]))
    shapes += [(path, OF_FOLDERS["examples"]) for path in example_files(folder)]
    for path, shape in shapes:
        name = str(path.relative_to(folder))
        yield from ("", name)
        yield from _entries(shape, read_toml(path, file=f"{folder.name}/{name}"), STEP)


def _entries(shape: Any, content: Mapping[str, Any], indent: str) -> Iterator[str]:
    hints = {key: hint for key, (_slot, hint) in slots_of(shape).items()}
    for key, value in content.items():
        yield from _entry(SPANISH_KEYS[key], _table_in(hints[key]), value, indent)


def _entry(word: str, shape: Any, value: Any, indent: str) -> Iterator[str]:
    """One line, or one above its nested entries; a list of tables once for each."""
    tables = isinstance(value, list) and any(isinstance(one, Mapping) for one in value)
    for one in value if tables else [value]:
        if not isinstance(one, Mapping):
            yield f"{indent}{word}: {_plain(one)}"
            continue
        yield f"{indent}{word}"
        if shape is not None:
            yield from _entries(shape, one, indent + STEP)
            continue
        for name, inner in one.items():  # names of the law, not keys
            yield from _entry(name, None, inner, indent + STEP)


def _table_in(hint: Any) -> Any:
    """The class of the tables that may be there; None where only plain values may."""
    if is_dataclass(hint):
        return hint
    return next(filter(None, map(_table_in, get_args(hint))), None)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)
