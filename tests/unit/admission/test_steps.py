"""Steps that a body takes which does not work here: noted with their day, they end its term."""

from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.casework.admission.other_body_steps.queries import steps_of
from amparo.casework.admission.services import note_step
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder
from amparo.foundations.intake.queries import filing_to_open, standing
from amparo.foundations.intake.requests.services import file_request
from amparo.law import TermState
from tests.people import MONDAY

DAY = timedelta(days=1)
# Before the committee in Colombia: what was done, on which day of a case.
EVALUATED = {"eligibility_verified": 1, "evaluation_consented": 1, "evaluation_made": 2}


def case_under(protocol, letter, rosa, ana, settings, *, facts=None, **days):
    """A case of that law in which so much has happened, so many days after Monday."""
    settings.PROTOCOL = protocol
    filed = file_request(letter(channel=""), by=STRANGER, at=MONDAY)
    folder = filing_to_open(filed.folder.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=MONDAY)
    filing = Filing.objects.get()
    happened = {name: (MONDAY + days[name] * DAY).isoformat() for name in days}
    kept = {"happened": filing.happened | happened, "facts": filing.facts | (facts or {})}
    Filing.objects.filter(pk=filing.pk).update(**kept)
    return opened(filed.folder.code, seen_by=ana)


@pytest.fixture
def mexico(letter, rosa, ana, settings):
    """The board has decreed measures, and the person disagreed."""
    return case_under(
        "mx-2012",
        letter,
        rosa,
        ana,
        settings,
        risk_study_made=1,
        measures_decreed=2,
        agreement_notified=3,
        inconformity_filed=4,
    )


@pytest.fixture
def page(mexico):
    return reverse("admission:step", args=[mexico.code])


@pytest.fixture
def desk(ana, signed_in):
    browser = signed_in(ana)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def term_of(case, name, *, days=9):
    filing = Filing.objects.get(code=case.code)
    return standing(filing, at=MONDAY + days * DAY).find_term(name)


def told(step, **changes):
    given = {"step": step, "when": "2026-11-14T10:00", "text": "Oficio 12-2024 de la Coordinación"}
    return given | changes


def test_a_step_without_a_page_of_its_own_is_offered_on_the_case(desk, mexico, page):
    shown = desk.get(reverse("desk:case", args=[mexico.code])).content.decode()
    assert "Note that it was done: Put the measures in place" in shown
    assert f"{page}?step=put_measures_in_place" in shown


def test_noted_it_ends_the_term_on_its_own_day(desk, mexico, page, ana):
    when = (MONDAY + 5 * DAY).strftime("%Y-%m-%dT%H:%M")
    assert term_of(mexico, "measures_in_place").state is TermState.OPEN
    assert desk.post(page, told("put_measures_in_place", when=when)).status_code == 302
    met = term_of(mexico, "measures_in_place")
    assert met.state is TermState.MET
    assert met.met_at.date() == (MONDAY + 5 * DAY).date()
    [note] = papers_in(mexico.folder, seen_by=ana, kinds=["note"])
    assert "Oficio 12-2024" in mexico.folder.words(note)["text"]
    assert not note.for_person


def test_the_councils_days_begin_with_the_study_and_end_with_its_resolution(mexico, ana):
    assert term_of(mexico, "council_resolution").state is TermState.WAITING
    for step, day in (("receive_independent_study", 6), ("resolve_in_council", 8)):
        when = MONDAY + day * DAY
        note_step(mexico, step, when=when, text="acta", by=ana, at=MONDAY + 9 * DAY)
        mexico.folder.filing.refresh_from_db()
    assert term_of(mexico, "council_resolution").state is TermState.MET


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"when": "2024-01-01T10:00"}, 409, "cannot come before"),
        ({"when": "2031-01-01T10:00"}, 409, "after the moment asked about"),
        ({"when": "soon"}, 422, ""),
        ({"text": ""}, 422, "Nothing is written here yet."),
        ({"step": ""}, 422, "Say what was done."),
        ({"step": "resolve_in_council"}, 422, ""),
        ({"step": "decree_measures"}, 422, ""),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(desk, page, mexico, changes, status, said):
    given = told("put_measures_in_place") | changes
    answer = desk.post(page, given)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert given["text"] in answer.content.decode()
    assert term_of(mexico, "measures_in_place").state is TermState.OPEN


def test_a_step_is_noted_once(mexico, ana):
    given = {"when": MONDAY + 5 * DAY, "text": "acta", "by": ana, "at": MONDAY + 9 * DAY}
    note_step(mexico, "put_measures_in_place", **given)
    mexico.folder.filing.refresh_from_db()
    with pytest.raises(NotInOrder):
        note_step(mexico, "put_measures_in_place", **given)


def test_where_every_step_has_a_page_the_page_says_so(desk, anas):
    answer = desk.get(reverse("admission:step", args=[anas.code]))
    assert "There is no such step now" in answer.content.decode()


@pytest.mark.parametrize("step", ["recommend_in_committee"])
def test_in_colombia_the_committee_is_noted_before_the_decision(letter, rosa, ana, settings, step):
    case = case_under(
        "co-2011",
        letter,
        rosa,
        ana,
        settings,
        **EVALUATED,
    )
    note_step(case, step, when=MONDAY + 3 * DAY, text="acta 4", by=ana, at=MONDAY + 9 * DAY)
    assert "committee_recommended" in Filing.objects.get().happened


def test_nothing_is_noted_of_the_person_after_a_death(letter, rosa, ana, settings):
    case = case_under(
        "co-2011",
        letter,
        rosa,
        ana,
        settings,
        **EVALUATED,
        committee_recommended=3,
        decision_adopted=4,
        misuse_notified=5,
    )
    filing = case.folder.filing

    def offered():
        state = standing(filing, at=MONDAY + 9 * DAY)
        return {act.id for act in steps_of(case, state, seen_by=ana)}

    assert {"answer_on_use", "rule_on_use"} <= offered()
    filing.impediment = DIED
    assert "answer_on_use" not in offered()
    assert "rule_on_use" in offered()


def test_nobody_else_may_note_a_step(mexico, page, enrolled, signed_in):
    stranger = signed_in(enrolled("Bruno Paz", "analyst"))
    for answer in (stranger.get(page), stranger.post(page, told("put_measures_in_place"))):
        assert answer.status_code == 404
    assert term_of(mexico, "measures_in_place").state is TermState.OPEN
