"""What must hold at every moment of what others with power order or demand, and of each copy."""

from hypothesis.stateful import invariant, precondition

from amparo.casework.exports.models import Export
from amparo.casework.referral.models import AuthorityDemand, ExternalMeasure, ReferralTask
from amparo.door.elsewhere.external_measures import ordered_of
from amparo.door.my_case.dashboard_sections import entries_of
from amparo.foundations.cases.queries import worklist
from amparo.foundations.consent.models import Beneficiary
from amparo.foundations.intake.documents.services import papers_in
from tests.property.lives.base import where_something_happened
from tests.property.lives.cast import TEAM
from tests.property.lives.must_hold import running
from tests.property.lives.must_hold_family import MustHoldFamily


class MustHoldOutside(MustHoldFamily):
    """Read from what is stored, against what was remembered."""

    def look_around(self) -> None:
        super().look_around()
        if self.memory.opened:
            self.whom_a_measure_is_for_is_what_was_said()
            self.each_copy_is_where_she_agreed_to()
        if self.memory.ordered:
            self.she_reads_what_was_ordered_and_what_she_said_of_it()
        if self.memory.demanded:
            self.she_reads_who_demanded_it_unless_a_court_forbids_that()
            self.the_team_tells_her_of_each_that_nothing_keeps_from_her()
            self.what_is_kept_from_her_is_seen_when_its_days_are_over()

    @running
    @precondition(lambda self: self.memory.ordered)
    @invariant()
    @where_something_happened
    def she_reads_what_was_ordered_and_what_she_said_of_it(self) -> None:
        memory, her = self.memory, self.her()
        rows = ExternalMeasure.objects.filter(case__filing__code=memory.code)
        found = {one.ref: (one.agreement, one.ended_at is not None) for one in rows}
        assert found == {one.ref: (one.agreement, one.ended) for one in memory.ordered.values()}
        papers = papers_in(her.folder, seen_by=her, kinds=["external_measure"])
        assert {one.ref for one in papers} == {one.paper for one in memory.ordered.values()}
        said = sorted(str(one.until) for one in ordered_of(her, entries_of(her)))
        assert said == sorted(str(one.until) for one in memory.ordered.values())

    @running
    @precondition(lambda self: self.memory.demanded)
    @invariant()
    @where_something_happened
    def she_reads_who_demanded_it_unless_a_court_forbids_that(self) -> None:
        """Also where nobody has told her yet and the days are over; and no row says otherwise."""
        memory, her = self.memory, self.her()
        rows = AuthorityDemand.objects.filter(case__filing__code=memory.code)
        told = {one.ref for one in rows if one.told_at}
        assert told == {one.ref for one in memory.demanded.values() if one.told}
        papers = papers_in(her.folder, seen_by=her, kinds=["demand"])
        hers = {one.paper for one in memory.demanded.values() if one.hers_to_read(self.today)}
        assert {one.ref for one in papers} == hers, f"{self.today}: {memory.demanded}"

    @running
    @precondition(lambda self: self.memory.demanded)
    @invariant()
    @where_something_happened
    def the_team_tells_her_of_each_that_nothing_keeps_from_her(self) -> None:
        """Until she was told or opened it; a closed case stands on the list for it, too."""
        memory = self.memory
        tasks = ReferralTask.objects.filter(case__filing__code=memory.code, kind="tell_demand")
        told = {one.paper for one in memory.demanded.values() if one.told}
        assert set(tasks.values_list("about", flat=True)) == told
        waits = tasks.filter(done_at=None).exists() and not memory.dead
        for name in TEAM if waits else ():
            listed = [seat.code for seat in worklist(seen_by=self.who(name), size=9)]
            assert (memory.code in listed) == memory.may_see(name), f"{name} does not tell her"

    @running
    @precondition(lambda self: self.memory.demanded)
    @invariant()
    @where_something_happened
    def what_is_kept_from_her_is_seen_when_its_days_are_over(self) -> None:
        """A court's silence that is over and was not told is late for the team."""
        kept = [one for one in self.memory.demanded.values() if one.kept]
        over = [one for one in kept if one.hers_to_read(self.today)]
        for name in TEAM if over and not self.memory.closed else ():
            lists = worklist(seen_by=self.who(name), due_before=self.now, size=9)
            listed = self.memory.code in [seat.code for seat in lists]
            assert listed == self.memory.may_see(name), f"{over} is not late on {name}'s list"

    @running
    @precondition(lambda self: self.memory.copies)
    @invariant()
    @where_something_happened
    def each_copy_is_where_she_agreed_to(self) -> None:
        rows = Export.objects.filter(case__filing__code=self.memory.code)
        found = {one.ref: (one.state, one.taken_at is not None) for one in rows}
        assert found == {one.ref: (one.state, one.out) for one in self.memory.copies.values()}
        back = ReferralTask.objects.filter(case__filing__code=self.memory.code, kind="export_back")
        gone = {one.ref for one in self.memory.copies.values() if one.out and not one.lives}
        assert set(back.values_list("about", flat=True)) == gone, "nobody is told to destroy it"

    @running
    @precondition(lambda self: self.memory.measures)
    @invariant()
    @where_something_happened
    def whom_a_measure_is_for_is_what_was_said(self) -> None:
        without = Beneficiary.objects.filter(
            measure__in=self.memory.measures, paper_ref="", ended_for="not_meant"
        )
        assert set(without.values_list("measure", flat=True)) == self.memory.not_hers
