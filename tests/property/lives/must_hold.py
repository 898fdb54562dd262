"""What must hold at every moment of every life."""

import json
from datetime import datetime

from django.conf import settings
from django.http import Http404
from django.test import Client
from django.urls import reverse
from hypothesis.stateful import invariant, precondition, rule

from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called, owed_by_unit
from amparo.casework.review.complaints.queries import heard_by
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import pair_of
from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import counts, opened, worklist
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.exclusions import INHERITED
from amparo.foundations.intake.models import Filing, SealedMessage
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.unopened_requests import waiting
from amparo.foundations.ledger.models import Entry
from amparo.law import Happened, Term, TermState, case_state, load_protocol
from amparo.law.transitory import norm_and_name
from tests.property.lives.base import Life, unless_it_is_as_before, where_something_happened
from tests.property.lives.cast import OFFICERS, PEOPLE, ROLE, TEAM, UNIT_OF, standing_of
from tests.property.lives.norms import RECORDED

filed = precondition(lambda self: self.memory.code)
running = precondition(lambda self: self.memory.opened)


def moments(happened: dict[str, str]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(at) for name, at in happened.items()}


class MustHold(Life):
    """Read from what is stored, against what was remembered."""

    def look_around(self) -> None:
        """Between two steps of one rule, as Hypothesis looks between two rules."""
        if not self.memory.code:
            return
        self.who_has_no_seat_finds_nothing()
        self.no_late_term_is_unseen()
        self.nobody_elses_measures_move()
        if self.memory.opened:
            self.nothing_is_with_an_institution_without_her_yes()
            self.what_she_takes_back_is_taken_back_and_nothing_else()
            self.a_unit_sees_its_own_duty_alone()
            self.nothing_ends_without_its_gates()
            self.the_record_tells_what_stands()

    # --- no exit without consent ---

    @running
    @invariant()
    @where_something_happened
    def nothing_is_with_an_institution_without_her_yes(self) -> None:
        for name in OFFICERS:
            unit = UNIT_OF[name]
            for duty in Obligation.objects.filter(
                unit__code=unit, case__filing__code=self.memory.code
            ):
                told = self.read_with_the_units_key(duty, name)
                if told is not None:
                    may = self.memory.may_be_with(duty.kind, duty.measure.ref, unit, told)
                    assert may, f"{unit} has {sorted(told)} of {duty.kind}"
                    assert set(told) <= set(self.memory.sent[duty.alias].told)

    def read_with_the_units_key(self, duty: Obligation, name: str) -> dict[str, str] | None:
        """What lies there for the unit, whatever a page would show of it."""
        if not duty.extract or not duty.key_for_unit:
            return None
        pair = self.who(name).group_pair("unit", UNIT_OF[name])
        key = boxes.open_with(
            pair_of(pair.secret).secret, bytes(duty.key_for_unit), context=f"duty/{duty.alias}/unit"
        )
        context = f"duty/{duty.alias}/extract"
        return dict(envelopes.unseal_json(key, bytes(duty.extract), context=context)["fields"])

    @running
    @invariant()
    @where_something_happened
    def what_she_takes_back_is_taken_back_and_nothing_else(self) -> None:
        """In the very moment in which her yes ends, the record says which duties were revoked."""
        for alias in self.live():
            one = self.memory.sent[alias]
            if not self.memory.may_be_with(one.kind, one.measure, one.unit, one.told):
                one.state = "revoked"
        revoked = {alias for alias, one in self.memory.sent.items() if one.state == "revoked"}
        entries = Entry.objects.filter(about=self.memory.code, event="DutyRevoked")
        said = {json.loads(one.facts)["duty"] for one in entries}
        assert said == revoked, f"on record {said}, by what she said {revoked}"

    # --- nobody sees what they should not ---

    def who_may(self) -> list[tuple[str, bool, bool, bool]]:
        memory = self.memory
        shut = memory.must_not_know
        return [(it, memory.may_see(it), memory.may_open(it), shut(it)) for it in PEOPLE]

    @filed
    @invariant()
    @unless_it_is_as_before(lambda self: (self.who_may(), self.memory.closed))
    def who_has_no_seat_finds_nothing(self) -> None:
        for name in PEOPLE:
            actor, code = self.who(name), self.memory.code
            try:
                opened(code, seen_by=actor)
                sees = True
            except Http404:
                sees = False
            assert sees == self.memory.may_see(name), f"{name} sees: {sees}"
            listed = [seat.code for seat in worklist(seen_by=actor, size=9)]
            may = {self.memory.may_see(name) and not self.memory.closed}
            left_here = SealedMessage.objects.filter(filing__code=code, kind=INHERITED)
            if self.memory.closed and (self.memory.demanded or left_here.exists()):
                may.add(self.memory.may_see(name))  # when exactly: `must_hold_outside.py`
            assert (code in listed) in may, f"{name} has it on the list: {code in listed}"
            whole = ROLE[name] == "supervisor"  # all of the team's, with a seat of hers or without
            has = Case.objects.filter(closed_at=None).count() if whole else len(listed)
            assert counts(seen_by=actor, at=self.now).all == has
            opens = filing_to_open(code, seen_by=actor) is not None
            assert opens == self.memory.may_open(name), f"{name} opens it: {opens}"
            if ROLE[name] == "decision_maker" and self.memory.must_not_know(name):
                assert not [
                    one for one in heard_by(at=self.now, seen_by=actor)
                    if one.row.filing.code == code
                ]  # fmt: skip

    @running
    @precondition(lambda self: self.memory.sent)
    @invariant()
    @unless_it_is_as_before(lambda self: {ref: one.unit for ref, one in self.memory.sent.items()})
    def a_unit_sees_its_own_duty_alone(self) -> None:
        for name in OFFICERS:
            actor = self.who(name)
            own = {alias for alias, one in self.memory.sent.items() if one.unit == UNIT_OF[name]}
            listed = {line.duty.alias for line in owed_by_unit(seen_by=actor)}
            assert not (listed & set(self.memory.sent)) - own
            for alias in set(self.memory.sent) - own:
                try:
                    duty_called(alias, seen_by=actor)
                except Http404:
                    continue
                raise AssertionError(f"{name} finds another unit's duty")

    @running
    @rule()
    def everybody_tries_the_page(self) -> None:
        """The same through the site: no seat and a code never given are one answer. Whoever has a
        seat and nothing to do there says first why she looks."""
        for name in TEAM:
            content = {"secret": self.who(name).pair.secret.hex()}
            token = sittings.begin("member", content, at=self.now, member=self.who(name).member)
            client = Client()
            client.cookies[pages.COOKIE] = token.hex()
            status = client.get(reverse("desk:case", args=[self.memory.code])).status_code
            may = {200, 409} if self.memory.may_see(name) else {404}
            assert status in may, f"{name}: {status}"
        self.came("everybody tries the page")

    # --- no late term unseen ---

    def happened_now(self) -> dict[str, str]:
        """What has happened, as the record alone tells it."""
        filing = Filing.objects.get(code=self.memory.code)
        first = {"request_received", "first_contact"}
        happened = {name: at for name, at in filing.happened.items() if name in first}
        for entry in Entry.objects.filter(about=self.memory.code).order_by("sequence"):
            facts = json.loads(entry.facts)
            if entry.event == "LegalEvent":
                happened[facts["what"]] = facts["happened_at"]
            elif entry.event == "LegalEventSetAside":
                happened.pop(facts["what"])
            elif entry.event == "NormChanged" and facts["undoes"]:
                happened.pop(RECORDED)
            elif entry.event == "NormChanged":
                happened[RECORDED] = entry.at.isoformat()
        return happened

    def late_terms(self) -> list[Term]:
        """What the plain engine calls late, of what the record says has happened."""
        law = load_protocol(self.memory.norm)
        filing = Filing.objects.get(code=self.memory.code)
        assert filing.protocol == self.memory.norm
        happened = self.happened_now()
        assert moments(happened) == moments(filing.happened), "the record tells another story"
        granted = "granted" in self.measures_now().values()
        assert not (granted and filing.facts.get("nothing_granted")), "granted, and nobody is told"
        told = {**happened, **filing.facts}
        known = Happened.from_plain(told, law, self.memory.carried)
        state = case_state(law, known, self.now, calendar=settings.CALENDAR, open_ended=True)
        return [
            term
            for term in state.terms
            if term.state is TermState.LATE and law.roles[term.owed_by].authority
        ]

    @filed
    @invariant()
    @where_something_happened
    def no_late_term_is_unseen(self) -> None:
        late = self.late_terms()
        if not late or self.memory.closed:
            return
        self.came("a term is late")
        if not self.memory.opened:
            readers = [name for name in TEAM if self.memory.may_open(name)]
            assert readers
            for name in readers:
                filings = waiting(seen_by=self.who(name), most=9)
                assert self.memory.code in [one.code for one in filings]
            return
        readers = [name for name in TEAM if self.memory.may_see(name)]
        assert readers, "nobody is left who could see it"
        for name in readers:
            lists = worklist(seen_by=self.who(name), due_before=self.now, size=9)
            assert self.memory.code in [seat.code for seat in lists], (
                f"{[term.term for term in late]} is not late on {name}'s list"
            )

    @filed
    @precondition(lambda self: not (self.memory.left or self.memory.dead))
    @rule()
    def she_looks_at_her_page(self) -> None:
        """Each of them stands on her own page, by the name that the law's text gives it."""
        assert self.her_pair is not None
        content = {"way": self.her_way, "secret": self.her_pair.secret.hex()}
        client = Client()
        client.cookies["amparo_visit"] = sittings.begin("visit", content, at=self.now).hex()
        answer = client.get(reverse("door:mine"))
        assert answer.status_code == 200
        page = answer.content.decode()
        for term in self.late_terms():
            norm, name = norm_and_name(term.term)
            law = load_protocol(norm or self.memory.norm)
            assert law.texts["es"].terms[name] in page, f"{term.term} is not on her page"
            self.came("a late term is on her page")

    # --- no end without its gates ---

    @running
    @invariant()
    @where_something_happened
    def nothing_ends_without_its_gates(self) -> None:
        for ref, state in self.measures_now().items():
            if state == "lapsed":
                assert ref in self.memory.may_lapse, "a measure lapsed by itself"
                continue
            ended = state in {"suspended", "ceased", "withdrawn_misuse", "renounced"}
            by_whom = self.memory.ended.get(ref)
            assert by_whom == (state if ended else None), f"{state}, ended by {by_whom}"
            assert state != "denied" or ref in self.memory.denied
            hers = self.memory.said.get(ref) in {"arrived", "works"}
            if state == "verified_by_beneficiary" and not self.memory.revived:
                not_hers = ref in self.memory.given_up | self.memory.not_hers
                assert hers or not_hers, "verified without her"
                said = {self.memory.arrived.get(it.ref) for it in self.memory.waited_for(ref)}
                assert said <= {"arrived", "works"}, "verified without one whom it protects"

    @filed
    @invariant()
    @where_something_happened
    def nobody_elses_measures_move(self) -> None:
        assert standing_of(self.place.neighbour) == self.others

    # --- the record tells the same story as the rows ---

    @running
    @invariant()
    @where_something_happened
    def the_record_tells_what_stands(self) -> None:
        moved: dict[str, str] = {}
        answered: dict[str, str] = {}
        for entry in Entry.objects.filter(about=self.memory.code).order_by("sequence"):
            facts = json.loads(entry.facts)
            if entry.event == "MeasureProposed":
                moved[facts["measure"]] = "proposed"
            elif entry.event == "MeasureMoved":
                moved[facts["measure"]] = facts["state"]
            elif entry.event == "ConsentAnswered":
                answered[facts["question"]] = facts["answer"]
        assert moved == self.measures_now()
        rows = Question.objects.filter(filing__code=self.memory.code)
        assert answered == {one.ref: one.answer for one in rows if one.answer}
        standing = {one.ref for one in rows if one.withdrawn_at is None}
        assert standing == {one.ref for one in self.memory.asked.values()}
        case = Case.objects.get(filing__code=self.memory.code)
        assert bool(case.closed_at) == self.memory.closed
