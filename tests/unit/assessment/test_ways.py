"""Each way of weighing on the desk: by questions in blocks, by points, by a percentage that others
worked out, and in words where nobody knows how a law weighs. Nothing of a law is named in code."""

import re

import pytest
from django.urls import reverse

from amparo.casework.assessment import queries
from amparo.casework.assessment.models import Assessment
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.ledger.models import Entry
from amparo.law import known_protocols, load_protocol
from amparo.law.assessment import risk_questionnaires as instruments
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
VIEW = {"own_view": "tiene miedo", "collective": "", "disagreement": "ella lo ve peor"}


@pytest.fixture
def under(settings, letter, rosa, ana):
    """A case of that law, and ana's page of the assessment."""

    def make(protocol: str) -> str:
        settings.PROTOCOL = protocol
        channel = {} if load_protocol(protocol).procedure.channel else {"channel": ""}
        filed = file_request(letter(**channel), by=STRANGER, at=MONDAY)
        folder = filing_to_open(filed.folder.code, seen_by=rosa)
        assert folder
        open_case(folder, by=rosa, at=MONDAY)
        return folder.code

    return make


@pytest.fixture
def desk(ana, signed_in):
    browser = signed_in(ana)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def page(name, code, *more):
    return reverse(f"assessment:{name}", args=[code, *more])


def answered(way: str, law: str, **changes: str) -> dict[str, str]:
    """Every question of it by its gravest answer, with a reason, but for these."""
    instrument = load_protocol(law).way_of_weighing(way)
    assert isinstance(instrument, instruments.Instrument)
    given = {one.id: one.answers[-1] for one in instrument.questions}
    return {
        "seen": "0",
        "method": way,
        **VIEW,
        **given,
        **{f"{name}-words": f"razón de {name}" for name in given},
        **changes,
    }


def review(desk, code):
    return desk.get(page("review", code)).content.decode()


def record(desk, code, given):
    """Saves and records; the code of the answer, 302 where it was recorded."""
    assert desk.post(page("assess", code), given).status_code == 302
    return record_now(desk, code)


def grade(desk, code):
    return desk.get(page("review", code)).context["assessed"].weighed.grade.level


# --- the test of law: each part ---


def test_all_that_the_law_asks_for_is_asked_and_each_has_its_reasons(under, desk):
    code = under("co-2011")
    desk.post(page("assess", code), answered("co-eight", "co-2011"))
    shown = review(desk, code)
    assert shown.index("razón de specific") < shown.index("The level that follows")
    assert "Extreme" in grade(desk, code)
    assert "one alone is not enough" in shown
    assert "tiene miedo" in shown
    assert "ella lo ve peor" in shown


def test_one_part_that_is_not_on_record_keeps_it_lower_and_is_what_would_change_it(under, desk):
    code = under("co-2011")
    desk.post(page("assess", code), answered("co-eight", "co-2011", exceptional="not_on_record"))
    assert "Ordinary" in grade(desk, code)
    steps = desk.get(page("review", code)).context["assessed"].weighed.steps
    assert any("exceptional" in one.what and "Ext" in one.level for one in steps)


def test_what_is_not_known_leaves_it_open_and_is_never_nothing(under, desk):
    code = under("co-2011")
    given = answered("co-eight", "co-2011", exceptional="unknown")
    desk.post(page("assess", code), given)
    shown = review(desk, code)
    assert "between “" in shown.replace("&ldquo;", "“")
    assert "may be as grave as" in shown
    assert record_now(desk, code) == 302
    body = recorded(desk, code)
    assert body["level"] == ""
    assert body["answers"]["exceptional"] == "unknown"


def record_now(desk, code):
    seen = desk.get(page("review", code)).context["assessed"].paper.version
    return desk.post(page("review", code), {"seen": seen}).status_code


def recorded(desk, code):
    row = Assessment.objects.filter(submitted_at__isnull=False).latest("submitted_at")
    return desk.get(page("report", code, row.ref)).context["assessed"].body


def test_an_answer_without_its_reason_is_not_recorded(under, desk):
    code = under("co-2011")
    given = answered("co-eight", "co-2011", **{"concrete-words": ""})
    assert record(desk, code, given) == 422
    assert "Reasons for this answer: It is concrete" in review(desk, code)
    assert not Assessment.objects.filter(submitted_at__isnull=False).exists()


