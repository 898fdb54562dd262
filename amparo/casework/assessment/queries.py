"""The risk assessments of a case, as its team reads them: reasons first, then the level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amparo import rules
from amparo.casework.assessment.agreeing import said_of_it
from amparo.casework.assessment.models import Assessment
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.offers import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import nobody_left_at_risk
from amparo.foundations.consent.queries import on_being_assessed
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.letterbox.models import Paper
from amparo.foundations.letterbox.papers import paper_called, papers_in
from amparo.foundations.letterbox.presence import watch
from amparo.foundations.look.law import say, term_met_by
from amparo.foundations.others.voices import Voice, voice_on
from amparo.foundations.prepared import Prepared
from amparo.rules import Deed, Known
from amparo.rules.risk import Factor, FactorKind, Reasoned, RiskMethod

watch("assessments", Assessment)

_OF_CASE = Prepared(
    lambda case: (
        Assessment.objects.select_related("assessed_by")
        .filter(case_id=case)
        .order_by("submitted_at", "pk")
    )
)

NEEDED = ("probability", "probability_why", "impact", "impact_why", "own_view")

type Named = tuple[tuple[str, str], ...]
"""(what the protocol calls it, the analyst's words on it)."""


@dataclass(frozen=True, slots=True)
class Method:
    """How this protocol weighs a risk, in the version that one assessment is pinned to."""

    law: rules.Protocol
    table: RiskMethod

    @property
    def factors(self) -> tuple[Factor, ...]:
        return self.law.assessment.factor

    def of_kind(self, kind: FactorKind) -> tuple[Factor, ...]:
        return tuple(one for one in self.factors if one.kind is kind)


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the table; `here`: where this assessment stands."""

    word: str
    here: bool


@dataclass(frozen=True, slots=True, repr=False)
class Weighed:
    """Why, then how grave: in the protocol's words."""

    threats: Named
    vulnerabilities: Named
    capacities: Named
    unknown: Named
    probability: str
    probability_why: str
    impact: str
    impact_why: str
    level: str
    highest: bool
    lowest: bool
    impacts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    checked: bool
    source: str


@dataclass(frozen=True, slots=True, repr=False)
class Assessed:
    """An assessment with its sealed report. `weighed` is None while something is unanswered."""

    row: Assessment
    paper: Paper
    body: Mapping[str, Any]
    weighed: Weighed | None

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def forgotten_at(self) -> datetime:
        """Of a draft: when it goes with all its versions, unless somebody saves or records it."""
        return self.paper.written_at + timedelta(days=settings.DRAFT_DAYS)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of what must be said before it can be recorded. Questions may stay unknown."""
        return tuple(name for name in NEEDED if not str(self.body.get(name, "")).strip())


@dataclass(frozen=True, slots=True)
class OnCase:
    """What this stage shows on a case page: the newest recorded, a draft if there is one."""

    latest: Assessed | None
    draft: Assessed | None
    said: str
    """Of being assessed: agreed, refused, discuss, asked, withdrawn; empty where never asked."""
    voice: Voice | None


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    found = _all(open_case, seen_by)
    question = on_being_assessed(open_case.folder, seen_by=seen_by)
    latest = next((one for one in reversed(found) if one.row.submitted_at), None)
    draft = next((one for one in found if one.row.submitted_at is None), None)
    voice = voice_on(open_case.folder, question, seen_by=seen_by)
    return OnCase(latest, draft, said_of_it(open_case, seen_by=seen_by), voice)


def acts_on_case(open_case: OpenCase, state: rules.CaseState, *, seen_by: Actor) -> list[Offer]:
    """Assess, go on assessing, or assess anew after something happened."""
    may = seen_by.may(Permission.CASE_ASSESS) and method_of(open_case, seen_by=seen_by)
    if not may or nobody_left_at_risk(open_case.case.filing):
        return []
    rows = _rows(open_case)
    due = term_met_by(Deed.REPORT_RISK, state) or term_met_by(Deed.DECIDE, state)
    recorded = any(row.submitted_at for row in rows)
    going_on = any(row.submitted_at is None for row in rows)
    begin = _("Assess the risk anew") if recorded else _("Assess the risk")
    label = _("Go on assessing the risk") if going_on else begin
    if open_case.case.filing.asks_nobody:
        label = _("Assess the risk of those whom a measure protects too")
    address = reverse("assessment:assess", args=[open_case.code])
    return [Offer("assess", label, address, due=None if recorded else due)]


def method_of(open_case: OpenCase, *, seen_by: Signs, pinned: str = "") -> Method | None:
    """The method by its id, or the one of the day of filing."""
    law = rules.load(open_case.folder.filing.protocol)
    day = open_case.folder.filing.filed_at.astimezone(law.zone).date()
    if pinned:
        table = next((one for one in law.assessment.method if one.id == pinned), None)
    else:
        table = law.risk_method(day)
    return Method(law, table) if table else None


def draft_of(open_case: OpenCase, *, seen_by: Signs) -> Assessed | None:
    row = next((one for one in _rows(open_case) if one.submitted_at is None), None)
    return _assessed(open_case, row, seen_by) if row else None


def latest_submitted(open_case: OpenCase, *, seen_by: Signs) -> Assessed | None:
    recorded = [one for one in _rows(open_case) if one.submitted_at]
    return _assessed(open_case, recorded[-1], seen_by) if recorded else None


def lowered_without_a_fact(open_case: OpenCase, draft: Assessed, *, seen_by: Signs) -> bool:
    """Whether this draft gives a lower level than the last assessment, though no question is
    answered otherwise: an estimate alone takes nobody's protection away."""
    before = latest_submitted(open_case, seen_by=seen_by)
    method = method_of(open_case, seen_by=seen_by, pinned=draft.row.method)
    if before is None or method is None or before.row.method != draft.row.method:
        return False
    ranks = [_rank(method, one.body) for one in (before, draft)]
    same = _answers(method, before.body) == _answers(method, draft.body)
    return same and None not in ranks and ranks[1] < ranks[0]  # type: ignore[operator]


def _rank(method: Method, body: Mapping[str, Any]) -> int | None:
    try:
        level = rules.risk.level(method.table, body.get("probability"), body.get("impact"))
    except rules.Unanswered:
        return None
    return level.rank


def _answers(method: Method, body: Mapping[str, Any]) -> dict[str, str]:
    given = body.get("answers", {})
    return {factor.id: given.get(factor.id) or "unknown" for factor in method.factors}


def assessment_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Assessed | None:
    row = next((one for one in _rows(open_case) if one.ref == ref), None)
    return _assessed(open_case, row, seen_by) if row else None


def told_by_person(open_case: OpenCase, *, seen_by: Signs) -> Named:
    """What she herself wrote or said about the danger, to be read beside the questions."""
    law = rules.load(open_case.folder.filing.protocol)
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["urgent", "request"])
    bodies = [open_case.folder.words(paper) for paper in papers]
    asked = [one for step in law.admission.step for one in step.question]
    tells = [one.id for one in asked if one.spoken and one.id != Known.CHOSEN_NAME]
    return tuple(
        (say(law, f"questions.{name}", otherwise=str(_("What the person told"))), str(body[name]))
        for body in bodies
        for name in dict.fromkeys([*tells, Known.FACTS])
        if isinstance(body.get(name), str) and body[name]
    )


