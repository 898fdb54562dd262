from datetime import date, datetime

import pytest

from amparo.law import Unit, WrongValue, explain, say_warning
from amparo.law.explain.terms import say_amount, say_day


def test_a_date_is_said_in_full():
    assert say_day(date(2024, 7, 15), "en") == "Monday 15 July 2024"
    assert say_day(date(2024, 7, 15), "es") == "lunes 15 de julio de 2024"


def test_a_moment_says_its_hour_and_a_whole_day_does_not(peru):
    assert say_day(datetime(2024, 7, 15, 9, 5, tzinfo=peru.zone), "en").endswith(", 09:05")
    assert say_day(datetime(2024, 7, 15, tzinfo=peru.zone), "en") == "Monday 15 July 2024"
    assert say_day(None, "en") == "—"


def test_one_day_is_singular():
    assert say_amount(1, Unit.BUSINESS_DAY, "es") == "1 día hábil"
    assert say_amount(2, Unit.HOUR, "en") == "2 hours"


def test_a_term_explains_itself(peru, ask):
    state = ask("2024-06-25", request_received="2024-06-24")
    said = explain(peru, state.term("preliminary_report"), "en")
    assert said.what == "Preliminary report"
    assert said.who == "Directorate-General for Human Rights"
    assert said.standing == "To be done by Wednesday 26 June 2024."
    assert said.count == "2 business days from request received, Monday 24 June 2024"
    assert said.ground == "DS 004-2021-JUS, anexo, art. 18"
    assert (said.lenient, said.disputed, said.caution, said.skipped) == (None, None, None, ())


def test_skipped_days_say_why(peru, ask):
    state = ask("2024-06-25", "public-sector", request_received="2023-12-06")
    said = explain(peru, state.term("preliminary_report"), "en")
    assert said.skipped == (
        "Thursday 7 December 2023: declared non-working",
        "Friday 8 December 2023: holiday",
        "Saturday 9 December 2023: weekend",
        "Sunday 10 December 2023: weekend",
    )


@pytest.mark.parametrize(
    ("at", "events", "standing"),
    [
        ("2024-06-25", {}, "Empieza con: recepción de la solicitud."),
        (
            "2024-06-28",
            {"request_received": "2024-06-24"},
            "Venció el miércoles 26 de junio de 2024; atraso: 2 días hábiles.",
        ),
        (
            "2024-06-28",
            {"request_received": "2024-06-24", "preliminary_report_issued": "2024-06-26"},
            "Hecho el miércoles 26 de junio de 2024; vencía el miércoles 26 de junio de 2024.",
        ),
        (
            "2024-06-28",
            {"request_received": "2024-06-24", "preliminary_report_issued": "2024-06-27"},
            (
                "Hecho el jueves 27 de junio de 2024, con atraso de 1 día hábil;"
                " vencía el miércoles 26 de junio de 2024."
            ),
        ),
    ],
)
def test_each_standing_has_its_sentence(peru, ask, at, events, standing):
    term = ask(at, **events).term("preliminary_report")
    assert explain(peru, term, "es").standing == standing


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Vencía el miércoles 26 de junio de 2024. No se indicó si se hizo."),
        ("en", "Was due on Wednesday 26 June 2024. Whether it was done was not told."),
    ],
)
def test_what_was_not_told_is_not_late(peru, ask, language, said):
    term = ask("2026-10-28", request_received="2024-06-24").term("preliminary_report")
    assert explain(peru, term, language, told_whole=False).standing == said
    assert "late" in explain(peru, term, "en").standing


def test_what_runs_only_where_something_was_granted_says_so(peru, ask):
    events = {"request_received": "2024-06-24", "decision_issued": "2024-07-03"}
    term = ask("2024-07-20", facts={"nothing_granted": True}, **events).term("forward")
    assert (term.state, term.due, term.late_by) == ("waiting", None, 0)
    said = explain(peru, term, "en").standing
    assert said == "Starts with: resolution issued. Not if nothing was granted."
    assert ask("2024-07-20", **events).term("forward").state == "late"


def test_what_is_lenient_disputed_or_unchecked_is_said(peru, ask):
    forward = ask("2022-04-12", decision_issued="2022-04-12").term("forward")
    assert explain(peru, forward, "en").lenient.endswith("Monday 18 April 2022.")
    ruling = ask("2022-04-12", reconsideration_filed="2022-04-12").term("reconsideration_ruling")
    said = explain(peru, ruling, "en")
    assert said.disputed.startswith("Another norm says 30 business days: Thursday 26 May 2022")
    assert said.disputed.endswith("This value has not been checked against the official text.")
    assert said.caution is None


def test_unchecked_value_is_said(peru, ask):
    ruling = ask("2023-04-10", reconsideration_filed="2023-04-10").term("reconsideration_ruling")
    said = explain(peru, ruling, "en")
    assert said.disputed.startswith("Another norm says 20 business days: Tuesday 9 May 2023")
    assert not said.disputed.endswith("official text.")
    assert said.caution == "This value has not been checked against the official text."


def test_warnings_speak_both_languages(peru, ask):
    state = ask("2021-05-03", "public-sector", request_received="2021-05-03")
    (warning,) = state.warnings
    assert say_warning(peru, warning, "en").startswith(
        "Declared days unknown from Friday 1 January 2021 to Thursday 30 September 2021"
    )
    assert "el jueves 30 de septiembre de 2021" in say_warning(peru, warning, "es")


def test_a_language_that_nobody_wrote_is_refused(peru):
    with pytest.raises(WrongValue, match="es, en"):
        peru.text("stages.evaluation", "qu")


def test_words_that_are_not_there_are_not_made_up(peru):
    with pytest.raises(KeyError):
        peru.text("stages.nowhere", "es")
    with pytest.raises(KeyError):
        peru.text("nothing.nowhere", "es")


def test_a_refusal_speaks_spanish_too():
    refused = WrongValue(name="death", given="yes\n", allowed=("true", "false"))
    assert refused.sentence("es") == (
        "«'yes\\n'» no puede ser el valor de death; se admite: true, false."
    )
    assert refused.sentence("qu") == str(refused)
