"""`amparo law`: what lawyers do with a protocol at a keyboard."""

import json
import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from amparo.cli.commands.law import clock, law
from amparo.cli.workshop.new import SKELETON
from amparo.law import known_protocols, load_folder, load_protocol
from amparo.law.loading.protocols import mistakes_in

WHAT = ("test", "check", "show", "explain", "compare", "simulate", "new", "schemas")


@pytest.fixture
def run(capsys):
    """Exit code, what was printed, what was complained of."""

    def run(*words: str) -> tuple[int, str, str]:
        code = law.main(list(words))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def instead(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


@pytest.mark.parametrize("words", [[], ["--help"]])
def test_without_more_it_says_what_can_be_done(run, words):
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    for what in WHAT:
        assert f"amparo law {what}" in out


def test_the_shipped_laws_keep_their_examples(run):
    code, out, err = run("test")
    assert (code, err) == (0, "")
    for name in known_protocols():
        assert f"{name}\n" in out
    assert "✓ En la vía roja el refugio se debe en horas" in out
    assert out.count(" ejemplos: todos se cumplen.") == len(known_protocols())
    assert "✗" not in out


def test_an_example_that_does_not_hold_is_said_with_both_answers(run, folder):
    instead(folder / "terms.toml", "amount = 7\n", "amount = 8\n")
    code, out, err = run("test", str(folder), "--language", "en")
    assert (code, err) == (1, "")
    assert "✗ A later call has fewer" in out
    assert "→ Visit: by Friday 11 July 2025; if it may roll over, by Sunday 13 July 2025." in out
    assert "due.visit: the example says 2025-07-11, the law as data says 2025-07-12." in out
    assert "24 examples: 4 do not hold." in out


def test_a_law_without_examples_tries_nothing_and_says_so(run, folder):
    shutil.rmtree(folder / "examples")
    code, out, _ = run("test", str(folder), "--language", "en")
    assert code == 0
    assert "nothing was tried" in out


def test_examples_of_what_is_not_there_are_refused_by_name(run, folder):
    instead(folder / "examples" / "procedure.toml", "{ visit =", "{ vist =")
    code, _, err = run("test", str(folder))
    assert code == 1
    assert "xx-example/examples/procedure.toml: example[6].due" in err
    assert "¿quiso decir «visit»?" in err


def test_a_good_folder_is_said_to_be_usable(run, folder):
    code, out, err = run("check", str(folder), "--language", "en")
    assert (code, err) == (0, "")
    assert "xx-example can be used." in out
    assert re.search(r"^\d+ values were not checked against the official text.$", out, re.MULTILINE)


def test_each_mistaken_file_is_named_with_key_reason_and_nearest_name(run, folder):
    instead(folder / "protocol.toml", "zone =", "zoen =")
    instead(folder / "terms.toml", "met_by", "met_bye")
    code, out, err = run("check", str(folder), "--language", "en")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "xx-example/protocol.toml:8: zoen: unknown key; did you mean “zone”?",
        "xx-example/terms.toml:5: term[1].met_bye (shelter): unknown key; did you mean “met_by”?",
    ]
    _, spanish, _ = run("check", str(folder))
    zone, met_by = spanish.splitlines()
    assert zone == "xx-example/protocol.toml:8: zoen: clave desconocida; ¿quiso decir «zone»?"
    assert met_by.endswith("term[1].met_bye (shelter): clave desconocida; ¿quiso decir «met_by»?")


def test_a_mistake_in_the_examples_is_a_mistake(run, folder):
    instead(folder / "examples" / "procedure.toml", '"OutsideCalendar"', '"OutsideCalender"')
    code, out, _ = run("check", str(folder))
    assert code == 1
    assert "¿quiso decir «OutsideCalendar»?" in out


@pytest.mark.parametrize("word", ["nowhere", "", "\0", "x" * 5000, "\udcff"])
def test_what_is_no_folder_is_said_in_one_line(run, word, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("check", word)
    assert code == 1
    assert "Traceback" not in out + err
    assert len(out.splitlines()) == 1


def test_a_law_is_shown_as_it_stands_on_a_day(run):
    code, before, _ = run("show", "xx-example", "--on", "2025-06-30", "--language", "en")
    assert code == 0
    _, after, _ = run("show", "xx-example", "--on", "2025-07-01", "--language", "en")
    assert "10 calendar days (Example Act 1, s. 5)" in before
    assert "7 calendar days (Example Act 1, s. 5, as amended)" in after
    assert "4 business days (Example Act 1, s. 6) [not checked]" in after
    assert "Another norm says 1 business day (Example Order 9, s. 1)." in after
    assert "Legislative branch, local level: Left out" in after


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "DUTIES THAT THE NORM PUTS ON DEFENDERS", "A pending charge is never improper use"),
        ("es", "DEBERES QUE LA NORMA IMPONE", "Un cargo pendiente nunca es uso inadecuado"),
    ],
)
def test_what_lawyers_are_warned_of_is_shown_in_their_language(run, language, title, said):
    """A key that the format promises to show is shown, and one that is set says so."""
    code, out, _ = run("show", "pe-2021", "--on", "2024-01-01", "--language", language)
    assert code == 0
    assert title in out
    assert said in out
    for name in ("pe-2021", "mx-2012", "co-2011"):
        _, out, _ = run("show", name, "--on", "2024-01-01", "--language", language)
        for clause in load_protocol(name).texts[language].restrictive_clauses:
            assert f"- {clause}" in out


