"""The one gate against a rule written a second time, by somebody who never read the first.

Whatever order things happen in, something may leave only if the person said yes to that thing, for
that recipient, with those facts, after she last took everything back, and has not left; and nothing
goes to whom she excluded, to whoever commands it or to whatever it commands. A yes until a day is
none once that day is over, whether or not the jobs ran.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amparo.crypto.keys import new_key
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.consent.accompanying_adults import (
    adults_of,
    answer_for_oneself,
    name_adults,
)
from amparo.foundations.consent.last_days import end_passed
from amparo.foundations.consent.models import Question, today_by_law
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import (
    answer,
    ask,
    ask_to_be_assessed,
    withdraw,
    withdraw_all,
)
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.keys.case_keys import STRANGER, Folder, Visitor
from amparo.foundations.intake.models import CaseKey, Exclusion, Filing
from amparo.foundations.intake.services import withdraw_procedure
from tests.examples import examples
from tests.people import MONDAY, UNITS

FIELDS = ("chosen_name", "coarse_place", "exact_place", "schedule")
CODES = tuple(code for code, _parent, _police in UNITS)
PARENT = {code: parent for code, parent, _police in UNITS}
KINDS = ("measure", "opinion")
HOUSEHOLD = ("Tomás", "Inés")

some_fields = st.sets(st.sampled_from(FIELDS), max_size=3)
asks = st.tuples(st.just("ask"), st.sampled_from(KINDS), st.sampled_from(CODES), some_fields)
answers = st.tuples(
    st.just("answer"),
    st.sampled_from(KINDS),
    st.sampled_from(CODES),
    st.sampled_from(("agreed", "refused", "discuss")),
)
until = st.tuples(
    st.just("until"), st.sampled_from(KINDS), st.sampled_from(CODES), st.sampled_from((0, 1, 2))
)
nights = st.tuples(st.just("night"), st.none(), st.none(), st.booleans())
withdraws = st.tuples(
    st.just("withdraw"), st.sampled_from(KINDS), st.sampled_from(CODES), st.none()
)
excludes = st.tuples(st.just("exclude"), st.none(), st.sampled_from(CODES), st.none())
everything = st.tuples(st.just("withdraw_all"), st.none(), st.none(), st.none())
asks_all = st.tuples(st.just("ask_all"), st.just("measure"), st.sampled_from(CODES), some_fields)
names = st.tuples(
    st.just("name"), st.just("measure"), st.sampled_from(CODES), st.sampled_from((0, 1, 2))
)
adult_says = st.tuples(
    st.just("adult"),
    st.sampled_from(HOUSEHOLD),
    st.sampled_from(CODES),
    st.sampled_from(("agreed", "agreed", "refused", "discuss")),
)
assessed = st.tuples(st.just("assess"), st.none(), st.none(), st.none())
leaves = st.tuples(st.just("leave"), st.none(), st.none(), st.none())
# Mostly asking and answering: what she agrees to must often stand, or the gate is never open.
steps = st.lists(
    st.one_of(
        asks,
        answers,
        asks,
        answers,
        asks,
        answers,
        until,
        nights,
        withdraws,
        excludes,
        everything,
        leaves,
        assessed,
    ),
    max_size=14,
)


@dataclass
class Rule:
    """What she said, remembered as she would: her last word on each thing and recipient."""

    asked: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    yes: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    adults: dict[str, dict[str, bool] | None] = field(default_factory=dict)
    days: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many more nights a yes outlasts, where she set a day."""
    excluded: set[str] = field(default_factory=set)
    left: bool = False

    def take(self, what: str, *about: Any) -> None:
        getattr(self, what)(*about)

    def ask(self, kind: str, code: str, fields: set[str]) -> None:
        self.asked[kind, code], self.yes[kind, code] = set(fields), None
        self.days.pop((kind, code), None)
        if kind == "measure":
            self.adults.pop(code, None)

    def ask_all(self, kind: str, code: str, fields: set[str]) -> None:
        """From now on each adult is asked; nobody has said yet who they are."""
        self.ask(kind, code, fields)
        self.adults[code] = None

    def name(self, _kind: str, code: str, how_many: int) -> None:
        if code in self.adults and ("measure", code) in self.asked:
            said = self.adults[code] or {}
            self.adults[code] = said | {
                one: False for one in HOUSEHOLD[:how_many] if one not in said
            }

    def adult(self, name: str, code: str, word: str) -> None:
        said = self.adults.get(code)
        if said is not None and name in said and ("measure", code) in self.asked:
            said[name] = word == "agreed"

    def answer(self, kind: str, code: str, word: str) -> None:
        if (kind, code) in self.asked:
            self.yes[kind, code] = word == "agreed"
            self.days.pop((kind, code), None)

    def until(self, kind: str, code: str, days: int) -> None:
        self.answer(kind, code, "agreed")
        if (kind, code) in self.asked:
            self.days[kind, code] = days

    def night(self, *_nothing: Any) -> None:
        self.days = {key: days - 1 for key, days in self.days.items()}
        for kind, code in [key for key, days in self.days.items() if days < 0]:
            self.withdraw(kind, code, None)

    def withdraw(self, kind: str, code: str, _more: None) -> None:
        for kept in (self.asked, self.yes, self.days):
            kept.pop((kind, code), None)

    def withdraw_all(self, *_nothing: None) -> None:
        for kind, code in [key for key, said in self.yes.items() if said is not None]:
            self.withdraw(kind, code, None)

    def exclude(self, _kind: None, code: str, _more: None) -> None:
        self.excluded.add(code)

    def assess(self, *_nothing: None) -> None:
        """Whatever she says of being assessed lets nothing leave, and shuts nothing."""

    def leave(self, *_nothing: None) -> None:
        self.left = True

    def allows(self, kind: str, code: str, fields: set[str]) -> bool:
        key = (kind, code)
        if self.left or not self.yes.get(key) or not fields <= self.asked[key]:
            return False
        if kind == "measure" and code in self.adults:
            said = self.adults[code]
            if said is None or not all(said.values()):
                return False
        return not any(commands(one, code) or commands(code, one) for one in self.excluded)


