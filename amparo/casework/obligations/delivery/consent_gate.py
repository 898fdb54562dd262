"""What would be sent to an institution, and whether the consent check lets it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.catalogue import PLACE
from amparo.casework.measures.models import Measure
from amparo.casework.measures.possible_acts import measures_in
from amparo.casework.obligations.models import OVER, Obligation
from amparo.casework.obligations.titles_and_grounds import text_of, title_of
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.accounts.models import GroupKey
from amparo.foundations.accounts.queries import unit_key
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.services import paper_called
from amparo.foundations.intake.exclusions import kept_away_by_others
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.leaked_classes import STOPS
from amparo.foundations.ledger.chain import Signs
from amparo.law import load_protocol
from amparo.law.measures import PersonField

NOT_ASKED_FOR = {
    Obligation.Kind.OPINION: "opinion_not_asked_for",
    Obligation.Kind.CONTEXT: "context_not_asked_for",
}
FIELDS = frozenset(str(one) for one in PersonField)

# Why something may not leave, in words. Codes of `consent.queries.may_leave`, and of this module.
REASONS: dict[str, Promise] = {
    **STOPS,
    "procedure_withdrawn": _("The person has left the procedure."),
    "recipient_excluded": _(
        "The person said that this institution, one above it or one below it must not know."
    ),
    "officer_named": _(
        "Somebody who works there is named among the persons who must not know of this."
    ),
    "no_question": _("The person was not asked about this recipient yet."),
    "not_answered": _("The person has not answered yet."),
    "refused": _("The person did not agree."),
    "discuss": _("The person wants to talk about it first."),
    "all_sharing_withdrawn": _("The person took all sharing back."),
    "field_not_agreed": _("The person did not agree to one of these facts going there."),
    "adults_not_named": _("Nobody has said yet which adults would be moved: name them first."),
    "adult_not_agreed": _("One of the adults whom it would move has not agreed."),
    "no_acta": _(
        "The collective said yes, and the acta of that decision is not here yet: it counts with it."
    ),
    "no_place": _("Nobody has said roughly where: change the proposal, and the person is asked."),
    "not_granted": _("This measure is not granted, or not any more."),
    "sent_already": _("This unit already has it."),
    "date_unknown": _("Its last day to answer cannot be worked out: the calendar ends before it."),
    "opinion_not_asked_for": _("The norm asks this unit for no opinion on this measure."),
    "context_not_asked_for": _("This unit is not asked of the danger."),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What would be sent to one unit, and whether it may be."""

    measure: Measure
    unit: Unit
    kind: str
    reasons: tuple[str, ...]
    fields: tuple[str, ...]
    question: Question | None
    has_key: bool

    @property
    def allowed(self) -> bool:
        return not self.reasons

    @property
    def waits(self) -> bool:
        """Whether it may be sent, or only waits for a decision that sending may go on."""
        return set(self.reasons) <= {*STOPS}

    @property
    def because(self) -> list[Promise]:
        return [REASONS[reason] for reason in self.reasons]

    @property
    def title(self) -> str:
        return title_of(self.measure)


def delivery(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    *,
    kind: str = Obligation.Kind.MEASURE,
    fields: tuple[str, ...] = (),
    seen_by: Actor,
) -> Delivery:
    """The consent check of the coarse place and `fields` for one recipient, with all fields that
    the person agreed to."""
    told = with_place(fields)
    verdict = may_leave(
        open_case.folder, kind=kind, subject=measure.ref, unit=unit, fields=told, seen_by=seen_by
    )
    reasons = [*verdict.reasons, *_against(open_case, measure, unit, kind, seen_by)]
    if not set(fields) <= FIELDS:
        reasons.append("field_not_agreed")
    return Delivery(
        measure=measure,
        unit=unit,
        kind=kind,
        reasons=tuple(dict.fromkeys(reasons)),
        fields=tuple(one for one in verdict.fields if one in FIELDS),
        question=verdict.question,
        has_key=key_for(unit) is not None,
    )


def with_place(fields: Iterable[str]) -> tuple[str, ...]:
    """Return the fields with the coarse place first: every unit that acts learns it, so the person
    is always asked about it."""
    return (PLACE, *(one for one in fields if one != PLACE))


def _against(
    open_case: OpenCase, measure: Measure, unit: Unit, kind: str, reader: Actor
) -> list[str]:
    reasons = []
    if works_there_who_must_not_know(open_case.folder, unit, reader):
        reasons.append("officer_named")
    if kind == Obligation.Kind.MEASURE and measure.state not in STANDS_GRANTED:
        reasons.append("not_granted")
    if kind != Obligation.Kind.MEASURE and unit not in askable_by(kind)(measure):
        reasons.append(NOT_ASKED_FOR[Obligation.Kind(kind)])
    if live_duties(measure, kind).filter(unit=unit).exists():
        reasons.append("sent_already")
    return reasons


# A second recipient may be added while the first is at work.
STANDS_GRANTED = frozenset(
    {
        Measure.State.GRANTED,
        Measure.State.FORWARDED,
        Measure.State.ACCEPTED_BY_ENTITY,
        Measure.State.OBJECTED_BY_ENTITY,
        Measure.State.IN_PLACE,
        Measure.State.VERIFIED_BY_BENEFICIARY,
        Measure.State.INEFFECTIVE,
        Measure.State.MODIFIED,
    }
)


