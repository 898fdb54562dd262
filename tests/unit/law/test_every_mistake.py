"""`amparo law check` names every mistake of a folder in one run, with its line and its entry."""

import pytest

from amparo.cli import main
from amparo.law import MistakenProtocol, load_folder
from amparo.law.loading.error_lines import lines_of, name_of
from amparo.law.loading.protocols import mistakes_in


def instead(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def said(folder):
    return [str(one) for one in mistakes_in(folder)]


def test_mistakes_in_several_files_are_all_named_with_line_and_entry(folder):
    instead(folder / "terms.toml", 'owed_by = "panel"', 'owed_by = "pannel"')
    instead(folder / "terms.toml", "amount = 3\n", 'amount = "3"\n')
    instead(folder / "protocol.toml", 'by = ["hotline", "panel"]', 'by = ["hotlien"]')
    instead(folder / "texts/es.toml", 'alarm = "Alarma"\n', "")
    words = (folder / "texts/es.toml").read_text(encoding="utf-8").splitlines()
    levels = words.index("[levels]") + 1
    by, amount, owed_by, alarm = (one.removeprefix("xx-example/") for one in said(folder))
    known = "is not known; did you mean"
    assert by == f"protocol.toml:200: act[2].by (visit): “hotlien” {known} “hotline”?"
    assert amount.startswith("terms.toml:10: term[1].value[1].amount (shelter): must be a whole")
    assert owed_by == f"terms.toml:57: term[3].owed_by (ruling): “pannel” {known} “panel”?"
    assert alarm.startswith(f"texts/es.toml:{levels}: levels.alarm: is missing: ")


def test_two_mistakes_in_one_entry_are_both_named(folder):
    instead(
        folder / "terms.toml",
        'owed_by = "hotline"\nfrom = "call_logged"\nmet_by = "visit_made"',
        'owed_by = "hotlin"\nfrom = "call_loged"\nmet_by = "visit_mad"',
    )
    assert [one.key for one in mistakes_in(folder)] == [
        "term[2].owed_by",
        "term[2].from",
        "term[2].met_by",
    ]


@pytest.mark.parametrize(
    ("file", "before", "after", "keys"),
    [
        ("terms.toml", "met_by =", "met_bye =", ["term[1].met_bye"]),
        ("protocol.toml", 'kind = "gate"', 'kind = "gaet"', ["fact[2].kind"]),
        ("protocol.toml", 'id = "closed"\n', "", ["event[5].id"]),
        ("protocol.toml", 'records = "closed"', 'records = "clsed"', ["act[4].records"]),
    ],
)
def test_one_slip_is_told_once_where_it_stands(folder, file, before, after, keys):
    instead(folder / file, before, after)
    found = [one.key for one in mistakes_in(folder) if one.parts["file"] == f"xx-example/{file}"]
    assert found[: len(keys)] == keys
    assert "?" not in "".join(one.key for one in mistakes_in(folder))


def test_files_that_cannot_be_read_hide_no_other_mistake_of_reading(folder):
    (folder / "terms.toml").write_text("term = [1, 2]\n")
    (folder / "calendar.toml").write_text("first = 2024-01-01\nlast = \n")
    instead(folder / "30-measures.toml", "target_hours = 1", "target_hours = true")
    found = said(folder)
    assert found[:2] == [
        "xx-example/terms.toml:1: term[1]: must be a table, not a number",
        "xx-example/terms.toml:1: term[2]: must be a table, not a number",
    ]
    assert found[2].startswith("xx-example/calendar.toml:2: (whole file): the file is not TOML")
    assert found[3].startswith("xx-example/30-measures.toml:22: immediate_action[1].target_hours")


def test_mistakes_of_examples_stand_beside_those_of_the_law(folder):
    instead(folder / "examples/procedure.toml", 'track = "red"', 'track = "red"\ntrak = "x"')
    instead(folder / "examples/procedure.toml", "due = { visit =", "due = { vist =")
    instead(folder / "terms.toml", 'from = "visit_made"', 'from = "visit"')
    found = mistakes_in(folder)
    assert [one.parts["file"] for one in found] == [
        "xx-example/terms.toml",
        "xx-example/examples/procedure.toml",
        "xx-example/examples/procedure.toml",
    ]
    assert "example[1].trak (En la vía roja el refugio" in str(found[1])


def test_what_an_example_is_about_hides_no_other_mistake_of_it(folder):
    path = folder / "examples/procedure.toml"
    instead(path, "about.en", "about.qu")
    instead(path, 'calendar = "office"', 'calendar = "attic"')
    assert [one.key for one in mistakes_in(folder)] == [
        "example[1].about",
        "example[1].about.en",
        "example[1].calendar",
    ]


def test_the_command_prints_a_line_for_each(folder, capsys):
    instead(folder / "terms.toml", 'owed_by = "panel"', 'owed_by = "pannel"')
    instead(folder / "protocol.toml", '"office"', '"attic"')
    with pytest.raises(SystemExit) as ended:
        main.main(["law", "check", str(folder), "--language", "en"])
    assert ended.value.code == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_first_mistake_still_keeps_a_law_from_loading(folder):
    instead(folder / "terms.toml", 'owed_by = "panel"', 'owed_by = "pannel"')
    with pytest.raises(MistakenProtocol, match="“pannel” is not known"):
        load_folder(folder)


TOML = '''# a comment with [brackets] = 1
id = "x"
long = """
[[term]]
id = "no table"
"""
many = [
  "one", # and ] here
  { a = 1 },
]

[[term]]
id = "first"

[[term.value]]
amount = 1
[term.value.extension]
"quoted key" = 'a = b'

[[term]]
[[term.value]]
[[term.value]]
amount = 2

[texts]
levels.alarm = "x"
'''


def test_each_key_is_found_at_its_line():
    assert lines_of(TOML) == {
        "id": 2,
        "long": 3,
        "many": 7,
        "term[1]": 12,
        "term[1].id": 13,
        "term[1].value[1]": 15,
        "term[1].value[1].amount": 16,
        "term[1].value[1].extension": 17,
        "term[1].value[1].extension.quoted key": 18,
        "term[2]": 20,
        "term[2].value[1]": 21,
        "term[2].value[2]": 22,
        "term[2].value[2].amount": 23,
        "texts": 25,
        "texts.levels.alarm": 26,
    }


def test_an_entry_is_called_by_its_own_name_or_that_of_what_holds_it():
    content = {"term": [{"id": "visit", "value": [{"amount": 1}]}], "bound": [{"level": "local"}]}
    assert name_of("term[1].value[1].amount", content) == "visit"
    assert name_of("bound[1].level", content) == ""
    assert name_of("term[7].id", content) == ""
    assert name_of("example[1]", {"example": [{"about": {"es": "x" * 80}}]}) == "x" * 60 + "…"
