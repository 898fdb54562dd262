"""The place of a mistake in its file: the line, and the name of the entry."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from amparo.law.errors import MistakenProtocol
from amparo.law.loading.reader import STAND_IN
from amparo.law.loading.toml_files import read_toml

_PART = r"""(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_HEAD = re.compile(rf"[ \t]*(\[\[?)?[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*(?:\]\]?|=)")
_STEP = re.compile(_PART)
_VALUE = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|\'{3}.*?\'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|.''', re.DOTALL
)
_OF_A_KEY = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_SAID_BY_TOML = re.compile(r"at line (\d+)")
NAMES = ("id", "channel")
"""Keys that name an entry: the first of these that it has. An example is named by `about`."""
LONGEST_NAME = 60


def located(mistake: MistakenProtocol, folder: Path) -> MistakenProtocol:
    """Return the mistake with its line and the name of its entry. `folder`: that of the law."""
    path = folder.parent / str(mistake.parts["file"])
    if mistake.parts["line"] or not path.is_file():
        return mistake
    key = mistake.key
    try:
        content = read_toml(path, file=path.name)
    except MistakenProtocol:
        said = _SAID_BY_TOML.search(mistake.sentence("en"))
        return mistake.at(int(said[1])) if said else mistake
    lines = lines_of(path.read_text(encoding="utf-8"))
    return mistake.at(line_of(key, lines), name_of(key, content)) if key else mistake


def follows_from(mistake: MistakenProtocol, read: Iterable[MistakenProtocol]) -> bool:
    """Return whether a mistake only follows from what could not be read: it is at the same place,
    or about a stand-in value."""
    if STAND_IN in mistake.reason.parts or mistake.key.endswith(f".{STAND_IN}"):
        return True
    return any(
        one.parts["file"] == mistake.parts["file"] and _holds(one.key, mistake.key) for one in read
    )


def _holds(one: str, other: str) -> bool:
    """Return whether one of the keys is the other, or is inside it."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and long[len(short) :][:1] in {"", ".", "["}


def line_of(key: str, lines: dict[str, int]) -> int:
    """Return the line of a key, of the nearest entry that holds it, or the first of the file."""
    while key and key not in lines and f"{key}[1]" not in lines:
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return lines.get(key, lines.get(f"{key}[1]", 1))


def name_of(key: str, content: Any) -> str:
    """Return the name of the innermost named entry that holds a key; empty if there is none."""
    name = ""
    for number, step in _OF_A_KEY.findall(key):
        try:
            content = content[int(number) - 1 if number else step]
        except (LookupError, TypeError):
            break
        if isinstance(content, dict):
            about = content.get("about")
            own = [content.get(one) for one in NAMES]
            own += about.values() if isinstance(about, dict) else ()
            name = next((one for one in own if isinstance(one, str)), name)
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def lines_of(text: str) -> dict[str, int]:
    """Return the line of each table and of each key of a TOML file: `term[1].value[2].amount`."""
    found: dict[str, int] = {}
    many: Counter[str] = Counter()
    table = ""
    for line, brackets, steps in _heads(text):
        here = "" if brackets else table
        for number, step in enumerate(steps, start=1):
            here = f"{here}.{step}" if here else step
            many[here] += brackets == "[[" and number == len(steps)
            here += f"[{many[here]}]" if brackets and many[here] else ""
        table = here if brackets else table
        found.setdefault(here, line)
    return found


def _heads(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield each line that begins a table or a value, with its brackets and the parts of its
    name."""
    at, line = 0, 1
    while at < len(text):
        head = _HEAD.match(text, at)
        if head:
            yield line, head[1] or "", [one.strip("\"'") for one in _STEP.findall(head[2])]
        end = _end_of_value(text, head.end() if head else at)
        line += text.count("\n", at, end)
        at = end


def _end_of_value(text: str, at: int) -> int:
    """Return the position after the line on which a value ends: lists and texts may take
    several."""
    depth = 0
    while at < len(text):
        token = _VALUE.match(text, at)
        if token is None:
            break
        at = token.end()
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if token[0] == "\n" and depth <= 0:
            break
    return at
