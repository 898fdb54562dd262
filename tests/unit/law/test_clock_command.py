import argparse
import json
import subprocess
import sys

import pytest

from amparo.cli.commands.law import clock


@pytest.fixture
def run(capsys):
    """Exit code, what was printed, what was complained of."""

    def run(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser(prog="amparo")
        clock.add_parser(parser.add_subparsers())
        arguments = parser.parse_args(["clock", *words])
        code = arguments.run(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def answer(run):
    def answer(*words: str):
        code, out, err = run("pe-2021", *words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return answer


def term(answered, name):
    return next(one for one in answered["terms"] if one["term"] == name)


def test_imminent_danger_has_fifteen_days(answer):
    said = answer(
        "request_received=2024-06-24",
        "imminent_risk=true",
        "--calendar",
        "national",
        "--at",
        "2024-06-25",
    )
    assert term(said, "preliminary_report")["due"] == "2024-06-26"
    assert term(said, "decision")["due"] == "2024-07-15"
    assert (said["track"], said["stage"]) == ("extraordinary", "preliminary_evaluation")


@pytest.mark.parametrize(
    ("calendar", "due", "declared"),
    [
        ("public-sector", "2023-12-27", ["2023-12-07", "2023-12-26"]),
        ("national", "2023-12-22", []),
    ],
)
def test_declared_days_are_skipped_and_named(answer, calendar, due, declared):
    said = answer(
        "request_received=2023-11-30", "death=true", "--at", "2023-12-01", "--calendar", calendar
    )
    decision = term(said, "decision")
    assert decision["due"] == due
    assert [one["date"] for one in decision["skipped"] if one["why"] == "declared"] == declared


def test_the_default_calendar_is_that_of_the_public_sector(answer):
    said = answer("request_received=2023-11-30", "death=true", "--at", "2023-12-01")
    assert (said["calendar"], term(said, "decision")["due"]) == ("public-sector", "2023-12-27")


def test_a_saturday_filing_through_the_digital_desk_counts_as_monday(answer):
    said = answer("request_received=2024-06-22", "--calendar", "national")
    assert said["received"]["counts_as"] == "2024-06-24"
    assert said["received"]["filed_at"] == "2024-06-22"
    assert term(said, "decision")["due"] == "2024-08-08"


def test_forwarding_under_the_first_text_may_roll_over(answer):
    said = answer(
        "request_received=2022-03-01",
        "decision_issued=2022-04-12",
        "--calendar",
        "national",
        "--at",
        "2022-04-12",
    )
    forward = term(said, "forward")
    assert (forward["due"], forward["lenient_due"]) == ("2022-04-17", "2022-04-18")
    assert forward["source"].endswith("art. 22")


def test_two_norms_disagree_on_the_ruling(answer):
    said = answer(
        "decision_notified=2024-07-03", "reconsideration_filed=2024-07-12", "--calendar", "national"
    )
    ruling = term(said, "reconsideration_ruling")
    assert ruling["due"] == "2024-08-07"
    assert ruling["disputed_with"] == {
        "source": "DS 004-2021-JUS, anexo, art. 23",
        "amount": 20,
        "unit": "business_day",
        "due": "2024-08-14",
    }
    assert said["received"] is None


def test_the_keys_are_the_promised_ones_and_no_more(answer):
    said = answer("request_received=2024-06-24T09:30", "--at", "2024-06-25T10:00:00-05:00")
    assert list(said) == [
        "protocol",
        "at",
        "calendar",
        "track",
        "stage",
        "received",
        "received_later",
        "warnings",
        "terms",
    ]
    assert said["at"] == "2024-06-25T10:00:00-05:00"
    assert said["received"] == {
        "filed_at": "2024-06-24T09:30:00-05:00",
        "counts_as": "2024-06-24",
        "after_hours": "2024-06-25",
        "source": "DS 029-2021-PCM, art. 46.2 a (texto del DS 075-2023-PCM)",
    }
    assert said["received_later"] == {}
    assert list(said["terms"][0]) == [
        "term",
        "owed_by",
        "from",
        "from_at",
        "amount",
        "unit",
        "due",
        "lenient_due",
        "skipped",
        "state",
        "met_at",
        "late_by",
        "source",
        "disputed_with",
    ]


def test_later_document_is_told_by_its_event(answer):
    said = answer("reconsideration_filed=2024-06-15", "--at", "2024-06-17")
    assert said["received"] is None
    assert said["received_later"]["reconsideration_filed"]["counts_as"] == "2024-06-17"


def test_an_offset_is_read_and_answered_in_lima_time(answer):
    said = answer("request_received=2024-06-25T03:00:00Z", "--at", "2024-06-26")
    assert said["received"]["counts_as"] == "2024-06-24"


def test_warnings_begin_with_their_code(answer):
    said = answer("request_received=2021-05-03", "--at", "2021-05-03")
    (warning,) = said["warnings"]
    assert warning.startswith("declared_days_unknown: Declared days unknown from Friday 1 January")


def test_options_may_stand_anywhere(run):
    code, out, _ = run(
        "--json",
        "--at",
        "2024-06-25",
        "pe-2021",
        "death=true",
        "--calendar=national",
        "channel=paper",
    )
    assert code == 0
    assert json.loads(out)["calendar"] == "national"


@pytest.mark.parametrize(
    ("language", "unknown", "untold"),
    [
        ("es", "No se indicó si se hizo.", "; Murió una persona defensora."),
        ("en", "Whether it was done was not told.", "; A defender has died."),
    ],
)
def test_what_was_not_told_is_unknown_and_never_late(run, language, unknown, untold):
    asked = ("pe-2021", "request_received=2024-06-24", "--at", "2026-10-28")
    code, out, _ = run(*asked, "--language", language)
    assert code == 0
    assert unknown in out
    assert untold in out
    assert "late by" not in out
    assert "atraso" not in out
    _, told, _ = run(*asked, "--json")
    report = next(one for one in json.loads(told)["terms"] if one["term"] == "preliminary_report")
    assert (report["state"], report["late_by"]) == ("not_told", 0)
    _, out, _ = run(*asked, "preliminary_report_issued=2024-06-28", "--language", language)
    assert {"es": "con atraso de 2 días hábiles", "en": "late by 2 business days"}[language] in out


def test_day_that_nobody_checked_is_named_as_such(run):
    _, said, _ = run("pe-2021", "request_received=2023-11-30", "death=true", "--at", "2023-12-01")
    assert "De estos, sin verificar: jueves 7 de diciembre de 2023: día no laborable" in said


def test_finding_that_was_told_is_not_called_untold(run):
    findings = ("imminent_risk=false", "grave_risk=false", "death=false")
    _, out, _ = run("pe-2021", "request_received=2024-06-24", *findings, "--language", "en")
    assert "Not told" not in out
    _, out, _ = run("pe-2021", "request_received=2024-06-24", "death=true", "--language", "en")
    assert "Not told" not in out


def test_without_a_moment_it_is_now(run):
    code, out, _ = run("pe-2021", "--json")
    assert code == 0
    assert json.loads(out)["terms"][0]["state"] == "waiting"


def test_the_other_protocol_speaks_hours(run):
    code, out, _ = run(
        "xx-example",
        "call_logged=2024-03-01T22:30",
        "life_at_stake=true",
        "--at",
        "2024-03-01T23:00",
        "--json",
    )
    assert code == 0
    shelter = json.loads(out)["terms"][0]
    assert (shelter["unit"], shelter["due"]) == ("hour", "2024-03-02T01:30:00+05:45")


def test_people_read_spanish_unless_they_ask_for_english(run):
    words = (
        "pe-2021",
        "request_received=2022-04-12",
        "decision_issued=2022-04-12",
        "grave_risk=true",
    )
    code, spanish, _ = run(*words, "--at", "2022-04-12", "--calendar", "national")
    assert code == 0
    assert "Debe hacerse hasta el domingo 17 de abril de 2022." in spanish
    assert "Tenga en cuenta:" in spanish
    _, english, _ = run(*words, "--at", "2022-04-12", "--language", "en")
    assert "To be done by Sunday 17 April 2022." in english
    assert "If the term may roll over a non-working day: Monday 18 April 2022." in english


def test_the_holidays_on_the_way_are_named(run):
    _, said, _ = run("pe-2021", "request_received=2023-11-30", "death=true", "--at", "2023-12-01")
    assert (
        "no cuentan: jueves 7 de diciembre de 2023: día no laborable declarado;"
        " viernes 8 de diciembre de 2023: feriado;" in said
    )
    assert "sábado" not in said


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ([], "pe-2021, xx-example"),
        (["pe-2022"], "pe-2021, xx-example"),
        (["pe-2021", "petition=2024-06-24"], "request_received, preliminary_report_issued"),
        (["pe-2021", "request_received"], "request_received, preliminary_report_issued"),
        (["pe-2021", "=2024-06-24"], "request_received, preliminary_report_issued"),
        (["pe-2021", "rich=true"], "imminent_risk, grave_risk, death, channel"),
        (["pe-2021", "death=maybe"], "true, false"),
        (["pe-2021", "death="], "true, false"),
        (["pe-2021", "channel=fax"], "digital, paper, phone, own_motion"),
        (["pe-2021", "request_received="], "2024-06-24"),
        (["pe-2021", "request_received=24/06/2024"], "2024-06-24"),
        (["pe-2021", "request_received=2024-02-30"], "2024-06-24"),
        (["pe-2021", "request_received=20240624"], "2024-06-24"),
        (["pe-2021", "request_received=2024-W26-1"], "2024-06-24"),
        (["pe-2021", "request_received=2024-06-24T25:00"], "2024-06-24"),
        (["pe-2021", "request_received=2024-06-24\n"], "2024-06-24"),
        (["pe-2021", "request_received=２０２４-06-24"], "2024-06-24"),
        (
            ["pe-2021", "request_received=2024-06-24", "request_received=2024-06-25"],
            "un solo valor",
        ),
        (["pe-2021", "death=true", "death=true"], "un solo valor"),
        (["pe-2021", "request_received=2024-06-24", "corrected=2024-06-23"], "request_received"),
        (["pe-2021", "request_received=2024-06-24", "--at", "2024-06-23"], "2024-06-23"),
        (["pe-2021", "request_received=2021-04-22"], "2021-04-23"),
        (["pe-2021", "request_received=2018-04-22"], "2019-01-01"),
        (
            ["pe-2021", "request_received=9999-12-31T23:59-05:00", "--at", "2024-01-01"],
            "2028-12-31",
        ),
        (["pe-2021", "request_received=0001-01-01T00:00+05:00"], "2028-12-31"),
        (["pe-2021", "--at", "2029-01-01"], "2028-12-31"),
        (["pe-2021", "--at", "soon"], "2024-06-24"),
        (["pe-2021", "--at"], "pe-2021, xx-example"),
        (["pe-2021", "--calendar", "lunar"], "national, public-sector"),
        (["pe-2021", "--language", "qu"], "es, en"),
        (["pe-2021", "--jsno"], "pe-2021, xx-example"),
        (["pe-2021", "x" * 100_000], "request_received, preliminary_report_issued"),
        (["pe-2021", "<script>=1"], "request_received, preliminary_report_issued"),
        (["pe-2021", "\udcff=1"], "request_received, preliminary_report_issued"),
    ],
)
def test_a_mistake_is_one_sentence_naming_what_is_allowed(run, words, allowed):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert allowed in err
    assert " such as " not in err, "half in another language"


def test_the_command_runs_without_django():
    code = (
        "import sys; from amparo.cli.commands.law.clock import main;"
        "main(['pe-2021', 'request_received=2024-06-24', '--at', '2024-06-24']);"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_help_is_printed(run, capsys):
    with pytest.raises(SystemExit) as ended:
        run("--help")
    assert ended.value.code == 0
    assert "EVENTO=MOMENTO" in capsys.readouterr().out


def test_without_a_request_nothing_is_called_received(run):
    code, out, _ = run("pe-2021", "decision_issued=2024-07-12", "--at", "2024-07-12")
    assert code == 0
    assert "Recibida" not in out


def test_the_module_runs_by_itself(capsys):
    assert clock.main(["pe-2021", "--at", "2024-07-12"]) == 0
    assert "Etapa: Evaluación preliminar" in capsys.readouterr().out
