"""The risk assessments of a case, as its team reads them: reasons first, then the level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amparo.casework.assessment.assessment_consent import said_of_it
from amparo.casework.assessment.methods import InWords, Method
from amparo.casework.assessment.models import Assessment
from amparo.casework.assessment.questionnaire_methods import way_called, ways_of
from amparo.casework.assessment.result_display import Compared, Weighed
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import nobody_left_at_risk
from amparo.foundations.consent.queries import on_being_assessed
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.law_of_filing import fixed_at
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.who_answered import Voice, voice_on
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.dates import in_place_of
from amparo.foundations.web.law.wording import say, term_met_by
from amparo.law import CaseState, Deed, Known, load_protocol

watch("assessments", Assessment)

_OF_CASE = Assessment.objects.select_related("assessed_by").order_by("submitted_at", "pk")

type Named = tuple[tuple[str, str], ...]
"""(the protocol's label, the analyst's words on it)."""


@dataclass(frozen=True, slots=True, repr=False)
class Assessed:
    """An assessment with its sealed report. `weighed` is None while something is unanswered;
    `missing`: names of what must be said before it can be recorded."""

    row: Assessment
    paper: Document
    body: Mapping[str, Any]
    weighed: Weighed | None
    missing: tuple[str, ...]

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def forgotten_at(self) -> datetime:
        """For a draft: when it is deleted with all its versions, unless it is saved again or
        recorded."""
        return self.paper.written_at + timedelta(days=settings.DRAFT_DAYS)


@dataclass(frozen=True, slots=True, repr=False)
class Since:
    """What changed since the previous assessment, question by question."""

    before: Assessed
    changed: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class OnCase:
    """What this package shows on a case page: the newest recorded one, and a draft if
    there is one."""

    latest: Assessed | None
    draft: Assessed | None
    said: str
    """The person's answer about being assessed: agreed, refused, discuss, asked, withdrawn; empty
    where never asked."""
    voice: Voice | None


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    found = _all(open_case, seen_by)
    question = on_being_assessed(open_case.folder, seen_by=seen_by)
    latest = next((one for one in reversed(found) if one.row.submitted_at), None)
    draft = next((one for one in found if one.row.submitted_at is None), None)
    voice = voice_on(open_case.folder, question, seen_by=seen_by)
    return OnCase(latest, draft, said_of_it(open_case, seen_by=seen_by), voice)


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """Offer to assess, to go on with a draft, or to assess again after something happened."""
    may = seen_by.may(Permission.CASE_ASSESS)
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
    address = address_of("assessment:assess", open_case.code)
    return [Offer("assess", label, address, due=None if recorded else due)]


def ways(open_case: OpenCase, *, seen_by: Signs) -> tuple[Method, ...]:
    """The methods that the law of this case had on its day of filing."""
    law = load_protocol(open_case.folder.filing.protocol)
    return ways_of(law, fixed_at(open_case.folder.filing).astimezone(law.zone).date())


def method_of(open_case: OpenCase, *, seen_by: Signs, pinned: str = "") -> Method | None:
    """The method with the id `pinned`.

    Without an id: the method of the last recorded assessment, so that the two can be compared, even
    where the norm no longer has it; otherwise the first method of the law. None for an id that
    neither the present norm nor an earlier one of this case knows.
    """
    if pinned:
        return _way(open_case, pinned)
    offered = ways(open_case, seen_by=seen_by)
    recorded = [one.method for one in _rows(open_case) if one.submitted_at]
    if not recorded or (recorded[-1] == InWords.id and offered[0].id != InWords.id):
        return offered[0]  # an assessment in words gave no level that could fall
    return _way(open_case, recorded[-1]) or offered[0]


def draft_of(open_case: OpenCase, *, seen_by: Signs) -> Assessed | None:
    row = next((one for one in _rows(open_case) if one.submitted_at is None), None)
    return _assessed(open_case, row, seen_by) if row else None


def latest_submitted(open_case: OpenCase, *, seen_by: Signs) -> Assessed | None:
    recorded = [one for one in _rows(open_case) if one.submitted_at]
    return _assessed(open_case, recorded[-1], seen_by) if recorded else None


def before(open_case: OpenCase, this: Assessed, *, seen_by: Signs) -> Assessed | None:
    """The assessment that was recorded before this one."""
    recorded = [one for one in _rows(open_case) if one.submitted_at and one.pk != this.row.pk]
    at = this.row.submitted_at
    older = [one for one in recorded if at is None or one.submitted_at < at]  # type: ignore[operator]
    return _assessed(open_case, older[-1], seen_by) if older else None


def lowered_without_a_fact(open_case: OpenCase, draft: Assessed, *, seen_by: Signs) -> bool:
    """Whether this draft gives a lower level than the last assessment though no fact has changed.
    An estimate alone may not remove protection."""
    last = before(open_case, draft, seen_by=seen_by)
    method = method_of(open_case, seen_by=seen_by, pinned=draft.row.method)
    if last is None or method is None or last.row.method != draft.row.method:
        return False
    return method.is_lowered(last.body, draft.body)


def compared(open_case: OpenCase, this: Assessed, *, seen_by: Signs) -> Since | None:
    """Answers that differ from the previous assessment, if there is one to compare."""
    last = before(open_case, this, seen_by=seen_by)
    if last is None or last.row.method != this.row.method:
        return None
    return Since(last, between(open_case, last, this, seen_by=seen_by))


def between(
    open_case: OpenCase, older: Assessed, newer: Assessed, *, seen_by: Signs
) -> tuple[Compared, ...]:
    """Answers that differ in the newer one; empty where the methods differ."""
    method = method_of(open_case, seen_by=seen_by, pinned=newer.row.method)
    if method is None or older.row.method != newer.row.method:
        return ()
    return method.compared(older.body, newer.body)


def is_graver(open_case: OpenCase, older: Assessed, newer: Assessed, *, seen_by: Signs) -> bool:
    """Whether the newer one assesses the danger as graver; true where the methods differ and they
    cannot be compared."""
    method = method_of(open_case, seen_by=seen_by, pinned=newer.row.method)
    if method is None or older.row.method != newer.row.method:
        return True
    return method.is_graver(older.body, newer.body)


def assessment_called(open_case: OpenCase, ref: str, *, seen_by: Signs) -> Assessed | None:
    row = next((one for one in _rows(open_case) if one.ref == ref), None)
    return _assessed(open_case, row, seen_by) if row else None


def told_by_person(open_case: OpenCase, *, seen_by: Signs) -> Named:
    """What the person wrote or said about the danger, to be read beside the questions; what does
    not open is listed as such."""
    law = load_protocol(open_case.folder.filing.protocol)
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["urgent", "request"])
    read = [(paper, open_case.folder.words_if_they_open(paper)) for paper in papers]
    asked = [one for step in law.admission.step for one in step.question]
    tells = [one.id for one in asked if one.spoken and one.id != Known.CHOSEN_NAME]
    return tuple(
        (say(law, f"questions.{name}", otherwise=str(_("What the person told"))), str(body[name]))
        for _paper, body in read
        if body is not None
        for name in dict.fromkeys([*tells, Known.FACTS])
        if isinstance(body.get(name), str) and body[name]
    ) + tuple(in_place_of(paper.written_at) for paper, body in read if body is None)


# --- inside ---


def _way(open_case: OpenCase, name: str) -> Method | None:
    """The method by its id, in the norm of the case or in an earlier one. The loader ensures that
    an id means one method in both."""
    filing = open_case.folder.filing
    norms = (filing.protocol, *(one["from"] for one in reversed(filing.norms)))
    return next(filter(None, (way_called(load_protocol(one), name) for one in norms)), None)


def _rows(open_case: OpenCase) -> list[Assessment]:
    return open_case.once("assessments", lambda: list(_OF_CASE.filter(case_id=open_case.case.pk)))


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


def _read(open_case: OpenCase, row: Assessment, paper: Document, reader: Signs) -> Assessed:
    """The assessment, computed once for a page that only reads."""
    name = f"assessment {row.ref}"
    return open_case.once(name, lambda: _weighed(open_case, row, paper, reader))


def _weighed(open_case: OpenCase, row: Assessment, paper: Document, reader: Signs) -> Assessed:
    body = open_case.folder.words(paper)
    method = method_of(open_case, seen_by=reader, pinned=row.method)
    if method is None:
        return Assessed(row, paper, body, None, ())
    return Assessed(row, paper, body, method.weigh(body), method.needed(body))
