"""A recourse as the team reads it: the text, whether it came in time, what the decision maker
decides on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import THE_PERSON
from amparo.casework.admission.queries import WAYS
from amparo.casework.measures import queries as measures
from amparo.casework.measures.models import FINAL, UNDECIDED, Decision, State
from amparo.casework.measures.queries import Shown
from amparo.casework.review.models import MeasureChange, Recourse
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.next_acts import Words
from amparo.foundations.cases.queries import Case, OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.procedure.contestable import (
    RECOURSE,
    TAKES_AWAY,
    Contestable,
    contestable,
    term_to_contest,
    term_to_rule,
)
from amparo.foundations.intake.procedure.law_of_filing import law_at
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.related_people.messages_and_complaints import pleas_of, who_may_say
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import others_of
from amparo.foundations.web.law.wording import say
from amparo.law import Deed, Protocol, Term, load_protocol

watch("recourses", Recourse)


@dataclass(frozen=True, slots=True, repr=False)
class Plea:
    """Text against a resolution, by the person or by the related person `name`. `way`: how it was
    said, where the team wrote it down."""

    text: str
    name: str
    way: Words
    written_at: datetime
    asked_at: datetime
    ref: str


@dataclass(frozen=True, slots=True, repr=False)
class Contested:
    """A recourse with everything that a page shows of it. `pleas`: the texts, oldest first."""

    row: Recourse
    resolution: measures.Issued
    ruling: measures.Issued | None
    pleas: tuple[Plea, ...]
    grounds: tuple[str, ...]
    to_file: Term | None
    to_rule: Term | None

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def late(self) -> bool:
        return self.row.late_by > 0

    @property
    def takes_away(self) -> bool:
        return self.row.decision.kind in TAKES_AWAY

    @property
    def not_admitted(self) -> bool:
        return self.row.decision.kind == Decision.Kind.NOT_ADMITTED


def may_do(reader: Actor, law: Protocol, does: Deed) -> bool:
    """Return whether the protocol gives this act to one of the reader's roles."""
    return bool(desks_of_act(law, does) & {str(role) for role in reader.roles})


def desks_of_act(law: Protocol, does: Deed) -> set[str]:
    """Return the roles of the team to which the protocol gives this act."""
    act = law.act_that(does)
    return {str(desk) for role in act.by for desk in law.roles[role].desks} if act else set()


def day_of(moment: datetime, case: Case) -> str:
    """Return the day of the moment in the protocol's time zone, in ISO format."""
    return moment.astimezone(load_protocol(case.filing.protocol).zone).date().isoformat()


def recourses_in(open_case: OpenCase) -> list[Recourse]:
    """Return all recourses of the case, oldest first."""
    return open_case.once("recourses", lambda: list(_RECOURSES.filter(case_id=open_case.case.pk)))


_RECOURSES = Recourse.objects.select_related(
    "decision", "ruling", "decision__change__measure"
).order_by("filed_at", "pk")


def recourse_called(
    open_case: OpenCase, ref: str, *, seen_by: Actor, at: datetime
) -> Contested | None:
    row = next((one for one in recourses_in(open_case) if one.ref == ref), None)
    if row is None:
        return None
    issued = {one.decision.pk: one for one in measures.decisions(open_case, seen_by=seen_by)}
    filing = open_case.folder.filing
    law = law_at(filing, row.filed_at)
    ruled_at = row.ruling.issued_at if row.ruling else None
    return Contested(
        row=row,
        resolution=issued[row.decision_id],
        ruling=issued.get(row.ruling_id or 0),
        pleas=_pleas(open_case, row, seen_by),
        grounds=tuple(say(law, f"grounds.{one}") for one in row.grounds.split("+") if one),
        to_file=term_to_contest(filing, row.decision.notified_at, at=at, met_at=row.filed_at),
        to_rule=term_to_rule(filing, row.filed_at, at=at, met_at=ruled_at),
    )


def to_write_down(open_case: OpenCase, *, seen_by: Signs, at: datetime) -> list[Contestable]:
    """Return the resolutions that can still be contested, also late, except those that were decided
    again already."""
    return [one for one in contestable(open_case.folder, seen_by=seen_by, at=at) if not one.spent]