@pytest.mark.parametrize(
    ("language", "text", "term", "silent", "unknown"),
    [
        ("en", "Its text was not found", "No term of", "it says nothing of this", "Not read yet"),
        ("es", "No se halló su texto", "ningún plazo", "no dice nada de esto", "Aún no leído"),
    ],
)
def test_of_a_norm_known_in_part_nothing_is_said_to_be_absent(
    run, language, text, term, silent, unknown
):
    _, out, _ = run("show", "pe-2019", "--on", "2020-01-01", "--language", language)
    assert text in out
    assert term in out
    code, _, said = run("explain", "pe-2019", "decision", "--language", language)
    assert code == 2
    assert term in said
    for how in ([], ["--html"]):
        _, out, _ = run("compare", "pe-2019", "pe-2019", *how, "--language", language)
        assert unknown in out
        assert silent not in out


def test_a_warning_in_one_language_only_is_refused(folder):
    instead(
        folder / "texts/es.toml",
        'language = "es"',
        'language = "es"\nrestrictive_clauses = ["art. 1: x"]',
    )
    (found,) = mistakes_in(folder)
    assert str(found).endswith(
        "texts/en.toml:1: restrictive_clauses: are 0, and 1 in another language"
    )


def test_what_a_norm_says_of_open_cases_and_of_limits_is_shown(run, folder):
    _, out, _ = run("show", str(folder), "--on", "2025-01-01", "--language", "en")
    assert "it reaches cases that were open" not in out
    instead(folder / "protocol.toml", 'id = "example-act"', REACHES)
    instead(folder / "30-measures.toml", 'id = "watch"', LIMITS)
    _, out, _ = run("show", str(folder), "--on", "2025-01-01", "--language", "en")
    assert "Example Act 1 (fictional); it reaches cases that were open" in out
    assert out.count("its limits must be justified.") == 1


REACHES = 'id = "example-act"\nreaches_pending_cases = true'
LIMITS = 'id = "watch"\nlimits_must_be_justified = true'


@pytest.mark.parametrize("on", ["2023-12-31", "2027-01-01"])
def test_a_day_on_which_it_was_not_in_force_is_said(run, on):
    code, out, _ = run("show", "xx-example", "--on", on, "--language", "en")
    assert code == 0
    assert "On that day it was not in force." in out


@pytest.mark.parametrize("name", known_protocols())
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_stage_act_term_and_measure_is_shown(run, name, language):
    protocol = load_protocol(name)
    code, out, _ = run("show", name, "--on", "2026-01-01", "--language", language)
    assert code == 0
    measures = [one.id for one in protocol.measures.measure]
    for kind, ids in (
        ("stages", protocol.stages),
        ("acts", protocol.acts),
        ("terms", [term.id for term in protocol.terms.term]),
        ("measures", measures),
    ):
        for one in ids:
            assert protocol.text(f"{kind}.{one}", language) in out, one


DECEMBER = ("decision", "request_received=2023-11-30", "death=true", "--at", "2023-12-01")


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "No se indicó si se hizo."), ("en", "Whether it was done was not told.")],
)
def test_explained_term_that_nobody_told_of_is_not_late(run, language, said):
    told = ("request_received=2024-06-24", "--at", "2026-10-28")
    _, out, _ = run("explain", "pe-2021", "decision", *told, "--language", language)
    assert said in out
    assert "late by" not in out
    assert "atraso" not in out


def test_a_term_is_explained_day_by_day(run):
    code, out, err = run("explain", "pe-2021", *DECEMBER, "--language", "en")
    assert (code, err) == (0, "")
    assert "Thursday 30 November 2023: it starts; this day is not counted" in out
    assert "    1  Friday 1 December 2023\n" in out
    assert "Saturday 2 December 2023: does not count: weekend" in out
    assert "does not count: declared non-working (DS 151-2022-PCM)" in out
    assert "does not count: holiday: Christmas Day (DLeg 713, art. 6)" in out
    assert "   15  Wednesday 27 December 2023: the last day" in out


