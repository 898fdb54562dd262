"""Roles, facts, tracks, stages and acts that a later text of the norm brought in, or dropped."""

from datetime import date, datetime
from pathlib import Path

import pytest

from amparo.law import (
    Happened,
    MistakenProtocol,
    Protocol,
    case_state,
    explain,
    load_folder,
    load_protocol,
)
from tests.unit.law.test_what_a_law_does_not_set import change, stands


def acts_in(law: Protocol, filed: str, at: str) -> set[str]:
    return {act.id for act in stands(law, at, call_logged=filed).acts}


@pytest.fixture
def act(folder) -> str:
    """An act that is open when a call was logged."""
    law = load_folder(folder)
    return min(acts_in(law, "2025-03-03", "2025-03-04"))


def spanned(folder: Path, act: str, span: str) -> Protocol:
    change(folder, "protocol.toml", f'[[act]]\nid = "{act}"\n', f'[[act]]\nid = "{act}"\n{span}\n')
    return load_folder(folder)


def test_an_act_is_offered_from_its_first_day(folder, act):
    law = spanned(folder, act, "since = 2025-03-04")
    assert act not in acts_in(law, "2025-03-03", "2025-03-10")
    assert act in acts_in(law, "2025-03-04", "2025-03-10")


def test_an_act_is_offered_through_its_last_day(folder, act):
    law = spanned(folder, act, "until = 2025-03-03")
    assert act in acts_in(law, "2025-03-03", "2025-03-10")
    assert act not in acts_in(law, "2025-03-04", "2025-03-10")


def test_a_span_that_ends_before_it_begins_is_refused(folder, act):
    with pytest.raises(MistakenProtocol, match="is before `since`"):
        spanned(folder, act, "since = 2025-03-04\nuntil = 2025-03-03")


def test_the_first_stage_is_always_there(folder):
    first = load_folder(folder).procedure.stage[0].id
    named = f'[[stage]]\nid = "{first}"\n'
    change(folder, "protocol.toml", named, f"{named}since = 2025-03-04\n")
    with pytest.raises(MistakenProtocol, match="always in the first stage"):
        load_folder(folder)


def test_a_text_knows_no_gate_that_came_later():
    law = load_protocol("pe-2021")
    early, late = law.as_of(date(2022, 4, 14)), law.as_of(date(2022, 4, 15))
    assert "archiving_recommended" not in early.facts
    assert late is law


def test_what_follows_a_term_is_said_by_the_text_of_the_term(peru):
    def day(said: str) -> datetime:
        return datetime.fromisoformat(said).replace(tzinfo=peru.zone)

    for filed, opens in (("2022-04-13", False), ("2022-04-18", True)):
        happened = Happened({"request_received": day(filed), "defect_notified": day("2022-04-19")})
        term = case_state(peru, happened, day("2022-06-01"), "national").term("correction")
        said = explain(peru, term, "en").then
        assert bool(said and "Recommend archiving" in said) is opens
