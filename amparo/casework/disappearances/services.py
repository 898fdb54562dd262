"""Services for recording a disappearance, a finding or a death, setting a mistake aside, and noting
the state of the investigation. Searches: `urgent_search.py`; linked cases: `linked_cases.py`."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from amparo.casework.disappearances import events
from amparo.casework.disappearances.exclusions_in_linked_cases import of_those_left
from amparo.casework.disappearances.follow_up_tasks import (
    DEATHS,
    WITH_THOSE_LEFT,
    Kind,
    close_vigils,
    open_vigil,
)
from amparo.casework.disappearances.incident_display import (
    OPENS_A_CASE,
    Shown,
    What,
    Whose,
)
from amparo.casework.disappearances.incident_report import Account, AlreadyRecorded
from amparo.casework.disappearances.models import DisappearanceOrDeath, Stage
from amparo.casework.disappearances.queries import happening_called, is_the_person, last_of
from amparo.casework.disappearances.urgent_search import end_search, open_search, search_again
from amparo.casework.measures.states import Hindered, must
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import reopen_case
from amparo.foundations.consent.impediments import begin_impediment, set_right
from amparo.foundations.intake.documents.schemas.disappearances import (
    HappeningText,
    InvestigationText,
    KindChangedText,
    NobodyAsksText,
    SetAsideText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold, hold_rows
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.intake.names.matching import same_name
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.related_people.services import name_behind
from amparo.law import load_protocol

NEXT_LOOK = timedelta(days=30)
"""When the investigation is looked at again if no day is given: the service's own target."""


@transaction.atomic
def note(open_case: OpenCase, account: Account, *, by: Actor, at: datetime) -> DisappearanceOrDeath:
    """Record what happened to a person of this case. Raises AlreadyRecorded, Hindered, others'
    NotGiven."""
    must(by, Permission.CASE_WORK)
    hold_rows(_told(open_case))
    hold(open_case.folder)
    whose, (name, other) = account.whose, _whom(open_case, account, by=by)
    last = last_of(open_case, whose, name, other, seen_by=by)
    _must_follow(account, last)
    body = HappeningText(
        text=account.text,
        source=account.source,
        name=name,
        other=other if whose == Whose.OTHER else None,
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    happening = DisappearanceOrDeath.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        whose=whose,
        what=account.what,
        kind=account.kind,
        on=account.on,
        about=last.ref if last and last.what == What.DISAPPEARED else "",
        paper_ref=paper.ref,
        noted_at=at,
    )
    event = events.HappeningNoted(
        about=open_case.code,
        happening=happening.ref,
        whose=whose,
        what=happening.what,
        kind=happening.kind,
        day=account.on.isoformat(),
        paper=paper.ref,
    )
    record(event, by=by, at=at)
    name_behind(open_case.folder, account.behind, by=by, at=at)
    _what_follows(open_case, happening, last, account, by=by, at=at)
    _on_the_worklist(open_case.case, by=by, at=at)
    return happening


@transaction.atomic
def note_with_those_left(
    first: OpenCase, ref: str, theirs: OpenCase, account: Account, *, by: Actor, at: datetime
) -> DisappearanceOrDeath:
    """Record a missing person of a case whose person has died in the linked case, where consent can
    be asked; the search goes on there.

    Raises what `note` raises.
    """
    hold_rows([first.folder.filing, *_told(theirs)])
    row = _standing(first, ref, by=by).row
    happening = note(theirs, account, by=by, at=at)
    close_vigils(row, Kind.SEARCH, outcome=WITH_THOSE_LEFT, by=by, at=at)
    refresh(first.case, at=at)
    return happening


