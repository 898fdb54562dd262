"""She is heard through an interpreter before a measure of hers changes or ends."""

from datetime import timedelta

import pytest

from amparo.casework.interpreting import services as interpreting
from amparo.casework.interpreting.models import Interpretation
from amparo.casework.review.changes import services as changing
from amparo.casework.review.changes.services import Proposal
from amparo.foundations.intake.services import withdraw_procedure
from tests.plans import decided, outcome, proposed, put, says
from tests.unit.interpreting.conftest import TUESDAY
from tests.unit.review.conftest import as_open

LATER = TUESDAY + timedelta(days=4)


@pytest.fixture
def patrol(anas, ana, site, flor, delia):
    """A measure that was granted; everything said before was carried."""
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    case = put(anas, ana, delia)
    measure.refresh_from_db()
    decided(case, delia, outcome(case, measure, delia))
    Interpretation.objects.all().delete()
    measure.refresh_from_db()
    return measure


def interviews():
    return Interpretation.objects.filter(kind="interview")


def thought_of(patrol, anas, ana):
    thought = Proposal(measure=patrol.ref, kind="reduce", what="una ronda", why="cambió algo")
    return changing.open_change(as_open(anas, ana), thought, by=ana, at=LATER)


def test_a_change_is_spoken_of_with_her(patrol, anas, ana):
    change = thought_of(patrol, anas, ana)
    assert interviews().get().about == change.ref


def test_a_change_that_nobody_wants_any_more_needs_no_interview(patrol, anas, ana):
    change = thought_of(patrol, anas, ana)
    changing.drop(as_open(anas, ana), change.ref, by=ana, at=LATER)
    assert interviews().get().outcome == "dropped"


def test_who_leaves_is_reached_in_her_language_before_anything_ends(patrol, flor):
    withdraw_procedure(flor, at=LATER)
    assert interviews().count() == 1


def test_where_none_is_needed_nothing_waits(patrol, anas, ana, flor):
    interpreting.note_need(as_open(anas, ana), needed=False, text="x", by=ana, at=LATER)
    thought_of(patrol, anas, ana)
    withdraw_procedure(flor, at=LATER)
    assert not Interpretation.objects.exists()
