"""An incident of a case, with all that was written about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timesince import timesince

from amparo.casework.disappearances.follow_up_tasks import DEATHS, Kind, vigils_in
from amparo.casework.disappearances.models import (
    DisappearanceOrDeath,
    DisappearanceTask,
    Logged,
    SearcherNotice,
    Stage,
)
from amparo.casework.referral.queries import works_there
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import Verdict, may_leave, questions_of
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol

watch("told", SearcherNotice)

What, Whose = DisappearanceOrDeath.What, DisappearanceOrDeath.Whose
OPENS_A_CASE = DEATHS | {What.DISAPPEARED}
# Kinds of documents about an incident; each names the incident in its body.
LOG, TOLD, KINDS, STAGES, ASIDE, NOBODY = (
    "search_log",
    "search_told",
    "kind_changed",
    "investigation",
    "set_aside",
    "nobody_asks",
)
NEVER = timedelta(0)
HOUR = timedelta(hours=1)
"""How often an entry is due where the protocol does not say: the service's own rule."""

_TOLD = SearcherNotice.objects.select_related("unit").order_by("pk")


@dataclass(frozen=True, slots=True)
class Written:
    """A document about an incident, with its author."""

    at: datetime
    author: str
    words: Mapping[str, Any] = field(repr=False)
    what: str = ""
    """Its code in words."""
    gap: timedelta = NEVER
    """How long the log had been silent before this entry, where that is longer than allowed."""

    @property
    def moment(self) -> datetime:
        """The moment that a log entry reports."""
        return datetime.fromisoformat(str(self.words["moment"]))

    @property
    def on(self) -> date:
        """The day from which the investigation stands at this stage."""
        return date.fromisoformat(str(self.words["on"]))

    @property
    def hours(self) -> str:
        return timesince(self.moment - self.gap, self.moment)


@dataclass(frozen=True, slots=True)
class ToldShown:
    """A searcher: what it would be told, and whether that may leave now."""

    row: SearcherNotice
    words: Mapping[str, Any] = field(repr=False)
    values: tuple[tuple[str, str, str], ...] = field(repr=False)
    question: Question | None
    verdict: Verdict
    handed: Written | None

    @property
    def name(self) -> str:
        return str(self.words.get("who", ""))

    @property
    def answer(self) -> str:
        """The person's answer, as `desk/answer.html` shows it."""
        if self.question is None or self.question.withdrawn_at:
            return "withdrawn"
        return self.question.answer or ("replaced" if self.question.replaced else "asked")


@dataclass(frozen=True, slots=True)
class Shown:
    """One incident with all that was written about it."""

    row: DisappearanceOrDeath
    who: str
    words: Mapping[str, Any] = field(repr=False)
    author: str
    log: list[Written]
    kinds: list[Written]
    stages: list[Written]
    aside: list[Written]
    told: list[ToldShown]
    search: DisappearanceTask | None
    waits: frozenset[str]
    """Kinds of follow-up tasks that are still open."""

    @property
    def to_search_elsewhere(self) -> bool:
        """Whether another person is searched for here, and no one is left who could be asked."""
        dead = self.row.case.filing.asks_nobody
        return dead and self.row.whose == Whose.OTHER and self.search is not None

    @property
    def chip(self) -> str:
        if self.row.set_aside_at:
            return "quiet"
        return "done" if self.row.what == What.FOUND_ALIVE else "danger"


def shown(
    open_case: OpenCase,
    row: DisappearanceOrDeath,
    papers: list[Document],
    names: dict[str, str],
    reader: Actor,
) -> Shown:
    law = load_protocol(open_case.folder.filing.protocol)
    own = next(one for one in papers if one.ref == row.paper_ref)
    words = open_case.folder.words(own)
    about = _about(open_case, row, papers, names)
    vigils = [one for one in vigils_in(open_case) if one.happening_id == row.pk]
    every = timedelta(minutes=law.fate.search.every_minutes) if law.fate.search else HOUR
    return Shown(
        row=row,
        who=str(words.get("name") or Whose(row.whose).label),
        words=words,
        author=names.get(own.author, ""),
        log=_with_gaps(about[LOG], row.noted_at, every),
        kinds=about[KINDS],
        stages=about[STAGES],
        aside=about[ASIDE] + about[NOBODY],
        told=[
            _told(open_case, one, papers, about[TOLD], reader)
            for one in open_case.once("told", lambda: list(_TOLD.filter(case_id=open_case.case.pk)))
            if one.happening_id == row.pk
        ],
        search=next((one for one in vigils if one.kind == Kind.SEARCH), None),
        waits=frozenset(one.kind for one in vigils),
    )


_IN_WORDS = {
    LOG: lambda words: Logged(words["what"]).label,
    KINDS: lambda words: DisappearanceOrDeath.Kind(words["before"]).label,
    STAGES: lambda words: Stage(words["stage"]).label,
}


def _about(
    open_case: OpenCase, row: DisappearanceOrDeath, papers: list[Document], names: dict[str, str]
) -> dict[str, list[Written]]:
    found: dict[str, list[Written]] = {
        kind: [] for kind in (LOG, TOLD, KINDS, STAGES, ASIDE, NOBODY)
    }
    for paper in papers:
        if paper.kind not in found:
            continue
        words = open_case.folder.words(paper)
        if words.get("happening") != row.ref:
            continue
        said = str(_IN_WORDS[paper.kind](words)) if paper.kind in _IN_WORDS else ""
        author = names.get(paper.author, "")
        found[paper.kind].append(Written(paper.written_at, author, words, said))
    return found


def _with_gaps(log: list[Written], since: datetime, every: timedelta) -> list[Written]:
    """The log in the order of its moments, newest first, each entry with the gap before it."""
    found, before = [], since
    for one in sorted(log, key=lambda one: one.moment):
        gap = one.moment - before
        found.append(
            Written(one.at, one.author, one.words, one.what, gap if gap > every else NEVER)
        )
        before = max(before, one.moment)
    return list(reversed(found))


def _told(
    open_case: OpenCase,
    row: SearcherNotice,
    papers: list[Document],
    handed: list[Written],
    reader: Actor,
) -> ToldShown:
    law = load_protocol(open_case.folder.filing.protocol)
    paper = next(one for one in papers if one.ref == row.paper_ref)
    words: dict[str, Any] = open_case.folder.words(paper)
    asked = questions_of(open_case.folder, seen_by=reader)
    return ToldShown(
        row=row,
        words=words,
        values=tuple(
            (name, say(law, f"fields.{name}", otherwise=name), str(said))
            for name, said in words["values"].items()
        ),
        question=next((one for one in asked if one.subject == row.ref), None),
        verdict=verdict_on(open_case, row, words, seen_by=reader),
        handed=next((one for one in handed if one.words.get("told") == row.ref), None),
    )


def verdict_on(
    open_case: OpenCase, row: SearcherNotice, words: Mapping[str, Any], *, seen_by: Signs
) -> Verdict:
    """Whether exactly these words may go to this searcher, by the common consent check."""
    verdict = may_leave(
        open_case.folder,
        kind=Question.Kind.SEARCH,
        subject=row.ref,
        unit=row.unit,
        recipient=str(words.get("who", "")),
        fields=sorted(words["values"]),
        seen_by=seen_by,
    )
    if row.told_at is None and works_there(open_case, row.unit, seen_by=seen_by):
        return replace(verdict, reasons=(*verdict.reasons, "officer_named"))
    return verdict
