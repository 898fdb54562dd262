"""Whether documents of a case are still sent to an institution where a leak occurred: none, until a
member of the case decides that it goes on. Services and queries, by noun: goings on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from amparo.casework.leaks import events
from amparo.casework.leaks.models import AffectedCase, ContinuedSending, Leak
from amparo.casework.leaks.suspicion.lifted_suspicions import standing_among
from amparo.casework.leaks.who_may_read import readers_elsewhere, workers_elsewhere, workers_there
from amparo.casework.measures.states import Hindered
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import also_against
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.documents.schemas.leaks import LeakGoesOnText
from amparo.foundations.intake.documents.services import paper_called, write_paper
from amparo.foundations.intake.exclusions import units_meant
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.leaked_classes import LEAKED_THERE, NOT_BY_YOU
from amparo.foundations.intake.tables_with_rows import watch_anywhere
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record

PAPER = "leak_goes_on"

watch_anywhere("leaks_of_units", Leak, "unit")
_OF_UNITS = Leak.objects.select_related("suspect", "unit").filter(unit__isnull=False).order_by("pk")


@dataclass(frozen=True, slots=True)
class Sent:
    """One institution where a leak occurred, and the decision of this case: `row`, or None."""

    leak: Leak
    row: ContinuedSending | None
    text: str = field(default="", repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Near:
    """A leak that concerns one file. `there`: codes of the institution and of those above and below
    it; `touched`: the case is among those of the leak. The last field: the reader works there and
    may not read of it."""

    leak: Leak
    there: frozenset[str]
    touched: bool
    hers: bool


@transaction.atomic
def let_go_on(
    open_case: OpenCase, leak: str, *, text: str, by: Actor, at: datetime
) -> ContinuedSending:
    """Decide that documents of this case go on being sent there, by this member and for this
    reason. Raises Hindered."""
    hold(open_case.folder)
    found = sent_called(open_case, leak, seen_by=by)
    if found is None or found.row:
        raise Hindered("nothing_open")
    if not may_decide(open_case, found.leak, reader=by):
        raise Hindered("not_permitted")
    body = LeakGoesOnText(text=text, leak=found.leak.ref)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    try:
        with transaction.atomic():
            row = ContinuedSending.objects.create(
                leak=found.leak,
                case=open_case.case,
                paper_ref=paper.ref,
                decided_by=by.signature,
                decided_at=at,
            )
    except IntegrityError as problem:
        raise Hindered("nothing_open") from problem
    record(events.SendingGoesOn(about=open_case.code, paper=paper.ref), by=by, at=at)
    return row


def may_decide(open_case: OpenCase, leak: Leak, *, reader: Actor) -> bool:
    """Return whether the reader may decide: a member who works on cases, or any other reader of the
    case where none of those has a seat on it. Where the case has readers outside the institution,
    only those who work outside it count."""
    if reader.may(Permission.CASE_WORK):
        return True
    outside = readers_elsewhere(leak).filter(case=open_case.case).exists()
    workers = workers_elsewhere(leak) if outside else workers_there(leak)
    return not workers.filter(case=open_case.case).exists()


def sent_in(open_case: OpenCase, *, seen_by: Actor) -> list[Sent]:
    """Return each institution of this case where a leak occurred, as far as the reader may know of
    it: the reader does not work there, above it or below it, or all members with a seat on the case
    do."""
    rows = [one.leak for one in _near(open_case.folder, seen_by) if not one.hers]
    if not rows:
        return []
    decided = {one.leak_id: one for one in ContinuedSending.objects.filter(case=open_case.case)}
    return [_shown(open_case, one, decided.get(one.pk), seen_by) for one in rows]


def sent_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Sent | None:
    wanted = marks.code_normalised(ref)
    found = sent_in(open_case, seen_by=seen_by)
    return next((one for one in found if one.leak.ref == wanted), None)


def _shown(open_case: OpenCase, leak: Leak, row: ContinuedSending | None, reader: Actor) -> Sent:
    if row is None:
        return Sent(leak, None)
    paper = paper_called(open_case.folder, row.paper_ref, seen_by=reader)
    text = str(open_case.folder.words(paper).get("text", "")) if paper else ""
    return Sent(leak, row, text, names_of([row.decided_by], seen_by=reader).get(row.decided_by, ""))


def _asked_of(folder: Folder) -> frozenset[str]:
    """Return the codes of the units to which something of this file may be sent."""
    asked = Question.objects.filter(filing=folder.filing, unit__isnull=False)
    return frozenset(asked.values_list("unit__code", flat=True))


def _standing(folder: Folder) -> Sequence[Leak]:
    """Return the leaks of institutions that are not lifted, as the record confirms them; read once
    per page."""
    return folder.once("leaks_of_units", lambda: standing_among(list(_OF_UNITS.all())))


def _there(leak: Leak) -> frozenset[str]:
    return command_of(leak.unit, seen_by=SYSTEM) if leak.unit else frozenset()


def _near(folder: Folder, reader: Actor) -> list[_Near]:
    """Return the leaks that concern the file. Both the page of the decision and the check before
    sending use this list, so that nothing is stopped without a page to decide on it."""
    standing = _standing(folder)
    if not standing:
        return []
    here = {one.leak_id: one for one in AffectedCase.objects.filter(case__filing=folder.filing)}
    asked = _asked_of(folder)
    pairs = [(one, _there(one)) for one in standing if _counts(folder, one, here.get(one.pk))]
    return [
        _Near(one, there, one.pk in here, _is_hers(folder, one, there, reader))
        for one, there in pairs
        if one.pk in here or asked & there
    ]


def _counts(folder: Folder, leak: Leak, here: AffectedCase | None) -> bool:
    """Return whether the leak counts in this case. While a second person has yet to confirm the
    suspicion, another member than the one who noted it must have settled the case as leaked."""
    if not leak.waits_for_another:
        return True
    if here is None or here.state != AffectedCase.State.LEAKED:
        return False
    said = Entry.objects.filter(about=folder.code, event=events.CaseLeaked.__name__)
    return not said.filter(by=leak.noted_by, facts__contains=f'"{here.ref}"').exists()


def _is_hers(folder: Folder, leak: Leak, there: frozenset[str], reader: Actor) -> bool:
    """Return whether the reader works there, above it or below it, and another reader of the case
    does not."""
    if reader.member.unit.code not in there:
        return False
    return readers_elsewhere(leak).filter(case__filing=folder.filing).exists()


def _leaked_there(
    folder: Folder, unit: Unit | None, recipient: str, *, seen_by: Signs
) -> tuple[str, ...]:
    """Return the codes that stop sending something there. A member who works there only gets the
    code that they may not send it, not that a leak occurred. A written name may mean several units,
    so it is stopped only where the leak touched the case. What the person decides on their own page
    is not checked."""
    if not isinstance(seen_by, Actor) or not (unit or recipient):
        return ()
    near = [one for one in _near(folder, seen_by) if unit or one.touched]
    if not near:
        return ()
    meant = {one.code for one in ([unit] if unit else units_meant(recipient, by=seen_by))}
    decided = {
        *ContinuedSending.objects.filter(case__filing=folder.filing).values_list("leak", flat=True)
    }
    stops = [one for one in near if meant & one.there and one.leak.pk not in decided]
    return tuple(sorted({NOT_BY_YOU if one.hers else LEAKED_THERE for one in stops}))


also_against(_leaked_there)
