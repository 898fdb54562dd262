"""What a case page shows and offers after a decision: recourses, changes, tasks."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.catalogue import entries_of
from amparo.casework.measures.models import Measure
from amparo.casework.measures.possible_acts import decisions_in, measures_in
from amparo.casework.review.beneficiary_hearings.queries import HEARS_ALL
from amparo.casework.review.change_decisions.services import may_decide
from amparo.casework.review.changes.queries import RUNS, changes_in, free_for
from amparo.casework.review.complaints import queries as complaints
from amparo.casework.review.dated_tasks import tasks_in
from amparo.casework.review.measures_of_deceased.services import may_end
from amparo.casework.review.models import LIVE, MeasureChange, Recourse, ReviewTask
from amparo.casework.review.recourses.queries import may_do, recourses_in
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.next_acts import DECISION, RECORD, Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.inherited_exclusions import LINKED
from amparo.foundations.intake.procedure.contestable import RESOLVED, term_to_rule
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say_act
from amparo.law import CaseState, Deed, load_protocol

SUSPENDED = Measure.State.SUSPENDED

__all__ = ["OnCase", "acts_on_case", "on_case"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A task with the page on which the reader does it; empty where others do it."""

    task: ReviewTask
    page: str
    what: str = ""  # the measure that it is about
    linked: bool = False  # it comes from the case to which this one is linked


# Where each task is done, and with which permission; without one it is offered elsewhere.
PAGES = {
    ReviewTask.Kind.REASSESS: ("assessment:assess", "", Permission.CASE_ASSESS),
    ReviewTask.Kind.REVIEW: ("review:look_again", "about", Permission.CASE_PLAN),
    ReviewTask.Kind.ANSWER_DISAGREEMENT: ("review:answer_otherwise", "ref", Permission.CASE_WORK),
    ReviewTask.Kind.EXPLAIN_RISK: ("review:explain", "about", Permission.CASE_PLAN),
    ReviewTask.Kind.GIVING_UP: ("review:change", "about", None),
    ReviewTask.Kind.EXPLAIN_SHARE: ("review:explain_share", "about", Permission.CASE_PLAN),
    ReviewTask.Kind.RULE: ("review:recourse", "about", None),
    ReviewTask.Kind.RULE_ON_WAITING: ("review:recourse", "about", None),
    ReviewTask.Kind.CARRY_OUT: ("review:change", "about", None),
}


def page_of(task: ReviewTask) -> str:
    name, what, _may = PAGES[ReviewTask.Kind(task.kind)]
    code = task.case.code
    return address_of(name, *([code, getattr(task, what)] if what else [code]))


@dataclass(frozen=True, slots=True)
class OnCase:
    """Codes and days of a case; the text is on the linked pages."""

    recourses: list[Recourse]
    changes: list[MeasureChange]
    tasks: list["Dated"]
    complaints: tuple[complaints.OnCase, ...]

    def __bool__(self) -> bool:
        return bool(self.recourses or self.changes or self.tasks or self.complaints)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    return OnCase(
        recourses=recourses_in(open_case),
        changes=changes_in(open_case),
        tasks=_dated(open_case, seen_by=seen_by),
        complaints=complaints.on_case(open_case, at=timezone.now(), seen_by=seen_by),
    )


def _dated(open_case: OpenCase, *, seen_by: Actor) -> list[Dated]:
    found = tasks_in(open_case)
    links = papers_in(open_case.folder, seen_by=seen_by, kinds=[LINKED]) if found else []
    refs = {paper.ref for paper in links}
    named = names_of_measures(open_case) if found else {}
    return [
        Dated(one, _page_for(one, seen_by), named.get(one.about, ""), one.about in refs)
        for one in found
    ]


def _page_for(task: ReviewTask, reader: Actor) -> str:
    """Return the page of the task, or nothing for a reader who may not do it: the page would be
    404."""
    may = PAGES[ReviewTask.Kind(task.kind)][2]
    return page_of(task) if may is None or reader.may(may) else ""


def names_of_measures(open_case: OpenCase) -> dict[str, str]:
    """Return the name of each measure by reference, because several reviews may be due by the same
    day."""
    entries = entries_of(open_case)
    return {one.ref: entries[one.catalogue].label for one in measures_in(open_case)}


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    return [
        *_ruling(open_case, state, seen_by),
        *_writing_down(open_case, state, seen_by),
        *_looking_again(open_case, seen_by),
        *_changing(open_case, seen_by),
        *complaints.offers(open_case, state, seen_by=seen_by),
    ]


