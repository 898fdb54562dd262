"""The first days of a case, as its team sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.corrections import queries as missing
from amparo.casework.admission.models import ImmediateAction, UnopenedRequestAlert
from amparo.casework.admission.other_body_steps import queries as steps
from amparo.casework.admission.spoken_messages.queries import Carried, errands_in
from amparo.casework.admission.target_hours import actions_in, offers_of_actions
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.dates_outside_terms import (
    FLAG_LIFTED,
    UNWEIGHED,
    is_flagged,
    is_unweighed,
)
from amparo.foundations.cases.next_acts import COMMUNICATE, RISK, Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.intake.contact.may_contact import Limits, limits_in
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.requests.unopened_requests import AT_A_GLANCE, Count, how_many
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.who_answered import Voice, voice_on
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say, say_act, term_met_by
from amparo.law import Act, CaseState, Deed, FactKind, Protocol, load_protocol

# Ways in which the team tries to reach a person.
WAYS = {
    "telephone": _("By telephone"),
    "messenger": _("By messenger"),
    "radio": _("By radio"),
    "in_person": _("In person"),
    "through_others": _("Through somebody they trust"),
}


def way_it_came(open_case: OpenCase, *, seen_by: Signs) -> str:
    """The way in which the last request was spoken to the team; "" where it was not."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["urgent", "request"])
    said = [open_case.folder.words_if_they_open(one) or {} for one in reversed(papers)]
    return next((way for one in said if (way := str(one.get("came_by", ""))) in WAYS), "")


NOTES = ("note", FLAG_LIFTED)
KINDS = ("acknowledgement", "action", "attempt", "preliminary_report", *NOTES)
LIFT = _("Lift the danger flag")
# Acts that have a page in this package, and their names where the protocol gives none.
PAGES = {
    Deed.ACKNOWLEDGE: ("admission:acknowledge", _("Acknowledge the request"), COMMUNICATE),
    Deed.LOOK_FIRST: ("admission:report", _("Preliminary report"), RISK),
    Deed.OFFER_HELP: ("admission:open_action", _("Open an immediate action"), RISK),
}
# How long an urgent request may wait before the officer, and then the supervisor, is alerted.
RUNGS = {
    UnopenedRequestAlert.Rung.OFFICER: timedelta(minutes=15),
    UnopenedRequestAlert.Rung.SUPERVISOR: timedelta(minutes=60),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A document of this stage, with its words and its author."""

    paper: Document
    words: dict[str, Any]
    author: str

    @property
    def tried_at(self) -> datetime | None:
        """The moment of an attempt."""
        moment = self.words.get("tried_at")
        return datetime.fromisoformat(moment) if moment else None

    @property
    def way(self) -> str:
        """The way of an attempt, in words."""
        return str(WAYS.get(str(self.words.get("way", "")), ""))


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the preliminary report: which, found or not, and why."""

    words: str
    found: bool
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """A question put to the person. `answer`: asked, agreed, refused, discuss, withdrawn, or
    replaced (a supervisor's reason stands for it while the person cannot be asked)."""

    question: str
    answer: str
    voice: Voice | None


@dataclass(frozen=True, slots=True)
class Action:
    """An immediate action and what the person said about it: see `Said`."""

    row: ImmediateAction
    name: str
    owner: str
    words: str
    consent: str
    voice: Voice | None
    """Who answered in the person's name, where the person did not answer."""

    @property
    def open(self) -> bool:
        return self.row.state == ImmediateAction.State.OPEN


@dataclass(frozen=True, slots=True)
class OnCase:
    """What the admission package shows on a case page."""

    acknowledged: Written | None
    report: Written | None
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    attempts: tuple[Written, ...]
    errands: list[Carried]
    limits: tuple[Limits, ...]
    notes: tuple[Written, ...]
    missing: missing.Missing | None

    def __bool__(self) -> bool:
        shown = self.actions or self.attempts or self.errands or self.limits or self.notes
        return bool(self.report or self.missing or shown)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    """The panel of this package; what a request lacks is computed as of now."""
    folder = open_case.folder
    papers = papers_in(folder, seen_by=seen_by, kinds=KINDS)
    names = names_of([paper.author for paper in papers], seen_by=seen_by)
    written = [Written(paper, folder.words(paper), names.get(paper.author, "")) for paper in papers]
    report = _last(written, "preliminary_report")
    return OnCase(
        acknowledged=_last(written, "acknowledgement"),
        report=report,
        findings=_findings(open_case, report),
        actions=_actions(open_case, written, seen_by=seen_by),
        attempts=tuple(one for one in written if one.paper.kind == "attempt"),
        errands=errands_in(open_case, seen_by=seen_by),
        limits=limits_in(folder, seen_by=seen_by),
        notes=tuple(one for one in written if one.paper.kind in NOTES),
        missing=missing.missing_in(open_case, seen_by=seen_by),
    )


def has_flag(open_case: OpenCase) -> bool:
    """Return whether the danger flag stands on this open case."""
    case = open_case.case
    if case.danger < UNWEIGHED or case.closed_at:
        return False
    return open_case.once("danger_flag", lambda: is_flagged(case))


def lift_offer(open_case: OpenCase) -> Offer:
    looks = open_case.once("danger_unweighed", lambda: is_unweighed(open_case.case))
    missing = (_("Look at what happened since"),) if looks else ()
    address = address_of("admission:lift_flag", open_case.code)
    return Offer("lift_flag", LIFT, address, missing, menu=RISK)


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    """What the member may do now in this stage, each with what is missing for it."""
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["acknowledgement"])
    done = {Deed.ACKNOWLEDGE} if papers else set()
    offers = [_offer(open_case, state, one, seen_by) for one in PAGES if one not in done]
    return [
        *(offer for offer in offers if offer),
        *offers_of_actions(open_case, seen_by=seen_by),
        *missing.offers(open_case, state, seen_by=seen_by),
        *steps.offers(open_case, state, seen_by=seen_by),
    ]


