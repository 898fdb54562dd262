"""A change of a measure on its way: what flor says of it, what institutions say of the danger."""

from datetime import datetime, timedelta
from typing import Any

from amparo.casework.measures.models import Measure
from amparo.casework.obligations import services as obligations
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.unit_answers import answer as say
from amparo.casework.review.changes.services import Proposal
from amparo.casework.review.models import MeasureChange
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from tests.people import PASSWORD, unlocked
from tests.plans import WEDNESDAY

FRIDAY = WEDNESDAY + timedelta(days=2)


def proposal(measure: Measure, kind: str = "cease", **changes: Any) -> Proposal:
    given: dict[str, Any] = {
        "measure": measure.ref,
        "kind": kind,
        "what": "una ronda por semana",
        "why": "la nota era de un vecino que ya se disculpó",
    }
    return Proposal(**{**given, **changes})


def says(flor: Visitor, change: MeasureChange, word: str, *, at: datetime = FRIDAY) -> None:
    """What she says of the change on her page."""
    asked = Question.objects.get(kind="change", subject=change.ref, withdrawn_at__isnull=True)
    answer(flor.folder, asked.ref, answer=word, by=flor, at=at)


def may_be_asked(
    case: OpenCase,
    ana: Actor,
    flor: Visitor,
    change: MeasureChange,
    *,
    unit: str = "pnp-selva",
    word: str = "agreed",
    at: datetime = FRIDAY,
) -> Unit:
    """Flor was asked whether this unit may be asked of the danger, and answered."""
    whom = Unit.objects.get(code=unit)
    obligations.ask_her_first(
        opened(case.code, seen_by=ana),
        change.measure,
        whom,
        Obligation.Kind.CONTEXT,
        what="¿Qué se sabe del vecino del puente?",
        fields=[],
        by=ana,
        at=at,
    )
    about = {"kind": "context", "subject": change.measure.ref, "unit": whom}
    asked = Question.objects.get(**about, withdrawn_at__isnull=True)
    answer(flor.folder, asked.ref, answer=word, by=flor, at=at)
    return whom


def asked_of_danger(
    case: OpenCase,
    ana: Actor,
    flor: Visitor,
    change: MeasureChange,
    *,
    unit: str = "pnp-selva",
    at: datetime = FRIDAY,
) -> Obligation:
    """She agreed, and the unit was asked."""
    whom = may_be_asked(case, ana, flor, change, unit=unit, at=at)
    fresh = opened(case.code, seen_by=ana)
    return obligations.ask_unit(
        fresh, change.measure, whom, Obligation.Kind.CONTEXT, fields=[], by=ana, at=at
    )


def institution_says(
    case: OpenCase,
    ana: Actor,
    flor: Visitor,
    change: MeasureChange,
    word: str = "weaker",
    *,
    at: datetime = FRIDAY,
) -> Obligation:
    """Carla's unit was asked of the danger, and answered on its page."""
    duty = asked_of_danger(case, ana, flor, change, at=at)
    carla = unlocked(Member.objects.get(sign_in_name="carla"), PASSWORD)
    found = duty_called(duty.alias, seen_by=carla)
    say(found, kind="context", word=word, text="el vecino se fue", by=carla, at=at)
    return duty