def who_may_ask(open_case: OpenCase, *, seen_by: Signs) -> list[tuple[str, Words]]:
    """Return who may be noted as having asked for it: code and text. After the person's death
    others do not ask in the person's name."""
    people: list[tuple[str, Words]] = [
        (one.ref, f"{one.name} ({RelatedPerson.Relation(one.other.relation).label})")
        for one in who_may_say(open_case.folder, seen_by=seen_by)
    ]
    if not open_case.folder.filing.asks_nobody:
        people.insert(0, (THE_PERSON, _("The person")))
    return people


def change_of(row: Recourse) -> MeasureChange | None:
    """Return the change that the contested resolution decided or gave up, or None."""
    rows = MeasureChange.objects.select_related("measure")
    ours = Q(decision=row.decision_id) | Q(given_up_by=row.decision_id)
    return rows.filter(ours).first()


def is_moot(row: Recourse, change: MeasureChange) -> bool:
    """Return whether the change was not carried out, so that an upheld recourse grants nothing
    more. False where strengthening was refused: upheld, that grants more, unless the measure was
    renounced meanwhile."""
    refused = (row.decision.kind, change.kind) == (
        Decision.Kind.UNCHANGED,
        MeasureChange.Kind.STRENGTHEN,
    )
    refused = refused and change.measure.state != State.RENOUNCED
    return (
        change.state not in {MeasureChange.State.DONE, MeasureChange.State.UNDONE} and not refused
    )


def measures_before(
    open_case: OpenCase, row: Recourse, *, seen_by: Signs
) -> tuple[measures.Shown, ...]:
    """Return the measures on which the ruling may grant something: those of the contested
    resolution, and, where it was carried out or refused what was wanted, the one that it is about.
    A renounced measure is given back only where the renunciation is contested."""
    plan = measures.plan(open_case, seen_by=seen_by)
    if row.decision.kind in FINAL:
        over = UNDECIDED | {State.LAPSED, State.RENOUNCED}
        admitted = row.decision.kind != Decision.Kind.NOT_ADMITTED
        return tuple(one for one in plan if admitted and one.measure.state not in over)
    change = change_of(row)
    if change is None or not _to_be_put_right(row, change):
        return ()
    hers = {State.RENOUNCED} if change.kind != MeasureChange.Kind.RENOUNCE else set()
    found = (one for one in plan if one.measure.pk == change.measure_id)
    return tuple(one for one in found if one.measure.state not in hers)


def _to_be_put_right(row: Recourse, change: MeasureChange) -> bool:
    """Return whether setting the resolution aside is not enough: it is carried out already, or it
    refused what was wanted."""
    kept = {Decision.Kind.STRENGTHENED, Decision.Kind.UNCHANGED}
    return change.state == MeasureChange.State.DONE or row.decision.kind in kept


def _pleas(open_case: OpenCase, row: Recourse, reader: Signs) -> tuple[Plea, ...]:
    """Return the texts, oldest first: those in the file, and those that related persons wrote with
    their own access phrase."""
    folder = open_case.folder
    papers = papers_in(folder, seen_by=reader, kinds=[RECOURSE])
    said: list[tuple[str, datetime, Mapping[str, Any]]] = [
        *((one.ref, one.written_at, folder.words(one)) for one in papers),
        *pleas_of(folder, seen_by=reader),
    ]
    names = {one.ref: one.name for one in others_of(folder, seen_by=reader)}
    found = [
        Plea(
            text=str(body["text"]),
            name=names.get(str(body.get("asked_by", "")), ""),
            way=WAYS.get(str(body.get("way", "")), ""),
            written_at=at,
            asked_at=datetime.fromisoformat(body["data"]["asked_at"]),
            ref=ref,
        )
        for ref, at, body in said
        if body["data"]["against"] == row.decision.paper_ref
    ]
    return tuple(sorted(found, key=lambda one: one.asked_at))


__all__ = [
    "Contestable",
    "Contested",
    "Plea",
    "Shown",
    "change_of",
    "may_do",
    "measures_before",
    "recourse_called",
    "recourses_in",
    "to_write_down",
]