def test_where_nothing_is_known_nothing_is_recorded(under, desk):
    code = under("co-2011")
    assert record(desk, code, {"seen": "0", "method": "co-eight", **VIEW}) == 422
    assert "At least one question is answered" in review(desk, code)


def test_an_answer_that_the_law_does_not_know_is_refused(under, desk):
    code = under("co-2011")
    told = desk.post(page("assess", code), answered("co-eight", "co-2011", specific="0"))
    assert told.status_code == 422
    assert not Assessment.objects.exists()


def test_the_record_names_the_way_and_not_the_level(under, desk):
    code = under("co-2011")
    assert record(desk, code, answered("co-eight", "co-2011")) == 302
    entry = Entry.objects.get(event="RiskAssessed")
    assert "co-eight" in entry.facts
    assert "extreme" not in entry.facts


# --- another way of the same law ---


def test_another_way_is_chosen_before_the_first_assessment(under, desk):
    code = under("co-2011")
    shown = desk.get(page("assess", code)).content.decode()
    assert "?by=threats-and-means" in shown
    assert "?by=co-percentage" in shown
    form = desk.get(page("assess", code) + "?by=threats-and-means").context["form"]
    assert form.way.id == "threats-and-means"
    assert record(desk, code, answered("threats-and-means", "co-2011")) == 302
    assert Assessment.objects.get().method == "threats-and-means"


def test_the_first_assessment_fixes_the_way(under, desk):
    code = under("co-2011")
    record(desk, code, answered("threats-and-means", "co-2011"))
    again = desk.get(page("assess", code) + "?by=co-eight")
    assert again.context["form"].way.id == "threats-and-means"
    assert f'href="{page("assess", code)}?by=' not in again.content.decode()
    given = answered("co-eight", "co-2011", exceptional="not_on_record")
    told = desk.post(page("assess", code), given)
    assert told.status_code == 409
    assert "razón de concrete" in told.content.decode()
    assert set(Assessment.objects.values_list("method", flat=True)) == {"threats-and-means"}


def test_a_way_that_this_law_does_not_know_is_none(under, desk):
    code = under("co-2011")
    form = desk.get(page("assess", code) + "?by=pe-2021-table-1").context["form"]
    assert form.way.id == "co-eight"


# --- again: compared with the one before ---


def test_it_is_compared_question_by_question(under, desk):
    code = under("co-2011")
    record(desk, code, answered("co-eight", "co-2011"))
    given = answered("co-eight", "co-2011", imminent_risk="not_on_record")
    given["imminent_risk-words"] = "el agresor fue detenido"
    desk.post(page("assess", code), given)
    [one] = desk.get(page("review", code)).context["compared"].changed
    assert (one.then, one.now) == ("on record", "not on record")
    assert "el agresor fue detenido" in one.words
    shown = review(desk, code)
    assert "What changed since the assessment before" in shown
    assert record_now(desk, code) == 302


def test_the_reason_that_stood_there_before_is_no_new_fact(under, desk):
    code = under("co-2011")
    record(desk, code, answered("co-eight", "co-2011"))
    given = answered("co-eight", "co-2011", imminent_risk="not_on_record")
    assert record(desk, code, given) == 422
    assert "which fact is another one now" in review(desk, code)


def test_to_forget_what_was_known_takes_no_protection_away(under, desk):
    code = under("co-2011")
    record(desk, code, answered("co-eight", "co-2011"))
    given = answered("co-eight", "co-2011", imminent_risk="unknown", exceptional="unknown")
    assert record(desk, code, given) == 422
    assert "a forgotten answer" in review(desk, code)


def test_a_new_one_starts_from_the_last(under, desk):
    code = under("co-2011")
    record(desk, code, answered("co-eight", "co-2011"))
    form = desk.get(page("assess", code)).context["form"]
    assert form["specific"].value() == "on_record"
    assert form["specific-words"].value() == "razón de specific"


# --- points ---


