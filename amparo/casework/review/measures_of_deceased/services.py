"""The measures of a dead person: ended by a recorded act, and restored where the death was a
mistake. Services, by noun: measures of the dead."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo.casework.measures.models import Measure, State
from amparo.casework.measures.queries import Shown, plan
from amparo.casework.measures.states import Hindered, move
from amparo.casework.review import events
from amparo.casework.review.change_decisions.services import may_decide
from amparo.casework.review.changes.queries import RUNS, changes_in
from amparo.casework.review.changes.services import let_go
from amparo.casework.review.models import LIVE, MeasureChange
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import is_for_others
from amparo.foundations.intake.documents.schemas.review import ChangeText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import record
from amparo.law import load_protocol

Kind = MeasureChange.Kind


def running(open_case: OpenCase, *, seen_by: Actor) -> tuple[list[Shown], list[Shown]]:
    """Return the running measures of the dead person's own, and those that protect others too and
    stay."""
    runs = [one for one in plan(open_case, seen_by=seen_by) if one.measure.state in _may_end()]
    filing = open_case.folder.filing
    own = [one for one in runs if not is_for_others(filing, one.ref)]
    return own, [one for one in runs if one not in own]


def may_end(open_case: OpenCase, *, seen_by: Actor) -> bool:
    """Return whether this member may end them: the person has died, and the law's data name the
    ground."""
    filing = open_case.folder.filing
    ground = load_protocol(filing.protocol).fate.ending
    dead = filing.asks_nobody and not filing.withdrawn_at
    return bool(dead and ground) and may_decide(Kind.DEATH, open_case, seen_by=seen_by)


@transaction.atomic
def end_of_the_dead(
    open_case: OpenCase, refs: Sequence[str], *, text: str, by: Actor, at: datetime
) -> int:
    """End these measures of the dead person's own, with reasons; the institutions that owe them
    learn that the duty has ended. Measures that protect others stay. Return how many. Raises
    Hindered."""
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    if not may_end(open_case, seen_by=by):
        raise Hindered("not_of_the_dead")
    own, _others = running(open_case, seen_by=by)
    chosen = [one for one in own if one.ref in refs]
    if not chosen or len(chosen) != len(set(refs)):
        raise Hindered("protects_others")
    if not text.strip():
        raise Hindered("reasons")
    for one in chosen:
        _end(open_case, one, text, by=by, at=at)
    refresh(open_case.case, at=at)
    return len(chosen)


@transaction.atomic
def came_back(open_case: OpenCase, *, by: Actor, at: datetime) -> None:
    """Grant the measures again that ended by a death that was a mistake; they are to be forwarded
    anew."""
    hold(open_case.folder)
    papers = papers_in(open_case.folder, seen_by=by, kinds=["change"])
    words = {one.ref: open_case.folder.words(one) for one in papers}
    rows = MeasureChange.objects.select_related("measure__case__filing", "case__filing")
    ended = rows.filter(case=open_case.case, kind=Kind.DEATH, state=MeasureChange.State.DONE)
    for row in ended.filter(measure__state=State.CEASED):
        move(row.measure, State.GRANTED, by=by, at=at)
        if words.get(row.paper_ref, {}).get("was") == State.SUSPENDED:
            move(row.measure, State.SUSPENDED, by=by, at=at)
        MeasureChange.objects.filter(pk=row.pk).update(
            state=MeasureChange.State.UNDONE, changed_at=at
        )
        event = events.ChangeUndone(
            about=open_case.code, change=row.ref, measure=row.measure.ref, kind=row.kind
        )
        record(event, by=by, at=at)
    refresh(open_case.case, at=at)


# --- inside ---


def _may_end() -> frozenset[str]:
    return RUNS | {State.SUSPENDED}


def _end(open_case: OpenCase, one: Shown, text: str, *, by: Actor, at: datetime) -> None:
    for live in changes_in(open_case):
        if live.measure_id == one.measure.pk and live.state in LIVE:
            let_go(live, by=by, at=at)
    measure = Measure.objects.select_related("case__filing").get(pk=one.measure.pk)
    body = ChangeText(
        label=one.entry.label,
        what=text,
        why="",
        kind=Kind.DEATH.value,
        because="died",
        was=measure.state,
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    row = MeasureChange.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        measure=measure,
        kind=Kind.DEATH,
        state=MeasureChange.State.DONE,
        paper_ref=paper.ref,
        opened_at=at,
        changed_at=at,
    )
    about = {"about": open_case.code, "change": row.ref, "measure": measure.ref}
    record(events.ChangeOpened(kind=row.kind, **about), by=by, at=at)
    move(measure, State.CEASED, by=by, at=at)
    record(events.ChangeCarriedOut(kind=row.kind, stops=True, **about), by=by, at=at)
