"""Her own words are given anew: what the others open then, and whose."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from amparo.foundations.cases.team_given_phrases import SEEN, give_words
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_again, visit_by_phrase
from amparo.foundations.intake.services import confirm_way
from tests.property.lives.family import Family
from tests.property.lives.team import SOMEBODY, running

REASONS = st.sampled_from(("words_first", "words_lost", SEEN))


class Sight(Family):
    """Words that somebody saw open nothing any more, and neither do those that hung on them."""

    @running
    @rule(who=SOMEBODY, reason=REASONS)
    def gives_her_new_words(self, who: str, reason: str = SEEN) -> None:
        do = lambda: give_words(  # noqa: E731
            self.case_of(who), reason=reason, language="es", by=self.who(who), at=self.tick()
        )
        wrote, also = ("WayIssued", "WordsGiven"), ("WaysEnded", "OtherWayEnded")
        words = self.act("gives her new words", do, by=who, wrote=wrote, perhaps=also)
        if words:
            assert self.her_pair is not None
            before = visit_again(self.her_way, self.her_pair, seen_by=STRANGER)
            ended = reason == SEEN or not self.keeps_words
            assert (before is None) == ended, f"{reason}, and the words before hold: {before}"
            for one in self.memory.words if reason == SEEN else ():
                one.ended = True
            visitor, self.her_pair = visit_by_phrase(" ".join(words), seen_by=STRANGER)
            self.her_way, self.keeps_words, self.given_by_team = visitor.way.pk, False, True

    @running
    @rule()
    def comes_back_with_her_words(self) -> None:
        """With those that the team gave, and gave to herself, she can be asked again."""
        her, new = self.her(), not self.keeps_words
        do = lambda: confirm_way(her.folder, her.way, by=her, at=self.tick())  # noqa: E731
        also = ("ImpedimentEnded",)
        wrote = ("WayConfirmed",) if new else ()
        assert self.act("comes back with her words", do, wrote=wrote, perhaps=also)
        self.keeps_words = True
        if new and self.given_by_team and self.memory.impeded and not self.memory.dead:
            self.memory.reached()
