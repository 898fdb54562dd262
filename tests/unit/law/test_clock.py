from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from amparo.law import (
    CaseState,
    Happened,
    NotInForce,
    NotYet,
    OutOfOrder,
    OutsideCalendar,
    Unit,
    UnknownEvent,
    WrongValue,
    __file__,
    case_state,
    known_protocols,
)
from amparo.law.counting.term_dates import Counted, prevailing
from amparo.law.state.typed_facts import read_moment
from tests.own_law import own_law

TERMS = [
    "preliminary_report",
    "correction",
    "decision",
    "forward",
    "notify",
    "reconsideration",
    "reconsideration_ruling",
]


def test_the_terms_are_always_all_seven_in_the_same_order(ask):
    for events in ({}, {"request_received": "2024-06-24"}, {"decision_notified": "2024-06-24"}):
        assert [term.term for term in ask("2024-06-24", **events).terms] == TERMS


def test_a_term_waits_for_its_event(ask):
    term = ask("2024-06-24").term("decision")
    assert (term.state, term.due, term.from_at, term.late_by) == ("waiting", None, None, 0)


def test_an_act_whose_start_is_unknown_is_neither_in_time_nor_late(ask):
    assert ask("2024-07-04", decision_notified="2024-07-03").term("notify").state == "waiting"


@pytest.mark.parametrize(
    ("facts", "track"),
    [
        ({}, "ordinary"),
        ({"imminent_risk": False}, "ordinary"),
        ({"imminent_risk": True}, "extraordinary"),
        ({"grave_risk": True}, "extraordinary"),
        ({"death": True, "imminent_risk": False}, "extraordinary"),
    ],
)
def test_any_finding_makes_the_track_extraordinary(ask, facts, track):
    assert ask("2024-06-24", facts=facts, request_received="2024-06-24").track == track


@pytest.mark.parametrize(("finding", "disputed"), [("imminent_risk", False), ("death", True)])
def test_the_narrower_reading_of_article_18_is_marked(ask, finding, disputed):
    state = ask("2024-06-24", facts={finding: True}, request_received="2024-06-24")
    assert ("track_disputed" in {one.code for one in state.warnings}) is disputed


@pytest.mark.parametrize(
    ("events", "stage", "phase"),
    [
        ([], "preliminary_evaluation", "admission"),
        (["request_received"], "preliminary_evaluation", "admission"),
        (["request_received", "defect_notified"], "correction", "admission"),
        (["request_received", "preliminary_report_issued"], "evaluation", "assessment"),
        (["preliminary_report_issued", "defect_notified"], "correction", "admission"),
        (["preliminary_report_issued", "defect_notified", "corrected"], "evaluation", "assessment"),
        (["defect_notified", "corrected"], "preliminary_evaluation", "admission"),
        (["defect_notified", "decision_issued"], "communication", "measures"),
        (["decision_issued", "resolution_forwarded"], "communication", "measures"),
        (["decision_issued", "decision_notified"], "communication", "measures"),
        (["resolution_forwarded", "decision_notified"], "follow_up", "obligations"),
        (["reconsideration_filed"], "reconsideration", "review"),
        (["reconsideration_filed", "reconsideration_ruled"], "follow_up", "obligations"),
    ],
)
def test_the_stage_follows_from_what_happened(ask, events, stage, phase):
    state = ask("2024-06-24", **dict.fromkeys(events, "2024-06-24"))
    assert (state.stage, state.phase) == (stage, phase)


def test_next_due_is_the_earliest_that_an_authority_owes(ask):
    state = ask("2024-06-25", request_received="2024-06-24")
    assert state.next_due.term == "preliminary_report"
    state = ask("2024-06-25", request_received="2024-06-24", preliminary_report_issued="2024-06-25")
    assert state.next_due.term == "decision"


def test_what_the_person_may_do_is_never_called_late_work(ask):
    state = ask("2024-12-02", decision_notified="2024-06-24")
    assert state.term("reconsideration").state == "late"
    assert state.late == ()
    assert state.next_due is None


def test_late_terms_are_listed_the_oldest_first(ask):
    state = ask("2024-12-02", request_received="2024-06-24")
    assert [term.term for term in state.late] == ["preliminary_report", "decision"]
    assert state.late[0].late_by > state.late[1].late_by


