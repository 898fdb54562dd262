"""Measures of somebody who has died: ended by a recorded act, and back where it was a mistake."""

import dataclasses
import re

import pytest
from django.urls import reverse

from amparo.casework.disappearances.services import set_aside
from amparo.casework.measures.models import State
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.obligations.services import forward
from amparo.casework.review import services
from amparo.casework.review.measures_of_deceased import services as of_the_dead
from amparo.casework.review.models import MeasureChange, ReviewTask
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.impediments import protects_others
from amparo.foundations.consent.models import AffectedAdult, Question
from amparo.foundations.ledger.models import Entry
from amparo.law import load_protocol
from tests.befallen import note
from tests.changes import proposal
from tests.unit.review.conftest import FRIDAY, as_open

AT = {"at": FRIDAY}


@pytest.fixture
def owed(granted, patrol, anas, ana, site, carla):
    """The patrol is granted, and carla's unit owes it."""
    patrol.refresh_from_db()
    case = as_open(anas, ana)
    return forward(case, patrol, site["pnp-selva"], fields=["coarse_place"], by=ana, at=FRIDAY)


@pytest.fixture
def dead(owed, anas, ana):
    return note(as_open(anas, ana), ana, what="died", at=FRIDAY)


@pytest.fixture
def ends(delias, delia):
    def make(*refs, text="nadie más la necesita"):
        case = opened(delias.code, seen_by=delia)
        return services.end_of_the_dead(case, refs, text=text, by=delia, **AT)

    return make


def state_of(patrol):
    patrol.refresh_from_db()
    return patrol.state


def test_what_was_the_persons_own_ends_and_who_owes_it_learns_that_it_ended(
    dead, patrol, ends, owed, signed_in, carla
):
    assert ends(patrol.ref) == 1
    assert state_of(patrol) == State.CEASED
    owed.refresh_from_db()
    assert (owed.state, bytes(owed.extract or b"")) == (Obligation.State.ENDED, b"")
    page = signed_in(carla).get(f"/duties/{owed.alias}/").text
    assert "ya no la tiene a cargo" in page
    assert not re.search(r"\bmuri", page)
    change = MeasureChange.objects.get()
    assert (change.kind, change.state, change.decision) == ("death", "done", None)
    wrote = set(Entry.objects.values_list("event", flat=True))
    assert {"ChangeCarriedOut", "DutyEnded"} <= wrote
    assert not ReviewTask.objects.filter(done_at=None).exists()


def test_what_is_on_paper_is_to_be_fetched(dead, patrol, ends, owed):
    Obligation.objects.update(by_paper=True, state=Obligation.State.OPEN)
    ends(patrol.ref)
    assert FollowUpTask.objects.filter(kind=FollowUpTask.Kind.FETCH_PAPER, done_at=None).exists()


def test_nobody_elses_measure_is_touched(dead, patrol, ends, anas, ana):
    asked = Question.objects.get(subject=patrol.ref, kind="measure")
    Question.objects.filter(pk=asked.pk).update(each_adult=True, adults=1)
    before = state_of(patrol)
    with pytest.raises(Hindered, match="protects_others"):
        ends(patrol.ref)
    assert state_of(patrol) == before
    Question.objects.filter(pk=asked.pk).update(adults=None)  # nobody has said yet whom it protects
    with pytest.raises(Hindered, match="protects_others"):
        ends(patrol.ref)
    Question.objects.filter(pk=asked.pk).update(adults=0)
    assert ends(patrol.ref) == 1


def test_nothing_ends_so_while_the_person_lives(owed, patrol, ends):
    with pytest.raises(Hindered, match="not_of_the_dead"):
        ends(patrol.ref)


def test_only_who_decides_on_the_end_of_a_measure_does_it(dead, patrol, anas, ana):
    with pytest.raises(Hindered, match="not_of_the_dead"):
        services.end_of_the_dead(as_open(anas, ana), [patrol.ref], text="x", by=ana, **AT)


def test_a_law_that_gives_no_ground_offers_none(dead, patrol, ends, under_law):
    law = load_protocol("pe-2021")
    without = dataclasses.replace(law, fate=dataclasses.replace(law.fate, ending=None))
    under_law(without)
    with pytest.raises(Hindered, match="not_of_the_dead"):
        ends(patrol.ref)


