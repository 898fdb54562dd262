"""Her family: children, whoever answers for them, relatives who must not know, and whoever of them
is behind the danger."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.measures.decisions.replacement_institution import ask_recipient
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.review.beneficiary_hearings.notes import Noted, note_heard
from amparo.foundations.consent.accompanying_adults import Whom, answer_for_oneself
from amparo.foundations.consent.beneficiary_shares import protected_in
from amparo.foundations.consent.models import AffectedAdult
from amparo.foundations.intake.contact.follow_up_reports import tell_incident
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.services import keep_from
from amparo.foundations.related_people import services as related_people
from amparo.foundations.related_people.queries import beside_by_phrase
from tests.property.lives.between import GoBetweens
from tests.property.lives.hers import NARROWS, alive, filed, numbers
from tests.property.lives.household import Relative, Share
from tests.property.lives.memory import TAKES_AWAY, Asked, Beside, Change, akin
from tests.property.lives.remembered import OwnWords, surname
from tests.property.lives.team import ANALYST, SOMEBODY, TOLD, running

# Some share a surname with one of the team, or with whoever they are afraid of.
ADULTS = ("Justina Mori", "Elena Tuesta", "Raúl Cueva", "Tomás Rojas")
CHILDREN = ("Wayra Cueva", "Illa Mori", "Sami Rojas")
CHILD_SAYS = "quiere dormir en su casa, con la abuela"
RELATIONS = st.sampled_from(("family", "family", "family", "witness", "aggressor"))
SAYS = st.sampled_from(("agreed", "agreed", "agreed", "refused", "discuss"))
have_kin = precondition(lambda self: self.memory.kin)
are_asked = precondition(lambda self: self.memory.besides())


class Family(GoBetweens):
    """Nobody answers for a child who is feared or kept away, and each answers alone."""

    # --- who they are ---

    def guardian_at(self, number: int) -> str:
        """Somebody of the list, or herself."""
        return str(self.one_of(["", *self.memory.kin], number))

    @running
    @rule(
        who=SOMEBODY, name=st.sampled_from((*ADULTS, *CHILDREN)), relation=RELATIONS,
        number=numbers, sure=st.booleans(),
    )  # fmt: skip
    def puts_a_relative_down(
        self,
        who: str,
        name: str,
        relation: str = "family",
        number: int = 0,
        sure: bool = False,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        child, guardian = name in CHILDREN, self.guardian_at(number)
        if not child and relation == "aggressor" and len(self.memory.kept_away) > 1:
            return  # or nobody of the team would be left in most lives
        do = lambda: related_people.name_other(  # noqa: E731
            self.case_of(who).folder, name=name, relation=relation, child=child,
            guardian=guardian if child else "", sure=sure, by=self.who(who), at=self.tick(),
        )  # fmt: skip
        memory, threatens = self.memory, relation == "aggressor"
        may = memory.may_see(who) and not (child and threatens)
        may = may and (threatens or not memory.may_not(name, child=child))
        may = may and (not child or memory.may_answer_for_a_child(guardian, sure=sure))
        wrote = ("OtherNamed", *(["GuardianNamed"] if child else []))
        also = NARROWS if threatens else ()
        other = self.act(f"puts down: {relation}", do, by=who, wrote=wrote, perhaps=also)
        assert may or not other, f"{name} was put down, with {guardian}"
        assert other or threatens or not may, f"{name} was not put down"
        if other:
            kept_by = guardian if child else ""
            memory.kin[other.ref] = Relative(other.ref, name, relation, child, kept_by)
            if threatens:
                memory.kept_away.add(name)
                memory.out_of_sight()

    @alive
    @filed
    @rule(name=st.sampled_from((*ADULTS, "Raúl Cueva", *CHILDREN)))
    def keeps_a_relative_away(self, name: str) -> None:
        if len(self.memory.kept_away) > 1:
            return
        her = self.her()
        do = lambda: keep_from(her.folder, [], names=name, by=her, at=self.tick())  # noqa: E731
        if self.act("keeps a relative away", do, perhaps=NARROWS):
            self.memory.kept_away.add(name)
            self.memory.out_of_sight()
            self.memory.closed = False

    @alive
    @filed
    @precondition(lambda self: self.memory.opened)
    @rule(name=st.sampled_from(ADULTS))
    def tells_of_a_relative(self, name: str) -> None:
        """Perhaps as a witness, perhaps as who was there: the words alone do not tell."""
        her, text = self.her(), f"{name} estuvo en el puente cuando vino la moto"
        do = lambda: tell_incident(her.folder, words=text, by=her, at=self.tick())  # noqa: E731
        if self.act("tells of a relative", do, wrote=("IncidentTold", "PaperWritten")):
            self.memory.told_of.add(surname(name))
            self.memory.closed = False

    @have_kin
    @rule(who=SOMEBODY, child=numbers, number=numbers, sure=st.booleans())
    def another_takes_care(
        self,
        who: str,
        child: int,
        number: int,
        sure: bool = True,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        young = self.one_of([ref for ref, one in self.memory.kin.items() if one.child], child)
        if young is None:
            return
        guardian = self.guardian_at(number)
        do = lambda: related_people.give_guardian(  # noqa: E731
            self.case_of(who).folder, young, guardian=guardian, sure=sure, by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        may = self.memory.may_see(who)
        may = may and self.memory.may_answer_for_a_child(guardian, sure=sure)
        wrote, also = ("GuardianNamed",), ("GuardianSetAside",)
        done = self.act("another takes care", do, by=who, wrote=wrote, perhaps=also)
        assert bool(done) == may, f"{guardian} takes care: {bool(done)}"
        if done:
            self.memory.another_guardian(young, guardian)

    # --- what they are asked ---

    @precondition(lambda self: self.memory.measures)
    @rule(
        who=ANALYST, number=numbers, which=st.sets(numbers, max_size=3),
        typed=st.sampled_from(("", "", *ADULTS)), hers=st.sampled_from((True, True, False)),
    )  # fmt: skip
    def says_whom_it_protects(
        self,
        who: str,
        number: int,
        which: set[int],
        typed: str = "",
        hers: bool = True,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        memory, ref = self.memory, self.one_of(list(self.memory.measures), number)
        chosen = [one for at, one in enumerate(memory.kin.values()) if at in which]
        whom = [
            Whom(one.name, one.guardian if one.child else one.ref, one.ref if one.child else "")
            for one in chosen
        ]
        whom += [Whom(typed)] if typed else []
        one = memory.asked.get(("measure", ref, memory.measures[ref]))
        do = lambda: adults.name(  # noqa: E731
            self.case_of(who), ref, listed=whom, hers=hers, by=self.who(who), at=self.tick()
        )
        may = all(memory.may_be_asked(it.name, it.child, it.other) for it in whom)
        wrote, also = ("AdultsNamed",), ("EachIsAsked", "PersonProtected")
        name = "says whom it protects"
        if whom and self.act(name, do, by=who, role="analyst", wrote=wrote, perhaps=also):
            assert may, f"asked who must not be: {whom}"
            assert one is not None
            assert memory.undecided(ref)
            assert not memory.dead
            memory.for_others.add(ref)
            memory.not_hers = memory.not_hers - {ref} if hers else memory.not_hers | {ref}
            self.has_shares(who, ref, whom)
            one.each, one.named = True, True
            one.beside += self.rows_of(one, whom)

    def has_shares(self, who: str, ref: str, whom: list[Whom]) -> None:
        """Each who was named has one, and whoever was not named again has none any more."""
        kin, before = self.memory.kin, self.memory.shares.get(ref, [])
        found = protected_in(self.case_of(who).folder, seen_by=self.who(who))[ref]
        now = [
            Share(one.ref, one.name, one.row.other, one.row.child)
            for one in found
            if not one.row.is_her
        ]
        known = {one.child or one.answers or one.name for one in now}
        assert {it.child or it.other or it.name for it in whom} <= known, "named, and has no share"
        dead = [one for one in before if (one.child or one.answers) in kin]
        self.memory.shares[ref] = now + [
            one for one in dead if kin[one.child or one.answers].died and one not in now
        ]

    def rows_of(self, one: Asked, whom: list[Whom]) -> list[Beside]:
        """As they are told apart from now on: by the reference of each."""
        rows = AffectedAdult.objects.filter(question__ref=one.ref).order_by("-pk")[: len(whom)]
        refs = [row.ref for row in rows][::-1]
        self.memory.ever_asked |= {it.other for it in whom}
        return [
            Beside(ref, it.name, it.other, it.child) for ref, it in zip(refs, whom, strict=True)
        ]

    @are_asked
    @rule(who=ANALYST, number=numbers)
    def hears_a_child(self, who: str, number: int) -> None:
        one, row = self.one_of(self.memory.besides(), number)
        do = lambda: adults.hear(  # noqa: E731
            self.case_of(who), one.subject, row.ref, text=CHILD_SAYS, by=self.who(who),
            at=self.tick(),
        )  # fmt: skip
        wrote = ("ChildHeard",)
        done = self.act("a child is heard", do, by=who, role="analyst", wrote=wrote)
        assert not done or row.child, "somebody was heard who is no child"
        assert done or not row.child or who != "ana" or not self.memory.may_see("ana")
        row.heard = row.heard or bool(done)

    @are_asked
    @rule(who=ANALYST, number=numbers, word=SAYS)
    def notes_what_a_relative_said(self, who: str, number: int, word: str) -> None:
        one, row = self.one_of(self.memory.besides(), number)
        do = lambda: adults.note_answer(  # noqa: E731
            self.case_of(who), one.subject, row.ref, answer=word, way="in_person", words="dijo",
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        wrote = ("AdultAnswered",)
        done = self.act("notes what a relative said", do, by=who, role="analyst", wrote=wrote)
        self.is_said(row, word, "oral", done=bool(done))
        sits = who == "ana" and self.memory.may_see("ana")
        assert done or not sits or not self.memory.may_say(row, word, how="oral"), row

    @filed
    @are_asked
    @rule(number=numbers, word=SAYS)
    def a_relative_says_on_her_page(self, number: int, word: str) -> None:
        _one, row = self.one_of(self.memory.besides(), number)
        her, may = self.her(), self.memory.may_say(row, word, how="page")
        do = lambda: answer_for_oneself(  # noqa: E731
            her.folder, row.ref, answer=word, by=her, at=self.tick()
        )
        done = self.act("a relative says on her page", do, wrote=("AdultAnswered",))
        assert bool(done) == may, f"{word} on her page, {row}"
        self.is_said(row, word, "page", done=bool(done))
        if done:
            self.memory.closed = False

    # --- before less of it, and whether it arrived ---

    @precondition(lambda self: self.memory.changes and self.memory.shares)
    @rule(
        who=ANALYST, number=numbers, which=numbers, view=st.booleans(),
        outcome=st.sampled_from(("agreed", "refused", "discuss", "asked", "silent", "no_trace")),
    )  # fmt: skip
    def is_heard_on_a_change(
        self,
        who: str,
        number: int,
        which: int,
        outcome: str,
        view: bool = True,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        one: Change = self.one_of(list(self.memory.changes.values()), number)
        share: Share | None = self.one_of(self.memory.shares.get(one.measure, []), which)
        if share is None:
            return
        hers = bool(share.child) and not self.memory.kin[share.child].guardian
        said = Noted(
            outcome="" if hers else outcome, way="in_person", words="lo dijo",
            view=CHILD_SAYS if share.child and (view or hers) else "",
        )  # fmt: skip
        do = lambda: note_heard(  # noqa: E731
            self.case_of(who), one.ref, share.ref, said, by=self.who(who), at=self.tick()
        )
        also, waited = ("AloneAnswered",), share in self.memory.not_heard(one)
        done = self.act("is heard on a change", do, by=who, perhaps=also)
        if done:
            assert not self.memory.has_no_word(share), f"{share} was asked"
            assert one.kind in TAKES_AWAY
            assert one.state in {"open", "put"} or (one.state == "decided" and waited)
            assert outcome != "silent" or hers, "nobody was asked by name"
            if said.outcome in {"agreed", "refused", "discuss"} or said.outcome == "no_trace":
                self.memory.heard[one.ref, share.ref] = said.outcome
            if one.state == "decided" and said.outcome == "refused":
                self.memory.noes_since.add((one.ref, share.ref))
            if said.view:
                self.memory.views.add((one.ref, share.ref))

    @precondition(lambda self: self.memory.granted and self.memory.shares)
    @rule(
        who=ANALYST, number=numbers, which=numbers,
        word=st.sampled_from(("arrived", "works", "stopped", "did_not_arrive")),
    )  # fmt: skip
    def says_that_it_arrived(self, who: str, number: int, which: int, word: str) -> None:
        ref = self.one_of(list(self.memory.granted), number)
        share: Share | None = self.one_of(self.memory.shares.get(ref, []), which)
        if share is None:
            return
        do = lambda: adults.note_arrival(  # noqa: E731
            self.case_of(who), ref, share.ref, word=word, way="in_person", words="lo dijo",
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        wrote, also = ("MeasureConfirmed",), ("DutyVerified",)
        if self.act("a relative says it arrived", do, by=who, wrote=wrote, perhaps=also):
            assert not self.memory.has_no_word(share)
            self.memory.arrived[share.ref] = word

    def is_said(self, row: Beside, word: str, how: str, *, done: bool) -> None:
        if not done:
            return
        assert self.memory.may_say(row, word, how=how), f"{word} counts, of {row}"
        row.answer = word
        row.how = row.how if row.how == "own_words" else how

    # --- with words of their own ---

    @have_kin
    @rule(
        number=numbers, right=st.sampled_from(("answers", "answers", "reads")), hers=st.booleans()
    )
    def gives_a_relative_words(
        self,
        number: int,
        right: str = "answers",
        hers: bool = False,  # noqa: FBT001, FBT002 - drawn
    ) -> None:
        one: Relative = self.one_of(list(self.memory.kin.values()), number)
        by = self.her() if hers else self.who("ana")

        def do() -> Any:
            folder = by.folder if hers else self.case_of("ana").folder
            at = self.tick()
            words = related_people.give_way(folder, one.ref, right=right, by=by, at=at)
            return beside_by_phrase(" ".join(words), at=at, seen_by=STRANGER)

        name, also = "gives a relative words", ("OtherWayEnded",)
        came = self.act(name, do, wrote=("OtherWayGiven",), perhaps=also)
        if came:
            assert not one.child, "words for a child"
            assert not self.memory.left
            assert not self.memory.dead
            assert not one.died
            assert not self.memory.may_not(one.name), "words for who must not know"
            for given in self.memory.words:
                given.ended = given.ended or given.other == one.ref
            self.memory.words.append(OwnWords(one.ref, one.name, right, came))

    @precondition(lambda self: self.memory.words)
    @are_asked
    @rule(number=numbers, which=numbers, word=SAYS)
    def a_relative_answers_alone(self, number: int, which: int, word: str) -> None:
        given: OwnWords = self.one_of(self.memory.words, number)
        _one, row = self.one_of(self.memory.besides(), which)
        self.memory.settle()
        hers = given.right == "answers" and row.answers == given.other and not given.ended
        may = hers and self.memory.may_say(row, word, how="own_words")
        do = lambda: related_people.answer_as(row.ref, answer=word, by=given.came, at=self.tick())  # noqa: E731
        done = self.act("a relative answers alone", do, wrote=("AdultAnswered",))
        assert bool(done) == may, f"{given.name} said {word} of {row}: {bool(done)}"
        if done:
            row.answer, row.how = word, "own_words"

    # --- another institution for the same ---

    @precondition(lambda self: self.memory.granted)
    @rule(who=ANALYST, number=numbers, unit=st.sampled_from(("pnp", "pnp-selva", "minam")))
    def asks_about_another_unit(self, who: str, number: int, unit: str) -> None:
        memory, ref = self.memory, self.one_of(list(self.memory.granted), number)
        do = lambda: ask_recipient(  # noqa: E731
            self.case_of(who), ref, self.place.units[unit], by=self.who(who), at=self.tick()
        )
        wrote, also = ("ConsentAsked",), ("AdultsNamed",)
        name = "asks about another unit"
        if self.act(name, do, by=who, role="analyst", wrote=wrote, perhaps=also):
            assert not any(akin(unit, one) for one in memory.shut_units), "asked about who is shut"
            assert unit != memory.measures[ref]
            assert not memory.dead
            self.is_asked("measure", ref, unit, TOLD)
            one = memory.asked["measure", ref, unit]
            before = memory.asked_before(one) if one.each else None
            if before:
                rows = [it for it in before.beside if it.child or it.answers != "nobody"]
                whom = [Whom(it.name, it.answers, it.child) for it in rows]
                assert all(memory.may_be_asked(it.name, it.child, it.other) for it in whom)
                one.beside, one.named = self.rows_of(one, whom), True

    @precondition(lambda self: self.memory.granted)
    @rule(who=ANALYST, number=numbers, fields=st.sets(st.sampled_from(tuple(TOLD))))
    def forwards_elsewhere(self, who: str, number: int, fields: Any = frozenset()) -> None:
        keys = [
            key
            for key, one in self.memory.asked.items()
            if key[0] == "measure" and one.unit != self.memory.measures[one.subject]
        ]
        if keys:
            _kind, ref, unit = self.one_of(keys, number)
            self.sends("measure", ref, unit, who, fields)