def test_points_are_counted_from_what_is_known_up_to_what_is_possible(under, desk):
    code = under("xx-example")
    given = answered("xx-sheet", "xx-example", bell_heard="unknown")
    desk.post(page("assess", code), given)
    assert "Between 20 and 30 of 30 points" in review(desk, code)
    given = {**answered("xx-sheet", "xx-example"), "seen": "1"}
    desk.post(page("assess", code), given)
    assert "30 of 30 points" in review(desk, code)


# --- a percentage that others worked out ---


@pytest.mark.parametrize(
    ("number", "level"),
    [
        ("0", "rdinary"),
        ("49", "rdinary"),
        ("50", "xtraordinary"),
        ("80", "xtreme"),
        ("100", "xtreme"),
    ],
)
def test_a_percentage_is_read_by_its_band(under, desk, number, level):
    code = under("co-2011")
    given = percentage(number)
    desk.post(page("assess", code), given)
    assert grade(desk, code).endswith(level)


@pytest.mark.parametrize("number", ["101", "-1", "mucho", "49.5"])
def test_no_other_number_is_one(under, desk, number):
    code = under("co-2011")
    assert desk.post(page("assess", code), percentage(number)).status_code == 422


def test_without_a_number_there_is_no_level_and_nothing_is_recorded(under, desk):
    code = under("co-2011")
    assert record(desk, code, percentage("")) == 422
    assert "There is no level yet" in review(desk, code)


def test_a_smaller_number_is_no_fact(under, desk):
    code = under("co-2011")
    assert record(desk, code, percentage("81")) == 302
    assert record(desk, code, percentage("49")) == 422
    again = percentage("49", new_fact="el grupo entregó las armas")
    again["seen"] = str(desk.get(page("assess", code)).context["form"]["seen"].value())
    assert desk.post(page("assess", code), again).status_code == 302
    assert record_now(desk, code) == 302


def percentage(number: str, **changes: str) -> dict[str, str]:
    given = {"seen": "0", "method": "co-percentage", **VIEW, "percentage": number}
    return {**given, "percentage_why": "la matriz, variable por variable", **changes}


# --- in words ---


@pytest.mark.parametrize("law", ["mx-2012", "pe-2019"])
def test_where_nobody_knows_how_a_law_weighs_it_is_said_and_no_level_made_up(under, desk, law):
    code = under(law)
    asked = desk.get(page("assess", code)).content.decode()
    assert "Not known: how this law assesses the risk" in asked
    given = {"seen": "0", **VIEW, "threat_words": "una nota", "capacity_words": "los vecinos"}
    assert record(desk, code, given) == 422
    given |= {"seen": "1", "vulnerability_words": "vive lejos"}
    assert record(desk, code, given) == 302
    row = Assessment.objects.get()
    shown = desk.get(page("report", code, row.ref)).content.decode()
    for said in ("una nota", "vive lejos", "los vecinos", "tiene miedo", "No level is made up"):
        assert said in shown
    assert recorded(desk, code)["level"] == ""


def test_a_law_that_weighs_is_never_left_to_words(under, desk):
    code = under("co-2011")
    form = desk.get(page("assess", code) + "?by=in_words").context["form"]
    assert form.way.id == "co-eight"


# --- and for each of them ---


@pytest.mark.parametrize("law", known_protocols())
def test_nobody_else_opens_it_and_no_page_of_it_shows_an_id_of_the_law(
    under, desk, law, ana, olga, signed_in
):
    code = under(law)
    for way in queries.ways(opened(code, seen_by=ana), seen_by=ana):
        shown = desk.get(page("assess", code) + f"?by={way.id}")
        assert shown.status_code == 200
        words = re.sub(r"<[^>]*>", " ", shown.content.decode())
        ids = {one.id for one in way.questions if "_" in one.id}
        assert [one for one in ids if one in words] == []
    assert signed_in(olga).get(page("assess", code)).status_code == 404


def test_her_history_calls_answers_by_their_words(under, desk, ana):
    code = under("co-2011")
    desk.post(page("assess", code), answered("co-eight", "co-2011"))
    given = answered("co-eight", "co-2011", exceptional="not_on_record") | {"seen": "1"}
    desk.post(page("assess", code), given)
    paper = opened(code, seen_by=ana)
    ref = queries.draft_of(paper, seen_by=ana).paper.ref
    shown = desk.get(reverse("desk:history", args=[code, ref])).content.decode()
    assert "on record" in shown
    assert "on_record" not in shown