def test_it_is_said_why_and_of_which(dead, patrol, ends):
    for refs, text, reason in (((), "x", "protects_others"), ((patrol.ref,), " ", "reasons")):
        with pytest.raises(Hindered, match=reason):
            ends(*refs, text=text)


def test_a_change_on_its_way_is_over_with_it(owed, patrol, anas, ana, ends):
    patrol.refresh_from_db()
    services.open_change(as_open(anas, ana), proposal(patrol, "suspend"), by=ana, **AT)
    note(as_open(anas, ana), ana, what="died", at=FRIDAY)
    ends(patrol.ref)
    assert set(MeasureChange.objects.values_list("kind", "state")) == {
        ("suspend", "dropped"), ("death", "done")
    }  # fmt: skip


@pytest.mark.parametrize("was", [State.FORWARDED, State.SUSPENDED])
def test_a_death_that_was_a_mistake_brings_them_back(dead, patrol, ends, anas, ana, was):
    type(patrol).objects.filter(pk=patrol.pk).update(state=was)
    ends(patrol.ref)
    set_aside(as_open(anas, ana), dead.ref, text="era otra", by=ana, **AT)
    back = State.SUSPENDED if was == State.SUSPENDED else State.GRANTED
    assert state_of(patrol) == back
    assert MeasureChange.objects.get().state == "undone"
    assert Entry.objects.filter(event="ChangeUndone").count() == 1


def test_what_ended_otherwise_stays_ended(dead, patrol, anas, ana, ends):
    ends(patrol.ref)
    MeasureChange.objects.update(kind="cease")  # as if by a resolution
    set_aside(as_open(anas, ana), dead.ref, text="era otra", by=ana, **AT)
    assert state_of(patrol) == State.CEASED


def test_who_decides_does_it_on_a_page(dead, patrol, delias, delia, ana, signed_in):
    desk = signed_in(delia)
    address = reverse("review:of_the_dead", args=[delias.code])
    assert address in desk.get(reverse("desk:case", args=[delias.code])).text
    page = desk.get(address).text
    assert load_protocol("pe-2021").fate.ending.source in page
    assert "no cotejado" in page
    assert desk.post(address, {"measures": ["X"], "text": "x"}).status_code == 422
    typed = desk.post(address, {"measures": [], "text": "se preguntó a su hermana"})
    assert typed.status_code == 422
    assert "se preguntó a su hermana" in typed.text
    done = desk.post(address, {"measures": [patrol.ref], "text": "se preguntó a su hermana"})
    assert done.status_code == 302
    assert state_of(patrol) == State.CEASED
    change = reverse("review:change", args=[delias.code, MeasureChange.objects.get().ref])
    assert "se preguntó a su hermana" in desk.get(change).text
    assert signed_in(ana).get(address).status_code == 404


def test_while_the_person_lives_the_page_says_that_there_is_nothing_to_end(
    owed, patrol, delias, delia, signed_in
):
    desk, address = signed_in(delia), reverse("review:of_the_dead", args=[delias.code])
    page = desk.get(address)
    assert page.status_code == 200
    assert 'name="measures"' not in page.text
    assert desk.post(address, {"measures": [patrol.ref], "text": "x"}).status_code == 422
    assert state_of(patrol) != State.CEASED


def test_a_measure_of_a_household_is_shown_as_one_that_stays(dead, patrol, delias, delia, ana):
    asked = Question.objects.get(subject=patrol.ref, kind="measure")
    Question.objects.filter(pk=asked.pk).update(each_adult=True, adults=2)
    case = opened(delias.code, seen_by=delia)
    own, others = of_the_dead.running(case, seen_by=delia)
    assert ([one.ref for one in own], [one.ref for one in others]) == ([], [patrol.ref])


def test_a_yes_taken_back_makes_a_household_s_measure_nobodys_own(dead, patrol, ends):
    asked = Question.objects.filter(subject=patrol.ref, kind="measure")
    asked.update(each_adult=True, adults=1, withdrawn_at=FRIDAY)
    with pytest.raises(Hindered, match="protects_others"):
        ends(patrol.ref)
    AffectedAdult.objects.create(
        ref="one", question=asked.get(), filing=asked.get().filing, paper_ref="x", other="x"
    )
    assert protects_others(asked.get().filing)