def test_a_term_that_passed_on_a_friday_is_late_on_saturday(ask):
    saturday = ask("2024-06-15", request_received="2024-06-12").term("preliminary_report")
    monday = ask("2024-06-17", request_received="2024-06-12").term("preliminary_report")
    tuesday = ask("2024-06-18", request_received="2024-06-12").term("preliminary_report")
    assert [saturday.late_by, monday.late_by, tuesday.late_by] == [1, 1, 2]


def test_calendar_days_are_late_by_calendar_days(ask):
    assert ask("2024-07-21", decision_issued="2024-07-12").term("forward").late_by == 4


def test_the_human_clock_runs_from_the_first_contact(ask):
    state = ask("2024-06-25T12:00", first_contact="2024-06-20T12:00", request_received="2024-06-24")
    assert state.human_clock.elapsed == timedelta(days=5)


def test_without_a_first_contact_it_runs_from_the_request(ask):
    assert ask("2024-06-26", request_received="2024-06-24").human_clock.elapsed.days == 2
    assert ask("2024-06-26").human_clock is None


def test_the_first_contact_may_lie_before_the_protocol(ask):
    state = ask("2021-04-26", first_contact="2020-01-01", request_received="2021-04-26")
    assert state.human_clock.elapsed.days == 481


def acts(state: CaseState) -> dict[str, tuple[str, ...]]:
    return {act.id: act.missing for act in state.acts}


def test_the_decision_waits_for_the_report_the_risk_and_the_plan(ask):
    state = ask("2024-06-25", request_received="2024-06-24")
    assert acts(state)["decide"] == (
        "preliminary_report_issued",
        "risk_reported",
        "measures_proposed",
    )
    ready = ask(
        "2024-06-25",
        facts={"risk_reported": True, "measures_proposed": True},
        request_received="2024-06-24",
        preliminary_report_issued="2024-06-25",
    )
    assert acts(ready)["decide"] == ()


def test_the_silence_of_the_police_never_holds_the_decision(peru):
    assert "police_consulted" not in peru.acts["decide"].needs


def test_reception_can_never_turn_away(peru):
    assert peru.acts["turn_away"].by == ("decider",)


def test_nothing_is_forwarded_without_consent(ask):
    state = ask("2024-06-25", decision_issued="2024-06-25")
    assert acts(state)["forward_resolution"] == ("consent_recorded",)


def test_the_police_are_asked_only_with_consent(ask):
    state = ask("2024-06-25", request_received="2024-06-24")
    assert acts(state)["consult_police"] == ("consent_to_ask_police",)


@pytest.mark.parametrize(("danger", "missing"), [(True, ("supervisor_reason",)), (False, ())])
def test_a_correction_on_the_extraordinary_track_needs_a_reason(ask, danger, missing):
    state = ask("2024-06-24", facts={"imminent_risk": danger}, request_received="2024-06-24")
    assert acts(state)["notify_defect"] == missing


def test_an_act_done_is_not_offered_again(ask):
    state = ask("2024-06-25", request_received="2024-06-24", preliminary_report_issued="2024-06-25")
    assert "issue_preliminary_report" not in acts(state)


@pytest.mark.parametrize("at", ["2024-06-24", "2024-06-26", "2024-06-27"])
def test_complaint_is_open_late_or_not(ask, at):
    """LPAG, art. 158.1: at any time, against any defect of the procedure."""
    assert acts(ask(at, request_received="2024-06-24"))["complain_of_delay"] == ()


def test_act_only_when_late_is_shut_before():
    law = own_law()
    act = next(one.id for one in law.procedure.act if one.only_when_late)
    moments = {"call_logged": read_moment("at", "2024-06-24T10:00", law.zone)}
    for at, is_open in (("2024-06-25T10:00", False), ("2024-06-28T10:00", True)):
        state = case_state(law, Happened(moments), read_moment("at", at, law.zone))
        assert (act in acts(state)) is is_open


def test_immediate_actions_are_open_from_the_first_hour_and_not_statutory(ask):
    act = next(one for one in ask("2024-06-24").acts if one.id == "open_immediate_actions")
    assert not act.statutory


@pytest.mark.parametrize(
    ("events", "refusal"),
    [
        ({"decision_issued": "2024-06-23", "request_received": "2024-06-24"}, OutOfOrder),
        ({"corrected": "2024-06-23", "defect_notified": "2024-06-24"}, OutOfOrder),
        ({"request_received": "2024-06-26"}, NotYet),
        ({"request_received": "2021-04-22"}, NotInForce),
        ({"request_received": "2018-04-22"}, OutsideCalendar),
        ({"request_recieved": "2024-06-24"}, UnknownEvent),
    ],
)
def test_what_cannot_have_happened_is_refused(ask, events, refusal):
    with pytest.raises(refusal):
        ask("2024-06-25", **events)