def weigh(method: Method, body: Mapping[str, Any], *, seen_by: Signs) -> Weighed | None:
    """The rules' answer to what was found; None while probability or impact is unanswered."""
    try:
        reasoned = rules.risk.explain(
            method.table,
            method.factors,
            body.get("answers", {}),
            probability=body.get("probability"),
            impact=body.get("impact"),
        )
    except rules.Unanswered:
        return None
    return _weighed(method, body, reasoned)


# --- inside ---


def _rows(open_case: OpenCase) -> list[Assessment]:
    return open_case.once("assessments", lambda: _OF_CASE(case=open_case.case.pk))


def _all(open_case: OpenCase, reader: Signs) -> list[Assessed]:
    rows = _rows(open_case)
    if not rows:
        return []
    papers = papers_in(open_case.folder, seen_by=reader, kinds=["risk_report"])
    by_ref = {paper.ref: paper for paper in papers}
    return [_read(open_case, row, by_ref[row.paper_ref], reader) for row in rows]


def _assessed(open_case: OpenCase, row: Assessment, reader: Signs) -> Assessed | None:
    paper = paper_called(open_case.folder, row.paper_ref, seen_by=reader)
    return _read(open_case, row, paper, reader) if paper else None


def _read(open_case: OpenCase, row: Assessment, paper: Paper, reader: Signs) -> Assessed:
    body = open_case.folder.words(paper)
    method = method_of(open_case, seen_by=reader, pinned=row.method)
    return Assessed(row, paper, body, weigh(method, body, seen_by=reader) if method else None)


def _weighed(method: Method, body: Mapping[str, Any], reasoned: Reasoned) -> Weighed:
    law, table = method.law, method.table
    words = body.get("words", {})

    def named(ids: tuple[str, ...]) -> Named:
        return tuple((say(law, f"factors.{one}"), str(words.get(one, ""))) for one in ids)

    return Weighed(
        threats=named(reasoned.threats),
        vulnerabilities=named(reasoned.vulnerabilities),
        capacities=named(reasoned.capacities),
        unknown=named(reasoned.unknown),
        probability=say(law, f"probabilities.{reasoned.probability}"),
        probability_why=str(body.get("probability_why", "")),
        impact=say(law, f"impacts.{reasoned.impact}"),
        impact_why=str(body.get("impact_why", "")),
        level=say(law, f"levels.{reasoned.level.id}"),
        highest=reasoned.level.highest,
        lowest=reasoned.level.rank == 0,
        impacts=tuple(_short(say(law, f"impacts.{one}")) for one in table.impacts),
        rows=tuple(
            (
                _short(say(law, f"probabilities.{row}")),
                tuple(
                    Cell(
                        say(law, f"levels.{level}"),
                        here=(row, column) == (reasoned.probability, reasoned.impact),
                    )
                    for column, level in zip(table.impacts, table.table[row], strict=True)
                ),
            )
            for row in table.probabilities
        ),
        checked=table.checked,
        source=table.source,
    )


def _short(step: str) -> str:
    """The name of a step without what it means."""
    return step.partition(":")[0]