def test_it_speaks_spanish_unless_asked(run):
    _, out, _ = run("explain", "pe-2021", *DECEMBER)
    assert "sábado 2 de diciembre de 2023: no cuenta: fin de semana" in out
    assert "miércoles 27 de diciembre de 2023: el último día" in out


def test_a_filing_that_counts_later_is_said(run):
    words = ("decision", "request_received=2024-06-22", "--at", "2024-06-24", "--language", "en")
    _, out, _ = run("explain", "pe-2021", *words, "--calendar", "national")
    assert "came on Saturday 22 June 2024 and counts as received on Monday 24 June 2024" in out


def test_hours_have_no_days_to_count(run):
    words = ("shelter", "call_logged=2024-03-01T22:30", "life_at_stake=true", "--at", "2024-03-02")
    _, out, _ = run("explain", "xx-example", *words, "--language", "en")
    assert "Hours run at once and without a break" in out
    assert "does not count" not in out
    _, plain, _ = run("explain", "xx-example", *words, "--json")
    assert json.loads(plain)["days"] == []


def test_a_term_that_waits_says_for_what(run):
    words = ("ruling", "call_logged=2024-03-01", "--at", "2024-03-02", "--language", "en")
    code, out, _ = run("explain", "xx-example", *words)
    assert code == 0
    assert "Starts with: visit made." in out