def to_forward(open_case: OpenCase, *, seen_by: Actor) -> list[Delivery]:
    """Every granted measure with every recipient that has no obligation from it yet."""
    return open_case.once("to_forward", lambda: _to_forward(open_case, seen_by))


def _to_forward(open_case: OpenCase, reader: Actor) -> list[Delivery]:
    found = [
        delivery(open_case, measure, unit, seen_by=reader)
        for measure in measures_in(open_case)
        if measure.state in STANDS_GRANTED
        for unit in recipients(measure)
    ]
    return [one for one in found if "sent_already" not in one.reasons]


def delivery_called(
    open_case: OpenCase, measure_ref: str, unit_code: str, *, kind: str, seen_by: Actor
) -> Delivery:
    """One recipient of one measure of this case; raises Http404 for any other."""
    wanted = marks.code_normalised(measure_ref)
    measure = next((one for one in measures_in(open_case) if one.ref == wanted), None)
    if measure is None:
        raise Http404
    whom = recipients if kind == Obligation.Kind.MEASURE else askable_by(kind)
    possible = whom(measure)
    unit = next((one for one in possible if one.code == unit_code), None)
    if unit is None:
        raise Http404
    return delivery(open_case, measure, unit, kind=kind, seen_by=seen_by)


def recipients(measure: Measure) -> list[Unit]:
    """The unit that must do it, and the others that the person was asked about for this measure."""
    rows = Question.objects.standing()
    asked = rows.filter(kind=Obligation.Kind.MEASURE, subject=measure.ref)
    units = Unit.objects.filter(Q(pk=measure.unit_id) | Q(pk__in=asked.values("unit_id")))
    return list(units.filter(active=True).order_by("line"))


def consultable(measure: Measure) -> list[Unit]:
    """Units that are, or are part of, an institution whose opinion the norm requires."""
    text = text_of(measure)
    asked = set(text.prior_opinion_of) if text else set()
    if not asked:
        return []
    units = Unit.objects.filter(active=True).order_by("line")
    return [unit for unit in units if asked & {unit.code, *unit.above}]


def with_opinion(measures: Iterable[Measure]) -> list[Measure]:
    """Return the measures for which the norm requires the opinion of an institution that exists
    here."""
    texts = [(one, text_of(one)) for one in measures]
    asked = [(one, set(text.prior_opinion_of)) for one, text in texts if text]
    if not any(codes for _, codes in asked):
        return []
    lines = Unit.objects.filter(active=True).values_list("line", flat=True)
    there = {code for line in lines for code in line.split("/")}
    return [one for one, codes in asked if codes & there]


def askable(measure: Measure) -> list[Unit]:
    """Units of the state that may know something of the danger: all but the service's own."""
    own = load_protocol(measure.case.filing.protocol).obligations.run_by
    units = Unit.objects.filter(active=True).order_by("line")
    return [unit for unit in units if own not in {unit.code, *unit.above}]


def askable_by(kind: str) -> Callable[[Measure], list[Unit]]:
    """The function that returns whom to ask about a measure, by kind of question."""
    return consultable if kind == Obligation.Kind.OPINION else askable


def key_for(unit: Unit) -> GroupKey | None:
    """The unit's key, if an active officer can open what is sealed to it."""
    return unit_key(unit.code, seen_by=SYSTEM)


def words_asked(open_case: OpenCase, one: Delivery, *, seen_by: Actor) -> dict[str, Any]:
    """The words of the question to the person: `what` is to be done, and each of the `fields`
    verbatim."""
    refs = [one.question.paper_ref if one.question else "", one.measure.paper_ref]
    papers = [paper_called(open_case.folder, ref, seen_by=seen_by) for ref in refs if ref]
    bodies = [open_case.folder.words(paper) for paper in papers if paper]
    for body in bodies:
        values = body.get("values")
        if isinstance(values, dict):
            told = {str(name): str(value) for name, value in values.items() if value}
            return {"what": str(body.get("what", "")), "fields": told}
    return {"what": "", "fields": {}}


def live_duties(measure: Measure, kind: str) -> QuerySet[Obligation]:
    return Obligation.objects.filter(measure=measure, kind=kind).exclude(state__in=OVER)


def live_duties_of(case: Case) -> QuerySet[Obligation]:
    return Obligation.objects.select_related("unit").filter(case=case).exclude(state__in=OVER)


def duties_in(open_case: OpenCase) -> list[Obligation]:
    """Everything that was ever sent in this case, earliest due day first."""
    return open_case.once("duties", lambda: list(_DUTIES.filter(case_id=open_case.case.pk)))


_DUTIES = Obligation.objects.select_related(
    "measure__case__filing", "case__filing", "unit"
).order_by("due_on", "pk")


def works_there_who_must_not_know(folder: Folder, unit: Unit, reader: Signs) -> bool:
    """Whether one of the unit's own officers is excluded by the person. An officer's own statement
    of a conflict of interest does not exclude the unit."""
    if folder.excludes_any(frozenset({unit.code, *unit.above})):
        return False  # the consent check reports it already
    people = unit.members.filter(active=True).select_related("unit").defer(*her_own())
    return any(kept_away_by_others(folder, member, by=reader) for member in people)