@transaction.atomic
def set_aside(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Set an incident aside because it was recorded wrongly; it stays readable. Raises Hindered."""
    hold_rows(_told(open_case))
    found = _standing(open_case, ref, by=by)
    row = found.row
    whom = str(found.words.get("name", "")), str(found.words.get("other", ""))
    if last_of(open_case, row.whose, *whom, seen_by=by) != row:
        raise Hindered("not_the_last")
    body = SetAsideText(happening=row.ref, text=text)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    row.set_aside_at = at
    row.save(update_fields=["set_aside_at"])
    event = events.HappeningSetAside(about=open_case.code, happening=row.ref, paper=paper.ref)
    record(event, by=by, at=at)
    close_vigils(row, *Kind, outcome="mistake", by=by, at=at)
    if row.what == What.DISAPPEARED:
        end_search(row, outcome="mistake", by=by, at=at)
    if row.about:
        search_again(open_case, DisappearanceOrDeath.objects.get(ref=row.about), by=by, at=at)
    if row.whose == Whose.PERSON and row.what in OPENS_A_CASE:
        set_right(open_case.folder.filing, before=row.impeded, by=by, at=at)
    _on_the_worklist(open_case.case, by=by, at=at)


@transaction.atomic
def change_kind(
    open_case: OpenCase, ref: str, *, kind: str, text: str, by: Actor, at: datetime
) -> None:
    """Change the kind of attack, with the reason; the earlier kind stays on record."""
    row = _standing(open_case, ref, by=by).row
    if kind == row.kind:
        raise Hindered("same_kind")
    before, row.kind = row.kind, DisappearanceOrDeath.Kind(kind).value
    body = KindChangedText(happening=row.ref, before=before, after=row.kind, text=text)
    write_paper(open_case.folder, body=body, by=by, at=at)
    row.save(update_fields=["kind"])
    event = events.KindChanged(
        about=open_case.code, happening=row.ref, before=before, after=row.kind
    )
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_investigation(
    open_case: OpenCase,
    ref: str,
    *,
    stage: str,
    on: date,
    text: str,
    again_on: datetime | None,
    over: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Note where the investigation stands, from whom it is known, and when to look again. `over`:
    nothing is left to look at here."""
    row = _standing(open_case, ref, by=by).row
    if on < row.on:
        raise Hindered("day")
    body = InvestigationText(happening=row.ref, stage=Stage(stage), on=on.isoformat(), text=text)
    write_paper(open_case.folder, body=body, by=by, at=at)
    event = events.InvestigationNoted(
        about=open_case.code, happening=row.ref, stage=stage, day=on.isoformat()
    )
    record(event, by=by, at=at)
    close_vigils(row, Kind.INVESTIGATION, outcome="over" if over else "looked", by=by, at=at)
    if not over:
        open_vigil(row, Kind.INVESTIGATION, due_on=again_on or at + NEXT_LOOK, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def nobody_asks(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Note that no relative, lawyer or collective asks for a linked case now, and why. One can
    still be opened on any day."""
    row = _standing(open_case, ref, by=by).row
    if not close_vigils(row, Kind.LINKED, outcome="nobody_asks", by=by, at=at):
        raise Hindered("nothing_open")
    body = NobodyAsksText(happening=row.ref, text=text)
    write_paper(open_case.folder, body=body, by=by, at=at)
    refresh(open_case.case, at=at)


# --- inside ---


def _told(open_case: OpenCase) -> list[Filing]:
    """The file itself and the files of linked cases whose teams are told at once. All are locked
    together before the record is, to avoid deadlocks between a writer that holds one of them and
    one that holds the record."""
    return [open_case.folder.filing, *(one for one, _ref in of_those_left(open_case.folder))]


def _must_follow(account: Account, last: DisappearanceOrDeath | None) -> None:
    """Raise AlreadyRecorded or Hindered unless the account can follow the last incident."""
    if last and last.what in DEATHS:
        raise AlreadyRecorded(last)
    missing = last if last and last.what == What.DISAPPEARED else None
    if missing and account.what == What.DISAPPEARED:
        raise AlreadyRecorded(missing)
    if missing and account.what == What.DIED:
        raise Hindered("missing_now")
    if not missing and account.what in {What.FOUND_ALIVE, What.FOUND_DEAD}:
        raise Hindered("not_missing")
    if last and account.on < last.on:
        raise Hindered("day")


def _whom(open_case: OpenCase, account: Account, *, by: Actor) -> tuple[str, str]:
    """The name and, for a person of the case, the reference; both empty for the person at risk.
    Raises Hindered, also for a typed name that a listed person bears, because it would be
    ambiguous."""
    if account.whose == Whose.PERSON:
        return "", ""
    listed = others_of(open_case.folder, seen_by=by)
    if account.other:
        found = next((one for one in listed if one.ref == account.other), None)
        if found is None:
            raise Hindered("not_of_the_case")
        return found.name, found.ref
    if is_the_person(open_case, account.name, seen_by=by):
        raise Hindered("the_persons_name")
    if any(same_name(account.name, one.name) for one in listed):
        raise Hindered("a_listed_name")
    return account.name, ""


def _what_follows(
    open_case: OpenCase,
    happening: DisappearanceOrDeath,
    last: DisappearanceOrDeath | None,
    account: Account,
    *,
    by: Actor,
    at: datetime,
) -> None:
    told: dict[str, Any] = {"by": by, "at": at}
    if last and last.what == What.DISAPPEARED:
        end_search(last, outcome=happening.what, **told)
    if happening.what == What.DISAPPEARED:
        open_search(open_case, happening, account.values, **told)
    if happening.what in DEATHS:
        open_vigil(happening, Kind.INVESTIGATION, **told)
    if happening.what in OPENS_A_CASE:
        open_vigil(happening, Kind.LINKED, **told)
        _nobody_answers_for(open_case, happening, **told)


def _nobody_answers_for(
    open_case: OpenCase, happening: DisappearanceOrDeath, *, by: Actor, at: datetime
) -> None:
    """Begin an impediment: who holds the page is unknown, so it gives no yes while the person is
    missing, and no answer after a death."""
    search = load_protocol(open_case.folder.filing.protocol).fate.search
    missing = search.impediment if search else ""
    why = DIED if happening.what in DEATHS else missing
    if happening.whose == Whose.PERSON and why:
        happening.impeded = begin_impediment(open_case.folder.filing, why, by=by, at=at)
        happening.save(update_fields=["impeded"])


def _standing(open_case: OpenCase, ref: str, *, by: Actor) -> Shown:
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    found = happening_called(open_case, ref, seen_by=by)
    if found is None or found.row.set_aside_at:
        raise Hindered("nothing_open")
    return found


def _on_the_worklist(case: Case, *, by: Actor, at: datetime) -> None:
    """Put the case on the worklist; a closed case is opened again, because it needs follow-up."""
    case.refresh_from_db(fields=["closed_at"])
    if case.closed_at:
        reopen_case(case, by=by, at=at)
    else:
        refresh(case, at=at)
