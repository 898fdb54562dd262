"""A case on its way to a decision: assessed, planned with flor, put to delia, decided."""

from datetime import date, timedelta
from typing import Any

from django.test import override_settings

from amparo.casework.admission.oral_answers import Heard
from amparo.casework.assessment import services as assessment
from amparo.casework.assessment.models import Assessment
from amparo.casework.assessment.queries import draft_of
from amparo.casework.measures import queries, services
from amparo.casework.measures.decisions.resolution import Outcome, Resolution
from amparo.casework.measures.models import Decision, Measure
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import happen
from tests.people import MONDAY

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
REPORT_ON, REVIEW_ON = date(2026, 12, 1), date(2026, 12, 15)

FOUND: dict[str, Any] = {
    "method": "pe-2021-table-1",
    "answers": {"direct_threat": "yes", "remote_place": "yes", "community_support": "yes"},
    "words": {"direct_threat": "una nota en la puerta"},
    "probability": "imminent",
    "probability_why": "la nota nombra la casa",
    "impact": "severe",
    "impact_why": "dejaría la quebrada sin quien la cuide",
    "collective": "",
    "own_view": "tiene miedo de dormir en su casa",
    "disagreement": "",
}
PLACE = {"coarse_place": "el distrito del río"}
TOLD = {"coarse_place": "cerca del puente viejo", "schedule": "de noche"}


def assessed(open_case: OpenCase, by: Actor, **changes: Any) -> Assessment:
    """A recorded assessment."""
    assessment.save_draft(open_case, {**FOUND, **changes}, seen=0, by=by, at=TUESDAY)
    draft = draft_of(open_case, seen_by=by)
    assert draft is not None
    return assessment.submit(open_case, seen=draft.paper.version, by=by, at=TUESDAY)


def proposal(unit: Unit, **changes: Any) -> services.Proposal:
    given: dict[str, Any] = {
        "catalogue": "pe21_patrol",
        "unit": unit,
        "requested": True,
        "what": "tres rondas por semana",
        "values": TOLD,
        "suitability": {"reduces": "disuade", "work": "no estorba", "proportion": "es lo justo"},
    }
    return services.Proposal(**{**given, **changes})


def proposed(open_case: OpenCase, unit: Unit, by: Actor, **changes: Any) -> Measure:
    return services.propose(open_case, proposal(unit, **changes), by=by, at=TUESDAY)


def says(flor: Visitor, measure: Measure, word: str) -> None:
    """She answers on her page."""
    question = Question.objects.get(subject=measure.ref, kind="measure", withdrawn_at__isnull=True)
    answer(flor.folder, question.ref, answer=word, by=flor, at=TUESDAY)
    measure.refresh_from_db()


class AsItStands(str):
    """On a page that was opened this moment: however the question stands, it stood so there."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


def heard(answer: str, words: str, *, who: str = "") -> Heard:
    """What was answered by telephone, read back."""
    return Heard(
        answer=answer, way="telephone", words=words, who=who, read_back=True, seen=AsItStands()
    )


def preliminary(open_case: OpenCase, by: Actor) -> None:
    """The preliminary report finds an imminent danger."""
    happen(
        open_case.folder.filing,
        "preliminary_report_issued",
        when=TUESDAY,
        by=by,
        at=TUESDAY,
        found={"imminent_risk": True},
    )


def put(open_case: OpenCase, by: Actor, decider: Actor) -> OpenCase:
    """Assessed and put to decision; returns the case as the decision maker has it open."""
    preliminary(open_case, by)
    assessed(open_case, by)
    services.put_to_decision(
        open_case, purpose="decision", members=[decider.member], words="", by=by, at=TUESDAY
    )
    return opened(open_case.code, seen_by=decider)


def own_measure(open_case: OpenCase, by: Actor, *, agreed: bool = True) -> Measure:
    """A measure that an organisation does itself, and to which the person has agreed."""
    proposal = services.Proposal(
        catalogue="own_legal",
        unit=None,
        requested=False,
        what="una abogada la acompaña",
        values={},
        suitability={},
        by_day=REPORT_ON,
    )
    with override_settings(ORGANISATION="Federación del Valle"):
        made = services.propose(open_case, proposal, by=by, at=TUESDAY)
        if agreed:
            asked = Question.objects.get(subject=made.ref).ref
            answer(open_case.folder, asked, answer="agreed", how="oral", by=by, at=TUESDAY)
    return made


def seated(open_case: OpenCase, member: Actor, by: Actor) -> OpenCase:
    give_seat(open_case.case, open_case.folder, member.member, reason="task", by=by, at=TUESDAY)
    return opened(open_case.code, seen_by=member)


def outcome(open_case: OpenCase, measure: Measure, by: Actor, **changes: Any) -> Outcome:
    """Granted with everything that a grant must say, as the measure stands now."""
    shown = queries.measure_called(open_case, measure.ref, seen_by=by)
    assert shown is not None
    given: dict[str, Any] = {
        "ref": measure.ref,
        "seen": shown.seen,
        "granted": True,
        "reasons": "la nota nombra la casa y nadie llega de noche",
        "places": "el camino al puente",
        "duration_days": 90,
        "first_report_on": REPORT_ON,
        "next_review_on": REVIEW_ON,
        "activity_plan": "dos rondas por noche",
    }
    return Outcome(**{**given, **changes})


def resolution(*outcomes: Outcome, **changes: Any) -> Resolution:
    given: dict[str, Any] = {
        "outcomes": outcomes,
        "grounds": "los hechos son creíbles y el peligro inminente",
        "beneficiaries": "Flor de la Quebrada",
    }
    return Resolution(**{**given, **changes})


def decided(open_case: OpenCase, by: Actor, *outcomes: Outcome, **changes: Any) -> Decision:
    return services.decide(open_case, resolution(*outcomes, **changes), by=by, at=WEDNESDAY)


def ordered(open_case: OpenCase, unit: Unit, by: Actor, decider: Actor) -> Decision:
    """A provisional measure to which the person agreed in conversation."""
    measure = proposed(open_case, unit, by)
    question = Question.objects.get(subject=measure.ref, withdrawn_at__isnull=True)
    answer(open_case.folder, question.ref, answer="agreed", by=by, at=TUESDAY, how="oral")
    order = outcome(open_case, measure, by)
    given = resolution(order, provisional=True, evidence="dos testigos")
    return services.order_provisional(open_case, given, by=decider, at=TUESDAY)
