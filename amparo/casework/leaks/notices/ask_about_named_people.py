"""Ask the person about related persons who were named on the person's page after a leak. That page
shows nothing of a leak, and another holder of the access phrase could name themselves there to be
told, so the team asks the person first. Services, by noun: namings."""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import F

from amparo.casework.leaks.case_response import (
    NAMED_LATER,
    may_be_told,
    open_step_called,
    reopened,
)
from amparo.casework.leaks.models import AffectedCase, LeakStep
from amparo.casework.leaks.step_deadlines import Kind, close_step, open_step
from amparo.casework.leaks.step_signatures import PART
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.leaks import LeakStepText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold, hold_row
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import other_called


def ask_about_the_named(*, by: Signs, at: datetime) -> int:
    """Open a task for each related person who was named after the case was settled as leaked and
    has no step yet. Run by the scheduled job. Related persons whom the team names are told at once
    (`also_tell`). Return how many tasks were opened."""
    since = at - NAMED_LATER
    alive = RelatedPerson.objects.filter(died_at__isnull=True, named_at__gt=since)
    named = alive.exclude(relation=RelatedPerson.Relation.AGGRESSOR).filter(
        filing__case__incidents__state=AffectedCase.State.LEAKED,
        filing__case__incidents__settled_at__gt=since,
        filing__case__incidents__settled_at__lt=F("named_at"),
    )
    pairs = list(named.values_list("filing__case__incidents", "ref"))
    left = [one for part in batched(pairs, PART) for one in _unasked(part)]
    return sum(_ask(*one, by=by, at=at) for one in left)


def _unasked(pairs: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    asked = LeakStep.objects.filter(about__in=[other for _incident, other in pairs])
    known = {*asked.values_list("incident", "about")}
    return [one for one in pairs if one not in known]


@transaction.atomic
def _ask(number: int, other: str, *, by: Signs, at: datetime) -> int:
    incident = AffectedCase.objects.select_related("leak", "case__filing").get(pk=number)
    hold_row(incident.case.filing).values_list("pk").first()
    if LeakStep.objects.filter(incident=incident, about=other).exists():
        return 0
    open_step(incident, Kind.ASK_ABOUT, about=other, by=by, at=at)
    reopened(incident.case, by=by, at=at)
    return 1


@transaction.atomic
def say_of_named(
    open_case: OpenCase, ref: str, *, told: bool, text: str, by: Actor, at: datetime
) -> None:
    """Note whether the person wants the related person named on the page to be told of the leak
    too. A person who must not know of the case is never told. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    step = open_step_called(open_case, ref)
    if step.kind != Kind.ASK_ABOUT:
        raise Hindered("nothing_open")
    other = other_called(open_case.folder, step.about, seen_by=by)
    if told and not (other and may_be_told(open_case.folder, other, seen_by=by)):
        raise Hindered("must_not_know")
    body = LeakStepText(incident=step.incident.ref, text=text, kind=step.kind)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    outcome = "is_told" if told else "is_not_told"
    close_step(step, outcome=outcome, paper=paper.ref, by=by, at=at)
    if told:
        open_step(step.incident, Kind.TELL_OTHER, about=step.about, by=by, at=at)
    refresh(open_case.case, at=at)
