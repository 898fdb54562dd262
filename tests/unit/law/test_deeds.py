"""Which act of a protocol is which of Amparo's own."""

from pathlib import Path

import pytest

from amparo.law import ONLY_BY_LAW, Deed, FactKind, Opening, known_protocols, load_protocol


@pytest.mark.parametrize(
    ("does", "act", "records", "term"),
    [
        (Deed.LOOK_FIRST, "issue_preliminary_report", "preliminary_report_issued", True),
        (Deed.REPORT_RISK, "report_risk", "risk_reported", False),
        (Deed.DECIDE, "decide", "decision_issued", True),
        (Deed.FORWARD, "forward_resolution", "resolution_forwarded", True),
        (Deed.NOTIFY, "notify_decision", "decision_notified", True),
        (Deed.OFFER_HELP, "open_immediate_actions", None, False),
        (Deed.WITHDRAW, "withdraw", "withdrawn", False),
    ],
)
def test_a_page_finds_its_act_what_it_records_and_which_term_it_ends(
    peru, does, act, records, term
):
    assert peru.act_that(does).id == act
    assert peru.recorded_by(does) == records
    assert bool(peru.term_met_by(does)) == term


def test_what_a_protocol_does_not_know_is_nothing(elsewhere):
    assert elsewhere.act_that(Deed.TURN_AWAY) is None
    assert elsewhere.recorded_by(Deed.FORWARD) is None
    assert elsewhere.term_met_by(Deed.NOTIFY) is None


def test_the_same_act_is_another_one_elsewhere(elsewhere):
    assert elsewhere.act_that(Deed.DECIDE).id == "rule"
    assert elsewhere.term_met_by(Deed.DECIDE).id == "ruling"


def test_a_gate_is_opened_by_what_the_protocol_says(peru, elsewhere):
    assert peru.gates_opened_by(Opening.CONSENT_TO_MEASURE) == ("consent_recorded",)
    assert peru.gates_opened_by(Opening.CONSENT_TO_OPINION) == ("consent_to_ask_police",)
    assert elsewhere.gates_opened_by(Opening.CONSENT_TO_MEASURE) == ("caller_agrees",)
    assert elsewhere.gates_opened_by(Opening.THE_ACT) == ()


@pytest.mark.parametrize("name", known_protocols())
def test_every_gate_of_a_shipped_protocol_can_be_opened(name):
    law = load_protocol(name)
    recorded = {act.records for act in law.procedure.act}
    opened = {gate for what in Opening for gate in law.gates_opened_by(what)}
    gates = {fact.id for fact in law.procedure.fact if fact.kind is FactKind.GATE}
    assert gates <= recorded | opened


def test_every_act_is_explained_to_whoever_writes_a_protocol():
    said = (Path(__file__).parents[3] / "docs/reference/protocol-format.md").read_text()
    assert [one.value for one in Deed if f"`{one}`" not in said] == []
    only_by_law = [line for line in said.splitlines() if "only by law" in line and "|" in line]
    named = {one for one in Deed for line in only_by_law if f"`{one}`" in line}
    assert named == ONLY_BY_LAW