def _ruling(open_case: OpenCase, state: CaseState, reader: Actor) -> list[Offer]:
    """Return, for a member who rules, the recourses that wait for a ruling, and what must be
    decided before."""
    law = load_protocol(state.protocol)
    waiting = [one for one in recourses_in(open_case) if one.ruling_id is None]
    if not waiting or not may_do(reader, law, Deed.RULE_AGAIN):
        return []
    filing, offers = open_case.folder.filing, []
    for one in waiting:
        address = [open_case.code, one.ref]
        if one.waiting == Recourse.Waiting.ASKED:
            offers.append(
                Offer(
                    "waiting",
                    _("Say whether the change waits for the ruling"),
                    address_of("review:waiting", *address),
                    menu=DECISION,
                )
            )
        label = say_act(law, Deed.RULE_AGAIN) or _("Decide again")
        term = term_to_rule(filing, one.filed_at, at=state.at)
        page = address_of("review:rule", *address)
        offers.append(Offer(Deed.RULE_AGAIN, label, page, due=term, menu=DECISION))
    return offers


def _writing_down(open_case: OpenCase, state: CaseState, reader: Actor) -> list[Offer]:
    """Return, for a member who hears it, the act to note what is said against a resolution, also by
    telephone."""
    law = load_protocol(state.protocol)
    if not reader.may(Permission.CASE_WORK) or law.act_that(Deed.CONTEST) is None:
        return []
    spent = {one.decision_id for one in recourses_in(open_case) if one.spent}
    left = [
        one
        for one in decisions_in(open_case)
        if law.review.grounds_against(RESOLVED.get(one.kind, "")) and one.pk not in spent
    ]
    if not left or open_case.folder.filing.withdrawn_at:
        return []
    label = _("Record that a decision is contested")
    page = address_of("review:contest", open_case.code)
    return [Offer(Deed.CONTEST, label, page, menu=RECORD)]


def _changing(open_case: OpenCase, reader: Actor) -> list[Offer]:
    """Return the open changes, each with its page, and the act to open another one."""
    code, offers = open_case.code, []
    live = [one for one in changes_in(open_case) if one.state in LIVE]
    for one in live:
        if one.state == MeasureChange.State.PUT and may_decide(one.kind, open_case, seen_by=reader):
            page = address_of("review:decide", code, one.ref)
            label = _("Decide on a change of a measure")
            offers.append(Offer("decide_change", label, page, menu=DECISION))
        elif reader.may(Permission.CASE_PLAN) or _may_give_up(open_case, one, reader):
            page = address_of("review:change", code, one.ref)
            offers.append(Offer("change", _("Go on with a change of a measure"), page))
    runs = [one for one in measures_in(open_case) if one.state in {*RUNS, SUSPENDED}]
    if runs and may_end(open_case, seen_by=reader):
        page = address_of("review:of_the_dead", code)
        label = _("End the measures of somebody who has died")
        offers.append(Offer("end_of_the_dead", label, page))
    if reader.may(Permission.CASE_PLAN) and any(
        free_for(open_case, one) for one in measures_in(open_case)
    ):
        page = address_of("review:open_change", code)
        offers.append(Offer("open_change", _("Change or end a measure"), page))
    return offers


def _may_give_up(open_case: OpenCase, row: MeasureChange, reader: Actor) -> bool:
    """Return whether the reader may give up a decided lessening: a member who may decide it."""
    decided = row.state == MeasureChange.State.DECIDED and row.kind in HEARS_ALL
    return decided and may_decide(row.kind, open_case, seen_by=reader)


def _looking_again(open_case: OpenCase, reader: Actor) -> list[Offer]:
    """Return the dated tasks of the team, and the act to note an incident."""
    offers = []
    found = tasks_in(open_case)
    named = names_of_measures(open_case) if found else {}
    for task in found:
        may = PAGES[ReviewTask.Kind(task.kind)][2]
        if may and reader.may(may):
            kind, what = ReviewTask.Kind(task.kind).label, named.get(task.about)
            label = f"{kind}: {what}" if what else kind
            offers.append(Offer(task.kind, label, page_of(task), by=task.due_on))
    if reader.may(Permission.CASE_WORK):
        offers.append(incident_offer(open_case))
    return offers


def incident_offer(open_case: OpenCase) -> Offer:
    """Offer to record an incident that the team learned of."""
    page = address_of("review:incident", open_case.code)
    label = _("Record an attack, a threat or a new fact")
    return Offer("incident", label, page, menu=RECORD)
