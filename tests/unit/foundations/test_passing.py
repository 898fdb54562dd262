"""A case passes to another norm only by a recorded act: what it changes, what it keeps, who may."""

import json
from datetime import timedelta

import pytest

from amparo.foundations.accounts.actors import Refused
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.norm_transition import KIND, pass_over, plan_back, plan_to, take_back
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import close_case, give_seat
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.complaints import complain, complainable, unsettled
from amparo.foundations.intake.procedure.law_of_filing import law_at, norm_at
from amparo.foundations.intake.procedure.legal_effects_of_acts import find, happen
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.law import UnknownProtocol, load_protocol
from amparo.law.errors import CannotPass, NoCounterpart, NotInForceYet, NotNewer
from tests.clock import TODAY
from tests.norm_folders import NEWER, OLDER
from tests.norms import WHY, pass_now
from tests.people import MONDAY

LATER = TODAY + timedelta(days=2)


def filing_of(open_case):
    return Filing.objects.get(pk=open_case.folder.filing.pk)


def facts_of(event):
    return [json.loads(one.facts) for one in Entry.objects.filter(event=event).order_by("sequence")]


def tried(open_case, by, norm=NEWER, *, seen=None, at=TODAY):
    mark = plan_to(open_case.folder.filing, NEWER, at=at).mark if seen is None else seen
    pass_over(open_case.case, open_case.folder, norm, reason=WHY, seen=mark, by=by, at=at)


def test_what_was_shown_is_what_happens(delias, delia):
    plan = plan_to(delias.folder.filing, NEWER, at=TODAY)
    pass_now(delias, delia)
    filing = filing_of(delias)
    assert standing(filing, at=TODAY) == plan.move.after
    assert (filing.protocol, filing.norms[0]["from"]) == (NEWER, OLDER)
    delias.case.refresh_from_db()
    assert delias.case.stage == plan.move.after.stage == "under_way"


def test_what_was_late_stays_late_in_the_record_and_on_the_worklist(delias, delia):
    refresh(delias.case, at=TODAY)
    before = delias.case.due_on
    pass_now(delias, delia)
    kept = {one["term"]: one for one in facts_of("LatenessKept")}
    assert set(kept) == {"xx-example--shelter", "xx-example--visit"}
    assert kept["xx-example--visit"]["due"] == "2026-11-16"
    assert kept["xx-example--visit"]["late_by"] == 9
    delias.case.refresh_from_db()
    assert delias.case.due_term == "xx-example--visit"
    assert before <= delias.case.due_on < TODAY
    (changed,) = facts_of("NormChanged")
    assert (changed["older"], changed["newer"], changed["rule"]) == (OLDER, NEWER, "open_calls")


def test_the_reasons_are_a_sealed_paper_for_the_person(delias, delia):
    paper = pass_now(delias, delia)
    stored = Document.objects.get(ref=paper.ref)
    assert (stored.kind, stored.for_person) == (KIND, True)
    assert delias.folder.words(stored)["text"] == WHY
    assert WHY.encode() not in bytes(stored.sealed)


def test_she_complains_of_what_was_late_before_also_where_nobody_asks_it_any_more(
    delias, delia, caller
):
    pass_now(delias, delia)
    caller.folder.filing.refresh_from_db()
    late = {term.term for term in complainable(caller.folder.filing, at=LATER)}
    assert late == {"xx-example--visit", "xx-example--shelter"}
    complain(caller.folder, "xx-example--shelter", by=caller, at=LATER)
    assert unsettled(caller.folder.filing, at=LATER, seen_by=caller) == {"xx-example--shelter"}


def test_a_complaint_from_before_goes_on_and_is_not_filed_twice(delias, delia, caller):
    complain(caller.folder, "visit", by=caller, at=TODAY)
    delias = opened(delias.code, seen_by=delia)
    pass_now(delias, delia, at=LATER)
    caller.folder.filing.refresh_from_db()
    assert unsettled(caller.folder.filing, at=LATER, seen_by=caller) == {"xx-example--visit"}
    assert norm_at(caller.folder.filing, TODAY) == OLDER
    assert law_at(caller.folder.filing, LATER + timedelta(days=1)).id == NEWER


# --- who, when, and on what ---


