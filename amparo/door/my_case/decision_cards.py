"""Decisions on the person's page: until when each can be contested, or what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from amparo.door.site_protocol import due_from, law_of
from amparo.door.wording import RESULTS
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.procedure import contestable as recourses
from amparo.foundations.intake.procedure.contestable import Contestable
from amparo.foundations.intake.queries import Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.law.due_dates import Due


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """One decision. `due`: last day to contest it, None until the person received it; `who`: the
    related person who contested it, if not the reader; `ruled`: the reader can add nothing more;
    `again`: it was decided again, and can still be contested."""

    ref: str
    result: str
    issued_on: date
    due: Due | None
    late: bool
    contested_at: datetime | None
    who: str
    rule_due: Due | None
    ruled: bool
    again: bool
    takes_away: bool


def cards_of(visitor: Visitor, entries: Iterable[Entry], *, at: datetime) -> list[Card]:
    """Return the decisions that the person received or that were contested, newest first."""
    found = recourses.contestable(visitor.folder, seen_by=visitor, at=at, entries=entries)
    known = [one for one in found if one.received_at or one.contested_at]
    return [card_of(one, visitor, at=at) for one in reversed(known)]


def card_of(one: Contestable, visitor: Visitor, *, at: datetime) -> Card:
    listed = others_of(visitor.folder, seen_by=visitor) if one.who else []
    who = next((each.name for each in listed if each.ref == one.who), "")
    return card_from(one, visitor.folder.filing, who, over=one.spent, at=at)


def card_from(one: Contestable, filing: Filing, who: str, *, over: bool, at: datetime) -> Card:
    law = law_of(filing.protocol)
    rule = recourses.term_to_rule(filing, one.contested_at, at=at)
    return Card(
        ref=one.ref,
        result=str(RESULTS.get(one.kind, "")),
        issued_on=one.issued_on,
        due=due_from(one.term, law, at=at) if one.term else None,
        late=one.late,
        contested_at=one.contested_at,
        who=who,
        rule_due=due_from(rule, law, at=at) if rule and not one.answered else None,
        ruled=over,
        again=one.answered and not over,
        takes_away=one.takes_away,
    )