def test_a_whole_day_is_neither_before_nor_after_an_hour_of_that_day(ask):
    state = ask(
        "2024-06-24",
        request_received="2024-06-24T15:00",
        preliminary_report_issued="2024-06-24",
    )
    assert state.stage == "evaluation"


def test_hours_of_one_day_keep_their_order(ask):
    with pytest.raises(OutOfOrder):
        ask(
            "2024-06-25",
            request_received="2024-06-24T15:00",
            preliminary_report_issued="2024-06-24T14:00",
        )


def test_forwarding_and_notice_may_come_in_either_order(ask):
    state = ask("2024-07-20", decision_notified="2024-07-15", resolution_forwarded="2024-07-16")
    assert state.stage == "follow_up"


def test_moments_of_other_zones_are_read_in_lima(peru):
    late_evening = datetime(2024, 6, 25, 3, 0, tzinfo=UTC)
    happened = Happened({"request_received": late_evening})
    state = case_state(peru, happened, datetime(2024, 6, 26, tzinfo=UTC), "national")
    assert state.received.counts_as.isoformat() == "2024-06-24"


def test_a_moment_without_a_zone_is_refused(peru):
    naive = datetime(2024, 6, 24)  # noqa: DTZ001
    with pytest.raises(WrongValue):
        case_state(peru, Happened({"request_received": naive}), datetime.now(UTC))  # noqa: TID251


def test_a_moment_beyond_time_is_outside_the_calendar(elsewhere):
    end = datetime.max.replace(tzinfo=UTC)
    with pytest.raises(OutsideCalendar):
        case_state(elsewhere, Happened({}), end)


@pytest.mark.parametrize("facts", [{"channel": "fax"}, {"channel": True}, {"death": "yes"}])
def test_a_fact_has_only_the_values_of_the_protocol(ask, facts):
    with pytest.raises(WrongValue):
        ask("2024-06-24", facts=facts)


def test_an_unknown_fact_is_refused(ask):
    with pytest.raises(UnknownEvent):
        ask("2024-06-24", facts={"dead": True})


def test_a_row_comes_back_as_it_went(peru):
    happened = Happened(
        {"request_received": datetime(2024, 6, 24, 9, 30, tzinfo=peru.zone)},
        {"death": True, "channel": "phone"},
    )
    plain = happened.to_plain()
    assert plain == {
        "request_received": "2024-06-24T09:30:00-05:00",
        "death": True,
        "channel": "phone",
    }
    assert Happened.from_plain(plain, peru) == happened


@pytest.mark.parametrize(
    ("plain", "refusal"),
    [
        ({"nothing": "2024-06-24"}, UnknownEvent),
        ({"request_received": True}, WrongValue),
        ({"request_received": "2024-06-24"}, WrongValue),
        ({"request_received": "yesterday"}, WrongValue),
        ({"death": "true"}, WrongValue),
    ],
)
def test_a_row_that_is_not_ours_is_refused(peru, plain, refusal):
    with pytest.raises(refusal):
        Happened.from_plain(plain, peru)


def test_no_protocol_is_named_in_the_code():
    """Nothing may assume one country."""
    package = Path(__file__).parents[1]
    naming = [
        path
        for path in [*package.glob("law/**/*.py"), package / "cli/commands/law/clock.py"]
        for known in known_protocols()
        if known in path.read_text()
    ]
    assert naming == []


def test_before_anything_happened_the_first_text_is_told(ask):
    """Asked about a moment before the protocol, with nothing on record."""
    assert ask("2020-01-02").term("forward").source.endswith("art. 22")


def test_person_has_the_later_of_two_dates(ask):
    events = {"request_received": "2021-05-03", "defect_notified": "2021-05-05"}
    term = ask("2021-05-12", **events).term("correction")
    assert (term.due.isoformat(), term.state) == ("2021-05-19", "open")
    assert term.disputed_with.due.isoformat() == "2021-05-07"


@pytest.mark.parametrize("authority", [True, False])
def test_equal_dates_keep_the_ground_of_the_term(authority):
    day = date(2024, 6, 24)
    own, other = (
        Counted(source, 2, Unit.CALENDAR_DAY, "asked", checked=True, from_at=day, due=day)
        for source in ("its own", "the other")
    )
    found = prevailing(own, other, authority=authority)
    assert found is not None
    counted, dispute = found
    assert (counted.source, dispute.source) == ("its own", "the other")
