"""The schemas for editors say the same as the reader of the files."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from amparo.cli.commands.law import law
from amparo.cli.workshop.new import SKELETON
from amparo.law import known_protocols, protocol_folder
from amparo.law.loading.schemas import schemas

FILES = [
    path for name in known_protocols() for path in sorted(protocol_folder(name).rglob("*.toml"))
]
JUDGES = {name: fastjsonschema.compile(schema) for name, schema in schemas().items()}


def judge(path: Path) -> Any:
    folder = path.parent.name
    return JUDGES[folder if folder in JUDGES else path.stem]


def plain(content: Any) -> Any:
    """As an editor sees TOML: a day is text."""
    return json.loads(json.dumps(content, default=date.isoformat))


@pytest.mark.parametrize("path", FILES, ids=["/".join(path.parts[-3:]) for path in FILES])
def test_every_file_of_every_law_is_as_its_schema_says(path):
    content = plain(tomllib.loads(path.read_text(encoding="utf-8")))
    judge(path)(content)
    with pytest.raises(fastjsonschema.JsonSchemaException):
        judge(path)({**content, "a_key_of_nobodys": True})


def test_what_the_reader_refuses_the_schema_refuses():
    path = protocol_folder("pe-2021") / "terms.toml"
    content = plain(tomllib.loads(path.read_text(encoding="utf-8")))
    first = content["term"][0]
    wrong = (
        {key: first[key] for key in first if key != "id"},
        {**first, "met_by": 3},
        {**first, "value": [{**first["value"][0], "unit": "moon"}]},
        {**first, "value": [{**first["value"][0], "amount": "two"}]},
        {**first, "value": [{**first["value"][0], "since": "soon"}]},
    )
    for term in wrong:
        with pytest.raises(fastjsonschema.JsonSchemaException):
            JUDGES["terms"]({**content, "term": [term]})


def test_the_command_writes_one_for_each_file(tmp_path, capsys):
    assert law.main(["schemas", str(tmp_path / "schemas")]) == 0
    written = {path.name for path in (tmp_path / "schemas").iterdir()}
    skeleton = {path.stem for path in SKELETON.glob("*.toml")}
    wanted = {f"{name}.schema.json" for name in (*skeleton, "texts", "examples")}
    assert written == wanted
    said = capsys.readouterr().out
    assert "terms.schema.json: terms.toml" in said
    assert "texts.schema.json: todos los archivos de texts/" in said


def test_where_nothing_can_be_written_it_says_so(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    assert law.main(["schemas", str(tmp_path / "file")]) == 2
    assert "No se puede escribir" in capsys.readouterr().err
