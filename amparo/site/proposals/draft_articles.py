"""A draft, part by part in plain words: what it says, what the law in force says, what is proposed
on it, and the answers."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.law import Protocol, load_protocol
from amparo.observatory.consultations.drafts import law_of
from amparo.observatory.consultations.queries import (
    Consultation,
    Proposal,
    ProposalAnswer,
    Told,
    told_on,
)
from amparo.site.laws.comparison import Section, compared
from amparo.site.laws.comparison_rows import Side, day_within
from amparo.site.laws.views import Cell

WHOLE = "whole"
AT_MOST = 10
"""Number of proposals shown below one article; a separate page has the others."""
OUTCOMES = {
    ProposalAnswer.Outcome.ACCEPTED: "done",
    ProposalAnswer.Outcome.PARTLY: "due",
    ProposalAnswer.Outcome.REFUSED: "quiet",
}
State = Proposal.State


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as it is published."""

    told: Told
    received_on: date

    @property
    def proposal(self) -> Proposal:
        return self.told.proposal

    @property
    def answered_on(self) -> date | None:
        answer = self.told.answer
        return timezone.localdate(answer.answered_at) if answer else None

    @property
    def chip(self) -> str:
        """Return the style of its answer."""
        answer = self.told.answer
        return OUTCOMES[ProposalAnswer.Outcome(answer.outcome)] if answer else "waiting"


@dataclass(frozen=True, slots=True)
class Article:
    """One thing that a draft says. `label` and `cells`: as in a comparison of two laws."""

    id: str
    label: str
    heading: str
    cells: tuple[Cell, ...]
    differs: bool
    proposals: tuple[Shown, ...]
    waiting: int
    unread: bool = False
    """Whether a side is empty because that text has not been read here."""

    @property
    def here(self) -> tuple[Shown, ...]:
        return self.proposals[:AT_MOST]

    @property
    def elsewhere(self) -> int:
        return len(self.proposals) - len(self.here)


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    title: str
    differing: tuple[Article, ...]
    alike: tuple[Article, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        return (*self.differing, *self.alike)


def draft_of(consultation: Consultation) -> Protocol:
    return law_of(consultation.name, consultation.files)


def sides_of(consultation: Consultation) -> tuple[Side, Side]:
    """Return the draft, and the law that it would change as it stood on the first day."""
    day = consultation.opens_on
    laws = (draft_of(consultation), load_protocol(consultation.beside))
    draft, beside = (Side(law, day_within(law, day)) for law in laws)
    return draft, beside


def headings_of(consultation: Consultation) -> dict[str, dict[str, str]]:
    """Return every part on which something can be proposed: title -> id -> label."""
    whole = _("The whole draft")
    found = {whole: {WHOLE: whole}}
    for section in compared(*sides_of(consultation)):
        rows = {f"{section.id}.{row.id}": row.label for row in section.rows}
        if rows:
            found[section.title] = rows
    return found


def heading_in(headings: dict[str, dict[str, str]], article: str) -> str:
    """Return the label of a part, with its chapter."""
    title, label = next(
        (title, rows[article]) for title, rows in headings.items() if article in rows
    )
    return label if title == label else f"{title}: {label}"


def parts_of(consultation: Consultation, told: list[Told]) -> tuple[Part, ...]:
    """Return the parts of the draft with their proposals. Proposals on the whole draft form a part
    of their own, together with those on parts that no longer exist."""
    left = _by_article(told)
    sides = sides_of(consultation)
    parts = [_part(section, sides, left) for section in compared(*sides)]
    whole = [one for found in left.values() for one in found]
    title = _("The whole draft")
    general = Article(
        WHOLE, title, title, (), differs=True, proposals=_shown(whole), waiting=_waiting(whole)
    )
    return (Part(WHOLE, title, (general,), ()), *(part for part in parts if part.articles))


def _part(section: Section, sides: tuple[Side, Side], left: dict[str, list[Told]]) -> Part:
    names = (_("The draft"), _("The law in force"))
    made = []
    for row in section.rows:
        key = f"{section.id}.{row.id}"
        found = left.pop(key, [])
        told = zip(names, row.lines, sides, strict=True)
        cells = tuple(Cell(name, lines, side.unknown) for name, lines, side in told)
        heading = f"{section.title}: {row.label}"
        article = Article(
            key, row.label, heading, cells, row.differs, _shown(found), _waiting(found)
        )
        made.append(replace(article, unread=row.unread and any(row.lines)))
    differing = tuple(
        one for one in made if one.differs or one.unread or one.proposals or one.waiting
    )
    return Part(section.id, section.title, differing, tuple(x for x in made if x not in differing))


def _by_article(told: list[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        found[one.proposal.article].append(one)
    return found


def shown_in(consultation: Consultation) -> tuple[Shown, ...]:
    """Return all published proposals, in the order in which they came."""
    return _shown(told_on(consultation, timezone.localdate(), seen_by=STRANGER))


def shown_one(told: Told) -> Shown:
    return Shown(told, timezone.localdate(told.proposal.received_at))


def _shown(told: list[Told]) -> tuple[Shown, ...]:
    return tuple(shown_one(one) for one in told if one.proposal.state != State.WAITING)


def _waiting(told: list[Told]) -> int:
    return sum(one.waits for one in told)
