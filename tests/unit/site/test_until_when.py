"""Until when must they answer? The days are those of the clock, told and forgotten."""

import logging
import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from amparo.foundations.ledger.models import Entry
from amparo.law import Happened, case_state, load_protocol
from amparo.law.counting.day_by_day_count import counted_days
from amparo.site.laws.closed_days import closed_in
from tests.examples import examples

ENGLISH = {"accept-language": "en"}
ADDRESS = "/public/until-when/"
TODAY = datetime(2024, 7, 10, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def july(monkeypatch):
    """It is Wednesday 10 July 2024."""
    monkeypatch.setattr(timezone, "now", lambda: TODAY)


@pytest.fixture
def elsewhere(settings):
    settings.PROTOCOL = "xx-example"


def ask(client, **told):
    return client.post(ADDRESS, told, headers=ENGLISH)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1])
    return " ".join(text.split())


def test_without_a_finding_both_tracks_are_answered(client, db):
    said = words(ask(client, asked_on="2024-06-24"))
    assert "Extraordinary track" in said
    assert "Resolution that decides: by Monday 15 July 2024, in 3 working days" in said
    assert "Ordinary track" in said
    assert "Resolution that decides: by Friday 9 August 2024" in said


@pytest.mark.parametrize(
    ("finding", "day"), [("imminent_risk", "Monday 15 July 2024"), ("none", "Friday 9 August")]
)
def test_with_a_finding_there_is_one_answer(client, db, finding, day):
    answer = ask(client, asked_on="2024-06-24", finding=finding)
    assert len(answer.context["answers"]) == 1
    assert f"Resolution that decides: by {day}" in words(answer)


def test_a_disputed_track_is_told_by_both_readings(client, db):
    answer = ask(client, asked_on="2024-06-24", finding="grave_risk")
    assert [one.title for one in answer.context["answers"]] == [
        "Extraordinary track",
        "Ordinary track",
    ]
    assert "by a narrower reading: anexo, art. 18, última oración" in words(answer)


def test_a_day_on_which_nothing_counts_moves_the_reception(client, db):
    said = words(ask(client, asked_on="2024-06-22"))
    assert "Your request counts as received on Monday 24 June 2024" in said
    said = words(ask(client, asked_on="2024-06-22", channel="phone"))
    assert "Your request counts as received" not in said


def test_both_days_of_a_dispute_are_shown(client, db):
    told = {
        "asked_on": "2024-03-04",
        "since_preliminary_report_issued": "2024-03-06",
        "since_decision_issued": "2024-04-10",
        "since_decision_notified": "2024-04-12",
        "since_reconsideration_filed": "2024-06-24",
    }
    said = words(ask(client, **told))
    assert "Ruling on the recourse: by Monday 15 July 2024" in said
    assert "Another norm gives Monday 22 July 2024 (DS 004-2021-JUS, anexo, art. 23)" in said


def test_persons_own_term_holds_the_later_day_and_names_the_earlier(client, db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2022, 4, 12, 15, 0, tzinfo=UTC))
    told = {"asked_on": "2022-04-11", "since_defect_notified": "2022-04-12", "finding": "none"}
    said = words(ask(client, **told))
    assert "Correction of the request: by Thursday 28 April 2022" in said
    assert "Another norm gives Monday 18 April 2022 (LPAG, art. 125.1; por medio" in said
    assert "The later day is held to be due; acting by the earlier one leaves no doubt" in said


def test_later_document_is_told_with_the_day_it_counts(client, db):
    told = {
        "asked_on": "2024-05-02",
        "since_decision_issued": "2024-05-30",
        "since_decision_notified": "2024-06-03",
        "since_reconsideration_filed": "2024-06-15",
    }
    said = words(ask(client, **told))
    assert "Reconsideration filed: counts as received on Monday 17 June 2024." in said
    assert "Ruling on the recourse: was due on Monday 8 July 2024" in said


def test_unknown_office_hours_show_both_days(client, db):
    said = unescape(words(ask(client, asked_on="2024-06-24", channel="paper", finding="none")))
    assert "If it came after the office's hours, it counts as received on Tuesday 25 June" in said
    assert "The office's hours are unknown" in said
    digital = words(ask(client, asked_on="2024-08-05", channel="digital", finding="none"))
    assert "after the office" not in unescape(digital)


def test_what_to_do_is_told_once_a_day_has_passed(client, db):
    late, in_time = ask(client, asked_on="2024-05-06"), ask(client, asked_on="2024-07-09")
    assert "Complain of defects in the procedure" in words(late)
    assert "LPAG, art. 158" in words(late)
    assert "Complain of defects in the procedure" not in words(in_time)


