"""The first days of a case, as its team sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from amparo import rules
from amparo.casework.admission.models import Alert, ImmediateAction
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.queries import names_of
from amparo.foundations.cases.offers import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.letterbox.models import Filing, Paper
from amparo.foundations.letterbox.papers import paper_called, papers_in
from amparo.foundations.look.law import say

KINDS = ("acknowledgement", "action", "attempt", "note", "preliminary_report")
ACKNOWLEDGE = "acknowledge"
# The protocol's acts that have a page in this stage.
PAGES = {
    ACKNOWLEDGE: "admission:acknowledge",
    "issue_preliminary_report": "admission:report",
    "open_immediate_actions": "admission:open_action",
}
# How long an urgent request may wait before somebody is woken, and before the supervisor is.
RUNGS = {
    Alert.Rung.OFFICER: timedelta(minutes=15),
    Alert.Rung.SUPERVISOR: timedelta(minutes=60),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A paper of this stage with what it says and who wrote it."""

    paper: Paper
    words: dict[str, Any]
    author: str

    @property
    def url(self) -> str:
        code, ref = self.paper.filing.code, self.paper.ref
        return reverse("admission:change_note", args=[code, ref])


@dataclass(frozen=True, slots=True)
class Action:
    """An immediate action and what the person said of it: asked, agreed, refused, discuss."""

    row: ImmediateAction
    name: str
    owner: str
    words: str
    consent: str

    @property
    def open(self) -> bool:
        return self.row.state == ImmediateAction.State.OPEN


@dataclass(frozen=True, slots=True)
class OnCase:
    """What the admission stage shows on a case page."""

    acknowledged: Written | None
    report: Written | None
    actions: tuple[Action, ...]
    attempts: tuple[Written, ...]
    notes: tuple[Written, ...]


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    folder = open_case.folder
    papers = papers_in(folder, seen_by=seen_by, kinds=KINDS)
    names = names_of([paper.author for paper in papers], seen_by=seen_by)
    written = [Written(paper, folder.words(paper), names.get(paper.author, "")) for paper in papers]
    return OnCase(
        acknowledged=_last(written, "acknowledgement"),
        report=_last(written, "preliminary_report"),
        actions=_actions(open_case, written, seen_by=seen_by),
        attempts=tuple(one for one in written if one.paper.kind == "attempt"),
        notes=tuple(one for one in written if one.paper.kind == "note"),
    )


def acts_on_case(open_case: OpenCase, state: rules.CaseState, *, seen_by: Actor) -> list[Offer]:
    """What she may do now in this stage; what is missing for it is named."""
    law = rules.load(state.protocol)
    done = papers_in(open_case.folder, seen_by=seen_by, kinds=["acknowledgement"])
    return [
        Offer(
            act=act.id,
            label=say(law, f"acts.{act.id}"),
            url=reverse(PAGES[act.id], args=[open_case.code]),
            missing=tuple(_in_words(law, one) for one in act.missing),
            due=_term_met_by(law, state, act.records),
        )
        for act in state.acts
        if act.id in PAGES and _is_hers(law, act, seen_by) and not (act.id == ACKNOWLEDGE and done)
    ]


def findings(law: rules.Protocol) -> list[tuple[str, str]]:
    """What the preliminary report finds or does not find: (id, words)."""
    return [
        (fact.id, say(law, f"facts.{fact.id}"))
        for fact in law.procedure.fact
        if fact.kind is rules.FactKind.FINDING
    ]


def report_event(law: rules.Protocol) -> str:
    """The event that the preliminary report records; empty where the protocol knows none."""
    act = law.acts.get("issue_preliminary_report")
    return (act.records or "") if act else ""


def action_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Action | None:
    found = on_case(open_case, seen_by=seen_by).actions
    return next((action for action in found if action.row.ref == ref), None)


def consents_of(open_case: OpenCase, *, seen_by: Actor) -> dict[str, str]:
    """By the ref of each immediate action: asked, agreed, refused, discuss or withdrawn."""
    asked = reversed(questions_of(open_case.folder, seen_by=seen_by))
    return {
        question.subject: _standing(question)
        for question in asked
        if question.kind == Question.Kind.ACTION
    }


def note_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Written | None:
    paper = paper_called(open_case.folder, ref, seen_by=seen_by)
    if paper is None or paper.kind != "note":
        return None
    names = names_of([paper.author], seen_by=seen_by)
    return Written(paper, open_case.folder.words(paper), names.get(paper.author, ""))


def waiting_too_long(*, at: datetime, seen_by: Signs) -> int:
    """How many urgent requests nobody has opened although it is time: a number, no content."""
    return _unopened(at - RUNGS[Alert.Rung.OFFICER]).count()


def unopened_since(moment: datetime, *, seen_by: Signs) -> list[Filing]:
    """Urgent requests that came before that moment and still wait."""
    return list(_unopened(moment))


def _unopened(before: datetime) -> QuerySet[Filing]:
    return Filing.objects.filter(
        opened_at__isnull=True, withdrawn_at__isnull=True, urgent=True, filed_at__lte=before
    )


def _actions(
    open_case: OpenCase, written: Iterable[Written], *, seen_by: Actor
) -> tuple[Action, ...]:
    rows = ImmediateAction.objects.select_related("owner").filter(case=open_case.case)
    found = list(rows.order_by("opened_at"))
    if not found:
        return ()
    law = rules.load(open_case.folder.filing.protocol)
    words = {one.paper.ref: str(one.words.get("text", "")) for one in written}
    consents = consents_of(open_case, seen_by=seen_by)
    return tuple(
        Action(
            row,
            say(law, f"immediate_actions.{row.kind}", otherwise=row.kind),
            row.owner.name,
            words.get(row.paper_ref, ""),
            consents.get(row.ref, "withdrawn"),
        )
        for row in found
    )


def _standing(question: Question) -> str:
    if question.withdrawn_at:
        return "withdrawn"
    return "agreed" if question.replaced_at else question.answer or "asked"


def _last(written: list[Written], kind: str) -> Written | None:
    return next((one for one in reversed(written) if one.paper.kind == kind), None)


def _is_hers(law: rules.Protocol, act: rules.Act, member: Actor) -> bool:
    desks = {desk.value for role in act.by for desk in law.roles[role].desks}
    return bool(desks & {role.value for role in member.roles})


def _in_words(law: rules.Protocol, missing: str) -> str:
    return say(law, f"facts.{missing}") or say(law, f"events.{missing}", otherwise=missing)


def _term_met_by(
    law: rules.Protocol, state: rules.CaseState, event: str | None
) -> rules.Term | None:
    met = next((term.id for term in law.terms.term if event and term.met_by == event), None)
    return state.term(met) if met else None
