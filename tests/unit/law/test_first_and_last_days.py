"""The edges of what a law says: its first and last days, and the smallest and largest numbers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from amparo.law.errors import MistakenProtocol, NotNewer, SaysNothing
from amparo.law.loading.protocols import mistakes_in
from amparo.law.measures import Binding
from amparo.law.retention import LONGEST_PLACE, read_schedule, shipped_schedule
from amparo.law.small_count_suppression import Split, protect
from amparo.law.state.norm_transition import rule_for
from amparo.law.state.who_is_bound import is_bound
from amparo.law.term_rules_in_words import besides

DAY = timedelta(days=1)


@pytest.mark.parametrize("until", [None, date(2025, 6, 30)])
def test_a_body_is_bound_from_its_first_day_to_its_last(elsewhere, until):
    text = replace(
        elsewhere.obligations.bound[0],
        binding=Binding.BOUND,
        institutions=("guard",),
        since=date(2025, 1, 1),
        until=until,
    )
    law = replace(elsewhere, obligations=replace(elsewhere.obligations, bound=(text,)))

    def bound(day: date) -> bool:
        return is_bound(law, ("guard",), text.branch, text.level, on=day)

    assert [bound(text.since - DAY), bound(text.since)] == [False, True]
    last = until or date(2999, 1, 1)
    assert [bound(last), bound(last + DAY)] == [True, until is None]


def test_what_may_stop_a_term_is_said_from_its_first_day(elsewhere):
    rule = next(one for one in elsewhere.terms.term if one.stop)
    [stop] = rule.stop

    begins = elsewhere.text(f"events.{stop.starts_from}", "en")

    def said(day: date) -> bool:
        return any(begins in one for one in besides(elsewhere, rule, day, "en"))

    assert [said(stop.since - DAY), said(stop.since)] == [False, True]


def test_a_norm_of_the_same_day_is_not_newer(elsewhere):
    procedure = elsewhere.procedure
    later = replace(procedure, in_force_from=procedure.in_force_from + DAY, transitory=())
    same = replace(elsewhere, procedure=replace(procedure, transitory=()))
    with pytest.raises(NotNewer):
        rule_for(elsewhere, same, "filed")
    with pytest.raises(SaysNothing):
        rule_for(elsewhere, replace(elsewhere, procedure=later), "filed")


@pytest.mark.parametrize(("until", "refused"), [("2024-01-01", False), ("2023-12-31", True)])
def test_a_duty_may_hold_for_one_day_and_not_for_less(folder, until, refused):
    file = folder / "40-obligations.toml"
    text = file.read_text(encoding="utf-8")
    begins = 'owed_by = ["guard"]\nsince = 2024-01-01\n'
    assert begins in text
    file.write_text(text.replace(begins, f"{begins}until = {until}\n", 1), encoding="utf-8")
    found = [one.key for one in mistakes_in(folder)]
    assert found == (["standing[1].until"] if refused else [])


@pytest.mark.parametrize(
    ("days", "kept"), [(0, False), (1, True), (LONGEST_PLACE, True), (LONGEST_PLACE + 1, False)]
)
def test_an_exact_place_is_kept_from_one_day_to_the_longest_time(tmp_path, days, kept):
    text, file = shipped_schedule().read_text(encoding="utf-8"), tmp_path / "retention.toml"
    assert text.count("\ndays = 14\nthen") == 1
    file.write_text(text.replace("\ndays = 14\n", f"\ndays = {days}\n"), encoding="utf-8")
    if kept:
        assert read_schedule(file).days_of_places == days
        return
    with pytest.raises(MistakenProtocol, match="between 1 and"):
        read_schedule(file)


def test_a_total_that_tells_no_hidden_count_is_still_shown():
    split = Split(("threats", "attacks", "others"), ("open", "closed"), ((2, 9), (7, 30), (6, 8)))
    shown = protect(split)
    assert shown is not None
    assert {count for line in shown.cells for count in line} == {None}
    assert shown.row_totals == (None, 37, None)
