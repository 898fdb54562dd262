"""Queries for obligations that a unit handed on to a station: a unit below it with officers."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace

from django.http import Http404

from amparo.casework.obligations.delivery.consent_gate import works_there_who_must_not_know
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty, opened
from amparo.casework.obligations.models import OVER, Obligation
from amparo.casework.obligations.stations.models import HandedOn
from amparo.casework.obligations.titles_and_grounds import title_of_duty
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.queries import unit_keys
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import goes_on, stops_telling
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.services import Signs

CLEARED = "stations"
"""In an extract: each station to which it may be handed on, with the codes of its officers."""


def stations_below(unit: Unit, *, seen_by: Signs) -> list[Unit]:
    """Return the units below this one of which an officer can open what is sealed to it."""
    below = Unit.objects.filter(line__startswith=f"{unit.line}/", active=True)
    keys = unit_keys(seen_by=seen_by).filter(ref__in=below.values("code"))
    return list(below.filter(code__in=keys.values("ref")).order_by("line"))


def cleared_for(folder: Folder, unit: Unit, *, seen_by: Signs) -> dict[str, list[str]]:
    """Return the stations of a unit which, as the person decided, may know what the unit knows: no
    station with an excluded institution or officer, nor one under such a unit."""
    below = stations_below(unit, seen_by=seen_by)
    if not below:
        return {}
    lines = {part for one in below for part in one.line.split("/")} - {*unit.line.split("/")}
    between = list(Unit.objects.filter(code__in=lines))
    barred = {one.code for one in between if _must_not_know(folder, one, seen_by)}
    return {
        one.code: sorted(_officers(one)) for one in below if barred.isdisjoint(one.line.split("/"))
    }


def _must_not_know(folder: Folder, unit: Unit, reader: Signs) -> bool:
    return bool(
        stops_telling(folder, unit, seen_by=reader)
        or works_there_who_must_not_know(folder, unit, reader)
    )


def _officers(unit: Unit) -> Collection[str]:
    return unit.members.filter(active=True).values_list("code", flat=True)


def cleared_in(found: OpenDuty, *, seen_by: Actor) -> list[Unit]:
    """Return the stations to which the reader's unit may hand this on now. One that an officer
    joined since the team's side looked is not among them until it looks again, which it does
    whenever a member opens the case."""
    told = found.extract.get(CLEARED, {})
    below = stations_below(found.duty.unit, seen_by=seen_by)
    return [one for one in below if {*_officers(one)} <= {*told.get(one.code, ())} != set()]


def handed_on(duty: Obligation, *, seen_by: Actor) -> HandedOn | None:
    """Return to which station it is handed on now."""
    return HandedOn.objects.select_related("unit").filter(duty=duty).exclude(state="back").first()


def words_of(row: HandedOn, found: OpenDuty) -> tuple[str, str]:
    """Return the limitation that the station reports, and why the last one was given back."""
    return row.words("limitation", found.key), row.words("reply", found.key)


@dataclass(frozen=True, slots=True)
class Handed:
    """One line: what was handed on by or to the reader's unit."""

    row: HandedOn
    title: str
    own: bool
    """Whether the reader's unit is the station."""


def handed_about(*, seen_by: Actor) -> list[Handed]:
    """Return what was handed on to the reader's unit, and the limitations that its own stations
    report to it."""
    unit = seen_by.member.unit
    rows = HandedOn.objects.select_related("duty__measure__case__filing", "duty__unit", "unit")
    rows = rows.exclude(state=HandedOn.State.BACK).exclude(duty__state__in=OVER)
    own = rows.filter(unit=unit).order_by("duty__due_on", "pk")
    below = rows.filter(duty__unit=unit, state=HandedOn.State.LIMITED).order_by("changed_at", "pk")
    return [
        Handed(one, title_of_duty(one.duty), own=one.unit_id == unit.pk) for one in (*own, *below)
    ]


def handed_called(alias: str, *, seen_by: Actor) -> tuple[HandedOn, OpenDuty]:
    """Return what was handed on to the reader's unit, unlocked, with that unit's own answers alone.
    Raises Http404 for what is not with it, and Refused where the reader holds no key of the
    unit."""
    unit = seen_by.member.unit
    rows = HandedOn.objects.select_related(
        "duty__measure__case__filing", "duty__case__filing", "duty__unit", "unit"
    ).exclude(state=HandedOn.State.BACK)
    row = rows.filter(duty__alias=marks.code_normalised(alias), unit=unit).first()
    if row is None:
        raise Http404
    seen_by.group_pair("unit", unit.code)
    question = Question.objects.filter(ref=row.duty.question_ref).first()
    agreed = question is not None and goes_on(question, row.duty.case.filing)
    if agreed and row.duty.extract and row.key_for_unit:
        for pair in seen_by.group_pairs("unit", unit.code):
            with suppress(Unsealable):
                found = opened(row.duty, row.key_of(pair))
                own = tuple(one for one in found.said if one.by_unit == unit.code)
                return row, replace(found, said=own)
    raise Http404
