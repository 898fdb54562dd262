"""What is still sent to an institution where something got out: nothing more of a case, before
somebody of it decides that it goes on. Services and queries, by noun: goings on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from amparo.casework.leaks import events
from amparo.casework.leaks.models import GoesOn, Incident, Leak
from amparo.casework.leaks.readers import readers_elsewhere, workers_elsewhere, workers_there
from amparo.casework.leaks.suspicion.lifted import standing_among
from amparo.casework.measures.states import Hindered
from amparo.crypto import marks
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import also_against
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.documents.services import paper_called, write_paper
from amparo.foundations.intake.exclusions import units_meant
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.leaked_classes import LEAKED_THERE, NOT_BY_YOU
from amparo.foundations.intake.presence import watch_anywhere
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record

PAPER = "leak_goes_on"

watch_anywhere("leaks_of_units", Leak, "unit")
_OF_UNITS = Leak.objects.select_related("suspect", "unit").filter(unit__isnull=False).order_by("pk")


@dataclass(frozen=True, slots=True)
class Sent:
    """One institution where something got out, and what was decided in this case: `row`, or
    nothing yet."""

    leak: Leak
    row: GoesOn | None
    text: str = field(default="", repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Near:
    """A leak that one file has to do with. `there`: codes of the institution, of those above it and
    below it; `touched`: the case is among those that it touched; `hers`: it is not for this
    reader."""

    leak: Leak
    there: frozenset[str]
    touched: bool
    hers: bool


@transaction.atomic
def let_go_on(open_case: OpenCase, leak: str, *, text: str, by: Actor, at: datetime) -> GoesOn:
    """Things of this case go on being sent there: by this member, for this reason. Raises
    Hindered."""
    hold(open_case.folder)
    found = sent_called(open_case, leak, seen_by=by)
    if found is None or found.row:
        raise Hindered("nothing_open")
    if not may_decide(open_case, found.leak, reader=by):
        raise Hindered("not_permitted")
    body = {"text": text, "leak": found.leak.ref}
    paper = write_paper(open_case.folder, kind=PAPER, body=body, by=by, at=at)
    try:
        with transaction.atomic():
            row = GoesOn.objects.create(
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
    """Whoever works on cases; where nobody does who works elsewhere than where it leaked, whoever
    else reads this one, of those who decide or supervise."""
    if reader.may(Permission.CASE_WORK):
        return True
    outside = readers_elsewhere(leak).filter(case=open_case.case).exists()
    workers = workers_elsewhere(leak) if outside else workers_there(leak)
    return not workers.filter(case=open_case.case).exists()


def sent_in(open_case: OpenCase, *, seen_by: Actor) -> list[Sent]:
    """Each institution that this case has to do with and where something got out, as far as the
    reader may hear of it: she does not work there, above it or below it, or all who have a seat
    on the case do."""
    rows = [one.leak for one in _near(open_case.folder, seen_by) if not one.hers]
    if not rows:
        return []
    decided = {one.leak_id: one for one in GoesOn.objects.filter(case=open_case.case)}
    return [_shown(open_case, one, decided.get(one.pk), seen_by) for one in rows]


def sent_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Sent | None:
    wanted = marks.code_normalised(ref)
    found = sent_in(open_case, seen_by=seen_by)
    return next((one for one in found if one.leak.ref == wanted), None)


def _shown(open_case: OpenCase, leak: Leak, row: GoesOn | None, reader: Actor) -> Sent:
    if row is None:
        return Sent(leak, None)
    paper = paper_called(open_case.folder, row.paper_ref, seen_by=reader)
    text = str(open_case.folder.words(paper).get("text", "")) if paper else ""
    return Sent(leak, row, text, names_of([row.decided_by], seen_by=reader).get(row.decided_by, ""))


def _asked_of(folder: Folder) -> frozenset[str]:
    """Codes of the units that something of this file may go to."""
    asked = Question.objects.filter(filing=folder.filing, unit__isnull=False)
    return frozenset(asked.values_list("unit__code", flat=True))


def _standing(folder: Folder) -> Sequence[Leak]:
    """Leaks of institutions that two have not lifted, as the record has it; a page reads them
    once."""
    return folder.once("leaks_of_units", lambda: standing_among(list(_OF_UNITS.all())))


def _there(leak: Leak) -> frozenset[str]:
    return command_of(leak.unit, seen_by=SYSTEM) if leak.unit else frozenset()


def _near(folder: Folder, reader: Actor) -> list[_Near]:
    """What the page of a decision shows and what the gate asks: one list, so that nothing is
    stopped that nobody can let go on."""
    standing = _standing(folder)
    if not standing:
        return []
    here = {one.leak_id: one for one in Incident.objects.filter(case__filing=folder.filing)}
    asked = _asked_of(folder)
    pairs = [(one, _there(one)) for one in standing if _counts(folder, one, here.get(one.pk))]
    return [
        _Near(one, there, one.pk in here, _is_hers(folder, one, there, reader))
        for one, there in pairs
        if one.pk in here or asked & there
    ]


def _counts(folder: Folder, leak: Leak, here: Incident | None) -> bool:
    """While a second person is still to say so, only where somebody else of the case than who noted
    it has said yes."""
    if not leak.waits_for_another:
        return True
    if here is None or here.state != Incident.State.LEAKED:
        return False
    said = Entry.objects.filter(about=folder.code, event=events.CaseLeaked.__name__)
    return not said.filter(by=leak.noted_by, facts__contains=f'"{here.ref}"').exists()


def _is_hers(folder: Folder, leak: Leak, there: frozenset[str], reader: Actor) -> bool:
    """She works there, above it or below it, and somebody else of the case does not."""
    if reader.member.unit.code not in there:
        return False
    return readers_elsewhere(leak).filter(case__filing=folder.filing).exists()


def _leaked_there(
    folder: Folder, unit: Unit | None, recipient: str, *, seen_by: Signs
) -> tuple[str, ...]:
    """What stands against sending something there. Whoever works there reads only that it is not
    by her: that something got out, she does not hear. A written name may mean many: it is stopped
    only where the leak touched the case. What the person decides on her own page nobody asks."""
    if not isinstance(seen_by, Actor) or not (unit or recipient):
        return ()
    near = [one for one in _near(folder, seen_by) if unit or one.touched]
    if not near:
        return ()
    meant = {one.code for one in ([unit] if unit else units_meant(recipient, by=seen_by))}
    decided = {*GoesOn.objects.filter(case__filing=folder.filing).values_list("leak", flat=True)}
    stops = [one for one in near if meant & one.there and one.leak.pk not in decided]
    return tuple(sorted({NOT_BY_YOU if one.hers else LEAKED_THERE for one in stops}))


also_against(_leaked_there)
