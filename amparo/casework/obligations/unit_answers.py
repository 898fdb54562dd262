"""Services for what a unit answers about its obligations, and for what its officers do with what
they read."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.recall import close_follow_ups, open_follow_up
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty, copies_printed
from amparo.casework.obligations.models import FollowUpTask, Obligation, ObligationAnswer
from amparo.casework.obligations.stations.renewed_keys import held_by, seal_to
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.services import rotate_group
from amparo.foundations.cases.events import FileOpened
from amparo.foundations.intake.events import IncidentTold
from amparo.foundations.intake.files.attachments import SealedUpload, settle
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.obligations.recommendations.services import held_of, seal_to_renewed

Said = ObligationAnswer.Kind
State = Obligation.State

# Which answers an obligation takes in each state, and the state that follows. An incident can be
# reported in every state and changes none.
AFTER: dict[str, str] = {
    Said.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Said.OBJECTED: State.OBJECTED,
    Said.REPORTED: State.REPORTED,
    Said.OPINION: State.REPORTED,
    Said.CONTEXT: State.REPORTED,
}
FROM: dict[str, frozenset[str]] = {
    Said.ACKNOWLEDGED: frozenset({State.OPEN, State.OBJECTED}),
    Said.OBJECTED: frozenset({State.OPEN, State.ACKNOWLEDGED, State.REPORTED}),
    Said.REPORTED: frozenset(
        {State.OPEN, State.ACKNOWLEDGED, State.OBJECTED, State.REPORTED, State.VERIFIED}
    ),
    Said.OPINION: frozenset({State.OPEN, State.REPORTED}),
    Said.CONTEXT: frozenset({State.OPEN, State.REPORTED}),
    Said.INCIDENT: frozenset(
        {State.OPEN, State.ACKNOWLEDGED, State.OBJECTED, State.REPORTED, State.VERIFIED}
    ),
}


IN_THE_OPEN = frozenset({"cause", "amount"})
"""Details of an answer that are not sealed: they are counted without opening a case."""


class NotOpen(Exception):
    """The obligation takes no such answer now: it was revoked, it ended, or it is of another kind.
    Nothing was stored."""


def takes(duty: Obligation, kind: str) -> bool:
    """Whether this kind of answer may be given on this obligation now."""
    fits = kind == duty.kind if duty.only_asked else kind not in Obligation.Kind.values
    return (fits or kind == Said.INCIDENT) and duty.state in FROM[kind]


@transaction.atomic
def answer(
    open_duty: OpenDuty,
    *,
    kind: str,
    text: str,
    by: Actor,
    at: datetime,
    word: str = "",
    proof: SealedUpload | None = None,
    happened: bool = False,
    details: Mapping[str, Any] | None = None,
) -> ObligationAnswer:
    """Store an answer of the unit: receipt (`details`: responsible officer and day), a justified
    limitation (`details`: cause and amount), execution, an opinion, context, or an incident.
    The team notes in the unit's name what came on paper, and in its own what else it was told. An
    answer that reports an attack (`happened`) makes a new risk assessment due. Raises NotOpen."""
    hold_row(open_duty.duty.case.filing).values_list("pk").first()
    duty = Obligation.objects.select_for_update(of=("self",)).get(pk=open_duty.duty.pk)
    if not open_duty.shown or not takes(duty, kind):
        raise NotOpen
    details = details or {}
    is_told = not duty.by_paper and not by.may(Permission.PORTAL)
    said = ObligationAnswer.sealed_under(
        duty,
        open_duty.key,
        {
            "text": text,
            "word": word,
            "file": _file(proof),
            **{name: value for name, value in details.items() if name not in IN_THE_OPEN},
        },
        kind=kind,
        author="team" if is_told else f"unit:{_who_answers(open_duty.duty, by)}",
        **{name: value for name, value in details.items() if name in IN_THE_OPEN},
        stored_as=proof.stored_as if proof else "",
        at=at,
    )
    said.save(force_insert=True)
    # A unit's report does not undo what the person has said.
    if kind in AFTER and duty.state != State.VERIFIED:
        duty.move(AFTER[kind], at)
    if kind == Said.REPORTED:
        done = FollowUpTask.Outcome.REPORTED
        close_follow_ups(duty, kind=FollowUpTask.Kind.ASK_REPORT, outcome=done, by=by, at=at)
    record(_event(duty, said, word), by=by, at=at)
    if happened or kind == Said.INCIDENT:
        record(IncidentTold(about=duty.case.code, paper=said.ref), by=by, at=at)
    return said


def _who_answers(duty: Obligation, by: Actor) -> str:
    """The code of the unit that answers: a station to which it was handed on, or the unit that owes
    it, also where the team notes what came on paper."""
    return by.member.unit.code if by.may(Permission.PORTAL) else duty.unit.code


def _file(upload: SealedUpload | None) -> dict[str, Any] | None:
    """What is needed to open the file again. The file is on the disk permanently before this is
    stored."""
    if upload is None:
        return None
    settle(upload)
    return {
        "key": upload.key.hex(),
        "name": upload.name,
        "kind": upload.kind,
        "size": upload.size,
        "digest": upload.digest.hex(),
    }


def _event(duty: Obligation, said: ObligationAnswer, word: str) -> Event:
    match said.kind:
        case Said.ACKNOWLEDGED:
            return events.DutyAcknowledged(**duty.named)
        case Said.OBJECTED:
            return events.DutyObjected(**duty.named)
        case Said.REPORTED:
            return events.DutyReported(proof=bool(said.stored_as), **duty.named)
        case Said.CONTEXT:
            return events.ContextGiven(**duty.named)
        case Said.INCIDENT:
            return events.IncidentReported(**duty.named)
        case _:
            return events.OpinionGiven(word=word, **duty.named)


@transaction.atomic
def note_reading(open_duty: OpenDuty, *, by: Actor, at: datetime) -> None:
    """Record once per session that an officer read the extract; the person sees it."""
    code = open_duty.duty.case.code
    looks = Entry.objects.filter(about=code, event=FileOpened.__name__, by=by.signature)
    if by.since is None or not looks.filter(at__gte=by.since).exists():
        record(FileOpened(about=code, role="institution_officer", reason="owes"), by=by, at=at)


@transaction.atomic
def print_copy(open_duty: OpenDuty, *, by: Actor, at: datetime) -> int:
    """Number and record one more paper copy; return its number."""
    number = copies_printed(open_duty.duty) + 1
    record(events.DutyPrinted(number=number, **open_duty.duty.named), by=by, at=at)
    return number


@transaction.atomic
def renew_unit_key(*, by: Actor, at: datetime) -> int:
    """Give the officer's unit a new key, unknown to officers who left, and seal the unit's
    obligations to it. Return how many.

    Obligations sealed to a key that this officer never held stay as they are: only the team can
    seal them again.
    """
    unit = by.member.unit
    # Locked before the record is, in the same order as when an obligation is answered.
    held = Obligation.objects.select_for_update(of=("self",)).filter(unit=unit).order_by("pk")
    told = list(held.exclude(key_for_unit=b""))
    recommended, handed_on = held_of(unit), held_by(unit)
    _, new = rotate_group("unit", unit.code, without=None, by=by, at=at)
    pairs = by.group_pairs("unit", unit.code)
    duties = [duty for duty in told if _seal_anew(duty, pairs, new)]
    Obligation.objects.bulk_update(duties, ["key_for_unit"], batch_size=200)
    seal_to_renewed(recommended, pairs, by=by)
    seal_to(handed_on, pairs, new.public)
    record(events.UnitKeyRenewed(about=unit.code, duties=len(duties)), by=by, at=at)
    return len(duties)


def _seal_anew(duty: Obligation, pairs: Sequence[KeyPair], new: KeyPair) -> bool:
    for pair in pairs:
        with suppress(Unsealable):
            duty.give_key_to_unit(duty.key_of_unit(pair), new.public)
            return True
    return False


@transaction.atomic
def note_locked_out(duty: Obligation, *, by: Actor, at: datetime) -> None:
    """Ask the team, once, to seal the obligation again, because an officer could not open it."""
    open_follow_up(duty.case, FollowUpTask.Kind.SEAL_ANEW, duty=duty, by=by, at=at)
