"""Help that cannot wait for a decision: offered, decided on in her place, done or dropped."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from amparo.casework.admission.models import ImmediateAction
from amparo.casework.admission.services import end_action, open_action
from amparo.casework.admission.substitute_consent import decide_instead
from tests.property.lives.cast import TEAM
from tests.property.lives.hers import standing_question
from tests.property.lives.memory import Asked
from tests.property.lives.team import SOMEBODY, Team, numbers, running

offered = precondition(lambda self: self.memory.help)


class Helps(Team):
    """Nothing is done before her yes, or what stands for it; what was dropped asks her nothing."""

    @running
    @precondition(lambda self: len(self.memory.help) < 2)
    @rule(who=SOMEBODY)
    def offers_help(self, who: str) -> None:
        def do() -> Any:
            case, by = self.case_of(who), self.who(who)
            return open_action(
                case, kind="contact", owner=by.member, text="llamarla", by=by, at=self.tick()
            )

        made = self.act("offers help", do, by=who, wrote=("ActionOpened", "ConsentAsked"))
        if made:
            assert not self.memory.dead, "help was put to the dead"
            question = standing_question("action", made.ref, "")
            self.memory.ask(Asked(question.ref, "action", made.ref, "", {}))
            self.memory.help[made.ref] = "open"

    @running
    @offered
    @rule(who=st.sampled_from(("saul", "saul", *TEAM)), number=numbers)
    def decides_on_help_in_her_place(self, who: str, number: int) -> None:
        row = self.help_called(number)
        one = self.memory.asked.get(("action", row.ref, ""))
        do = lambda: decide_instead(  # noqa: E731
            self.case_of(who), row, reasons={"why": "no aparece"}, by=self.who(who), at=self.tick()
        )
        name, wrote = "decides on help in her place", ("ConsentReplaced",)
        if self.act(name, do, by=who, role="supervisor", wrote=wrote):
            assert one is not None
            assert self.memory.help[row.ref] == "open", "decided on help that had ended"
            assert self.memory.impeded, "decided in her place though she could be asked"
            assert not one.answer or (one.in_her_name and one.answer != "agreed"), "over her word"
            one.answer, one.in_her_name = "", False
            one.instead, one.anew = True, False

    @running
    @offered
    @rule(who=SOMEBODY, number=numbers, done=st.booleans())
    def ends_help(self, who: str, number: int, done: bool) -> None:  # noqa: FBT001 - drawn
        row = self.help_called(number)
        one = self.memory.asked.get(("action", row.ref, ""))
        do = lambda: end_action(  # noqa: E731
            self.case_of(who), row, done=done, text="", by=self.who(who), at=self.tick()
        )
        what = "ActionDone" if done else "ActionDropped"
        if not self.act(f"ends help: {what}", do, by=who, wrote=(what,)):
            return
        assert self.memory.help[row.ref] == "open", "ended twice"
        self.memory.help[row.ref] = "over"
        if done:
            assert one, "done, and she was never asked"
            stands = one.instead and not one.anew and not one.answer
            assert one.answer == "agreed" or stands, "done without her yes"
        elif one and one.answer not in {"agreed", "refused"}:
            self.memory.asked.pop(one.key)

    def help_called(self, number: int) -> ImmediateAction:
        ref = self.one_of(list(self.memory.help), number)
        return ImmediateAction.objects.select_related("owner").get(ref=ref)
