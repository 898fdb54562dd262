"""Who else comes into a life: somebody elsewhere, somebody who carries words, somebody with words
of their own, and whoever rules on a delay."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting import services as interpreting
from amparo.casework.interpreting.models import Interpretation
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral import services as referral
from amparo.casework.referral.proposal import Proposal
from amparo.casework.review.complaints import services as complaining
from amparo.casework.review.complaints.queries import heard_by
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.procedure.complaints import complain
from amparo.foundations.related_people import services as related_people
from amparo.foundations.related_people.messages_and_complaints import write_to_team
from amparo.foundations.related_people.queries import beside_by_phrase
from amparo.law import Term, load_protocol
from tests.obligations import a_sealed_upload
from tests.property.lives.hers import NARROWS, alive, filed, numbers
from tests.property.lives.later import Later
from tests.property.lives.remembered import (
    Carrier,
    Complained,
    OwnWords,
    Referred,
    surname,
)
from tests.property.lives.team import ANALYST, DECIDER, TOLD, running

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
HOUSE = "Casa de la Quebrada Lejana"
RECIPIENTS = st.sampled_from(("", "", "minam", "mininter"))
# Some share a surname with one of the team: whoever is meant by it is meant with them.
OUTSIDERS = st.sampled_from(("Julia Tello", "Lidia Vega", "Mateo Salas", "Inés Tello"))
RIGHTS = st.sampled_from(("speaks", "speaks", "reads", "answers"))
TERMS = ("preliminary_report", "decision", "forward", "notify", "reconsideration_ruling")
LAW = load_protocol("pe-2021")


class Around(Later):
    """Nobody of these has, says or decides anything that she did not agree to."""

    def unit(self, code: str) -> Unit | None:
        return self.place.units[code] if code else None

    # --- elsewhere ---

    @running
    @rule(who=ANALYST, unit=RECIPIENTS)
    def proposes_a_referral(self, who: str, unit: str = "") -> None:
        told = {name: TOLD[name] for name in ("coarse_place", "risk_summary")}
        given = Proposal(
            kind="national_organisation", name=unit.upper() or HOUSE, unit=self.unit(unit),
            wished=False, what="acompañarla", purpose="tienen gente en el valle", values=told,
        )  # fmt: skip
        do = lambda: referral.propose(  # noqa: E731
            self.case_of(who), given, by=self.who(who), at=self.tick()
        )
        wrote = ("ReferralProposed", "ConsentAsked")
        row = self.act("proposes a referral", do, by=who, role="analyst", wrote=wrote)
        if row:
            assert not self.memory.left
            assert not unit or not self.memory.shut(unit), "she was asked about who must not know"
            self.memory.referred[row.ref] = Referred(row.ref, unit, told)
            self.is_asked("referral", row.ref, unit, told)

    @precondition(lambda self: self.memory.referred)
    @rule(who=ANALYST, number=numbers, what=st.sampled_from(("prints", "prints", "gives")))
    def carries_it_there(self, who: str, number: int, what: str) -> None:
        one: Referred = self.one_of(list(self.memory.referred.values()), number)

        def do() -> Any:
            case, by, at = self.case_of(who), self.who(who), self.tick()
            if what == "prints":
                return referral.print_copy(case, one.ref, by=by, at=at)
            told: dict[str, Any] = {"on": self.today, "how": "in_person", "taken_by": "alguien"}
            return referral.give(case, one.ref, **told, by=by, at=at)

        wrote = {"prints": "ReferralPrinted", "gives": "ReferralGiven"}[what]
        if self.act(f"{what} a referral", do, by=who, role="analyst", wrote=(wrote,)):
            assert self.memory.may_go_there(one), "it went there without her yes"
            assert one.state not in {"revoked", "refused"}
            assert what == "prints" or one.copies
            one.copies += what == "prints"
            one.state = "given" if what == "gives" else one.state

    @precondition(lambda self: self.memory.referred)
    @rule(who=ANALYST, number=numbers, reply=st.sampled_from(("accepted", "refused", "no_answer")))
    def hears_from_there(self, who: str, number: int, reply: str) -> None:
        one: Referred = self.one_of(list(self.memory.referred.values()), number)
        do = lambda: referral.note_reply(  # noqa: E731
            self.case_of(who), one.ref, reply=reply, on=self.today, words="dijeron",
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        if self.act("hears from there", do, by=who, wrote=("ReferralAnswered",)):
            assert one.state not in {"proposed", "revoked"}
            one.state = reply

    @precondition(lambda self: self.memory.referred)
    @rule(who=ANALYST, number=numbers)
    def calls_a_referral_off(self, who: str, number: int) -> None:
        one: Referred = self.one_of(list(self.memory.referred.values()), number)
        do = lambda: taking_back.call_off(  # noqa: E731
            self.case_of(who), one.ref, words="ya no", by=self.who(who), at=self.tick()
        )
        if self.act("calls a referral off", do, by=who, role="analyst"):
            assert one.state != "revoked"
            one.state = "revoked"
            self.memory.asked.pop(("referral", one.ref, one.unit), None)

    # --- who carries words ---

    @running
    @rule(who=ANALYST, name=OUTSIDERS, unit=st.sampled_from(("", "", "", "mininter")))
    def puts_an_interpreter_forward(self, who: str, name: str, unit: str = "") -> None:
        given = interpreters.Proposed(name, "asháninka", "radio 7", "Puede decir que no.")
        proposed = interpreters.Proposed(
            given.name, given.language, given.reach, given.to_her, self.unit(unit)
        )
        do = lambda: interpreters.name(  # noqa: E731
            self.case_of(who), proposed, by=self.who(who), at=self.tick()
        )
        wrote = ("InterpreterNamed", "ConsentAsked")
        row = self.act("puts an interpreter forward", do, by=who, wrote=wrote)
        if row:
            carriers = self.memory.carriers.values()
            assert not self.memory.barred(name), "she was asked about who must not know"
            assert not self.memory.shut_under(unit)
            before = [one.ended for one in carriers if one.name == name and not one.whom]
            tied = [one for one in carriers if one.name == name and one.ended == "tied"]
            assert not tied
            assert "refused" not in before
            self.memory.carriers[row.ref] = Carrier(row.ref, name, unit)
            self.is_asked("interpreter", row.ref, "", {})

    @precondition(lambda self: self.memory.carriers)
    @rule(
        who=ANALYST,
        number=numbers,
        what=st.sampled_from(("clear", "clear", "signed", "signed", "tied", "left")),
    )
    def looks_into_who_interprets(self, who: str, number: int, what: str) -> None:
        one: Carrier = self.one_of(list(self.memory.carriers.values()), number)
        do = lambda: self.looked_into(one, who, what)  # noqa: E731
        wrote = {"signed": "ConfidentialitySigned", "left": "InterpreterEnded"}
        kind = wrote.get(what, "InterpreterVetted")
        # Where a member was left out, somebody looks at each file that comes.
        also = ("FileReceived", "WordsDropped")
        if self.act(f"an interpreter is {what}", do, by=who, wrote=(kind,), perhaps=also):
            assert not one.ended
            one.clear = what == "clear" if what in {"clear", "tied"} else one.clear
            one.signed = one.signed or what == "signed"
            if what in {"tied", "left"}:
                self.memory.end_carrier(one, what)

    def looked_into(self, one: Carrier, who: str, what: str) -> None:
        case = self.case_of(who)
        when: dict[str, Any] = {"by": self.who(who), "at": self.tick()}
        if what == "signed":
            paper = [a_sealed_upload("promesa.pdf", PDF)]
            interpreters.sign(case, one.ref, on=self.today, papers=paper, **when)
        elif what == "left":
            interpreters.leave(case, one.ref, **when)
        else:
            ties = ["kin"] if what == "tied" else []
            interpreters.vet(case, one.ref, ties=ties, text="pregunté", on=self.today, **when)

    @running
    @rule(who=ANALYST, needed=st.booleans())
    def notes_whether_one_is_needed(self, who: str, needed: bool = True) -> None:  # noqa: FBT001, FBT002 - drawn
        do = lambda: interpreting.note_need(  # noqa: E731
            self.case_of(who), needed=needed, text="lo dijo", by=self.who(who), at=self.tick()
        )
        also = ("InterpreterNeeded", "InterpreterNotNeeded")
        self.act("notes whether one is needed", do, by=who, perhaps=also)

    @precondition(lambda self: self.memory.carriers)
    @rule(who=ANALYST, number=numbers)
    def somebody_interprets(self, who: str, number: int) -> None:
        one: Carrier = self.one_of(list(self.memory.carriers.values()), number)
        open_now = Interpretation.objects.select_related("other").filter(
            case__filing__code=self.memory.code, done_at__isnull=True
        )
        found = list(open_now.order_by("pk"))
        same = [it for it in found if (it.other.ref if it.other else "") == one.whom]
        task = next(iter(same or found), None)
        if task is None:
            return
        do = lambda: interpreting.done(  # noqa: E731
            self.case_of(who), task.ref, outcome="interpreted", interpreter=one.ref,
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        if self.act("somebody interprets", do, by=who):
            assert self.memory.may_interpret(one), "somebody interpreted who may not"
            whom = task.other.ref if task.other else ""
            assert whom == one.whom, "somebody interpreted for whom nobody asked about it"

    # --- words of their own ---

    @alive
    @filed
    @rule(name=OUTSIDERS, right=RIGHTS)
    def gives_words(self, name: str, right: str = "speaks") -> None:
        her = self.her()

        def do() -> Any:
            at = self.tick()
            given: dict[str, Any] = {"by": her, "at": at}
            with transaction.atomic():
                other = related_people.other_named(
                    her.folder, name=name, relation="family", **given
                )
                words = related_people.give_way(her.folder, other.ref, right=right, **given)
            return other.ref, beside_by_phrase(" ".join(words), at=at, seen_by=STRANGER)

        given = self.act("gives words", do, wrote=("OtherWayGiven",), perhaps=("OtherNamed",))
        if given:
            assert not self.memory.left
            assert not self.memory.barred(name), "words for who must not know"
            assert not (self.memory.impeded and right == "speaks"), "somebody else chose her voice"
            for one in self.memory.words:
                one.ended = one.ended or one.other == given[0]
            self.memory.words.append(OwnWords(given[0], name, right, given[1]))

    @alive
    @precondition(lambda self: self.memory.words)
    @rule(number=numbers)
    def ends_their_words(self, number: int) -> None:
        one: OwnWords = self.one_of(self.memory.words, number)
        her = self.her()
        do = lambda: related_people.end_way(  # noqa: E731
            her.folder.filing, one.other, why="ended", by=her, at=self.tick()
        )
        if self.act("ends their words", do):
            for given in self.memory.words:
                given.ended = given.ended or given.other == one.other

    @precondition(lambda self: self.memory.words and self.memory.asked)
    @rule(number=numbers, which=numbers, word=st.sampled_from(("agreed", "agreed", "refused")))
    def somebody_answers_for_her(self, number: int, which: int, word: str) -> None:
        given: OwnWords = self.one_of(self.memory.words, number)
        one = self.one_of(self.open_questions(), which)
        self.memory.settle()
        may = self.memory.may_answer_for_her(one) and given.right == "speaks" and not given.ended
        may = may and not self.memory.dead and not (self.memory.impeded and word == "agreed")
        done = self.act(
            "somebody answers for her",
            lambda: related_people.answer_as(one.ref, answer=word, by=given.came, at=self.tick()),
            wrote=("ConsentAnswered",),
        )
        assert bool(done) == may, f"{given.name} said {word} to {one.kind}: {bool(done)}"
        if done:
            self.memory.answer(one, word, on_page=False, in_her_name=True)

    @precondition(lambda self: self.memory.words)
    @rule(number=numbers)
    def somebody_writes(self, number: int) -> None:
        given: OwnWords = self.one_of(self.memory.words, number)
        self.memory.settle()
        do = lambda: write_to_team("llamen", by=given.came, at=self.tick())  # noqa: E731
        done = self.act("somebody writes", do, wrote=("OtherWrote",))
        assert bool(done) != given.ended, "words that ended wrote"

    @running
    @rule(who=ANALYST, name=OUTSIDERS)
    def puts_down_who_threatens(self, who: str, name: str) -> None:
        if self.memory.feared:
            return
        do = lambda: related_people.name_other(  # noqa: E731
            self.case_of(who).folder, name=f"Rufo {surname(name)}", relation="aggressor",
            by=self.who(who), at=self.tick(),
        )  # fmt: skip
        wrote = ("OtherNamed",)
        if self.act("puts down who threatens", do, by=who, wrote=wrote, perhaps=NARROWS):
            self.memory.kept_away.add(f"Rufo {surname(name)}")
            self.memory.out_of_sight()

    # --- what is late ---

    def late_terms(self) -> list[Term]:
        raise NotImplementedError

    @alive
    @filed
    @rule(term=st.sampled_from(TERMS))
    def complains(self, term: str = "decision") -> None:
        her, at = self.her(), self.tick()
        late = {one.term for one in self.late_terms()}
        today = self.today.isoformat()
        # What was complained of under a norm that the case has left is another term.
        same = (term, self.memory.norm)
        before = [one for one in self.memory.complaints if (one.term, one.norm) == same]
        settled = all(one.ruled and one.do_by < today for one in before)
        may = term in late and settled and not self.memory.left
        do = lambda: complain(her.folder, term, by=her, at=at)  # noqa: E731
        paper = self.act("complains", do, wrote=("ComplaintFiled", "ComplaintPut"))
        assert bool(paper) == may, f"complained of {term}: {bool(paper)}"
        if paper:
            owed_by = next(one.owed_by for one in LAW.terms.term if one.id == term)
            above = self.memory.above(owed_by)
            norm = self.memory.norm
            self.memory.complaints.append(Complained(paper.ref, term, owed_by, above, norm=norm))
            self.memory.closed = False

    @filed
    @rule(who=DECIDER)
    def rules_on_a_complaint(self, who: str) -> None:
        self.memory.settle()
        by_ref = {one.ref: one for one in self.memory.complaints}
        for one in heard_by(at=self.now, seen_by=self.who(who)):
            complaint = by_ref[one.row.ref]
            given = complaining.Ruling(
                outcome="founded",
                do_by=self.today + timedelta(days=3),
                another_officer=False,
                text="se ordena",
            )
            do = lambda ref=complaint.ref, given=given: complaining.rule(  # noqa: E731
                ref, given, by=self.who(who), at=self.tick()
            )
            wrote = ("ComplaintRuled", "WordsDropped")
            if self.act("rules on a complaint", do, wrote=wrote):
                assert self.memory.may_rule(who, complaint)
                assert not complaint.ruled, "ruled twice"
                complaint.ruled = True
                complaint.do_by = (self.today + timedelta(days=3)).isoformat()
