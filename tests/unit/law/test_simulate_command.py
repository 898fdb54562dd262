"""`amparo law simulate`: a year at a keyboard, in words, for machines and as a picture."""

import json
from xml.etree import ElementTree as ET

import pytest

from amparo.cli.commands.law import law
from tests.terminals import on_a_terminal

STAFF = ("--staff", "processor=3", "decider=1", "--runs", "2")


@pytest.fixture
def run(capsys):
    """Exit code, what was printed, what was complained of."""

    def run(*words: str) -> tuple[int, str, str]:
        code = law.main(["simulate", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_it_says_what_was_met_who_is_needed_and_what_it_rests_on(run):
    code, out, err = run("pe-2021", *STAFF, "--language", "en", "--work", "report_risk=24")
    assert (code, err) == (0, "")
    for said in ("TERMS THAT WERE MET", "WHO WORKS", "HOW MANY PEOPLE IT TAKES", "no forecast"):
        assert said in out
    assert "* Working hours: Decide: 4 (assumption of Amparo, without a source)" in out
    assert "- Working hours: Issue the risk report: 24 (as given)" in out
    assert "* Requests a year: Ordinary track: 90 (assumption" in out
    assert "cost in a year" not in out


def test_it_speaks_spanish_by_default_and_says_where_a_number_was_published(run):
    code, out, _err = run("pe-2019", "--staff", "directorate=1", "--runs", "2")
    assert code == 0
    assert "derechosenemergencia.dhperu.org" in out
    assert "No se conoce ningún plazo de esta norma" in out
    assert "HACEN FALTA" not in out


def test_for_machines_the_same_seed_says_the_same(run):
    words = ("pe-2021", *STAFF, "--json", "--year", "2025", "--price", "processor=5", "decider=7")
    first, again = run(*words, "--seed", "5")[1], run(*words, "--seed", "5")[1]
    assert first == again
    assert first != run(*words, "--seed", "6")[1]
    (played,) = json.loads(first)["played"]
    assert (played["protocol"], played["year"], played["seed"]) == ("pe-2021", 2025, 5)
    assert played["cost"] == 3 * 5 + 7
    assert {one["term"] for one in played["terms"]} >= {"decision", "notify"}
    assert [one["target"] for one in played["needed"]] == [0.95, 0.99]
    assert len(played["open_by_week"]) == 53
    assert any(one["assumed"] for one in played["taken"])


def test_two_laws_take_each_their_own_words_and_are_drawn_together(run, tmp_path):
    picture = tmp_path / "year.svg"
    staff = ("reception_unit=2", "junta=1", "coordination=2", "evaluation_unit=2", "council=1")
    code, out, err = run(
        *("pe-2021", "mx-2012", *STAFF, "--staff", *staff, "--shifts", "junta", "coordination"),
        *("--svg", str(picture), "--language", "en", "--protected", "310", "--follow-up", "2"),
    )
    assert (code, err) == (0, "")
    assert out.count("TERMS THAT WERE MET") == 2
    assert "[not checked]" in out
    assert out.count("Mexico's mechanism had 155") == 2
    assert out.count("Persons under protection at the beginning: 310") == 2
    words = " ".join(ET.parse(picture).getroot().itertext())  # noqa: S314 - written just now
    assert "Preliminary report" in words
    assert "Urgent measures issued" in words


def test_a_number_is_said_of_both_laws_or_of_one_and_a_published_one_is_that_laws_own(run):
    staff = ("reception_unit=2", "junta=1", "coordination=2", "evaluation_unit=2", "council=1")
    code, out, _err = run(
        *("pe-2021", "mx-2012", *STAFF, "--staff", *staff, "--language", "en", "--year", "2025"),
        *("--silent", "40", "mx-2012:10", "--arrivals", "ordinary=50", "mx-2012:ordinary=80"),
    )
    assert code == 0
    first, second = out.split("(mx-2012)")
    assert "- Asked and never answered, per cent: 40 (as given)" in first
    assert "- Asked and never answered, per cent: 10 (as given)" in second
    assert "50 (as given)" in first
    assert "80 (as given)" in second
    assert "* The same where it is urgent: 3 (assumption" in first
    assert "- The same where it is urgent: 1.5 (protegerladignidad.osc.mx" in second
    assert "WHAT OTHER INSTITUTIONS ANSWERED IN TIME" in first
    assert "WHAT OTHER INSTITUTIONS ANSWERED IN TIME" not in second
    assert "until a measure is there" in second


def test_every_role_without_people_is_named_at_once(run):
    code, _out, err = run("mx-2012", "--language", "en")
    assert code != 0
    [said] = [line for line in err.splitlines() if "Nobody works as" in line]
    named = said.partition("missing: ")[2].removesuffix(" or more.").split(", ")
    assert "reception_unit=1" in named
    assert run("mx-2012", "--staff", *named, "--runs", "2")[0] == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["pe-2021"], "Nobody works as processor"),
        (["pe-2021", "--staff", "processor=3"], "nobody would do: decide, rule_reconsideration"),
        (["pe-2021", "--staff", "clerk=3"], "allowed: processor, decider"),
        (["pe-2021", "--staff", "processor"], "allowed: NAME=1"),
        (["pe-2021", "--staff", "processor=3", "processor=4"], "more than once"),
        (["pe-2021", "--staff", "processor=2.5", "decider=1"], "“2.5” cannot be the value"),
        (["pe-2021", "--staff", "processor=²", "decider=1"], "cannot be the value"),
        (["pe-2021", *STAFF, "--arrivals", "ordinary=many"], "“many” cannot be the value"),
        (["pe-2021", *STAFF, "--arrivals", "ordinary=nan"], "nan is no number from 0 to 1000000"),
        (["pe-2021", *STAFF, "--arrivals", "ordinary=0"], "No request comes"),
        (["pe-2021", *STAFF, "--arrivals", "ordinary/pigeon=4"], "digital, paper, phone"),
        (["pe-2021", *STAFF, "--arrivals", "ordinary=900000"], "too much to play"),
        (["pe-2021", *STAFF, "--year", "1999"], "it can for 2022–2027"),
        (["pe-2021", *STAFF, "--work", "dance=1"], "--work: “dance”"),
        (["pe-2021", *STAFF, "--svg", "/no/such/folder/a.svg"], "No picture can be written"),
        (["pe-2021", *STAFF, "--protected", "-9"], "--protected"),
        (["pe-2021", *STAFF, "--follow-up", "two"], "--follow-up"),
        (["pe-2021", *STAFF, "--silent", "101"], "silent: 101 is no number from 0 to 100"),
        (["pe-2021", *STAFF, "--silent", "5", "6"], "--silent"),
        (["pe-2021", *STAFF, "--silent", "mx-2012:5"], "allowed: pe-2021"),
        (["pe-2021", *STAFF, "--arrivals", "moon:ordinary=5"], "allowed: pe-2021"),
        (["pe-2021", *STAFF, "--absence", "fewer"], "--absence"),
        (["no-such-law", *STAFF], "There is no protocol"),
        (["pe-2021", "mx-2012", "pe-2019", *STAFF], "write: amparo law simulate"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(run, words, reason):
    code, out, err = run(*words, "--language", "en")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert reason in err


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "es",
            ("Simulados: 2/2 años (100 %)", "Simulados para saber cuántas personas hacen falta"),
        ),
        ("en", ("Simulated: 2/2 years (100 %)", "Simulated to find how many people it takes")),
    ],
)
def test_on_a_terminal_it_says_how_many_years_were_played(run, language, said):
    words = ("pe-2021", *STAFF, "--json", "--language", language)
    code, elsewhere, err = run(*words)
    assert (code, err) == (0, "")
    with on_a_terminal() as terminal:
        assert run(*words)[1] == elsewhere
        lines = terminal.lines()
    played, searched = said
    assert played in lines
    assert any(line.startswith(searched) for line in lines)
    assert lines[-1] == ""