def test_where_the_law_says_nothing_of_delay_nothing_is_invented():
    said = render_to_string("site/when_late.html", {"acts": ()})
    assert "Aún no se ha leído qué se puede hacer entonces" in said
    law = load_protocol("pe-2021")
    said = render_to_string("site/when_late.html", {"acts": (), "law": law})
    assert "no dice qué se puede hacer entonces" in said


def test_where_no_term_is_known_nobody_is_told_that_nothing_is_owed(client, db):
    told = {"asked_on": "2020-11-02"}
    said = words(client.post("/public/laws/pe-2019/until-when/", told, headers=ENGLISH))
    assert "Of this norm no term is known here." in said
    assert "no term of theirs is running" not in said


def test_where_what_was_told_starts_no_term_only_that_is_said(client, db):
    told = {"asked_on": "2024-06-24"}
    said = words(client.post("/public/laws/co-2011/until-when/", told, headers=ENGLISH))
    assert "By what you wrote it is not known whether a term of theirs is running." in said
    assert "What is not known to have begun: you did not say so" in said


LAWS = ("pe-2021", "co-2011", "mx-2012", "xx-example")
BEFORE = {
    "pe-2021": ("2022-01-10", {}),
    "co-2011": ("2022-01-11", {"since_evaluation_consented": "2022-01-12"}),
    "mx-2012": ("2022-01-10", {}),
    "xx-example": ("2024-01-10", {}),
}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_unanswered_question_is_unknown_and_never_late(client, db, settings, law, language):
    """Of what nobody said it is not known whether it was done: not that it is late by 581 days."""
    settings.PROTOCOL = law
    asked_on, since = BEFORE[law]
    address = f"/public/laws/{law}/until-when/"
    accepted = {"accept-language": language}
    answer = client.post(address, {"asked_on": asked_on, **since}, headers=accepted)
    said = words(answer)
    owed = [one for answer in answer.context["answers"] for one in (answer.main, *answer.others)]
    passed = [one for one in owed if one and one.passed]
    assert passed
    for one in passed:
        unknown = {
            "es": f"{one.what}: vencía el",
            "en": f"{one.what}: was due on",
        }
        assert unknown[language] in said
    assert {"es": "No se sabe si se hizo", "en": "Whether it was done is not known"}[
        language
    ] in said
    assert not re.search(r"\d+ [^.:;]{0,25}\b(late|atraso|retraso)\b", said)
    assert not re.search(r">(Overdue|Vencido)<", answer.content.decode())


def test_answered_question_says_when_it_was_done(client, db):
    told = {"asked_on": "2024-05-02", "since_preliminary_report_issued": "2024-05-20"}
    said = words(ask(client, **told, finding="none"))
    assert "Preliminary report: was due on Monday 6 May 2024, and was done. Done late" in said


@pytest.mark.parametrize("law", ["mx-2012", "xx-example"])
def test_hour_that_was_not_told_is_said(client, db, settings, law):
    settings.PROTOCOL = law
    told = {"asked_on": "2024-07-09"}
    address = f"/public/laws/{law}/until-when/"
    said = words(client.post(address, told, headers=ENGLISH))
    assert "The hour was not told: it is counted from the first minute of the day." in said
    said = words(client.post(address, {**told, "hour": "09:30"}, headers=ENGLISH))
    assert "The hour was not told" not in said


def test_hour_that_is_still_to_come_is_refused_at_its_field(client, db):
    told = {"asked_on": "2024-07-10", "hour": "23:50"}
    answer = client.post("/public/laws/mx-2012/until-when/", told, headers=ENGLISH)
    assert answer.status_code == 400
    assert "This hour is still to come." in words(answer)


def test_value_that_nobody_checked_is_marked_beside_its_day(client, db):
    told = {"asked_on": "2024-07-09", "hour": "10:00"}
    page = client.post("/public/laws/mx-2012/until-when/", told, headers=ENGLISH)
    days = re.findall(r"<strong>[^<]*at the latest.*?</p>", page.content.decode(), re.DOTALL)
    assert days
    assert all("not checked" in one for one in days)


def test_another_law_is_counted_from_its_data_alone(client, db, elsewhere):
    said = words(ask(client, asked_on="2024-07-09", hour="10:00", finding="life_at_stake"))
    assert "Red track" in said
    assert "Offer of shelter" in said
    assert "How did you ask?" not in said


