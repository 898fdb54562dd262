"""Nothing that protects ends where a case passes to another norm; institutions see no change."""

from typing import Any

import pytest
from django.urls import reverse

from amparo import rules
from amparo.casework.measures import services as measures
from amparo.casework.measures.models import Measure
from amparo.casework.measures.queries import plan
from amparo.casework.obligations.naming import ground_of, text_of, title_of
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.cases.passing import plan_back, plan_to, take_back
from amparo.foundations.cases.queries import opened
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.models import Filing
from tests.clock import TODAY
from tests.duties import grant
from tests.norms import NEWER, WHY, pass_now
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def watch(delias, ana) -> Measure:
    """A watch that was granted under the older norm, by a unit that carries it out."""
    units = {}
    for code, parent in (("guard", ""), ("valley_guard", "guard")):
        units[code] = add_unit(
            code=code,
            name=code,
            parent=units.get(parent),
            branch="executive",
            level="national",
            police=False,
            by=SYSTEM,
            at=MONDAY,
        )
    given: dict[str, Any] = {
        "catalogue": "watch",
        "unit": units["valley_guard"],
        "requested": True,
        "what": "a watch at night",
        "values": {"coarse_place": "the valley"},
        "suitability": {},
    }
    anas = opened(delias.code, seen_by=ana)
    return grant(measures.propose(anas, measures.Proposal(**given), by=ana, at=MONDAY))


def seen(measure: Measure) -> tuple[Any, ...]:
    fresh = Measure.objects.select_related("case__filing").get(pk=measure.pk)
    return fresh.state, fresh.unit_id, fresh.duration_days, ground_of(fresh), text_of(fresh)


def test_a_measure_without_counterpart_goes_on_under_the_norm_that_ordered_it(watch, delias, delia):
    before = seen(watch)
    pass_now(delias, delia)
    assert seen(watch) == before
    watch.refresh_from_db()
    assert watch.catalogue == "xx-example--watch"
    assert title_of(watch)
    (shown,) = plan(opened(delias.code, seen_by=delia), seen_by=delia)
    assert shown.entry.id == "xx-example--watch"
    assert shown.entry.label
    assert Entry.objects.filter(event="MeasureToldOver").count() == 1


def test_taking_it_back_gives_it_its_name_back(watch, delias, delia):
    pass_now(delias, delia)
    at = TODAY.replace(hour=16)
    mark = plan_back(delias.folder.filing, at=at).mark
    take_back(delias.case, delias.folder, reason=WHY, seen=mark, by=delia, at=at)
    watch.refresh_from_db()
    assert watch.catalogue == "watch"


@pytest.mark.parametrize("name", ["desk:case", "measures:plan"])
def test_the_teams_pages_show_it_as_before(watch, delias, delia, ana, signed_in, name):
    pass_now(delias, delia)
    page = signed_in(ana).get(reverse(name, args=[delias.code]), headers=ENGLISH)
    assert page.status_code == 200
    assert "a watch at night" in page.content.decode()


def test_a_measure_with_a_counterpart_is_called_by_it_and_rests_on_the_newer_norm(
    norms, watch, delias, delia, monkeypatch
):
    (rule,) = rules.load(NEWER).procedure.transitory
    monkeypatch.setitem(rule.measures, "watch", "escort")
    pass_now(delias, delia)
    watch.refresh_from_db()
    assert watch.catalogue == "escort"
    fresh = Measure.objects.select_related("case__filing").get(pk=watch.pk)
    assert ground_of(fresh).startswith("Example Act 4")
    assert fresh.state == Measure.State.GRANTED


def test_the_plan_counts_no_measure_among_what_changes(watch, delias):
    told = plan_to(Filing.objects.get(), NEWER, at=TODAY).plain()
    assert "watch" not in str(told["terms"])
