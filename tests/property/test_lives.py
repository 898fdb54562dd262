"""Random lives of a case, by all who have a part in it, against somebody who only remembers.

`script/slow lives 200` plays so many lives, each drawn anew; script/test plays a few, always the
same ones. What nobody drew is lived straight: each end, each way to take back, a family with a
child, and whoever else comes into it. What no life plays: `lives/acts.py`.
"""

import gc
import os
import secrets
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from amparo.foundations.ledger.events import Event
from amparo.law import load_protocol
from amparo.law.loading import protocols as loading
from tests.property.lives.acts import NOT_PLAYED
from tests.property.lives.base import FIRED
from tests.property.lives.cast import settle
from tests.property.lives.company import Company
from tests.property.lives.hers import TOPICS
from tests.property.lives.later import RESULT
from tests.property.lives.memory import NOBODY, Change
from tests.property.lives.must_hold_outside import MustHoldOutside
from tests.property.lives.norms import write_newer

MANY = int(os.environ.get("AMPARO_LIVES", "0"))
FIRST = int(os.environ.get("AMPARO_LIVES_SEED", "0")) or secrets.randbelow(10**9)
AT_A_TIME = 25
FEW = 3
STRAIGHT, FORWARDED = 40, 8
HOUSE = settings(
    max_examples=min(MANY, AT_A_TIME) or FEW,
    stateful_step_count=25 if MANY else 16,
    deadline=None,
    derandomize=not MANY,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.generate,),  # told as it was lived: to shrink one takes longer than a run may
)


class ALife(MustHoldOutside, Company):
    """Everybody's acts in any order, and now and then the next step of the straight way."""

    @precondition(lambda self: self.memory.code)
    @rule(steps=st.integers(1, 4))
    def the_way_goes_on(self, steps: int) -> None:
        for _step in range(steps):
            self.goes_on()
            self.look_around()

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
        elif memory.granted:
            self.after_the_decision()

    def after_the_decision(self) -> None:
        if any(one.kind == "measure" for one in self.memory.sent.values()):
            self.with_the_unit()
        else:
            self.forwards(who="ana", number=0, fields={"schedule"})

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
            self.too_early(ref)
        elif "delia" not in self.memory.seats:
            self.puts_to_decision(who="ana", purpose="decision")
        else:
            self.decides(who="delia", how="grant")

    def too_early(self, ref: str) -> None:
        """Somebody in a hurry asks for what is not hers to have yet: see what `sends` asserts."""
        self.sends("measure", ref, self.memory.measures[ref], "ana", {"schedule"})
        self.sends("opinion", ref, "pnp", "ana", {"schedule"})
        self.orders_at_once(who="delia", number=0)
        self.decides(who="delia", how="grant")

    def with_the_unit(self) -> None:
        memory = self.memory
        done = {one.state for one in memory.changes.values()}
        if not (memory.said or memory.not_hers):
            self.a_unit_says(who="carla", number=0, kind="acknowledged")
            self.a_unit_says(who="carla", number=0, kind="reported")
            self.look_around()
            self.confirms(number=0, word="works")
        elif not memory.changes:
            self.thinks_of_a_change(who="ana", number=0, kind=self.heads_for)
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
        self.puts_a_change(who="ana", number=number)  # whatever is lacking: see what it asserts
        lacks = change.lacks()
        if waits := self.memory.not_heard(change):
            which = self.memory.shares[change.measure].index(waits[0])
            self.is_heard_on_a_change(who="ana", number=number, which=which, outcome="refused")
        elif "explained" in lacks:
            self.explains_the_risk(who="ana", number=number)
        else:
            self.what_is_lacking_besides(change, number, key)

    def what_is_lacking_besides(self, change: Change, number: int, key: Any) -> None:
        lacks = change.lacks()
        if lacks & {"heard", "agreed"} and key in self.memory.asked:
            self.answers(number=[*self.memory.asked].index(key), word="agreed")
        elif lacks - {"eased", "heard", "agreed"}:
            gate = min(lacks - {"eased", "heard", "agreed"})
            self.puts_on_record(who="ana", number=number, gate=gate)
            if gate == "context_reported":  # which nobody types in
                self.what_an_institution_says(change.measure, number)
        elif "eased" in lacks and not self.memory.eased(change.measure):
            # Once with the same answers first: a lower level without a changed fact is refused.
            self.assesses(who="ana", calm=len(self.memory.assessments) > 1)

    def what_an_institution_says(self, measure: str, number: int) -> None:
        key = ("context", measure, "pnp-selva")
        sent = [alias for alias, one in self.memory.sent.items() if one.kind == "context"]
        live = [alias for alias in sent if self.memory.sent[alias].state == "open"]
        if live:
            alias = [*self.memory.sent].index(live[0])
            self.a_unit_says(who="carla", number=alias, kind="context")
        elif key not in self.memory.asked:
            self.asks_her_about_the_danger(who="ana", number=number, unit="pnp-selva")
        elif not self.memory.asked[key].answer:
            self.sends("context", measure, "pnp-selva", "ana", {"schedule"})  # too early
            self.answers(number=[*self.memory.asked].index(key), word="agreed")
        else:
            self.sends("context", measure, "pnp-selva", "ana", {"schedule"})

    def until_it_is_carried_out(self) -> None:
        change = self.one_change("decided")
        assert change is not None
        number = [*self.memory.changes].index(change.ref)
        self.carries_out(who="ana", number=number)  # early or not: see what it asserts
        if change.state == "done":
            return
        early = change.from_day is not None and change.from_day > self.today
        if early and (change.received or change.kind in {"cease", "renounce"}):
            self.time_passes(days=2, hours=1)
        elif not change.received:  # for some its day comes first, for others the notice
            ref = [*self.memory.papers].index(change.decision)
            self.hands_a_decision_over(who="ana", number=ref)


