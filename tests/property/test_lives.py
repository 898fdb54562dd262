"""Random lives of a case, by all who have a part in it, against somebody who only remembers.

`AMPARO_LIVES=500` plays so many lives, each drawn anew; without it a few, always the same ones.
"""

import os

from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from tests.property.lives.base import FIRED
from tests.property.lives.cast import settle
from tests.property.lives.hers import Hers
from tests.property.lives.later import Later
from tests.property.lives.must_hold import MustHold
from tests.property.lives.team import Team

MANY = int(os.environ.get("AMPARO_LIVES", "0"))
HOUSE = settings(
    max_examples=MANY or 30,
    stateful_step_count=30,
    deadline=None,
    derandomize=not MANY,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


class ALife(MustHold, Later, Team, Hers):
    """Everybody's acts in any order, and now and then the next step of the straight way."""

    @precondition(lambda self: self.memory.code)
    @rule(steps=st.integers(1, 4))
    def the_way_goes_on(self, steps: int) -> None:
        for _step in range(steps):
            self.goes_on()

    def goes_on(self) -> None:
        """What comes next where nothing turns aside, from the first look to a measure's end."""
        memory = self.memory
        if not memory.opened:
            self.opens(who="rosa")
        elif not memory.assessments:
            self.reports_first(who="ana", grave=True)
            self.assesses(who="ana", calm=False)
        elif not memory.measures:
            self.proposes(who="ana", unit="pnp-selva")
        elif not memory.decided:
            self.to_a_decision()
        elif not any(one.kind == "measure" for one in memory.sent.values()):
            self.forwards(who="ana", number=0, fields={"schedule"})
        else:
            self.with_the_unit()

    def to_a_decision(self) -> None:
        ref = next(iter(self.memory.measures))
        asked = self.memory.asked.get(("measure", ref, self.memory.measures[ref]))
        if asked and not asked.covers and not asked.answer:
            if self.memory.impeded:
                self.decides_in_her_place(who="saul", number=0)
                if not asked.covers:
                    self.gives_a_seat(who="ana", whom="saul")
            else:
                number = [*self.memory.asked].index(("measure", ref, asked.unit))
                self.answers(number=number, word="agreed")
        elif "delia" not in self.memory.seats:
            self.puts_to_decision(who="ana", purpose="decision")
        else:
            self.decides(who="delia", how="grant")

    def with_the_unit(self) -> None:
        memory = self.memory
        done = {one.state for one in memory.changes.values()}
        if not memory.said:
            self.a_unit_says(who="carla", number=0, kind="acknowledged")
            self.a_unit_says(who="carla", number=0, kind="reported")
            self.confirms(number=0, word="works")
        elif not memory.changes:
            kinds = ("cease", "reduce", "suspend", "misuse", "strengthen")
            self.thinks_of_a_change(who="ana", number=0, kind=kinds[self.now.minute % 5])
        elif "decided" in done:
            self.until_it_is_carried_out()
        elif "put" in done:
            self.decides_a_change(who="delia", number=0, soon=2)
        elif "open" in done:
            self.what_the_law_asks_for_first()

    def what_the_law_asks_for_first(self) -> None:
        change = self.one_change("open")
        assert change is not None
        number = [*self.memory.changes].index(change.ref)
        key = ("change", change.ref, "")
        lacks = change.lacks()
        if "explained" in lacks:
            self.explains_the_risk(who="ana", number=number)
        elif lacks & {"heard", "agreed"} and key in self.memory.asked:
            self.answers(number=[*self.memory.asked].index(key), word="agreed")
        elif lacks - {"eased", "heard", "agreed"}:
            gate = min(lacks - {"eased", "heard", "agreed"})
            self.puts_on_record(who="ana", number=number, gate=gate)
        elif "eased" in lacks and not self.memory.eased(change.measure):
            self.assesses(who="ana", calm=True)
        else:
            self.puts_a_change(who="ana", number=number)

    def until_it_is_carried_out(self) -> None:
        change = self.one_change("decided")
        assert change is not None
        number = [*self.memory.changes].index(change.ref)
        if not change.received:
            ref = [*self.memory.papers].index(change.decision)
            self.hands_a_decision_over(who="ana", number=ref)
        elif change.from_day and change.from_day > self.today:
            self.time_passes(days=2, hours=1)
        else:
            self.carries_out(who="ana", number=number)


class Lives(TestCase):
    """One site with its people; each life is undone before the next."""

    @classmethod
    def setUpTestData(cls) -> None:
        ALife.place = settle()

    def test_whatever_happens_to_a_case_what_must_hold_holds(self) -> None:
        FIRED.clear()
        run_state_machine_as_test(ALife, settings=HOUSE)
        missing = REACHED - set(FIRED)
        assert not missing, f"no life came to: {sorted(missing)}"


REACHED: set[str] = set()