def commands(upper: str, lower: str | None) -> bool:
    """Whether one is the other or stands above it."""
    while lower is not None:
        if upper == lower:
            return True
        lower = PARENT[lower]
    return False


class TheGate(TestCase):
    """Hypothesis needs a fresh database for each example, which this class gives it."""

    def setUp(self) -> None:
        self.units: dict[str, Unit] = {}
        for code, parent, police in UNITS:
            self.units[code] = add_unit(
                code=code,
                name=code,
                parent=self.units.get(parent or ""),
                branch="executive",
                level="national",
                police=police,
                by=SYSTEM,
                at=MONDAY,
            )

    def a_file(self) -> Folder:
        filing = Filing.objects.create(
            code="AAAA-BBBB",
            protocol="pe-2021",
            channel="digital",
            filed_at=MONDAY,
            first_contact_at=MONDAY,
            happened={"request_received": MONDAY.isoformat()},
            facts={},
            once_hash=b"1" * 32,
            proof_number="AAAA-BBBB-CCCC",
            fingerprint="AAAA",
        )
        return Folder(filing, new_key())

    def happen(self, folder: Folder, step: tuple[Any, ...], at: datetime) -> None:
        """The same step, taken by the house."""
        what, kind, code, more = step
        if what in {"ask", "ask_all"}:
            told = {"kind": kind, "subject": "M", "unit": self.units[code], "fields": list(more)}
            ask(folder, **told, each_adult=what == "ask_all", by=SYSTEM, at=at)
        elif what in {"name", "adult"}:
            self.in_the_household(folder, step, at)
        elif what == "night":
            self.a_night(folder, at, jobs=more)
        elif what in {"answer", "until", "withdraw"}:
            self.she_decides(folder, step, at)
        else:
            self.of_the_file(folder, step, at)

    def of_the_file(self, folder: Folder, step: tuple[Any, ...], at: datetime) -> None:
        """What concerns no one measure."""
        what, _kind, code, _more = step
        if what == "exclude":
            Exclusion.objects.get_or_create(filing=folder.filing, blinded=folder.blinded(code))
        elif what == "assess":
            asked = ask_to_be_assessed(folder.filing, by=SYSTEM, at=at)
            answer(folder, asked.ref, answer="agreed", by=STRANGER, at=at)
        elif what == "leave":
            withdraw_procedure(Visitor(folder, CaseKey()), at=at)
        else:
            withdraw_all(folder, by=STRANGER, at=at)

    def in_the_household(self, folder: Folder, step: tuple[Any, ...], at: datetime) -> None:
        """Somebody is named, or says something; nobody is named twice."""
        what, name, code, more = step
        asked = Question.objects.standing().filter(filing=folder.filing, each_adult=True)
        standing = asked.filter(unit=self.units[code]).first()
        if standing is None:
            return
        there = {one.name: one for one in adults_of(folder, [standing], seen_by=SYSTEM)}
        if what == "name":
            new = [one for one in HOUSEHOLD[:more] if one not in there]
            name_adults(folder, standing.ref, names=new, by=SYSTEM, at=at)
        elif name in there:
            answer_for_oneself(folder, there[name].ref, answer=more, by=STRANGER, at=at)

    def a_night(self, folder: Folder, at: datetime, *, jobs: bool) -> None:
        """Each last day is one day nearer."""
        rows = Question.objects.filter(filing=folder.filing, ends_on__isnull=False)
        for one in rows.filter(withdrawn_at=None):
            if one.ends_on:
                rows.filter(pk=one.pk).update(ends_on=one.ends_on - timedelta(days=1))
        if jobs:
            end_passed(at=at)

    def she_decides(self, folder: Folder, step: tuple[Any, ...], at: datetime) -> None:
        what, kind, code, more = step
        asked = Question.objects.standing().filter(filing=folder.filing, kind=kind)
        standing = asked.filter(unit=self.units[code]).first()
        if standing and what == "until":
            day = today_by_law() + timedelta(days=more)
            answer(folder, standing.ref, answer="agreed", until=day, by=STRANGER, at=at)
        elif standing and what == "answer":
            answer(folder, standing.ref, answer=more, by=STRANGER, at=at)
        elif standing:
            withdraw(folder, standing.ref, by=STRANGER, at=at)

    @examples(60)
    @example(
        [
            ("ask_all", "measure", "pnp", set()),
            ("name", "measure", "pnp", 2),
            ("answer", "measure", "pnp", "agreed"),
            ("adult", "Inés", "pnp", "agreed"),
        ],
        [("measure", set())],
    )
    @example(
        [("ask_all", "measure", "pnp", set()), ("answer", "measure", "pnp", "agreed")],
        [("measure", set())],
    )
    @example(
        [
            ("ask_all", "measure", "pnp", set()),
            ("name", "measure", "pnp", 1),
            ("answer", "measure", "pnp", "agreed"),
            ("adult", "Tomás", "pnp", "agreed"),
        ],
        [("measure", set())],
    )
    @example(
        [("ask", "measure", "pnp", {"schedule"}), ("answer", "measure", "pnp", "agreed")],
        [("measure", {"schedule"}), ("measure", {"chosen_name"}), ("opinion", set())],
    )
    @example(
        [
            ("ask", "measure", "pnp", set()),
            ("answer", "measure", "pnp", "agreed"),
            ("withdraw_all", None, None, None),
            ("answer", "measure", "pnp", "agreed"),
        ],
        [("measure", set())],
    )
    @example(
        [
            ("ask", "measure", "pnp", set()),
            ("until", "measure", "pnp", 1),
            ("night", None, None, False),
        ],
        [("measure", set())],
    )
    @example(
        [
            ("ask", "measure", "pnp", set()),
            ("until", "measure", "pnp", 1),
            ("night", None, None, True),
            ("night", None, None, False),
            ("answer", "measure", "pnp", "agreed"),
        ],
        [("measure", set())],
    )
    @given(steps, st.lists(st.tuples(st.sampled_from(KINDS), some_fields), min_size=1, max_size=4))
    def test_the_gate_says_what_the_rule_says(
        self, taken: list[tuple[Any, ...]], wanted: list[tuple[str, set[str]]]
    ) -> None:
        folder, rule = self.a_file(), Rule()
        for number, step in enumerate(taken):
            self.happen(folder, step, MONDAY + timedelta(minutes=number + 1))
            rule.take(*step)
        for kind, fields in wanted:
            for code in CODES:
                verdict = may_leave(
                    folder,
                    kind=kind,
                    subject="M",
                    unit=self.units[code],
                    fields=sorted(fields),
                    seen_by=SYSTEM,
                )
                assert verdict.allowed == rule.allows(kind, code, fields), verdict.reasons


def test_the_rule_opens_and_shuts() -> None:
    """A rule that always says no would agree with a gate that is nailed shut."""
    rule = Rule()
    rule.take("ask", "measure", "pnp", {"schedule"})
    assert not rule.allows("measure", "pnp", set())
    rule.take("answer", "measure", "pnp", "agreed")
    assert rule.allows("measure", "pnp", {"schedule"})
    assert not rule.allows("measure", "pnp", {"chosen_name"})
    assert not rule.allows("opinion", "pnp", set())
    rule.take("exclude", None, "minam", None)
    assert rule.allows("measure", "pnp", set())
    rule.take("exclude", None, "pnp-selva", None)
    assert not rule.allows("measure", "pnp", set())
