"""Terms of a record, in words."""

from dataclasses import dataclass
from datetime import datetime

from amparo.casework.external_cases.clocks import Clock, Owed
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import due_from, say, say_act
from amparo.law import Deed


@dataclass(frozen=True, slots=True)
class Shown:
    """A term in words, with its reasons. `remedy`: what the law allows against its delay."""

    owed: Owed
    name: str
    who: str
    due: Due
    ruling: Due | None
    remedy: str


def shown_of(clock: Clock, terms: list[Owed], *, at: datetime) -> list[Shown]:
    """Terms in words: late ones first, then by day, met ones last."""
    law, remedy = clock.law, say_act(clock.law, Deed.COMPLAIN)
    found = [
        Shown(
            owed=one,
            name=say(law, f"terms.{one.term.term}"),
            who=say(law, f"institutions.{one.authority}") or say(law, f"roles.{one.term.owed_by}"),
            due=due,
            ruling=due_from(one.ruling, law, at=at) if one.ruling else None,
            remedy=remedy if one in clock.may_complain else "",
        )
        for one in terms
        if (due := due_from(one.term, law, at=at))
    ]
    return sorted(found, key=lambda one: (not one.owed.late, not one.owed.runs, one.due.day))
