"""A referral against a rule written a second time: in whatever order the person and the team act,
a sheet is printed only while her yes stands and nobody who must not know would get it; and what may
be outside against her will, somebody must have destroyed by a day."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from amparo.casework.measures.states import Hindered
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral import services
from amparo.casework.referral.models import Referral, ReferralTask
from amparo.casework.referral.proposal import Proposal
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import shut_out, withdraw_procedure
from tests.examples import examples
from tests.people import MONDAY

SAYS = ("agreed", "refused", "discuss")
ACTS = (
    *SAYS,
    "withdraw",
    "withdraw_all",
    "names_it",
    "leaves",
    "print",
    "give",
    "replies_no",
    "off",
)
HOUSE = "Casa Lejana"

# Mostly yes and print: what is never open proves nothing when it is shut.
steps = st.lists(
    st.one_of(st.sampled_from(("agreed", "print", "give")), st.sampled_from(ACTS)), max_size=9
)


@dataclass
class Rule:
    """What must be true, by somebody who never read the code."""

    yes: bool = False
    answered: bool = False
    asked: bool = True
    named: bool = False
    left: bool = False
    over: bool = False
    not_taken_on: bool = False
    copies: int = 0
    given: bool = False
    to_destroy: bool = False

    def may_print(self) -> bool:
        stopped = self.named or self.left or self.over or self.not_taken_on
        return self.yes and self.asked and not stopped

    def against_her_will(self) -> None:
        if self.copies and not self.over:
            self.over, self.asked, self.to_destroy = True, False, True

    def says(self, answer: str) -> None:
        if not self.asked:
            return
        self.yes, self.answered = answer == "agreed", True
        if not self.yes:
            self.against_her_will()

    def take(self, act: str) -> None:
        if act in SAYS:
            self.says(act)
        elif act == "print" and self.may_print():
            self.copies += 1
        elif act == "give" and self.may_print() and self.copies:
            self.given = True
        elif act == "replies_no" and self.given and not self.over:
            self.not_taken_on = self.to_destroy = True
        elif act == "off" and not self.over:
            self.over, self.asked = True, False
            self.to_destroy = self.to_destroy or bool(self.copies)
        else:
            self.she(act)

    def she(self, act: str) -> None:
        """She takes something back, whether or not it was ever given."""
        if act == "withdraw" and self.asked:
            self.asked = False
            self.against_her_will()
        elif act == "withdraw_all":
            self.asked = self.asked and not self.answered
            self.against_her_will()
        elif act == "names_it":
            self.named = True
            self.against_her_will()
            self.over, self.asked = True, False
        elif act == "leaves":
            self.left = True
            self.against_her_will()


@dataclass
class Life:
    """One referral, and everything that somebody may do to it."""

    case: str
    ana: Actor
    flor: Visitor
    ref: str = ""
    question: str = ""
    at: datetime = MONDAY

    @property
    def team(self) -> OpenCase:
        return opened(self.case, seen_by=self.ana)

    @property
    def told(self) -> dict[str, Any]:
        return {"by": self.ana, "at": self.at}

    @property
    def said(self) -> dict[str, Any]:
        return {"by": self.flor, "at": self.at}

    def begin(self) -> None:
        self.flor.folder.filing.refresh_from_db()
        words = {"kind": "other", "name": HOUSE, "what": "x", "purpose": "x"}
        proposal = Proposal(unit=None, wished=False, values={"risk_summary": "x"}, **words)
        self.ref = services.propose(self.team, proposal, **self.told).ref
        self.question = Question.objects.get(subject=self.ref).ref

    def agreed(self) -> None:
        consent.answer(self.flor.folder, self.question, answer="agreed", **self.said)

    def refused(self) -> None:
        consent.answer(self.flor.folder, self.question, answer="refused", **self.said)

    def discuss(self) -> None:
        consent.answer(self.flor.folder, self.question, answer="discuss", **self.said)

    def withdraw(self) -> None:
        consent.withdraw(self.flor.folder, self.question, **self.said)

    def withdraw_all(self) -> None:
        consent.withdraw_all(self.flor.folder, **self.said)

    def names_it(self) -> None:
        body = {"units": [], "names": HOUSE}
        write_paper(self.flor.folder, kind="exclusions", body=body, for_person=True, **self.said)
        shut_out(self.flor.folder, **self.said)

    def leaves(self) -> None:
        withdraw_procedure(self.flor, at=self.at)

    def print(self) -> None:
        services.print_copy(self.team, self.ref, **self.told)

    def give(self) -> None:
        handed: dict[str, Any] = {"on": self.at.date(), "how": "sent", "taken_by": "x"}
        services.give(self.team, self.ref, **handed, **self.told)

    def replies_no(self) -> None:
        said: dict[str, Any] = {"reply": "refused", "on": self.at.date(), "words": ""}
        services.note_reply(self.team, self.ref, **said, **self.told)

    def off(self) -> None:
        taking_back.call_off(self.team, self.ref, words="x", **self.told)

    def seen(self) -> tuple[int, bool, bool]:
        """Copies, whether it is over, and whether somebody must have it destroyed."""
        row = Referral.objects.get(ref=self.ref)
        open_ones = ReferralTask.objects.filter(about=self.ref, done_at=None)
        return row.copies, row.state == "revoked", open_ones.filter(kind="destroy").exists()


@pytest.fixture
def life(case: str, ana: Actor, flor: Visitor) -> Life:
    return Life(case, ana, flor)


def play(life: Life, acts: list[str]) -> None:
    life.at, rule = MONDAY + timedelta(hours=2), Rule()
    life.begin()
    for number, act in enumerate(acts):
        life.at += timedelta(minutes=1)
        with suppress(Hindered, CannotConsent), transaction.atomic():
            getattr(life, act)()
        rule.take(act)
        told = (acts[: number + 1], rule)
        assert life.seen() == (rule.copies, rule.over, rule.to_destroy), told


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["agreed", "print", "give", "refused", "agreed", "print"])
@example(["agreed", "print", "withdraw_all", "print"])
@example(["agreed", "names_it", "print"])
@given(steps)
def test_nothing_leaves_against_her_will_and_what_did_is_to_be_destroyed(
    life: Life, acts: list[str]
) -> None:
    with transaction.atomic():
        play(life, acts)
        transaction.set_rollback(True)
