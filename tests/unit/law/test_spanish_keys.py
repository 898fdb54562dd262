"""Each key of the data has its Spanish word, and lawyers read the entries by these."""

import json

import pytest

from amparo.cli.commands.law import law
from amparo.law import known_protocols, protocol_folder
from amparo.law.loading.keys_spanish import SPANISH_KEYS
from amparo.law.loading.schemas import schemas

TABLES = [
    (name, table)
    for name, schema in schemas().items()
    for table in (schema, *schema["definitions"].values())
]


def test_every_key_has_its_spanish_word_and_no_other_has():
    keys = {key for _name, table in TABLES for key in table["properties"]}
    assert keys == set(SPANISH_KEYS)


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_no_two_keys_of_a_table_have_the_same_word(name, table):
    words = [SPANISH_KEYS[key] for key in table["properties"]]
    assert len(words) == len(set(words)), name


def shown(capsys, *words: str) -> str:
    assert law.main(["show", *words]) == 0
    out: str = capsys.readouterr().out
    return out


def test_a_protocols_entries_are_shown_with_spanish_keys(capsys):
    out = shown(capsys, "pe-2021", "--llaves-es")
    assert "\nterms.toml\n" in out
    assert "\n  plazo\n    identificador: preliminary_report\n" in out
    assert "\n    se cumple con: preliminary_report_issued\n" in out
    assert "\n    valor\n      rige desde: 2021-04-23\n" in out
    assert "\n      verificado: false\n" in out
    assert "\ntexts/es.toml\n" in out
    assert "texts/en.toml" not in out
    assert "\nexamples/vectors.toml\n" in out


@pytest.mark.parametrize("name", known_protocols())
def test_every_entry_of_every_law_can_be_shown(capsys, name):
    out = shown(capsys, name, "--llaves-es", "--language", "en")
    for path in protocol_folder(name).rglob("*.toml"):
        there = path.relative_to(protocol_folder(name)).as_posix()
        assert there in out.splitlines() or there == "texts/es.toml"


@pytest.mark.parametrize(
    ("language", "title", "described"), [("es", "plazo", False), ("en", None, True)]
)
def test_schemas_for_editors_speak_one_language(tmp_path, language, title, described):
    assert law.main(["schemas", str(tmp_path), "--language", language]) == 0
    schema = json.loads((tmp_path / "terms.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"]["term"].get("title") == title
    assert ("description" in schema["definitions"]["TermRule"]) is described
