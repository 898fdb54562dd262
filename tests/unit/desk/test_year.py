"""A year under a law, played on the desk: by anybody of the team, with numbers and no case."""

import resource
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.casework.figures.services import publish_first
from amparo.desk.simulation import views as year
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.models import Case
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY

PAGE = "/desk/year/"
BOTH = f"{PAGE}?law=pe-2021&other=mx-2012"


@pytest.fixture
def typed(ana, signed_in):
    """What the page sends when somebody only presses the button."""

    def typed(address: str = PAGE, **other: object) -> dict[str, object]:
        form = signed_in(ana).get(address).context["form"]
        said = {name: form[name].initial for name in form.fields}
        return {name: one for name, one in (said | {"runs": 2} | other).items() if one is not None}

    return typed


def test_everybody_of_the_team_may_play_and_an_institution_may_not(
    ana, rosa, saul, delia, carla, signed_in, client
):
    for member in (ana, rosa, saul, delia):
        assert signed_in(member).get(PAGE).status_code == 200
    assert signed_in(carla).get(PAGE).status_code == 404
    assert client.get(PAGE).status_code == 302


def test_one_press_plays_what_stands_there_already(ana, signed_in, typed):
    before = Entry.objects.count()
    answer = signed_in(ana).post(PAGE, typed())
    assert answer.status_code == 200
    (told,) = answer.context["shown"].told
    assert len(told.terms) == 5
    assert {one.target for one in told.needed} == {"95 %", "99 %"}
    assert answer.text.count("<svg") >= 1
    assert any(one.is_assumed for one in told.taken)
    assert Entry.objects.count() == before, "nothing was recorded but the sign-in before"


def test_the_same_numbers_say_the_same_and_more_people_keep_more_terms(ana, signed_in, typed):
    browser = signed_in(ana)

    def shares(**other: object) -> list[str]:
        answer = browser.post(PAGE, typed(**other))
        return [term.share for term in answer.context["shown"].told[0].terms]

    few, many = shares(staff_processor=2), shares(staff_processor=9)
    assert shares(staff_processor=2) == few
    assert int(few[0].split()[0]) < 50 < int(many[0].split()[0])