def test_it_says_what_the_clock_says(run, capsys):
    _, out, _ = run("explain", "pe-2021", *DECEMBER, "--json")
    assert clock.main(["pe-2021", *DECEMBER[1:], "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    explained = json.loads(out)
    assert explained["term"] in whole["terms"]
    assert explained["received"] == whole["received"]
    assert explained["days"][-1] == {
        "date": explained["term"]["due"],
        "number": 15,
        "why": None,
        "source": None,
    }


def sections(out: str) -> dict[str, dict[str, Any]]:
    return {
        one["id"]: {row["id"]: row for row in one["rows"]} for one in json.loads(out)["sections"]
    }


def test_the_decrees_of_colombia_are_named_with_their_day(run):
    _, out, _ = run("show", "co-2011", "--language", "en")
    gazette = "Diario Oficial 48294, 26 de diciembre de 2011"
    assert f"Decreto 4912 de 2011, de 26 de diciembre ({gazette}" in out
    assert load_protocol("co-2011").procedure.source == f"Decreto 4912 de 2011, {gazette}"


def test_two_laws_stand_side_by_side(run):
    code, out, err = run("compare", "pe-2021", "xx-example", "--json", "--language", "en")
    assert (code, err) == (0, "")
    found = sections(out)
    parts = ["law", "reception", "stages", "terms", "asked"]
    assert list(found) == [
        *(*parts, "deciding", "consent", "emergency", "weighing"),
        *("criteria", "always", "bound"),
    ]
    ours, theirs = found["terms"]["decide"]["lines"]
    assert "30 business days" in ours[0]["text"]
    assert theirs[0]["text"].startswith("Panel's ruling: 4 business days")
    assert theirs[0]["checked"] is False
    left_out = [{"text": "Left out", "source": "", "checked": True}]
    assert found["bound"]["legislative-national"]["lines"] == [left_out, left_out]
    first, _ = json.loads(out)["sides"]
    assert first["bound"]["judicial-national"] == {"extent": "coordination", "checked": True}
    assert len(found["bound"]) == 12


@pytest.mark.parametrize("name", known_protocols())
def test_every_term_stands_somewhere(run, name):
    _, out, _ = run("compare", "xx-example", name, "--json", "--language", "es")
    said = [
        line["text"] for row in sections(out)["terms"].values() for line in chain(*row["lines"])
    ]
    protocol = load_protocol(name)
    for term in protocol.terms.term:
        words = protocol.text(f"terms.{term.id}", "es")
        assert any(text.startswith(words) for text in said), words


def test_one_law_on_two_days_differs_where_it_was_amended(run):
    words = ("compare", "xx-example@2025-06-30", "xx-example@2025-07-01")
    _, out, _ = run(*words, "--json", "--language", "en")
    rows = [row for rows in sections(out).values() for row in rows.values()]
    assert [row["id"] for row in rows if row["differs"]] == ["report_risk", "person"]
    _, text, _ = run(*words, "--language", "en")
    assert "Report of the risk *" in text
    assert "Left out" in text


def test_the_page_of_a_comparison_is_whole_and_holds_no_markup_of_the_law(run, folder):
    for language in ("es", "en"):
        path = folder / "texts" / f"{language}.toml"
        text = path.read_text()
        path.write_text(re.sub(r'^guard = ".*"', 'guard = "<script>"', text, flags=re.MULTILINE))
    code, page, _ = run("compare", "pe-2021", str(folder), "--html")
    assert code == 0
    assert page.startswith('<!doctype html>\n<html lang="es">')
    assert page.count("<table") == page.count("</table>") == 12
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_new_folder_can_be_used_at_once(run, tmp_path):
    for language in ("es", "en"):
        folder = tmp_path / f"uy-{language}"
        assert run("new", str(folder), "--language", language)[0] == 0
        assert run("check", str(folder))[0] == 0
        assert run("test", str(folder))[0] == 0
        assert load_folder(folder).id == folder.name
        written = "".join(path.read_text() for path in folder.rglob("*.toml"))
        assert not re.search(r"^#(es|en)\b", written, re.MULTILINE)
        assert "SKELETON" not in written


def test_every_value_of_the_skeleton_says_that_nobody_checked_it(run, tmp_path):
    run("new", str(tmp_path / "uy-1"))
    for path in sorted((tmp_path / "uy-1").glob("*.toml")):
        text = path.read_text()
        sources = text.count("\nsource =") - (path.name == "protocol.toml")
        assert text.count("\nchecked = false") == sources, path.name


def test_each_comment_of_the_skeleton_stands_in_both_languages():
    for path in SKELETON.rglob("*.toml"):
        lines = path.read_text().splitlines()
        spanish = [line for line in lines if line.startswith("#es")]
        english = [line for line in lines if line.startswith("#en")]
        assert len(spanish) == len(english) > 0, path.name
        assert not [line for line in lines if line.startswith("# ")]


def test_nothing_is_written_over(run, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*.toml")}
    code, out, err = run("new", str(folder), "--language", "en")
    assert (code, out) == (2, "")
    assert "a new folder, or an empty one" in err
    assert {path: path.read_bytes() for path in folder.rglob("*.toml")} == before


@pytest.mark.parametrize(
    ("words", "code", "allowed"),
    [
        (["dance"], 2, "compare PROTOCOLO"),
        (["show"], 2, "show PROTOCOLO [--on FECHA | --llaves-es]"),
        (["show", "pe-2022"], 2, "pe-2021, xx-example"),
        (["show", "\0"], 2, "pe-2021, xx-example"),
        (["show", "x" * 5000], 2, "pe-2021, xx-example"),
        (["show", "pe-2021", "--on", "soon"], 2, "2024-06-24"),
        (["show", "pe-2021", "--language", "qu"], 2, "es, en"),
        (["explain", "pe-2021", "decison"], 2, "preliminary_report, correction, decision"),
        (["explain", "pe-2021", "decision", "rich=true"], 2, "imminent_risk"),
        (["explain", "pe-2021", "decision", "--at", "soon"], 2, "2024-06-24"),
        (["explain", "pe-2021", "decision", "--calendar", "lunar"], 2, "national, public-sector"),
        (["compare", "pe-2021"], 2, "compare PROTOCOLO[@FECHA] PROTOCOLO[@FECHA]"),
        (["compare", "pe-2021", "pe-2021@x"], 2, "2024-06-24"),
        (["compare", "pe-2021", "pe-2021", "--json", "--html"], 2, "[--json | --html]"),
        (["test", "pe-2022"], 2, "pe-2021, xx-example"),
        (["new", "Not A Name"], 2, "xx-2026"),
        (["new", "/proc/amparo/uy-1"], 2, "/proc/amparo/uy-1"),
        (["new", "\0"], 2, "SKELETON"),
    ],
)
def test_a_mistake_is_one_sentence_naming_what_is_allowed(run, words, code, allowed):
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert err.count("\n") == 1
    assert allowed in err or allowed == "SKELETON"


def test_a_refusal_speaks_the_language_that_was_asked_for(run):
    assert "the known ones are" in run("show", "pe-2022", "--language", "en")[2]
    assert "the known ones are" in run("show", "pe-2022", "--language=en")[2]
    assert "los conocidos son" in run("show", "pe-2022")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explain", "pe-2021", *DECEMBER], "no cuenta: fin de semana"),
        (["compare", "pe-2021", "xx-example"], "QUIÉN DECIDE QUÉ"),
        (["show", "xx-example", "--on", "2025-01-01", "--language", "en"], "WHO IS BOUND"),
    ],
)
def test_it_needs_no_site(words, said, tmp_path):
    """Neither settings nor tables: the law is read from its files alone."""
    code = f"from amparo.cli.main import main; main({['law', *words]!r})"
    bare = {"PATH": "/usr/bin:/bin", "AMPARO_STATE": str(tmp_path / "nowhere"), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True
    )
    assert said in done.stdout
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("explain",), "falta: PROTOCOLO, PLAZO;"),
        (("explain", "pe-2021", "decision", "--at"), "--at: espera un valor;"),
        (("show", "pe-2021", "--colour", "x"), "esto sobra: --colour x;"),
    ],
)
def test_what_is_written_wrongly_is_said_in_one_language(run, words, said):
    code, _out, complained = run(*words)
    assert code == 2
    assert complained.startswith(said)
    assert "argument" not in complained
