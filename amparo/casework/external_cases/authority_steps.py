"""Services for the steps at an outside authority: noting them and setting them aside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.casework.external_cases import events, queries
from amparo.casework.external_cases.clocks import COMPLAINT, agreed_on, clock_of
from amparo.casework.external_cases.member_input import Said
from amparo.casework.external_cases.models import ExternalProcedure, ExternalProcedureStep
from amparo.casework.external_cases.next_due_days import (
    NotPossible,
    followed,
    must_work_here,
    settle,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.external_cases import (
    OutsideNotedText,
    OutsideStepText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.procedure.defects import DEFECT
from amparo.foundations.intake.procedure.law_of_filing import state_of
from amparo.foundations.ledger.services import record
from amparo.law import NotYet, OutOfOrder, Refused, load_protocol


@transaction.atomic
def note(
    open_case: OpenCase, ref: str, said: Said, *, by: Actor, at: datetime
) -> ExternalProcedureStep:
    """Note a step at the authority. For a step of this organisation the person's yes must have been
    in force on that day. Raises NotPossible."""
    must_work_here(by)
    folder = open_case.folder
    hold(folder)
    found = (
        ExternalProcedure.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=followed(open_case, ref, by=by).pk)
    )
    question = queries.agreement_on(found, seen_by=by)
    if said.by_whom == ExternalProcedureStep.Doer.US and not agreed_on(question, said.when):
        raise NotPossible("no_agreement")
    what, _colon, term = said.what.partition(":")
    _must_be_open(found, said.what, said.when, by=by, at=at)
    step = ExternalProcedureStep(
        ref=marks.new_code(groups=3),
        record=found,
        what=what,
        term=term,
        happened_at=said.when,
        channel=said.channel,
        by_whom=said.by_whom,
        result=said.result,
        found=dict.fromkeys(said.found, True) | _channel_of(found, what, said.channel),
        noted_at=at,
    )
    _work_out(found, [*_counting(found), step], at=at)
    body = OutsideStepText(number=said.number, text=said.text, record=found.ref)
    paper = write_paper(folder, body=body, by=by, at=at)
    step.paper_ref = paper.ref
    step.save(force_insert=True)
    keep_uploads(folder, said.files, by=by, at=at, paper_ref=paper.ref)
    event = events.OutsideNoted(
        about=open_case.code,
        record=found.ref,
        step=step.ref,
        what=what,
        term=term,
        happened_at=said.when.isoformat(),
        channel=said.channel,
        by_whom=said.by_whom,
        result=said.result,
        found="+".join(sorted(said.found))[:80],
    )
    record(event, by=by, at=at)
    _tell_her(open_case, step, said.number, by=by, at=at)
    settle(open_case.case, by=by, at=at)
    return step


@transaction.atomic
def set_aside(open_case: OpenCase, ref: str, step: str, *, by: Actor, at: datetime) -> None:
    """Set a step aside that was noted by mistake: it stays on record and does not count."""
    must_work_here(by)
    hold(open_case.folder)
    found = followed(open_case, ref, by=by)
    row = ExternalProcedureStep.objects.filter(record=found, ref=step, set_aside_at=None).first()
    if row is None:
        raise NotPossible("moved_on")
    others = [one for one in _counting(found) if one.pk != row.pk]
    if others and not any(one.what == _filing_of(found) for one in others):
        raise NotPossible("others_rest_on_it")
    _work_out(found, others, at=at)
    row.set_aside_at = at
    row.save(update_fields=["set_aside_at"])
    event = events.OutsideSetAside(
        about=open_case.code, record=found.ref, step=row.ref, what=row.what
    )
    record(event, by=by, at=at)
    _tell_her(open_case, row, "", by=by, at=at)
    settle(open_case.case, by=by, at=at)


def _tell_her(
    open_case: OpenCase, step: ExternalProcedureStep, number: str, *, by: Actor, at: datetime
) -> None:
    """Write for the person what was noted about the request there, or set aside as wrong."""
    zone = load_protocol(step.record.protocol).zone
    wrong = _("Noted by mistake: it does not count")
    body = OutsideNotedText(
        label=step.record.unit.name,
        what=queries.name_of(step, seen_by=by),
        text=wrong if step.set_aside_at else step.result and str(step.get_result_display()),
        on=step.happened_at.astimezone(zone).date().isoformat(),
        number=number,
    )
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)


def _must_be_open(
    found: ExternalProcedure, what: str, when: datetime, *, by: Actor, at: datetime
) -> None:
    clock = clock_of(found, at=at)
    if what not in {name for name, _word in queries.to_note(found, clock, seen_by=by)}:
        raise NotPossible("moved_on")
    if when > at:
        raise NotPossible("not_yet")
    if what.startswith(f"{COMPLAINT}:"):
        term = what.partition(":")[2]
        before = clock_of(found, at=when) if when >= _filed(found) else None
        late = {one.term.term for one in before.late} if before else set()
        if before is None or not (term.startswith(DEFECT) or term in late):
            raise NotPossible("not_late_then")


def _filed(found: ExternalProcedure) -> datetime:
    return max(map(datetime.fromisoformat, found.happened.values()))


def _filing_of(found: ExternalProcedure) -> str:
    return load_protocol(found.protocol).procedure.filing


def _channel_of(found: ExternalProcedure, what: str, channel: str) -> dict[str, str]:
    law = load_protocol(found.protocol)
    fact = law.channels.get(what, "")
    return {fact: channel} if fact and channel in law.facts[fact].values else {}


def _counting(found: ExternalProcedure) -> list[ExternalProcedureStep]:
    return list(ExternalProcedureStep.objects.filter(record=found, set_aside_at=None))


def _work_out(
    found: ExternalProcedure, steps: Sequence[ExternalProcedureStep], *, at: datetime
) -> None:
    """Compute the record's state by its law from these steps. Raises NotPossible where they
    contradict it."""
    zone = load_protocol(found.protocol).zone
    found.happened = {
        one.what: one.happened_at.astimezone(zone).isoformat()
        for one in steps
        if one.what != COMPLAINT
    }
    found.complained = {
        one.term: f"{one.happened_at.isoformat()}@{one.channel}"
        for one in steps
        if one.what == COMPLAINT
    }
    found.facts = {name: value for one in steps for name, value in one.found.items()}
    try:
        state_of(found.protocol, found.happened, found.facts, at=at)
    except NotYet as problem:
        raise NotPossible("not_yet") from problem
    except OutOfOrder as problem:
        raise NotPossible("out_of_order") from problem
    except Refused as problem:
        raise NotPossible("not_in_force") from problem
    found.save(update_fields=["happened", "complained", "facts"])
