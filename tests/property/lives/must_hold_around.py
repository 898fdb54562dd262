"""What must hold at every moment for everybody else who comes into a life."""

from django.http import Http404
from hypothesis.stateful import invariant, precondition

from amparo.casework.disappearances.models import DisappearanceTask
from amparo.casework.interpreting.models import Interpretation, Interpreter
from amparo.casework.obligations.models import FollowUpTask
from amparo.casework.referral.models import Referral, ReferralTask
from amparo.casework.review.complaints.queries import heard_by
from amparo.foundations.cases.queries import opened, worklist
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.related_people.queries import asked_of, beside_again, notices_for
from tests.property.lives.base import unless_it_is_as_before, where_something_happened
from tests.property.lives.cast import PEOPLE, ROLE, TEAM
from tests.property.lives.must_hold import MustHold, filed, running

DATED = (ReferralTask, FollowUpTask, Interpretation, DisappearanceTask)
WITH_HER = {"agree", "contact_before_ending", "hear_her", "tell_demand", "tell_hold"}
# What may be read with words of one's own, by the right that they give.
NOTICES = {"acknowledgement", "archiving_advice", "correction_asked", "decision", "provisional"}
QUESTIONS = {"measure", "opinion", "action", "question"}
ALONE = {"asked_alone"}  # what is asked of them about themselves, whatever their words open
COPIED = {
    "reads": NOTICES | ALONE,
    "speaks": NOTICES | QUESTIONS | ALONE,
    # That there is a decision, and its day; and for which child they are asked.
    "answers": QUESTIONS | {"decision", "adult"} | ALONE,
}


def is_done_with_her(row: ReferralTask | FollowUpTask | Interpretation | DisappearanceTask) -> bool:
    """What nobody can do with the dead: nobody is called to it."""
    to_her = isinstance(row, Interpretation) and row.other_id is None
    return to_her or row.kind in WITH_HER


class MustHoldAround(MustHold):
    """Read from what is stored, against what was remembered."""

    def look_around(self) -> None:
        super().look_around()
        if not self.memory.code:
            return
        self.whether_she_can_be_asked_is_known()
        self.who_has_words_reads_what_they_were_given_for()
        self.who_rules_on_a_delay_is_above_it()
        if self.memory.opened:
            self.what_is_elsewhere_is_there_with_her_yes()
            self.nobody_carries_words_without_her_yes()
            self.a_go_between_has_what_the_board_agreed_to()
            self.what_has_its_day_is_seen_when_it_is_over()
            self.nobody_finds_the_case_of_those_left()

    @filed
    @invariant()
    @where_something_happened
    def whether_she_can_be_asked_is_known(self) -> None:
        filing = Filing.objects.get(code=self.memory.code)
        stands = (bool(filing.impediment), filing.asks_nobody)
        assert stands == (self.memory.impeded, self.memory.dead), filing.impediment

    @running
    @precondition(lambda self: self.memory.referred)
    @invariant()
    @where_something_happened
    def what_is_elsewhere_is_there_with_her_yes(self) -> None:
        rows = Referral.objects.filter(case__filing__code=self.memory.code)
        found = {one.ref: (one.state, one.copies) for one in rows}
        assert found == {one.ref: (one.state, one.copies) for one in self.memory.referred.values()}

    @running
    @precondition(lambda self: self.memory.betweens)
    @invariant()
    @where_something_happened
    def a_go_between_has_what_the_board_agreed_to(self) -> None:
        """Read with the federation's own words, whatever its page would show."""
        folder = self.place.nelly.folder
        papers = Document.objects.filter(filing=folder.filing, kind="passed_on")
        there = sorted(str(folder.words(one)["text"]) for one in papers)
        stand = [one for one in self.memory.betweens.values() if not one.over]
        assert there == sorted(said for one in stand for said in one.told)

    @running
    @precondition(lambda self: self.memory.carriers)
    @invariant()
    @where_something_happened
    def nobody_carries_words_without_her_yes(self) -> None:
        rows = Interpreter.objects.filter(case__filing__code=self.memory.code)
        found = {one.ref: (one.ended, one.ready) for one in rows}
        assert found == {
            one.ref: (one.ended, self.memory.may_interpret(one))
            for one in self.memory.carriers.values()
        }

    @filed
    @precondition(lambda self: self.memory.words)
    @invariant()
    @where_something_happened
    def who_has_words_reads_what_they_were_given_for(self) -> None:
        for one in self.memory.words:
            there = beside_again(one.came.way.pk, one.came.pair, seen_by=STRANGER)
            assert (there is None) == one.ended, f"the words of {one.name} hold: {bool(there)}"
            kinds = set(one.came.way.copies.values_list("kind", flat=True))
            alone = {"asked_alone"} if self.memory.asked_alone(one.other) else set()
            assert kinds <= (set() if one.ended else COPIED[one.right] | alone)
            if there is not None:
                assert one.right != "answers" or not notices_for(there, seen_by=STRANGER)
                asked = {it.ref for it in asked_of(there, seen_by=STRANGER)}
                may = self.memory.may_read_with(one)
                assert asked == may, "asked of somebody what is hers, or another's, alone"

    @filed
    @precondition(lambda self: self.memory.complaints)
    @invariant()
    @unless_it_is_as_before(lambda self: self.who_may_rule())
    def who_rules_on_a_delay_is_above_it(self) -> None:
        for name, may in self.who_may_rule().items():
            heard = heard_by(at=self.now, seen_by=self.who(name))
            found = {one.row.ref for one in heard if one.row.filing.code == self.memory.code}
            assert found == may, f"{name} hears of {found}"
            assert not found or ROLE[name] == "decision_maker"

    def who_may_rule(self) -> dict[str, set[str]]:
        memory = self.memory
        return {
            name: {it.ref for it in memory.complaints if memory.may_rule(name, it)}
            for name in PEOPLE
        }

    @running
    @invariant()
    @where_something_happened
    def what_has_its_day_is_seen_when_it_is_over(self) -> None:
        """Whatever no norm sets a day for and the team owes all the same."""
        if self.memory.closed:
            return
        mine = {"case__filing__code": self.memory.code, "done_at__isnull": True}
        late = [row for kind in DATED for row in kind.objects.filter(**mine, due_on__lt=self.now)]
        if self.memory.dead:
            late = [row for row in late if not is_done_with_her(row)]
        if not late:
            return
        self.came("a day without a norm is over")
        for name in TEAM:
            if self.memory.may_see(name):
                lists = worklist(seen_by=self.who(name), due_before=self.now, size=9)
                codes = [seat.code for seat in lists]
                assert self.memory.code in codes, f"{late} is not late on {name}'s list"

    @running
    @precondition(lambda self: self.memory.linked)
    @invariant()
    @where_something_happened
    def nobody_finds_the_case_of_those_left(self) -> None:
        for code, seats in self.memory.linked.items():
            for name in PEOPLE:
                try:
                    opened(code, seen_by=self.who(name))
                except Http404:
                    assert name not in seats, f"{name} finds no {code}"
                else:
                    assert name in seats, f"{name} finds {code}"
