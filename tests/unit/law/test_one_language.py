"""Each run of `amparo law` and of `amparo clock` speaks one language; only the law's own words are
quoted."""

import re
import shutil
from contextlib import suppress

import pytest

from amparo.cli.commands.law import clock, law
from amparo.cli.workshop.arguments import Words
from amparo.cli.workshop.spanish_help import METAVARS, SPANISH
from amparo.law import protocol_folder
from tests.own_law import OWN_LAW

ENGLISH = re.compile(
    r"(?<![\w-])(the|of|and|is|are|not|with|which|by|from|day|days|it|when|one)(?![\w-])",
    re.IGNORECASE,
)
SPANISH_WORDS = re.compile(
    r"\b(el|los|las|que|una|con|del|hasta|según|para|días?|desde)\b", re.IGNORECASE
)
STAFF = {
    "pe-2021": ("processor=4", "decider=1"),
    "mx-2012": ("reception_unit=2", "junta=1", "coordination=2", "evaluation_unit=2", "council=1"),
}
REAL = ("pe-2021", "pe-2019", "mx-2012", "co-2011")
MOMENTS = ("decision", "request_received=2023-11-30", "death=true", "--at", "2023-12-01")


def said(capsys, *words: str) -> str:
    command, *others = words if words[:1] == ("clock",) else ("law", *words)
    with suppress(SystemExit):
        {"clock": clock, "law": law}[command].main(others)
    printed = capsys.readouterr()
    return re.sub(r"--[a-z-]+", "", printed.out + printed.err)  # what is typed has one spelling


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--help",),
        *((part, "--help") for part in law.PARTS),
        *((part,) for part in law.PARTS if part != "test"),
        ("dance",),
        ("explain", "pe-2021", "decison"),
        ("new", "Uruguay"),
        ("simulate", "pe-2021", "--staff", "processor"),
        ("compare", "pe-2021", "pe-2021", "--json", "--html"),
        ("clock",),
        ("clock", "--help"),
        ("clock", "pe-2021", "--nonsense"),
        ("clock", "pe-2021", "decison=2024-01-01"),
    ],
    ids=" ".join,
)
def test_help_and_mistakes_speak_the_language_that_was_asked_for(capsys, words):
    spanish = said(capsys, *words)
    assert not ENGLISH.search(spanish), spanish
    assert not re.search(rf"\b({'|'.join(METAVARS)})\b", spanish), spanish
    english = said(capsys, *words, "--language", "en")
    assert not SPANISH_WORDS.search(english), english


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "pe-2021", *MOMENTS),
        ("compare", "pe-2021@2022-04-14", "pe-2021@2022-04-15"),
        ("compare", "co-2011", "mx-2012", "--html"),
        *(("test", name) for name in REAL),
        *(("show", name, "--on", "2024-01-01") for name in REAL),
        *(("simulate", name, "--runs", "2", "--staff", *STAFF[name]) for name in STAFF),
        ("check", str(protocol_folder("pe-2021"))),
        ("clock", "pe-2021", "request_received=2023-11-30", "death=true", "--at", "2023-12-01"),
    ],
    ids=" ".join,
)
def test_each_answer_speaks_one_language(capsys, words):
    """In Spanish the law's own words are Spanish too; in English they stand in brackets."""
    spanish = re.sub(r"<[^>]*>|^<style>.*", "", said(capsys, *words), flags=re.MULTILINE)
    assert [line for line in spanish.splitlines() if ENGLISH.search(line)] == []
    if words[0] in {"explain", "check"}:
        english = re.sub(r"\([^()]*\)", "", said(capsys, *words, "--language", "en"))
        assert [line for line in english.splitlines() if SPANISH_WORDS.search(line)] == []


def test_where_an_example_does_not_hold_is_said_in_one_language(capsys, tmp_path):
    folder = shutil.copytree(OWN_LAW, tmp_path / "xx-example")
    shutil.rmtree(folder / "examples")
    (folder / "examples").mkdir()
    (folder / "examples" / "own.toml").write_text(WRONG)
    spanish = said(capsys, "test", str(folder))
    assert "shut.offer_shelter: el ejemplo dice no se puede hacer, los datos" in spanish
    assert "de la norma dicen se puede hacer." in spanish
    assert "de la norma dicen call_logged tiene fecha 2024-03-03" in spanish
    assert not ENGLISH.search(spanish)
    english = said(capsys, "test", str(folder), "--language", "en")
    assert "the example says may not be done, the law as data says may be done." in english
    assert not SPANISH_WORDS.search(english)


def test_a_law_that_speaks_one_language_is_tried_in_that_one(capsys, tmp_path):
    folder = shutil.copytree(OWN_LAW, tmp_path / "xx-example")
    (folder / "texts" / "en.toml").unlink()
    for path, of_english in (("protocol.toml", r', "en"'), (EXAMPLES, r"about\.en = .*\n")):
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(re.sub(of_english, "", text), encoding="utf-8")
    tried = said(capsys, "test", str(folder), "--language", "en")
    assert "24 ejemplos: todos se cumplen." in tried
    assert "→ Vía roja. Etapa: En camino." in tried


EXAMPLES = "examples/procedure.toml"
WRONG = """
[[example]]
calendar = "office"
at = "2024-03-01"
happened = { call_logged = "2024-03-01" }
shut = ["offer_shelter"]

[[example]]
calendar = "office"
at = "2024-03-01"
happened = { call_logged = "2024-03-03" }
due = { visit = "2024-03-11" }
"""


def test_new_and_schemas_speak_the_language_that_was_asked_for(capsys, tmp_path):
    for part in ("new", "schemas"):
        assert not ENGLISH.search(said(capsys, part, str(tmp_path / f"es-{part}")))
        english = said(capsys, part, str(tmp_path / f"en-{part}"), "--language", "en")
        assert not SPANISH_WORDS.search(english)


@pytest.mark.parametrize("name", law.PARTS)
def test_every_word_of_help_has_its_spanish(name):
    part = law.part_called(name)
    parser = Words(prog=name)
    part.add_arguments(parser)
    helps = {part.HELP, *(one.help or "" for one in parser._actions), law.OF_EACH}  # noqa: SLF001
    assert {re.sub(r"^[\d.]+ ", "", one) for one in helps} - {""} <= set(SPANISH)


def test_what_a_warning_is_about_is_called_by_its_words(capsys):
    events = ("request_received=2022-04-11", "defect_notified=2022-04-12", "channel=phone")
    words = ("explain", "pe-2021", "correction", *events, "--at", "2022-04-12")
    spanish = said(capsys, *words)
    assert "El plazo «Subsanación de la solicitud» no ha sido verificado" in spanish
    assert "por esta vía (Por teléfono)" in spanish
    assert "The term “Correction of the request” has not" in said(
        capsys, *words, "--language", "en"
    )


def test_where_something_stands_is_said_in_spanish_words(capsys):
    """By the same words as `--llaves-es`; in English by the keys."""
    words = ("show", "pe-2021", "--on", "2024-01-01")
    assert re.search(r"^- plazos\.plazo\[\d\]", said(capsys, *words), re.MULTILINE)
    english = said(capsys, *words, "--language", "en")
    assert re.search(r"^- terms\.term\[\d\]", english, re.MULTILINE)
