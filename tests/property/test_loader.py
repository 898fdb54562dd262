"""No input crashes the loader: it reads a folder, or names the file, the key and the reason."""

import datetime as dt
import json
import shutil
import tempfile
import tomllib
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law import load_folder
from amparo.law.loading.protocols import FILES, mistakes_in
from tests.examples import examples
from tests.own_law import OWN_LAW

GOOD = OWN_LAW
NAMES = [*FILES, "texts/es.toml", "texts/en.toml", "examples/procedure.toml"]
CONTENT = {name: (GOOD / name).read_text(encoding="utf-8") for name in NAMES}
BUDGET = examples(80)


def refused_in_place(written: dict[str, bytes]) -> None:
    """Either it loads, or each mistake says a file of this folder, a key and a reason."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(GOOD, Path(place) / "xx-example"))
        for name, content in written.items():
            (folder / name).write_bytes(content)
        mistakes = mistakes_in(folder)
        for mistake in mistakes:
            assert str(mistake.parts["file"]).startswith("xx-example/")
            assert mistake.parts["key"]
            assert mistake.parts["reason"]
            assert "\n" not in str(mistake) or "not TOML" in str(mistake)
        if mistakes:
            return
        law = load_folder(folder)
        for name in law.calendar_ids:
            law.calendar(name)


@given(st.sampled_from(NAMES), st.binary(max_size=200))
@BUDGET
def test_any_bytes_at_all(name, content):
    refused_in_place({name: content})


@st.composite
def edits(draw):
    """A good file with a few lines gone, doubled, moved or damaged."""
    name = draw(st.sampled_from(NAMES))
    lines = CONTENT[name].splitlines()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["drop", "double", "cut", "swap", "insert"]))
        if how == "drop" and len(lines) > 1:
            del lines[place]
        elif how == "double":
            lines.insert(place, lines[place])
        elif how == "cut":
            lines[place] = lines[place][: draw(st.integers(0, 40))]
        elif how == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            at = draw(st.integers(0, len(lines[place])))
            lines[place] = lines[place][:at] + draw(st.text(max_size=8)) + lines[place][at:]
    return name, "\n".join(lines)


@given(edits())
@BUDGET
def test_any_slip_of_the_pen(edit):
    name, text = edit
    refused_in_place({name: text.encode("utf-8", "surrogatepass")})


SCALARS = st.one_of(
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 10**6, 10**9, 10**40]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.sampled_from([dt.date.min, dt.date.max, dt.date(2024, 2, 29)]),
    st.text(max_size=20),
    st.sampled_from(["", "../x", "es", "a" * 9000, "red", "02-29", "Asia", "/etc/passwd", "{x}"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(thing, path=()):
    """Every place of a file at which something stands."""
    steps = thing.items() if isinstance(thing, dict) else enumerate(thing)
    for step, inner in steps:
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, step))


def as_toml(value) -> str:
    """A value inline, as TOML writes it."""
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {as_toml(one)}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


PARSED = {name: tomllib.loads(text) for name, text in CONTENT.items()}
PLACES = {name: list(places(content)) for name, content in PARSED.items()}


@st.composite
def other_values(draw):
    """A good file in which something else stands at one place."""
    name = draw(st.sampled_from(NAMES))
    content = deepcopy(PARSED[name])
    *path, last = draw(st.sampled_from(PLACES[name]))
    inner = content
    for step in path:
        inner = inner[step]
    inner[last] = draw(VALUES)
    return name, content


@given(other_values())
@examples(250)
def test_any_other_value_at_any_place(changed):
    name, content = changed
    lines = [f"{json.dumps(key)} = {as_toml(value)}" for key, value in content.items()]
    refused_in_place({name: "\n".join(lines).encode("utf-8", "surrogatepass")})


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("terms.toml", "amount = 4\n", f"amount = {'9' * 5000}\n"),
        ("terms.toml", "amount = 4\n", f"amount = 0x{'f' * 5000}\n"),
        ("calendar.toml", "first = 2024-01-01", "first = 0001-01-01"),
        ("calendar.toml", "last = 2026-12-31", "last = 9999-12-31"),
        ("calendar.toml", "last = 2026-12-31", "last = 2300-12-31"),
        ("calendar.toml", "from_easter = 50", "from_easter = 400"),
        ("calendar.toml", 'on = "03-03"', 'on = "٠٣-٠٣"'),
        ("protocol.toml", '["es", "en"]', '["es", "en", "../es"]'),
        ("protocol.toml", 'filing = "call_logged"', "filing = 'a\\b'"),
        ("protocol.toml", "id = ", f"{'x' * 100_000} = 1\nid = "),
        ("examples/procedure.toml", '"2024-03-01T23:00"', '"2024-13-01"'),
        ("examples/procedure.toml", "{ shelter = 2 }", "{ shelter = 2, attic = 2 }"),
    ],
)
def test_what_once_could_have_crashed_is_refused(name, before, after, tmp_path):
    folder = Path(shutil.copytree(GOOD, tmp_path / "xx-example"))
    text = CONTENT[name]
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    assert {one.parts["file"] for one in mistakes_in(folder)} == {f"xx-example/{name}"}
