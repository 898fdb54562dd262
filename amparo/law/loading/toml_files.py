"""Reading of a whole TOML file, or one sentence on why it cannot be read."""

import re
import tomllib
from pathlib import Path
from typing import Any

from amparo.law.loading.reader import Where

LONGEST_FILE = 1_000_000
DEEPEST = 32
TOO_DEEP = re.compile(rf"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){{{DEEPEST}}}""")
"""A key of too many parts: no protocol has one, and the TOML reader takes hours for long ones."""


def read_toml(path: Path, *, file: str) -> dict[str, Any]:
    where = Where(file)
    content = _bytes_of(path, where)
    if len(content) > LONGEST_FILE:
        raise where.mistake("the file is longer than {} bytes", LONGEST_FILE)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise where.mistake("the file is not UTF-8 text") from error
    # A key stands in one line: few lines have so many dots, and the search takes its time.
    if any(line.count(".") >= DEEPEST for line in text.split("\n")) and TOO_DEEP.search(text):
        raise where.mistake("the file is nested too deep")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Not only invalid TOML: a number of five thousand digits is too much for Python.
        raise where.mistake("the file is not TOML: {}", error) from error


def _bytes_of(path: Path, where: Where) -> bytes:
    content, why = None, None
    try:
        content = path.read_bytes() if path.is_file() else None  # a pipe could be read for ever
    except OSError as error:
        why = error
    if content is None:
        raise where.mistake("the file is missing or cannot be read") from why
    return content