def test_two_laws_stand_beside_each_other(ana, signed_in, typed):
    answer = signed_in(ana).post(BOTH, typed(BOTH, **{"mx-2012.shifts": ["junta", "coordination"]}))
    assert answer.status_code == 200
    assert len(answer.context["shown"].told) == 2
    first, second = answer.context["shown"].told
    assert first.name != second.name
    assert all("sin revisar" in one.caution or one.caution for one in second.terms)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"staff_processor": ""}, "staff_processor"),
        ({"staff_processor": "0"}, "staff_processor"),
        ({"staff_decider": "0"}, "staff_decider"),
        ({"staff_processor": "-4"}, "staff_processor"),
        ({"staff_processor": "many"}, "staff_processor"),
        ({"staff_processor": "100000"}, "__all__"),
        ({"arrivals_ordinary_": "nan"}, "arrivals_ordinary_"),
        ({"arrivals_ordinary_": "1e300"}, "__all__"),
        ({"arrivals_ordinary_": "0", "arrivals_extraordinary_": "0"}, "__all__"),
        ({"arrivals_ordinary_": "90000"}, "__all__"),
        ({"closes": "9"}, "__all__"),
        ({"absence": "100"}, "__all__"),
        ({"year": "2021"}, "__all__"),
        ({"year": "99999999999999999999"}, "year"),
        ({"runs": "1"}, "runs"),
        ({"runs": "1000"}, "runs"),
        ({"shifts": ["moon"]}, "shifts"),
        ({"officers": "-1"}, "officers"),
        ({"silent": "101"}, "__all__"),
        ({"protected": "90000000"}, "__all__"),
        ({"work_decide": "inf"}, "work_decide"),
    ],
)
def test_what_cannot_be_played_is_explained_and_what_was_typed_stays(
    wrong, field, ana, signed_in, typed
):
    answer = signed_in(ana).post(PAGE, typed(work_report_risk="23.5") | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["shown"] is None
    assert 'value="23.5"' in answer.text


@pytest.mark.parametrize("query", ["law=no-such", "law=pe-2021&other=zz", "law=%00", "law="])
def test_a_law_that_is_not_there_is_a_sentence(query, ana, signed_in):
    answer = signed_in(ana).get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert answer.context["chosen"].errors


def test_while_another_year_is_played_nobody_waits_and_nothing_typed_is_lost(ana, signed_in, typed):
    said = typed(work_decide="7.5")
    with year.ONE_AT_A_TIME:
        answer = signed_in(ana).post(PAGE, said)
    assert answer.status_code == 503
    assert 'value="7.5"' in answer.text
    assert signed_in(ana).post(PAGE, said).status_code == 200


def test_of_the_real_desk_it_says_what_is_public_or_her_own(ana, olga, case, signed_in):
    """Whoever has no seat reads the same page before and after a case is there, but for her own."""
    mine, others = signed_in(ana).get(PAGE), signed_in(olga).get(PAGE)
    assert (mine.context["own"], others.context["own"]) == (1, 0)
    assert others.context["waiting"] is None
    assert case not in mine.text
    assert case not in others.text


def test_it_reads_no_case(olga, case, signed_in):
    browser = signed_in(olga)
    with CaptureQueriesContext(connection) as asked:
        browser.get(PAGE)
    assert Case.objects.count() == 1
    read = [one["sql"] for one in asked if '"cases_case"' in one["sql"]]
    assert read == []


def test_persons_for_each_officer_stand_beside_the_published_figure(ana, signed_in, typed):
    answer = signed_in(ana).post(PAGE, typed(protected=310, officers=2, officer_price=9))
    (told,) = answer.context["shown"].told
    said = " ".join(told.followed)
    assert "155" in said
    assert "fuente secundaria" in said
    assert "al año: 18." in said
    assert any(
        "bajo protección al comienzo: 310" in f"{one.what}: {one.value}".lower()
        for one in told.taken
    )


def test_of_two_laws_each_is_asked_for_its_own_and_what_was_published_for_it(ana, signed_in):
    form = signed_in(ana).get(BOTH).context["form"]
    urgent = [name for name in form.fields if name.endswith("carry_out_urgent_days")]
    assert urgent == ["pe-2021.carry_out_urgent_days", "mx-2012.carry_out_urgent_days"]
    assert [form[name].initial for name in urgent] == [3, 1.5]
    assert "silent" in form.fields
    assert {"pe-2021.arrivals_ordinary_", "mx-2012.arrivals_ordinary_"} <= set(form.fields)


def test_it_is_played_apart_so_that_this_process_goes_on(ana, signed_in, typed):
    """While seconds of a processor are used, this process uses hardly any."""
    browser, said = signed_in(ana), typed(runs=8, staff_processor=4)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    here = time.thread_time()
    assert browser.post(PAGE, said).status_code == 200
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert time.thread_time() - here < apart / 2


def test_what_takes_too_long_is_ended_and_said(ana, signed_in, typed, monkeypatch):
    monkeypatch.setattr(year, "SECONDS", 1)
    answer = signed_in(ana).post(PAGE, typed(runs=20, work_decide="7.5"))
    assert answer.status_code == 422
    assert "Tardaba más de 1 segundos" in answer.text
    assert 'value="7.5"' in answer.text


def test_the_public_figures_are_divided_by_who_is_on_duty(ana, case, signed_in):
    publish_first(by=SYSTEM, at=MONDAY + timedelta(days=40))
    page = signed_in(ana).get(PAGE)
    assert page.context["waiting"] == 1
    assert page.context["officers"] >= 1
    assert page.context["each"]