def played(number: int) -> bool:
    """Whether all held in some lives that this number draws; what did not is told at once, and the
    others are played all the same."""
    began = FIRED["teardown"]
    try:
        run_state_machine_as_test(seed(number)(ALife), settings=HOUSE)
    except Exception:  # noqa: BLE001 - whatever breaks a life is told
        sys.stdout.write(f"\n--- {number}\n{traceback.format_exc()}\n")
        return False
    finally:
        said = f"{number}: {FIRED['teardown'] - began} lives, {FIRED['teardown']} in all\n"
        sys.stdout.write(said)
        sys.stdout.flush()
    return True


TAKEN_BACK = (
    lambda life: life.answers(number=0, word="refused"),
    lambda life: life.answers(number=0, word="discuss"),
    lambda life: life.writes_down_what_she_said(who="ana", number=0, word="refused"),
    lambda life: life.takes_one_back(number=0),
    lambda life: life.takes_all_back(),
    lambda life: life.leaves(sure=0),
    lambda life: life.excludes_a_unit(code="mininter"),
    lambda life: life.names_somebody(name="carla"),
)


AFRAID = (
    lambda life: life.keeps_a_relative_away(name="Justina Mori"),
    lambda life: life.puts_a_relative_down(who="ana", name="Justina Mori", relation="aggressor"),
)


# Without these nothing would be tried: each comes about many times in the default run.
COMES_TO = {
    "gives a referral", "hears from there", "somebody interprets", "somebody answers for her",
    "decides on telling", "tells who searches", "records: found_dead", "the council decides",
    "opens a case of those left", "the board lays an acta", "passes on",
    "leaves a member out", "complains", "rules on a complaint", "says whom it protects",
    "a child is heard", "a relative answers alone", "another takes care",
    "asks to keep from", "settles what is held", "asks more time", "gives more time",
    "ends what was the dead person's", "a relative says of an interpreter",
    "passes to the newer norm", "takes the passing back",
    "notes what was ordered", "agrees with her how", "what was ordered goes on",
    "what was ordered ends", "notes who demanded the file", "another reads the order",
    "the night tells her", "asks for a copy", "allows a copy", "takes a copy",
    "is told to destroy it",
}  # fmt: skip
REACHED = {"a unit says: reported", "decides: grant", "sends: measure"}