def test_the_days_are_counted_one_by_one_as_the_clock_does():
    law = load_protocol("pe-2021")
    filed = datetime(2024, 6, 24, tzinfo=law.zone)
    state = case_state(law, Happened({"request_received": filed}), TODAY)
    term = state.term("decision")
    days = counted_days(law, term, "es")
    assert [one.number for one in days if one.number] == list(range(1, term.amount + 1))
    assert days[-1].on == term.due
    assert [one.on for one in days if not one.number] == [one.on for one in term.skipped]
    holiday = next(one for one in days if one.on == date(2024, 7, 29))
    assert holiday.why == "feriado: Fiestas Patrias (29 de julio)"
    assert holiday.source == "DLeg 713, art. 6"


def test_days_are_typed_as_people_type_them(client, db):
    written = [ask(client, asked_on=one) for one in ("24/06/2024", "24-06-2024", "24.06.2024")]
    assert all("by Monday 15 July 2024" in words(answer) for answer in written)


WRONG = [
    ({"asked_on": ""}, "Write the day on which you asked"),
    ({"asked_on": "06/24/2024"}, "This is not a day"),
    ({"asked_on": "2024-07-11"}, "This day is still to come"),
    ({"asked_on": "2021-04-22"}, "in force since Friday 23 April 2021"),
    ({"asked_on": "0001-01-01"}, "The calendar here covers the days from"),
    ({"asked_on": "2024-06-24", "since_decision_issued": "2024-06-20"}, "cannot come before"),
    ({"asked_on": "2024-06-24", "since_decision_issued": "hoy"}, "This is not a day"),
    ({"asked_on": "2024-06-24", "finding": "rain"}, "rain"),
    ({"asked_on": "2024-06-24", "channel": "pigeon"}, "pigeon"),
]


@pytest.mark.parametrize(("told", "said"), WRONG)
def test_what_cannot_be_is_said_at_its_field_and_kept(client, db, told, said):
    answer = ask(client, **told)
    assert answer.status_code == 400
    assert said in words(answer)
    assert f'value="{told["asked_on"]}"' in answer.content.decode() or not told["asked_on"]


TYPED = st.dates().map(str) | st.text(max_size=20)
OTHERS = ("hour", "since_decision_issued", "since_resolution_notified", "finding", "channel")


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.fixed_dictionaries(
        {"asked_on": st.just("2024-06-24") | TYPED}, optional=dict.fromkeys(OTHERS, TYPED)
    )
)
def test_whatever_is_told_is_counted_or_refused_at_its_field(client, db, told):
    answer = ask(client, **told)
    assert answer.status_code == (400 if answer.context["form"].errors else 200)


def test_what_was_told_is_neither_kept_nor_in_an_address_nor_in_a_log(client, db, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, asked_on="2024-06-24", finding="imminent_risk")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert not Entry.objects.exists()
    assert "2024" not in caplog.text
    assert {name for name, one in client.cookies.items() if "2024-06" in one.value} == set()
    assert 'method="post"' in answer.content.decode()


def test_the_other_language_says_the_same_answer(client, db):
    answer = client.post(ADDRESS, {"asked_on": "2024-06-24", "language": "es"}, headers=ENGLISH)
    assert "a más tardar el lunes 15 de julio de 2024" in words(answer)
    assert client.cookies["amparo_language"].value == "es"
    asked_nothing = client.post(ADDRESS, {"asked_on": "", "language": "en"})
    assert asked_nothing.status_code == 200
    assert "Until when must they answer?" in words(asked_nothing)


@pytest.mark.parametrize("language", ["xx", "../es", "\0", ""])
def test_a_language_that_nobody_speaks_here_changes_nothing(client, db, language):
    answer = client.post(ADDRESS, {"asked_on": "2024-06-24", "language": language}, headers=ENGLISH)
    assert "by Monday 15 July 2024" in words(answer)
    assert "amparo_language" not in client.cookies


def test_a_link_fills_nothing_in(client, db):
    page = client.get(ADDRESS, {"asked_on": "2024-06-24"}, headers=ENGLISH).content.decode()
    assert "2024-06-24" not in page


def test_the_days_of_a_year_that_do_not_count_are_named():
    named = {one.on: one.why for one in closed_in(load_protocol("pe-2021"), 2024)}
    assert "Viernes Santo" in named[date(2024, 3, 29)]
    assert named[date(2024, 7, 26)] == "declarado no laborable"
