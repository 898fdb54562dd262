"""Measures on their way to an institution: proposed with real words, agreed to, granted.

ana proposes a patrol by carla's unit to flor, who agrees; `granted` is as it stands once it was
decided.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from amparo.casework.measures.models import Measure
from amparo.casework.measures.services import Proposal, propose
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import forward
from amparo.casework.obligations.stations.models import HandedOn
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.files.uploads import SealedUpload, SealingUploadHandler
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from tests.people import MONDAY

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
DECIDED = TUESDAY
REPORT_ON = date(2026, 12, 1)
PLACE = {"coarse_place": "el distrito"}
VALUES = {
    "coarse_place": "distrito del río, cerca del puente viejo",
    "schedule": "de noche, los martes",
    "risk_summary": "dejaron una nota en la puerta",
}

type MakeMeasure = Callable[..., Measure]


def asked_about(measure: Measure, unit: Unit | None = None, kind: str = "measure") -> Question:
    found = Question.objects.filter(subject=measure.ref, kind=kind, withdrawn_at__isnull=True)
    return found.get(unit=unit or measure.unit)


@pytest.fixture
def proposed(anas: OpenCase, ana: Actor, site: dict[str, Unit]) -> MakeMeasure:
    """Propose a measure to one unit, with these facts in these words."""

    def make(at: datetime = TUESDAY, **changes: Any) -> Measure:
        given: dict[str, Any] = {
            "catalogue": "pe21_patrol",
            "unit": site["pnp-selva"],
            "requested": True,
            "what": "tres rondas por semana",
            "values": VALUES,
            "suitability": {},
        }
        # What a test before this one left in its memory of the file is not in the database.
        anas.folder.filing.refresh_from_db()
        return propose(anas, Proposal(**{**given, **changes}), by=ana, at=at)

    return make


def grant(measure: Measure, *, provisional: bool = False) -> Measure:
    """As a decision leaves it."""
    measure.state = Measure.State.GRANTED
    measure.granted_at = DECIDED
    measure.duration_days = 90
    measure.first_report_on = REPORT_ON
    measure.next_review_on = date(2027, 1, 15)
    measure.provisional = provisional
    measure.save()
    return measure


@pytest.fixture
def agreed(proposed: MakeMeasure, flor: Visitor) -> MakeMeasure:
    """Proposed, and she said yes on her own page."""

    def make(at: datetime = TUESDAY, **changes: Any) -> Measure:
        measure = proposed(at=at, **changes)
        ref = asked_about(measure).ref
        answer(flor.folder, ref, answer="agreed", by=flor, at=at)
        measure.refresh_from_db()
        return measure

    return make


@pytest.fixture
def decided(anas: OpenCase) -> None:
    """The resolution is issued: the law's term to forward it runs."""
    filing = anas.folder.filing
    filing.refresh_from_db()
    filing.happened |= {
        "preliminary_report_issued": TUESDAY.isoformat(),
        "decision_issued": DECIDED.isoformat(),
    }
    Filing.objects.filter(pk=filing.pk).update(happened=filing.happened)


@pytest.fixture
def granted(agreed: MakeMeasure, carla: Actor) -> Measure:
    """A patrol that carla's unit must do; somebody there can open what is sealed to it."""
    return grant(agreed())


@pytest.fixture
def forwarded(
    granted: Measure, decided: None, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> Obligation:
    """What carla's unit owes: it was told where and when, and not why."""
    return forward(
        anas,
        granted,
        site["pnp-selva"],
        fields=["coarse_place", "schedule"],
        by=ana,
        at=WEDNESDAY,
    )


def a_sealed_upload(name: str, content: bytes) -> SealedUpload:
    """A file as it comes out of the upload handler."""
    handler = SealingUploadHandler()
    handler.new_file("files", name, "", len(content))
    handler.receive_data_chunk(content, 0)
    return handler.file_complete(len(content))


def owing(case: OpenCase, her: Visitor, *, by: Actor, officer: Actor) -> dict[str, str]:
    """What the addresses of obligations and of the portal name: an obligation of the officer's unit
    with a proof and an objection, and one that goes on paper to the unit above it."""
    unit = officer.member.unit
    made = [_patrol(case, one, her, by=by) for one in (unit, unit.parent or unit)]
    sealed, paper = (
        forward(case, one, _unit(one), fields=["coarse_place"], by=by, at=WEDNESDAY) for one in made
    )
    found = duty_called(sealed.alias, seen_by=officer)
    upload = a_sealed_upload("foto.png", b"\x89PNG\r\n\x1a\n" + b"ronda" * 9)
    said = say(found, kind="reported", text="x", proof=upload, by=officer, at=WEDNESDAY)
    say(found, kind="objected", text="x", by=officer, at=WEDNESDAY)
    return {
        "a_granted_measure": made[0].ref,
        "its_unit": unit.code,
        "an_owed_duty": sealed.alias,
        "a_standing_duty": "no_stigma",
        "a_paper_duty": paper.alias,
        "its_proof": said.ref,
        "an_objection": FollowUpTask.objects.get(duty=sealed).ref,
        "an_answer": "reported",
        "an_escalation_step": "coordinator",
        "a_late_subject": "command",
    }


def handed_over(alias: str, *, by: Actor, to: Actor) -> str:
    """An obligation of one officer's unit as if it were handed on to the unit of another."""
    found = duty_called(alias, seen_by=by)
    station = to.member.unit
    row = HandedOn(duty=found.duty, unit=station, at=WEDNESDAY, changed_at=WEDNESDAY)
    row.give_key(found.key, bytes(to.group_pair("unit", station.code).public))
    row.save()
    return alias


def _unit(measure: Measure) -> Unit:
    assert measure.unit is not None
    return measure.unit


def _patrol(case: OpenCase, unit: Unit, her: Visitor, *, by: Actor) -> Measure:
    patrol = Proposal(
        catalogue="pe21_patrol",
        unit=unit,
        requested=True,
        what="rondas",
        values={"coarse_place": "el distrito"},
        suitability={},
    )
    measure = propose(case, patrol, by=by, at=TUESDAY)
    answer(her.folder, asked_about(measure).ref, answer="agreed", by=her, at=TUESDAY)
    return grant(measure)
