"""What must hold at every moment for a family, and for a child in it before all."""

from hypothesis.stateful import invariant, precondition

from amparo.foundations.consent.models import AffectedAdult
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Document
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import beside_again, opened_copies
from tests.property.lives.base import where_something_happened
from tests.property.lives.family import CHILD_SAYS
from tests.property.lives.must_hold import running
from tests.property.lives.must_hold_around import MustHoldAround
from tests.property.lives.team import TOLD

have_kin = precondition(lambda self: self.memory.kin)


class MustHoldFamily(MustHoldAround):
    """Read from what is stored, against what was remembered."""

    def look_around(self) -> None:
        super().look_around()
        if self.memory.opened:
            self.a_measure_is_agreed_to_when_everybody_has_agreed()
            self.what_each_of_them_said_is_what_stands()
            self.what_a_child_said_is_with_the_team_alone()

    @running
    @have_kin
    @invariant()
    @where_something_happened
    def what_each_of_them_said_is_what_stands(self) -> None:
        kin = self.memory.kin.values()
        rows = RelatedPerson.objects.filter(ref__in=self.memory.kin).select_related("guardian")
        found = {one.ref: one.guardian.ref if one.guardian else "" for one in rows}
        assert found == {one.ref: one.guardian for one in kin}
        asked = AffectedAdult.objects.filter(
            filing__code=self.memory.code, question__withdrawn_at__isnull=True
        )
        said = {one.ref: (one.other, one.child, one.answer, bool(one.view_ref)) for one in asked}
        assert said == {
            row.ref: (row.answers, row.child, row.answer, row.heard)
            for _one, row in self.memory.besides()
        }

    @running
    @invariant()
    @where_something_happened
    def a_measure_is_agreed_to_when_everybody_has_agreed(self) -> None:
        """What whoever decides reads of it: hers, each adult's, and each child's with its view."""
        for ref, state in self.measures_now().items():
            if not self.memory.undecided(ref):
                continue
            one = self.memory.asked.get(("measure", ref, self.memory.measures[ref]))
            if state == "consented":
                assert one, "agreed to what was taken back"
                assert one.covers, f"agreed to by {one.beside}"
            elif one and one.answer == "agreed" and not self.memory.left:
                assert not one.covers, f"all agreed, and it is {state}"

    @running
    @have_kin
    @invariant()
    @where_something_happened
    def what_a_child_said_is_with_the_team_alone(self) -> None:
        """Whoever lives with the child may read her page, or has words of their own."""
        filing = Document.objects.filter(filing__code=self.memory.code)
        if not filing.filter(kind="child_view").exists():
            return
        her = self.her()
        hers = [her.folder.words(one) for one in papers_in(her.folder, seen_by=her)]
        assert not [one for one in hers if CHILD_SAYS in str(one)], "her page tells it"
        for one in self.memory.words:
            there = beside_again(one.came.way.pk, one.came.pair, seen_by=STRANGER)
            kinds = set(there.way.copies.values_list("kind", flat=True)) if there else set()
            asked = one.right != "answers" or one.other in self.memory.ever_asked
            assert asked or not kinds, f"{one.name} reads what nobody asked of them"
            for kind in kinds:
                read = str(opened_copies(one.came, kind, seen_by=STRANGER))
                assert CHILD_SAYS not in read, f"{one.name} reads it"
                alone = one.right == "answers" and kind != "decision"
                assert not alone or not [it for it in TOLD.values() if it in read], read