def entries(kind: type[Event] = Event) -> Iterator[type[Event]]:
    """Every entry that the record may have."""
    for one in kind.__subclasses__():
        yield one
        yield from entries(one)


def test_what_is_said_not_to_be_played_is_there_and_is_not_played() -> None:
    here = Path(__file__).parent
    lives = [one for one in (here / "lives").glob("*.py") if one.name != "acts.py"]
    source = "".join(one.read_text() for one in lives)
    known = {
        one.__name__: one.__module__ for one in entries() if one.__module__.startswith("amparo.")
    }
    played = {name for name in known if f'"{name}"' in source}
    entry = {name for name in NOT_PLAYED if "." not in name}
    assert not entry & played, "played by now"
    assert entry <= known.keys(), "there is no such entry any more"
    by_module = {name for name, module in known.items() if module in NOT_PLAYED}
    neither = known.keys() - played - entry - by_module
    assert not neither, (
        f"neither played nor said not to be: {sorted(neither)}; play it in tests/property/lives,"
        " or say in NOT_PLAYED of its acts.py why not"
    )


@pytest.mark.sqlite("a life takes five times as long on PostgreSQL")
class Lives(TestCase):
    """One site with its people; each life is undone before the next."""

    @classmethod
    def setUpClass(cls) -> None:
        """The site knows one law more than it is released with: cases may pass to it."""
        root = Path(cls.enterClassContext(TemporaryDirectory()))
        folders = [*loading._folders(), write_newer(root)]  # noqa: SLF001
        cls.enterClassContext(mock.patch.object(loading, "_folders", return_value=folders))
        load_protocol.cache_clear()
        cls.addClassCleanup(load_protocol.cache_clear)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        ALife.place = settle()
        gc.collect()
        gc.freeze()  # what stays is not looked through again with each life

    def test_the_straight_way_comes_to_each_end_a_measure_may_have(self) -> None:
        for end in RESULT:
            life = ALife()
            try:
                life.asks_for_help(depth=STRAIGHT, to=end)
                [change] = life.memory.changes.values()
                assert (change.kind, change.state) == (end, "done")
            finally:
                life.teardown()

    def test_what_she_takes_back_in_any_way_is_with_nobody_any_more(self) -> None:
        for how in TAKEN_BACK:
            life = ALife()
            try:
                life.asks_for_help(depth=FORWARDED)
                assert [one.state for one in life.memory.sent.values()] == ["open"]
                how(life)
                life.look_around()
                assert [one.state for one in life.memory.sent.values()] == ["revoked"]
                life.forwards(who="ana", number=0, fields={"schedule"})
                life.look_around()
                life.asks_again(who="ana", number=0)
                life.forwards(who="ana", number=0, fields={"schedule"})
                life.look_around()
                assert [one.state for one in life.memory.sent.values()] == ["revoked"]
            finally:
                life.teardown()

    @pytest.mark.slow("many lives, one for each way to come into one")
    def test_whoever_comes_into_a_life_does_so_to_the_end(self) -> None:
        FIRED.clear()
        for topic in TOPICS:
            life = ALife()
            try:
                life.asks_for_help(depth=2)
                for _time in range(4):
                    life.somebody_comes_into_it(topic=topic, steps=5)
            finally:
                life.teardown()
        missing = COMES_TO - set(FIRED)
        assert not missing, f"no life came to: {sorted(missing)}"

    def test_however_she_takes_it_back_nobody_else_has_it_either(self) -> None:
        for how in (*TAKEN_BACK[4:6], lambda life: life.names_somebody(name="paco")):
            life = ALife()
            try:
                life.asks_for_help(depth=FORWARDED)
                for topic in ("elsewhere", "interpreter", "words"):
                    life.somebody_comes_into_it(topic=topic, steps=5)
                assert [one.copies for one in life.memory.referred.values()] == [1]
                assert [one.agreed for one in life.memory.carriers.values()] == [True]
                how(life)
                for topic in ("elsewhere", "interpreter", "words"):
                    life.somebody_comes_into_it(topic=topic, steps=2)
            finally:
                life.teardown()

    def test_leaving_takes_back_what_an_institution_was_asked_too(self) -> None:
        life = ALife()
        try:
            life.asks_for_help(depth=14, to="suspend")
            assert {one.kind for one in life.memory.sent.values()} == {"measure", "context"}
            life.leaves(sure=0)
            life.look_around()
            assert {one.state for one in life.memory.sent.values()} == {"revoked"}
        finally:
            life.teardown()

    def test_what_she_gave_up_before_a_death_that_was_none_is_asked_of_her_anew(self) -> None:
        life = ALife()
        try:
            life.asks_for_help(depth=FORWARDED)
            life.wants_to_give_up(number=0)
            life.somebody_is_lost(who="ana", what="died", hers=True, sure=0)
            life.look_around()
            life.ends_what_was_the_dead_persons(who="delia", which={0})
            life.look_around()
            life.it_was_a_mistake(who="ana", number=0)
            life.look_around()
            assert [one.state for one in life.memory.changes.values()] == ["dropped", "open"]
        finally:
            life.teardown()

    def test_whom_she_names_or_excludes_is_off_the_team_at_once(self) -> None:
        life = ALife()
        try:
            life.asks_for_help(depth=FORWARDED)
            for name in ("rita", "delia"):
                assert life.memory.may_see(name)
                life.names_somebody(name=name)
                life.look_around()
            life.excludes_a_unit(code="minam")
            life.look_around()
            assert not {"rita", "delia", "beto"} & life.memory.seats
            life.everybody_tries_the_page()
        finally:
            life.teardown()

    def test_a_child_is_answered_for_by_nobody_whom_they_are_afraid_of(self) -> None:
        for put_down in AFRAID:
            life = self.a_family()
            try:
                _adult, child = [row for _one, row in life.memory.besides()]
                put_down(life)
                life.look_around()
                assert (child.answers, child.answer) == (NOBODY, "")
                for word in ("agreed", "refused"):
                    life.notes_what_a_relative_said(who="ana", number=0, word=word)
                    life.a_relative_says_on_her_page(number=0, word=word)
                    life.a_relative_answers_alone(number=0, which=0, word=word)
                life.another_takes_care(who="ana", child=0, number=0, sure=True)
                life.a_relative_says_on_her_page(number=0, word="agreed")
                life.look_around()
                assert child.agrees
            finally:
                life.teardown()

    def test_what_was_granted_for_a_child_ends_by_the_word_of_nobody_who_is_feared(self) -> None:
        for put_down in AFRAID:
            life = self.a_family(decided=True)
            try:
                put_down(life)
                rows = [row for _one, row in life.memory.besides()]
                child = next(at for at, row in enumerate(rows) if row.child)
                for word in ("refused", "discuss"):
                    life.notes_what_a_relative_said(who="ana", number=child, word=word)
                    life.a_relative_says_on_her_page(number=child, word=word)
                    life.a_relative_answers_alone(number=0, which=child, word=word)
                    life.look_around()
                assert [one.state for one in life.memory.sent.values()] == ["open"]
                life.another_takes_care(who="ana", child=0, number=0, sure=True)
                life.a_relative_says_on_her_page(number=child, word="refused")
                life.look_around()
                assert [one.state for one in life.memory.sent.values()] == ["revoked"]
            finally:
                life.teardown()

    def test_everybody_of_a_family_is_heard_before_less_of_what_protects_them(self) -> None:
        for end in ("cease", "renounce"):
            life = self.a_family(decided=True)
            life.heads_for = end
            try:
                for _step in range(STRAIGHT):
                    life.goes_on()
                    life.look_around()
                [change] = life.memory.changes.values()
                assert (change.kind, change.state) == (end, "done")
                shares = life.memory.waited_for(change.measure)
                assert len(shares) == 2
                assert bool(life.memory.heard) == (end == "cease")
                assert (change.measure in life.memory.given_up) == (end == "renounce")
            finally:
                life.teardown()

    def test_what_is_for_others_alone_holds_by_their_word_and_she_gives_none_of_it_up(self) -> None:
        life = self.a_family(decided=True, hers=False)
        try:
            [ref] = life.memory.measures
            life.wants_to_give_up(number=0)
            life.thinks_of_a_change(who="ana", number=0, kind="renounce")
            assert not life.memory.changes
            life.a_unit_says(who="carla", number=0, kind="acknowledged")
            life.a_unit_says(who="carla", number=0, kind="reported")
            life.confirms(number=0, word="works")  # which is not hers to say
            assert not life.memory.said
            for which in range(2):
                assert life.measures_now()[ref] == "in_place"
                life.says_that_it_arrived(who="ana", number=0, which=which, word="works")
                life.look_around()
            assert life.measures_now()[ref] == "verified_by_beneficiary"
            for _step in range(STRAIGHT):
                life.goes_on()
                life.look_around()
            assert life.memory.ended == {ref: "ceased"}
        finally:
            life.teardown()

    def test_another_institution_is_answered_about_by_each_of_a_family_anew(self) -> None:
        life = self.a_family(decided=True)
        try:
            life.asks_about_another_unit(who="ana", number=0, unit="minam")
            life.she_agrees(("measure", next(iter(life.memory.measures)), "minam"))
            while waits := life.who_waits():
                life.forwards_elsewhere(who="ana", number=0, fields={"schedule"})  # too early
                assert len(life.memory.sent) == 1
                life.notes_what_a_relative_said(who="ana", number=waits[0], word="agreed")
                life.hears_a_child(who="ana", number=waits[0])
                life.look_around()
            life.forwards_elsewhere(who="ana", number=0, fields={"schedule"})
            life.look_around()
            assert [one.unit for one in life.memory.sent.values()] == ["pnp-selva", "minam"]
        finally:
            life.teardown()

    def a_family(self, *, decided: bool = False, hers: bool = True) -> ALife:
        """A grandmother who has agreed with words of her own, and a child who was heard."""
        life = ALife()
        life.hers_too = hers
        life.asks_for_help(depth=2)
        for _time in range(5):
            life.somebody_comes_into_it(topic="family", steps=1)
        while life.who_waits():
            life.each_of_them_is_heard()
            life.look_around()
        for _step in range(3 if decided else 0):
            life.goes_on()
            life.look_around()
        assert [one.kind for one in life.memory.sent.values()] == ["measure"] * decided
        return life

    def test_what_becomes_late_is_late_on_every_list_and_on_her_page(self) -> None:
        for depth in (0, 1, 2, 8):
            life = ALife()
            try:
                life.asks_for_help(depth=depth)
                for _month in range(3):
                    life.time_passes(days=33, hours=1)
                    life.look_around()
                assert life.late_terms()
                life.she_looks_at_her_page()
            finally:
                life.teardown()

    def test_whatever_happens_to_a_case_what_must_hold_holds(self) -> None:
        FIRED.clear()
        if not MANY:
            run_state_machine_as_test(ALife, settings=HOUSE)
        broken = [seed for seed in range(FIRST, FIRST + -(-MANY // AT_A_TIME)) if not played(seed)]
        if MANY:
            sys.stdout.writelines(f"{count:6} {what}\n" for what, count in FIRED.most_common())
        assert not broken, f"AMPARO_LIVES_SEED={broken[0]} tells it again; so do {broken[1:]}"
        missing = REACHED - set(FIRED) if MANY else set()
        assert not missing, f"no life came to: {sorted(missing)}"
