"""Services for handing an obligation on to a station, and for what the station answers."""

from datetime import datetime

from django.db import transaction

from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.models import OVER, Obligation, ObligationAnswer
from amparo.casework.obligations.stations import events
from amparo.casework.obligations.stations.models import HandedOn
from amparo.casework.obligations.stations.queries import CLEARED, cleared_for, cleared_in
from amparo.casework.obligations.unit_answers import NotOpen, answer, takes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.queries import unit_key
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.ledger.services import Signs, record

State = HandedOn.State


class MayNotHandOn(Exception):
    """A station that may not be told now. Why is not said: it could tell whom the person fears."""


@transaction.atomic
def hand_on(found: OpenDuty, code: str, *, by: Actor, at: datetime) -> HandedOn:
    """Hand a measure on to a station below the unit that owes it: the station reads what the unit
    reads. Raises MayNotHandOn, and NotOpen where the measure is over."""
    duty = _held(found)
    cleared = cleared_in(found, seen_by=by)
    station = next((one for one in cleared if one.code == code), None)
    group = unit_key(code, seen_by=by) if station else None
    if station is None or group is None:
        raise MayNotHandOn
    before = HandedOn.objects.filter(duty=duty).first()
    row = before or HandedOn(duty=duty)
    row.unit, row.state, row.limitation, row.reply = station, State.THERE, b"", b""
    row.at = row.changed_at = at
    row.give_key(found.key, bytes(group.public))
    row.save()
    record(events.DutyHandedOn(to=station.code, **duty.named), by=by, at=at)
    return row


@transaction.atomic
def take_back(found: OpenDuty, *, by: Actor, at: datetime) -> None:
    """Take it back from the station: the unit carries it out itself. Raises NotOpen."""
    _take_back(_there(_held(found)), by=by, at=at)


@transaction.atomic
def limit(found: OpenDuty, *, text: str, by: Actor, at: datetime) -> None:
    """Report a limitation of the station to the unit that handed it on. Raises NotOpen."""
    row = _there(_held(found), of=by)
    row.seal_words("limitation", found.key, text)
    _move(row, State.LIMITED, at)
    record(events.StationLimited(to=row.unit.code, **row.duty.named), by=by, at=at)


@transaction.atomic
def confirm_limit(found: OpenDuty, *, text: str, by: Actor, at: datetime) -> None:
    """Report the station's limitation to the team, in the unit's name. Raises NotOpen."""
    row = _there(_held(found))
    if not row.is_limited:
        raise NotOpen
    answer(found, kind=ObligationAnswer.Kind.OBJECTED, text=text, by=by, at=at)
    row.limitation = b""
    _move(row, State.THERE, at)


@transaction.atomic
def give_back(found: OpenDuty, *, text: str, by: Actor, at: datetime) -> None:
    """Give a limitation back to the station, with the reason: it carries the measure out. Raises
    NotOpen."""
    row = _there(_held(found))
    if not row.is_limited:
        raise NotOpen
    row.limitation = b""
    row.seal_words("reply", found.key, text)
    _move(row, State.THERE, at)
    record(events.StationLimitGivenBack(to=row.unit.code, **row.duty.named), by=by, at=at)


@transaction.atomic
def look_at_stations(case: Case, folder: Folder, *, by: Signs, at: datetime) -> None:
    """Ask the exclusions again for the stations below each unit that owes a measure: what was
    handed on to one that must not know is taken back, and none is offered that must not."""
    owed = Obligation.objects.select_related("unit", "measure", "case__filing").filter(
        case=case, kind=Obligation.Kind.MEASURE, by_paper=False
    )
    for duty in owed.exclude(state__in=OVER).exclude(extract=b""):
        now = cleared_for(folder, duty.unit, seen_by=by)
        row = HandedOn.objects.select_related("unit").filter(duty=duty).first()
        if row is not None and row.is_there and row.unit.code not in now:
            hold_row(case.filing).values_list("pk").first()
            _take_back(row, by=by, at=at)
        if not duty.key_under_case:
            continue
        key = duty.key_of_case(folder)
        told = duty.says(key)
        if told.get(CLEARED, {}) != now:
            duty.seal(key, told | {CLEARED: now})
            duty.save(update_fields=["extract"])


def _held(found: OpenDuty) -> Obligation:
    """Return the obligation, locked. Raises NotOpen where its unit may not answer it now."""
    hold_row(found.duty.case.filing).values_list("pk").first()
    held = Obligation.objects.select_for_update(of=("self",)).select_related(
        "unit", "measure", "case"
    )
    duty = held.get(pk=found.duty.pk)
    fits = found.shown and duty.extract and not duty.only_asked
    if not fits or not takes(duty, ObligationAnswer.Kind.REPORTED):
        raise NotOpen
    return duty


def _there(duty: Obligation, *, of: Actor | None = None) -> HandedOn:
    row = HandedOn.objects.select_related("unit").filter(duty=duty).first()
    if row is None or not row.is_there or (of and row.unit_id != of.member.unit_id):
        raise NotOpen
    row.duty = duty
    return row


def _take_back(row: HandedOn, *, by: Signs, at: datetime) -> None:
    row.key_for_unit = row.limitation = row.reply = b""
    _move(row, State.BACK, at)
    record(events.DutyTakenFromStation(to=row.unit.code, **row.duty.named), by=by, at=at)


def _move(row: HandedOn, state: str, at: datetime) -> None:
    row.state, row.changed_at = state, at
    row.save(update_fields=["state", "changed_at", "key_for_unit", "limitation", "reply"])
