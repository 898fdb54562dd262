"""Each refusal of the loader names the very place, in every shipped law: a slip in any key, a file
that is gone or is something else."""

import json
import os
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law import MistakenProtocol, known_protocols, load_folder, protocol_folder
from amparo.law.loading.protocols import FILES, mistakes_in
from tests.examples import examples
from tests.property.test_loader import GOOD, as_toml, places

LAWS = known_protocols()


def keys_of(name):
    """(file, its content, the path to a key) for each key of a law that is not an id of its own."""
    folder = protocol_folder(name)
    for file in FILES:
        content = tomllib.loads((folder / file).read_text(encoding="utf-8"))
        for path in places(content):
            named = isinstance(path[-1], str)
            inside = {step for step in path[:-1] if isinstance(step, str)}
            if named and not inside & {"needs_on_track", "needs_if", "only_if", "table"}:
                yield file, path


KEYS = {name: list(keys_of(name)) for name in LAWS}


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """A copy of each law, in which one file at a time is written anew and put back."""
    root = tmp_path_factory.mktemp("laws")
    return {name: Path(shutil.copytree(protocol_folder(name), root / name)) for name in LAWS}


def as_key(path):
    """As a refusal writes it: `term[1].value[2].source`."""
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(steps).lstrip(".")


@given(st.data())
@examples(200)
def test_a_slip_in_any_key_of_any_law_is_named_at_its_place(copies, data):
    name = data.draw(st.sampled_from(LAWS))
    file, path = data.draw(st.sampled_from(KEYS[name]))
    there = copies[name] / file
    good = there.read_bytes()
    content = tomllib.loads(good.decode())
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    slip = f"{path[-1]}{data.draw(st.sampled_from('xyz'))}"
    inner[slip] = inner.pop(path[-1])
    lines = [f"{json.dumps(key)} = {as_toml(value)}" for key, value in content.items()]
    try:
        there.write_text("\n".join(lines), encoding="utf-8")
        (mistake,) = mistakes_in(copies[name])
    finally:
        there.write_bytes(good)
    assert mistake.parts["file"] == f"{name}/{file}"
    assert mistake.parts["key"] == as_key((*path[:-1], slip))
    assert f"did you mean “{path[-1]}”" in str(mistake)


@pytest.mark.parametrize("file", [*FILES, "texts/es.toml"])
@pytest.mark.parametrize("how", ["gone", "folder", "loop", "pipe"])
def test_a_file_that_is_gone_or_something_else_is_named(tmp_path, file, how):
    folder = Path(shutil.copytree(GOOD, tmp_path / "xx-example"))
    path = folder / file
    path.unlink()
    if how == "folder":
        path.mkdir()
    elif how == "loop":
        path.symlink_to(path)
    elif how == "pipe":
        os.mkfifo(path)
    (mistake,) = mistakes_in(folder)
    assert mistake.parts["file"] == f"xx-example/{file}"
    with pytest.raises(MistakenProtocol):
        load_folder(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"a = " + b"[" * 100_000,
        b"a = {" * 20_000,
        b"a." * 50_000 + b"b = 1",
        b"[[" + b"a." * 5_000 + b"b]]",
        b"\xff\xfe" * 40,
        b"a = 1979-05-27T07:32:00Z",
        b"a = nan\nb = inf",
        b"x" * 1_000_001,
    ],
    ids=["brackets", "braces", "dots", "tables", "bytes", "moment", "nan", "long"],
)
@pytest.mark.parametrize("file", FILES)
def test_what_is_written_to_break_a_reader_breaks_none(tmp_path, file, content):
    folder = Path(shutil.copytree(GOOD, tmp_path / "xx-example"))
    (folder / file).write_bytes(content)
    mistakes = mistakes_in(folder)
    assert mistakes[0].parts["file"] == f"xx-example/{file}"
    assert str(mistakes[0]).count("xx-example") == 1