def _offer(open_case: OpenCase, state: CaseState, does: Deed, reader: Actor) -> Offer | None:
    """The protocol's act if it is open now and the member may do it; where the protocol has no such
    act, the service's own, as long as there is anything to do."""
    law = load_protocol(state.protocol)
    rule = law.act_that(does)
    act = next((one for one in state.acts if rule and one.id == rule.id), None)
    page, name, menu = PAGES[does]
    own = not rule and reader.may(Permission.CASE_WORK) and _has_anything_to_do(law, does)
    if not (own or (act and _is_hers(law, act, reader))):
        return None
    return Offer(
        act=does,
        label=say_act(law, does) or name,
        url=address_of(page, open_case.code),
        missing=tuple(steps.in_words(law, one) for one in act.missing) if act else (),
        due=term_met_by(does, state),
        menu=menu,
    )


def _has_anything_to_do(law: Protocol, does: Deed) -> bool:
    """Whether a protocol without such an act has content for it: findings, or kinds of help."""
    if does is Deed.LOOK_FIRST:
        return any(fact.kind is FactKind.FINDING for fact in law.procedure.fact)
    return does is not Deed.OFFER_HELP or bool(law.measures.immediate_action)


def action_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Action | None:
    found = on_case(open_case, seen_by=seen_by).actions
    return next((action for action in found if action.row.ref == ref), None)


def consents_of(open_case: OpenCase, *, seen_by: Actor) -> dict[str, Said]:
    """What the person said, by the reference of each immediate action."""
    asked = reversed(questions_of(open_case.folder, seen_by=seen_by))
    return {
        question.subject: Said(
            question.ref,
            _standing(question),
            voice_on(open_case.folder, question, seen_by=seen_by),
        )
        for question in asked
        if question.kind == Question.Kind.ACTION
    }


def note_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Written | None:
    paper = paper_called(open_case.folder, ref, seen_by=seen_by)
    if paper is None or paper.kind != "note":
        return None
    names = names_of([paper.author], seen_by=seen_by)
    return Written(paper, open_case.folder.words(paper), names.get(paper.author, ""))


def waiting_too_long(*, at: datetime, seen_by: Actor) -> Count:
    """Number of urgent requests that are overdue to be opened, without those that are excluded for
    the reader. Returns no content."""
    # Runs on every page of the desk: raw SQL costs a tenth of an ORM query.
    before = connection.ops.adapt_datetimefield_value(at - RUNGS[UnopenedRequestAlert.Rung.OFFICER])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM intake_filing WHERE opened_at IS NULL"
            " AND withdrawn_at IS NULL AND urgent = %s AND filed_at <= %s LIMIT 1",
            [True, before],
        )
        if cursor.fetchone() is None:
            return Count(0)
    since = at - RUNGS[UnopenedRequestAlert.Rung.OFFICER]
    return how_many(seen_by=seen_by, urgent_since=since, most=AT_A_GLANCE)


def not_yet_alerted(rung: str, *, since: datetime, most: int, seen_by: Signs) -> list[Filing]:
    """Urgent requests waiting since that moment without an alert of this level."""
    alerted = UnopenedRequestAlert.objects.filter(filing=OuterRef("pk"), rung=rung)
    found = Filing.objects.filter(
        opened_at__isnull=True, withdrawn_at__isnull=True, urgent=True, filed_at__lte=since
    )
    return list(found.filter(~Exists(alerted)).order_by("in_flood", "filed_at", "pk")[:most])


def _findings(open_case: OpenCase, report: Written | None) -> tuple[Finding, ...]:
    if report is None:
        return ()
    law = load_protocol(open_case.folder.filing.protocol)
    return tuple(
        Finding(say(law, f"facts.{name}", otherwise=name), one["found"], one["why"])
        for name, one in report.words.get("findings", {}).items()
    )


def _actions(
    open_case: OpenCase, written: Iterable[Written], *, seen_by: Actor
) -> tuple[Action, ...]:
    found = actions_in(open_case)
    if not found:
        return ()
    law = load_protocol(open_case.folder.filing.protocol)
    words = {one.paper.ref: str(one.words.get("text", "")) for one in written}
    consents = consents_of(open_case, seen_by=seen_by)
    return tuple(
        Action(
            row,
            say(law, f"immediate_actions.{row.kind}", otherwise=row.kind),
            row.owner.name,
            words.get(row.paper_ref, ""),
            consents[row.ref].answer if row.ref in consents else "withdrawn",
            consents[row.ref].voice if row.ref in consents else None,
        )
        for row in found
    )


def _standing(question: Question) -> str:
    if question.withdrawn_at:
        return "withdrawn"
    return "replaced" if question.replaced else question.answer or "asked"


def _last(written: list[Written], kind: str) -> Written | None:
    return next((one for one in reversed(written) if one.paper.kind == kind), None)


def _is_hers(law: Protocol, act: Act, member: Actor) -> bool:
    desks = {desk.value for role in act.by for desk in law.roles[role].desks}
    return bool(desks & {role.value for role in member.roles})
