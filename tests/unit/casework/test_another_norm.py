"""Nothing that protects ends where a case passes to another norm; institutions see no change."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from amparo.casework.assessment import queries as assessment
from amparo.casework.assessment.services import NotComplete, save_draft, submit
from amparo.casework.measures import services as measures
from amparo.casework.measures.models import Measure
from amparo.casework.measures.queries import plan
from amparo.casework.obligations.titles_and_grounds import ground_of, text_of, title_of
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.cases.norm_transition import plan_back, plan_to, take_back
from amparo.foundations.cases.queries import opened
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.web.law.norm_transition import changes_in_words
from amparo.law import load_protocol
from tests.clock import TODAY
from tests.norm_folders import NEWER, OLDER
from tests.norms import WHY, pass_now
from tests.obligations import grant
from tests.people import MONDAY
from tests.plans import FOUND, assessed

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
    (rule,) = load_protocol(NEWER).procedure.transitory
    monkeypatch.setitem(rule.measures, "watch", "escort")
    pass_now(delias, delia)
    watch.refresh_from_db()
    assert watch.catalogue == "escort"
    fresh = Measure.objects.select_related("case__filing").get(pk=watch.pk)
    assert ground_of(fresh).startswith("Example Act 4")
    assert fresh.state == Measure.State.GRANTED


@pytest.fixture
def other_table(norms) -> None:
    """The newer norm weighs by a table of its own."""
    _older, newer = norms
    edits = (
        ("20-assessment.toml", 'id = "xx-table-1"', 'id = "xx-table-2"'),
        ("protocol.toml", 'xx-table-1 = "xx-table-1"\n', ""),
        ("protocol.toml", 'measures = ["watch"]', 'measures = ["watch"]\nmethods = ["xx-table-1"]'),
    )
    for name, before, after in edits:
        text = (newer / name).read_text(encoding="utf-8")
        assert before in text
        (newer / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    load_protocol.cache_clear()


SEEN = {
    "answers": {"named_threat": "yes"},
    "words": {"named_threat": "riders at the gate"},
    "probability": "low",
    "impact": "great",
}


def test_what_was_weighed_by_a_table_that_is_gone_is_weighed_by_it_again(
    other_table, delias, delia, ana
):
    assessed(opened(delias.code, seen_by=ana), ana, **SEEN)
    plan = plan_to(delias.folder.filing, NEWER, at=TODAY)
    assert plan.methods == ("xx-table-1",)
    with translation.override("en"):
        told = " ".join(changes_in_words(plan.plain()))
    assert "is weighed by it again: the other norm weighs otherwise" in told
    pass_now(delias, delia)
    anas = opened(delias.code, seen_by=ana)
    method = assessment.method_of(anas, seen_by=ana)
    assert (method.id, method.law.id) == ("xx-table-1", OLDER)
    assert assessment.latest_submitted(anas, seen_by=ana).weighed.grade.level == "Alerta"


def test_no_level_falls_because_the_norm_is_another(other_table, delias, delia, ana):
    assessed(opened(delias.code, seen_by=ana), ana, **SEEN)
    pass_now(delias, delia)
    anas = opened(delias.code, seen_by=ana)
    at = TODAY.replace(hour=18)
    draft = {**FOUND, **SEEN, "impact": "small"}
    save_draft(anas, draft, seen=0, by=ana, at=at)
    with pytest.raises(NotComplete) as refused:
        submit(anas, seen=1, by=ana, at=at)
    assert refused.value.missing == ("changed_fact",)


def test_a_case_that_was_never_weighed_is_weighed_by_the_newer_norm(
    other_table, delias, delia, ana
):
    pass_now(delias, delia)
    anas = opened(delias.code, seen_by=ana)
    assert assessment.method_of(anas, seen_by=ana).id == "xx-table-2"


def test_the_plan_counts_no_measure_among_what_changes(watch, delias):
    told = plan_to(Filing.objects.get(), NEWER, at=TODAY).plain()
    assert "watch" not in str(told["terms"])
