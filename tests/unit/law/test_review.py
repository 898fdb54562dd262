"""What is contested for which ground, what a change needs first, and a term that runs once more."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from amparo.law import (
    Deed,
    FactKind,
    Happened,
    MistakenProtocol,
    Opening,
    case_state,
    load_folder,
    needs_of,
    term_again,
)

LIMA = ZoneInfo("America/Lima")
FILED = datetime(2024, 6, 24, 10, tzinfo=LIMA)
MISUSE = '[[misuse]]\nid = "a"\nneeds = ["nobody"]\nsource = "x"\n\n[[ground]]'
DEFECT = '[[defect]]\nid = "a"\nsource = "x"\n\n[[ground]]'
REDUCING = (Deed.REDUCE_MEASURE, Deed.SUSPEND_MEASURE, Deed.END_MEASURE)


def again(law, term, began, at, **how):
    track = law.procedure.track[-1].id
    return term_again(law, term, began, at, track=track, filed_at=FILED, **how)


# --- grounds ---


@pytest.mark.parametrize(
    ("resolved", "grounds"),
    [
        ("not_admitted", ["not_admitted"]),
        ("archived", ["not_admitted"]),
        ("denied", ["not_granted"]),
        ("partly", ["not_granted", "risk_or_proportion"]),
        ("granted", ["risk_or_proportion"]),
        ("changed", ["change_not_agreed"]),
        ("misuse", ["misuse_not_agreed"]),
        ("ruled", []),
    ],
)
def test_each_resolution_is_contested_for_the_grounds_of_the_norm(peru, resolved, grounds):
    assert [one.id for one in peru.review.grounds_against(resolved)] == grounds


def test_what_counts_as_receipt_is_marked_unchecked_with_its_reason(peru):
    receipt = peru.review.receipt
    assert receipt is not None
    assert not receipt.checked
    assert "depositing" in receipt.note


# --- gates ---


@pytest.mark.parametrize("does", REDUCING)
def test_less_protection_waits_for_her_word_and_a_report_on_the_context(peru, does):
    rule = peru.act_that(does)
    assert set(needs_of(rule, (), "ordinary")) == {
        "decision_issued",
        "beneficiary_heard",
        "context_reported",
        "change_proposed",
    }


@pytest.mark.parametrize("does", REDUCING)
def test_after_a_homicide_or_an_attempt_also_for_the_investigation(peru, does):
    needs = needs_of(peru.act_that(does), {"homicide_or_attempt"}, "ordinary")
    assert "investigation_reported" in needs


def test_more_protection_waits_for_no_gate(peru):
    rule = peru.act_that(Deed.STRENGTHEN_MEASURE)
    gates = {fact.id for fact in peru.facts.values() if fact.kind is FactKind.GATE}
    assert gates.isdisjoint(needs_of(rule, {"homicide_or_attempt"}, "ordinary"))


def test_an_offence_needs_a_final_conviction_that_has_nothing_to_do_with_the_work(peru):
    [offence] = [one for one in peru.review.misuse if one.id == "offence"]
    assert set(offence.needs) == {"final_conviction", "unrelated_to_defence"}
    assert set(offence.needs) <= set(peru.gates_opened_by(Opening.NOTED_FOR_CHANGE))


def test_elsewhere_other_gates_stand_before_fewer_acts(elsewhere):
    rule = elsewhere.act_that(Deed.REDUCE_MEASURE)
    assert needs_of(rule, (), "green") == ("panel_ruled", "neighbours_asked")
    assert needs_of(rule, {"life_at_stake"}, "green")[-1] == "guard_heard"
    assert elsewhere.act_that(Deed.TAKE_MEASURE_AWAY) is None
    assert elsewhere.review.misuse == ()


def test_the_clock_asks_for_what_a_finding_makes_necessary(elsewhere):
    moment = datetime(2024, 3, 1, 12, tzinfo=elsewhere.zone)
    calm = Happened({"call_logged": moment}, {})
    grave = Happened({"call_logged": moment}, {"life_at_stake": True})
    missing = [
        next(act.missing for act in case_state(elsewhere, one, moment).acts if "watch" in act.id)
        for one in (calm, grave)
    ]
    assert [("guard_heard" in one) for one in missing] == [False, True]


# --- once more ---


def test_a_later_resolution_has_the_same_days_from_its_own_notice(peru):
    told, now = datetime(2024, 7, 3, 9, tzinfo=LIMA), datetime(2024, 7, 4, 9, tzinfo=LIMA)
    term = again(peru, "reconsideration", told, now, calendar="national")
    assert term.due == date(2024, 7, 25)


@pytest.mark.parametrize(("moment", "late"), [("25T23:59:59", 0), ("26T00:00:00", 1)])
def test_the_last_second_of_the_last_day_is_in_time_and_the_next_one_late(peru, moment, late):
    told = datetime(2024, 7, 3, 9, tzinfo=LIMA)
    filed = datetime.fromisoformat(f"2024-07-{moment}-05:00")
    term = again(peru, "reconsideration", told, filed, met_at=filed, calendar="national")
    assert term.late_by == late


def test_of_two_norms_the_earlier_day_to_rule_is_due_and_the_other_is_named(peru):
    filed = datetime(2024, 7, 12, 9, tzinfo=LIMA)
    term = again(peru, "reconsideration_ruling", filed, filed, calendar="national")
    assert (term.due, term.amount) == (date(2024, 8, 7), 15)
    assert (term.disputed_with.due, term.disputed_with.amount) == (date(2024, 8, 14), 20)


def test_elsewhere_it_runs_by_the_hour(elsewhere):
    told = datetime(2024, 3, 1, 22, 30, tzinfo=elsewhere.zone)
    term = again(elsewhere, "plea", told, told)
    assert term.due == datetime(2024, 3, 4, 22, 30, tzinfo=elsewhere.zone)


# --- the file ---


@pytest.mark.parametrize(
    ("file", "written", "instead", "key", "why"),
    [
        ("50-review.toml", '["granted", ', '["grunted", ', "ground[1].against[1]", "granted"),
        ("50-review.toml", 'against = ["granted", "partly", "denied"]', "against = []", "against",
         "no resolution"),
        ("50-review.toml", "[[ground]]", MISUSE, "misuse[1].needs", "is not known"),
        ("protocol.toml", "{ life_at_stake = ", "{ life_at_steak = ", "needs_if", "life_at_stake"),
        ("protocol.toml", '["guard_heard"] }', '["guard_herd"] }', "needs_if", "guard_heard"),
        ("50-review.toml", "[[ground]]", DEFECT, "defect", "at any time"),
        ("texts/en.toml", 'too_little = "It is too little"\n', "", "grounds.too_little", "missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_key(folder, file, written, instead, key, why):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(MistakenProtocol) as refused:
        load_folder(folder)
    assert key in str(refused.value)
    assert why in str(refused.value)