def test_whoever_neither_decides_nor_supervises_moves_nothing(delias, ana):
    anas = opened(delias.code, seen_by=ana)
    with pytest.raises(Refused, match="not_yours"):
        tried(anas, ana)
    assert filing_of(delias).protocol == OLDER


def test_a_supervisor_may(delias, ana, saul):
    give_seat(delias.case, delias.folder, saul.member, reason="supervises", by=ana, at=TODAY)
    tried(opened(delias.code, seen_by=saul), saul)
    assert filing_of(delias).protocol == NEWER


def test_a_closed_case_and_one_that_she_left_stay(delias, delia, caller):
    close_case(delias.case, reason="done", by=delia, at=TODAY)
    with pytest.raises(Refused, match="closed"):
        tried(delias, delia)
    type(delias.case).objects.update(closed_at=None)
    withdraw_procedure(caller, at=TODAY)
    with pytest.raises(Refused, match="left"):
        tried(delias, delia)
    assert not Entry.objects.filter(event="NormChanged").exists()


def test_not_twice_not_back_in_time_and_not_before_its_day(delias, delia):
    with pytest.raises(NotInForceYet):
        plan_to(delias.folder.filing, NEWER, at=MONDAY + timedelta(days=2))
    pass_now(delias, delia)
    with pytest.raises(CannotPass):
        tried(delias, delia, seen="x")
    with pytest.raises(NotNewer):
        tried(delias, delia, OLDER, seen="x")
    with pytest.raises(UnknownProtocol):
        tried(delias, delia, "xx-nowhere", seen="x")
    assert Entry.objects.filter(event="NormChanged").count() == 1


def test_a_difference_that_nobody_was_shown_is_not_carried_out(delias, delia, ana):
    seen = plan_to(delias.folder.filing, NEWER, at=TODAY).mark
    happen(delias.folder.filing, "shelter_offered", when=TODAY, by=ana, at=TODAY)
    with pytest.raises(Refused, match="shown_otherwise"):
        tried(delias, delia, seen=seen, at=LATER)
    assert filing_of(delias).protocol == OLDER
    assert not Document.objects.filter(kind=KIND).exists()


def test_the_mark_holds_while_a_page_is_read(delias):
    filing = delias.folder.filing
    one, other = (plan_to(filing, NEWER, at=TODAY + timedelta(minutes=n)) for n in (0, 9))
    assert one.mark == other.mark


# --- the way back ---


def back(open_case, by, at=LATER):
    seen = plan_back(open_case.folder.filing, at=at).mark
    return take_back(open_case.case, open_case.folder, reason=WHY, seen=seen, by=by, at=at)


def test_it_is_taken_back_by_another_act_and_keeps_what_came_since(delias, delia, ana):
    pass_now(delias, delia)
    find(delias.folder.filing, {"caller_agrees": True}, by=ana, at=LATER)
    happen(delias.folder.filing, "home_visited", when=TODAY, by=ana, at=LATER)
    back(delias, delia)
    filing = filing_of(delias)
    assert filing.protocol == OLDER
    assert set(filing.happened) == {"call_logged", "visit_made"}
    assert standing(filing, at=LATER).term("visit").late_by == 9
    assert [one["undoes"] != "" for one in facts_of("NormChanged")] == [False, True]
    assert plan_back(filing, at=LATER) is None
    with pytest.raises(Refused, match="nothing_to_take_back"):
        take_back(delias.case, delias.folder, reason=WHY, seen="", by=delia, at=LATER)


def test_after_that_it_may_pass_again(delias, delia):
    pass_now(delias, delia)
    back(delias, delia)
    pass_now(delias, delia, at=LATER + timedelta(days=1))
    filing = filing_of(delias)
    assert [one["to"] for one in filing.norms] == [NEWER, OLDER, NEWER]
    state = standing(filing, at=LATER + timedelta(days=1))
    assert [one.term for one in state.carried] == ["xx-example--shelter", "xx-example--visit"]


def test_taking_back_is_no_way_to_lose_what_happened_since(delias, delia, monkeypatch):
    pass_now(delias, delia)
    filing = filing_of(delias)
    law = load_protocol(NEWER)
    (rule,) = law.procedure.transitory
    monkeypatch.delitem(rule.events, "visit_made")
    hold_row(filing).update(happened={**filing.happened, "home_visited": TODAY.isoformat()})
    with pytest.raises(NoCounterpart, match="home_visited"):
        plan_back(filing_of(delias), at=LATER)
