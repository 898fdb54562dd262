"""What somebody would remember of her family who only watched: who they are, who answers for whom,
and who may not."""

from dataclasses import dataclass, field

from tests.property.lives.cast import SURNAME
from tests.property.lives.memory import NOBODY, TAKES_AWAY, Asked, Beside, Change
from tests.property.lives.remembered import OwnWords, Remembered, surname


@dataclass
class Relative:
    """Somebody of the case besides her. `guardian`, of a child: nothing where she is it herself."""

    ref: str
    name: str
    relation: str
    child: bool = False
    guardian: str = ""
    died: bool = False


@dataclass
class Share:
    """Somebody besides her whom a measure protects, as they are told apart from now on."""

    ref: str
    name: str
    answers: str = ""
    child: str = ""


@dataclass
class Household(Remembered):
    """One life with a family in it."""

    shares: dict[str, list[Share]] = field(default_factory=dict)  # by measure
    given_up: set[str] = field(default_factory=set)  # measures in which she has no share any more
    not_hers: set[str] = field(default_factory=set)  # measures for others alone
    heard: dict[tuple[str, str], str] = field(default_factory=dict)  # change, share -> what
    views: set[tuple[str, str]] = field(default_factory=set)  # of children
    noes_since: set[tuple[str, str]] = field(default_factory=set)  # after it was decided
    arrived: dict[str, str] = field(default_factory=dict)  # share -> last word
    revived: bool = False  # a death was a mistake: what was verified before stays so

    kin: dict[str, Relative] = field(default_factory=dict)
    for_others: set[str] = field(default_factory=set)  # measures that protect others too
    told_of: set[str] = field(default_factory=set)  # surnames in what was told of the danger
    ever_asked: set[str] = field(default_factory=set)  # whoever of them was asked anything

    # --- who may not ---

    def may_not(self, name: str, *, child: bool = False) -> bool:
        """Whether somebody of the family is kept away. A child bears the surnames of others: only
        its whole name means it."""
        return name in self.kept_away if child else self.barred(name)

    def without_guardian(self, child: str) -> bool:
        keeper = self.kin.get(self.kin[child].guardian)
        return keeper is not None and (keeper.died or self.may_not(keeper.name))

    def guardian_is_meant(self, ref: str) -> bool:
        """Not by a surname alone: of that one somebody says whether it is the same person."""
        keeper = self.kin.get(ref)
        return keeper is not None and (keeper.died or self.is_meant(keeper.name))

    def may_answer_for_a_child(self, ref: str, *, sure: bool) -> bool:
        """She herself may. Another is an adult of the family who is neither feared nor kept away;
        and whoever stands in what was told of the danger only once somebody looked."""
        if not ref:
            return True
        one = self.kin[ref]
        never = one.child or one.died or one.relation == "aggressor" or self.may_not(one.name)
        return not never and (sure or surname(one.name) not in self.told_of)

    def may_be_heard(self, ref: str) -> bool:
        one = self.kin[ref]
        return not (one.died or one.relation == "aggressor" or self.may_not(one.name))

    def may_be_asked(self, name: str, child: str = "", other: str = "") -> bool:
        if child and self.without_guardian(child):
            return False
        if any(ref in self.kin and self.kin[ref].died for ref in (child, other)):
            return False
        return not self.may_not(name, child=bool(child))

    def may_say(self, row: Beside, word: str, *, how: str) -> bool:
        """Whether this word of somebody besides her counts."""
        agrees = word == "agreed"
        nobody = row.answers == NOBODY and "agreed" in {word, row.answer}
        feared = bool(row.child) and self.guardian_is_meant(row.answers)
        in_other_hands = self.impeded and how == "page" and agrees
        over_a_no = (row.answer, row.how) == ("refused", "page") and how == "oral"
        said_alone = row.how == "own_words" and how != "own_words" and agrees
        in_doubt = bool(row.doubt) and (agrees or row.doubt == "goes_on")
        return not (nobody or feared or in_other_hands or over_a_no or said_alone or in_doubt)

    # --- what is asked ---

    def undecided(self, ref: str) -> bool:
        return ref not in self.granted and ref not in self.denied

    def ask(self, one: Asked) -> None:
        one.each = one.kind == "measure" and one.subject in self.for_others
        super().ask(one)

    def besides(self) -> list[tuple[Asked, Beside]]:
        """Everybody besides her who is asked now."""
        return [(one, row) for one in self.asked.values() for row in one.beside]

    def asked_before(self, one: Asked) -> Asked | None:
        """The first question about the same measure that somebody was named with."""
        same = [
            it
            for it in self.asked.values()
            if (it.kind, it.subject) == (one.kind, one.subject) and it.named and it is not one
        ]
        return min(same, key=lambda it: it.order) if same else None

    def may_read_with(self, given: OwnWords) -> set[str]:
        """What somebody with words of their own is asked: in her name, or for themselves and for
        the children whom they take care of."""
        if given.right == "speaks":
            return {it.ref for it in self.asked.values() if self.may_answer_for_her(it)}
        if given.right != "answers":
            return set()
        return {row.ref for _one, row in self.besides() if row.answers == given.other}

    # --- what each whom a measure protects says ---

    def waited_for(self, measure: str) -> list[Share]:
        """Whoever it protects besides her and may be asked: not the dead, nor who is kept away. A
        child always is."""
        return [one for one in self.shares.get(measure, []) if not self.is_away(one)]

    def is_away(self, one: Share) -> bool:
        return self.has_no_word(one) or (not one.child and self.may_not(one.name))

    def has_no_word(self, one: Share) -> bool:
        """The dead, and whoever is kept away by their whole name: of one of the same surname the
        team says who it is."""
        known = self.kin.get(one.child or one.answers)
        kept = not one.child and one.name in self.kept_away
        return kept or (known is not None and known.died)

    def not_heard(self, change: Change) -> list[Share]:
        """Who must be heard still before this change takes something away from them."""
        if change.kind not in TAKES_AWAY:
            return []
        return [one for one in self.waited_for(change.measure) if not self.is_heard(change, one)]

    def said_no_since(self, change: Change) -> list[Share]:
        """Whoever did not agree when it was decided already: nobody has weighed that."""
        counted = self.waited_for(change.measure)
        return [one for one in counted if (change.ref, one.ref) in self.noes_since]

    def is_heard(self, change: Change, one: Share) -> bool:
        said = self.heard.get((change.ref, one.ref), "")
        if not one.child:
            return said in {"agreed", "refused", "no_trace"}
        her_own = not self.kin[one.child].guardian and "heard" in change.gates
        nobody = self.without_guardian(one.child)
        word = said == "no_trace" or (said in {"agreed", "refused"} and not nobody)
        return (word or her_own) and (change.ref, one.ref) in self.views

    def spoke(self, change: Change) -> bool:
        """Whether somebody else's word stands where hers is waited for no more."""
        said = [self.heard.get((change.ref, one.ref)) for one in self.waited_for(change.measure)]
        gone = self.dead or change.measure in self.given_up | self.not_hers
        return gone and any(one in {"agreed", "refused"} for one in said)

    # --- somebody is kept away ---

    def out_of_sight(self) -> None:
        super().out_of_sight()
        self.away()

    def away(self, again: frozenset[str] = frozenset()) -> None:
        """What a guardian said who is kept away is open again where nothing was decided. An adult
        who is kept away is waited for no more; of one who only bears the surname a yes waits until
        somebody has said who it is. What was granted goes on, whatever they say. `again`: measures
        that are undecided again."""
        adults = {ref: one.name for ref, one in self.kin.items() if not one.child}
        out = {ref for ref, name in adults.items() if self.is_meant(name)}
        alike = {ref for ref, name in adults.items() if self.may_not(name)} - out
        for asked, row in self.besides():
            opened = self.undecided(asked.subject)
            nobody = row.answers == NOBODY and asked.subject in again
            if row.child and (nobody or row.answers in out):
                self.passes_to(NOBODY, asked, row)
            elif row.child and row.answers in alike:
                self.is_in_doubt(row, opened=opened, again=asked.subject in again)
            elif not row.child and self.is_meant(row.name):
                self.counts_no_more(asked, row, opened=opened)
            elif not row.child and self.may_not(row.name):
                self.is_in_doubt(row, opened=opened, again=asked.subject in again)

    def is_meant(self, name: str) -> bool:
        """By the whole name, or by a surname that stands alone."""
        alone = {SURNAME[one] for one in self.shut_names}
        return name in self.kept_away or surname(name) in alone

    def counts_no_more(self, asked: Asked, row: Beside, *, opened: bool) -> None:
        if row.answer == "agreed" and not opened:
            row.answers, row.doubt = NOBODY, ""
        else:
            asked.beside.remove(row)

    def is_in_doubt(self, row: Beside, *, opened: bool, again: bool) -> None:
        if not row.doubt or again:
            row.doubt = "waits" if opened or row.answer != "agreed" else "goes_on"

    def has_died(self, name: str) -> None:
        """Nothing waits for the dead, or for what one would say of a child."""
        gone = {ref for ref, one in self.kin.items() if one.name == name and not one.died}
        for ref in gone:
            self.kin[ref].died = True
        for asked, row in self.besides():
            if (row.child or row.answers) in gone:
                asked.beside.remove(row)
            elif row.answers in gone:
                self.passes_to(NOBODY, asked, row)
        for given in self.words:
            given.ended = given.ended or given.other in gone

    def lives(self, name: str) -> None:
        for one in self.kin.values():
            self.revived = self.revived or (one.died and one.name == name)
            one.died = one.died and one.name != name

    def another_guardian(self, child: str, guardian: str) -> None:
        self.kin[child].guardian = guardian
        live = {"open", "put", "decided"}
        open_still = {one.ref for one in self.changes.values() if one.state in live}
        of_child = {one.ref for own in self.shares.values() for one in own if one.child == child}
        for key in [*self.heard]:
            if key[0] in open_still and key[1] in of_child:
                self.heard.pop(key)
        for asked, row in self.besides():
            if row.child == child and row.answers != guardian:
                self.passes_to(guardian, asked, row)
                self.ever_asked.add(guardian)

    def passes_to(self, who: str, asked: Asked, row: Beside) -> None:
        """Somebody else answers for a child: what was said stays where it was decided on."""
        row.doubt = ""
        if self.undecided(asked.subject):
            row.open_again(who)
        row.answers = who
