"""A leak in one case: whether the case is touched, and what is done. Services, by noun: steps
done."""

from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.leaks import events
from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.casework.leaks.step_deadlines import IN_EACH, Kind, close_step, open_step
from amparo.casework.leaks.suspicion.lifted_suspicions import as_recorded
from amparo.casework.leaks.who_may_read import workers_elsewhere
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor, Refused, must_be_free
from amparo.foundations.accounts.membership.leak_suspension import is_held_back
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.excluded_member_seats import keep_apart
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case, ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import reopen_case, seal_anew
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.schemas.leaks import LeakSparedText, LeakStepText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people.queries import Listed, is_barred, others_of

PAPER, SPARED = "leak_step", "leak_spared"
SHUT_OUT = "must_not_know"
"""Outcome of a step about a related person who must not know of the case any more, also after the
related person's own act."""
State = AffectedCase.State
NAMED_LATER = timedelta(days=90)
"""For this long after a case is settled as leaked, a newly named related person is told too."""
BY_OTHERS = frozenset({Kind.CONFIRM, Kind.SAFE_CONTACT, Kind.TELL, Kind.TELL_OTHER, Kind.ASK_ABOUT})
"""Steps that are closed by a service of their own, not by `do_step`."""


@transaction.atomic
def settle(
    open_case: OpenCase, ref: str, *, leaked: bool, text: str, by: Actor, at: datetime
) -> None:
    """Settle whether something of this case leaked, by a member who can read it. Raises
    Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    incident = _incident(open_case, ref, State.SUSPECTED)
    asked = LeakStep.objects.filter(incident=incident, kind=Kind.CONFIRM, done_at__isnull=True)
    if not asked.exists():
        raise Hindered("nothing_open")
    if not leaked:
        _must_be_free(by)
    seconds = _seconds(open_case.case, incident.leak, by)
    body = (LeakStepText if leaked else LeakSparedText)(incident=incident.ref, text=text)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    incident.state = State.LEAKED if leaked else State.SPARED
    incident.settled_at, incident.paper_ref = at, paper.ref
    incident.save(update_fields=["state", "settled_at", "paper_ref"])
    if leaked and seconds:  # here two have said so now
        keep_apart(open_case.case, seconds, reason=ConflictOfInterest.Reason.LEAK, by=by, at=at)
    for step in asked.select_related("case__filing", "incident"):
        close_step(step, outcome=incident.state, paper=paper.ref, by=by, at=at)
    if leaked:
        _open_steps(open_case, incident, by=by, at=at)
        record(events.CaseLeaked(about=open_case.code, incident=incident.ref), by=by, at=at)
    else:
        spared = events.CaseSpared(about=open_case.code, incident=incident.ref, paper=paper.ref)
        record(spared, by=by, at=at)
    reopened(open_case.case, by=by, at=at)


def _must_be_free(by: Actor) -> None:
    """Raise Hindered where the member is held back: a suspect could settle the case as not touched
    for good."""
    try:
        must_be_free(by)
    except Refused as problem:
        raise Hindered("not_permitted") from problem


def _seconds(case: Case, leak: Leak, by: Actor) -> Unit | None:
    """Return the institution that waits for a second person, where the member counts as one, else
    None. The member who noted the leak may settle only where no other member can, since the others
    would not be asked any more. Raises Hindered."""
    if leak.unit is None or not as_recorded([leak])[0].waits_for_another:
        return None
    if by.signature != leak.noted_by:
        return leak.unit
    others = workers_elsewhere(leak).filter(case=case).exclude(member=by.member)
    if any(not is_held_back(one.member) for one in others.select_related("member__unit")):
        raise Hindered("second_person_first")
    return None


def _open_steps(open_case: OpenCase, incident: AffectedCase, *, by: Actor, at: datetime) -> None:
    """Open all steps that a leak asks for, and one for each related person to be told, except those
    who must not know. About a related person named since the leak was noted the person is asked
    first. The case is marked to be sealed anew by the next member who opens it."""
    Case.objects.filter(pk=open_case.case.pk).update(seal_anew=True)
    dead = open_case.folder.filing.asks_nobody
    for kind in (*IN_EACH, Kind.TELL):
        if not (dead and kind in {Kind.SAFE_CONTACT, Kind.TELL}):
            open_step(incident, kind, by=by, at=at)
    for one in others_of(open_case.folder, seen_by=by):
        if may_be_told(open_case.folder, one, seen_by=by):
            since = one.other.named_at > incident.leak.noted_at  # perhaps by another, on the page
            kind = Kind.ASK_ABOUT if since else Kind.TELL_OTHER
            open_step(incident, kind, about=one.ref, by=by, at=at)


def may_be_told(folder: Folder, one: Listed, *, seen_by: Signs) -> bool:
    """Return whether the related person may be told: not an alleged aggressor, not after death, and
    not when the person excluded them, also after naming them."""
    if one.other.relation == one.other.Relation.AGGRESSOR or one.other.died_at is not None:
        return False
    return not is_barred(folder, one.name, seen_by=seen_by, child=one.other.child)


@transaction.atomic
def also_tell(case: Case, other: str, *, by: Signs, at: datetime) -> int:
    """Open a step to tell a related person who was named within `NAMED_LATER` after a leak of the
    case was settled: the leak may concern them. Return in how many incidents."""
    rows = AffectedCase.objects.select_related("leak", "case__filing")
    recent = rows.filter(case=case, state=State.LEAKED, settled_at__gt=at - NAMED_LATER)
    found = list(recent.order_by("pk"))
    for incident in found:
        open_step(incident, Kind.TELL_OTHER, about=other, by=by, at=at)
    if found:
        reopened(case, by=by, at=at)
    return len(found)


@transaction.atomic
def shut_out(folder: Folder, case: Case, *, by: Signs, at: datetime) -> None:
    """Close the open steps to tell related persons who must not know of the case any more."""
    waiting = _to_others(case)
    if not waiting:
        return
    listed = others_of(Folder(folder.filing, folder.key), seen_by=by)
    left = {one.ref for one in listed if may_be_told(folder, one, seen_by=by)}
    for step in waiting:
        if step.about not in left:
            close_step(step, outcome=SHUT_OUT, by=by, at=at)
    refresh(case, at=at)


def _to_others(case: Case) -> list[LeakStep]:
    """Return open steps about related persons, by codes alone: where the person excludes someone on
    their own page, nothing of the leak may be read."""
    steps = LeakStep.objects.select_related("incident").filter(
        case=case, kind__in=[Kind.TELL_OTHER, Kind.ASK_ABOUT], done_at__isnull=True
    )
    return list(steps.only("about", "case", "kind", "ref", "incident__ref"))


@transaction.atomic
def do_step(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Close a step with a sealed note of the result. The step that takes access away seals the case
    anew. Raises Hindered, KeyChanged."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    step = open_step_called(open_case, ref)
    if step.kind in BY_OTHERS:
        raise Hindered("not_permitted")
    folder = open_case.folder
    if step.kind == Kind.ACCESS:
        folder = seal_anew(open_case.case, folder, by=by, at=at)
    body = LeakStepText(incident=step.incident.ref, text=text, kind=step.kind)
    paper = write_paper(folder, body=body, by=by, at=at)
    close_step(step, outcome="done", paper=paper.ref, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def looked_at_anew(case: Case, *, by: Signs, at: datetime) -> int:
    """Close the risk step in every incident of the case after a risk assessment. Return how many
    were closed."""
    steps = LeakStep.objects.select_related("case__filing", "incident").filter(case=case)
    waiting = list(steps.filter(kind=Kind.RISK, done_at__isnull=True))
    for step in waiting:
        close_step(step, outcome="assessed", by=by, at=at)
    return len(waiting)


def open_step_called(open_case: OpenCase, ref: str) -> LeakStep:
    """Return an open step of this case. Raises Hindered."""
    found = LeakStep.objects.select_related("incident__leak", "case__filing").filter(
        case=open_case.case, ref=ref, done_at__isnull=True
    )
    step = found.first()
    if step is None:
        raise Hindered("nothing_open")
    return step


def _incident(open_case: OpenCase, ref: str, state: str) -> AffectedCase:
    rows = AffectedCase.objects.select_related("leak__unit", "case__filing")
    found = rows.filter(case=open_case.case, ref=ref, state=state).first()
    if found is None:
        raise Hindered("nothing_open")
    return found


def reopened(case: Case, *, by: Signs, at: datetime) -> None:
    """Reopen a closed case that has an open step; refresh any other."""
    case.refresh_from_db(fields=["closed_at"])
    waits = LeakStep.objects.filter(case=case, done_at__isnull=True).exists()
    if case.closed_at and waits:
        reopen_case(case, by=by, at=at)
    else:
        refresh(case, at=at)
