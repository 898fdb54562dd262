"""The interpreters of a case, and what waits for one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.casework.interpreting.models import (
    Interpretation,
    Interpreter,
    InterpreterNeed,
    RelatedPersonInterpreterNeed,
)
from amparo.casework.interpreting.wording import ANSWERED, NOTICE, NOTICES
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.fields import OTHERS, folded
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.next_acts import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.related_people.document_copies import read_to
from amparo.foundations.related_people.models import AccessCredential
from amparo.foundations.related_people.queries import Listed, others_of
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import CaseState

watch("interpreter_need", InterpreterNeed)
watch("interpreter_needs_of_others", RelatedPersonInterpreterNeed)
watch("interpreters", Interpreter)
watch("interpretations", Interpretation)

_OTHERS = (
    RelatedPersonInterpreterNeed.objects.select_related("other")
    .filter(ended_at__isnull=True)
    .order_by("pk")
)
_NAMED = Interpreter.objects.select_related("vetted_by", "unit", "other").order_by("named_at", "pk")
_OPEN = (
    Interpretation.objects.select_related("other")
    .filter(done_at__isnull=True)
    .order_by("due_on", "pk")
)
# The worklist needs no more, and is worked out after almost every act.
_NEXT = (
    Interpretation.objects.filter(done_at__isnull=True)
    .only("due_on", "kind", "other_id")
    .order_by("due_on", "pk")
)
PREFIX = "interpreter."
OF_OTHERS = "interpreter_of_others."
"""Task prefix for related persons; these tasks go on after the person's death."""
# Parts of a notice in the order of reading; the rest is data.
READ_OUT = (
    "outcome",
    "label",
    "what",
    "text",
    "purpose",
    "why",
    "measures",
    "changed",
    "missing",
    "reasons",
    "remedy",
)
MISSING: dict[str, Promise] = {
    "vetted": _("somebody looks whether ties lead to the presumed aggressor"),
    "signed": _("the interpreter signs to keep it confidential"),
    "agreed": _("the person agrees to this very interpreter"),
    "heard": _("the child is heard on this very interpreter"),
    "agreed_alone": _("whoever it is for, or answers for the child, agrees to this very one"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """An interpreter with the words of the sealed document."""

    row: Interpreter
    words: dict[str, Any]
    whom: str = ""
    """Name of the related person it is for; empty for the person."""

    @property
    def name(self) -> str:
        return str(self.words.get("name", ""))

    @property
    def answer(self) -> Promise | str:
        """The answer about this interpreter, by the person or by the one who answers for a related
        person."""
        said = ANSWERED if self.whom else dict(Interpreter.Answer.choices)
        return said[self.row.answer]

    @property
    def missing(self) -> tuple[Promise, ...]:
        if self.row.ended:
            return ()
        alone = {"agreed": "agreed_alone"} if self.whom else {}
        return tuple(MISSING[alone.get(one, one)] for one in self.row.lacks)


@dataclass(frozen=True, slots=True)
class OnCase:
    """What the case page shows; empty where no interpreter is needed."""

    need: InterpreterNeed | None
    named: tuple[Named, ...]
    tasks: tuple[Interpretation, ...]
    notices: dict[str, Document]
    """Documents that the tasks are about, by reference; not unsealed."""
    others: tuple[Listed, ...] = ()
    """Related persons who need an interpreter."""
    names: dict[int, str] = field(default_factory=dict)

    @property
    def listed(self) -> list[tuple[Interpretation, Promise | str, Document | None, str]]:
        """Each task with the name of its notice, and with the related person it is for."""
        about = [(task, self.notices.get(task.about)) for task in self.tasks]
        return [
            (
                task,
                NOTICES.get(one.kind, NOTICE) if one else "",
                one,
                self.names.get(task.other_id or 0, ""),
            )
            for task, one in about
        ]

    def ready_for(self, other: int | None) -> list[Named]:
        """Interpreters who may interpret for the person, or for this related person."""
        return [one for one in self.named if one.row.ready and one.row.other_id == other]

    @property
    def needed(self) -> bool:
        return self.need is not None and self.need.ended_at is None

    def __bool__(self) -> bool:
        return bool(self.needed or self.named or self.tasks or self.others)


def on_case(open_case: OpenCase, *, seen_by: Actor, acting: bool = False) -> OnCase:
    """The panel of a case. Related persons are named where their names are not folded, and for a
    member who acts (`acting`)."""
    pk = open_case.case.pk
    needs = open_case.once(
        "interpreter_need", lambda: list(InterpreterNeed.objects.filter(case_id=pk))
    )
    rows = open_case.once("interpreters", lambda: list(_NAMED.filter(case_id=pk)))
    tasks = open_case.once("interpretations", lambda: _still_open(open_case.case))
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["interpreter"]) if rows else []
    words = {one.ref: open_case.folder.words(one) for one in papers}
    of_others = open_case.once(
        "interpreter_needs_of_others", lambda: list(_OTHERS.filter(case_id=pk))
    )
    theirs = of_others or any(one.other_id for one in rows) or any(one.other_id for one in tasks)
    people = _people(open_case, seen_by, acting=acting) if theirs else []
    names = {one.other.pk: one.name for one in people}
    wanted = {one.other_id for one in of_others}
    return OnCase(
        next(iter(needs), None),
        tuple(
            Named(row, words.get(row.paper_ref, {}), names.get(row.other_id or 0, ""))
            for row in rows
        ),
        tuple(tasks),
        {one.ref: one for one in papers_in(open_case.folder, seen_by=seen_by)} if tasks else {},
        tuple(one for one in people if one.other.pk in wanted),
        names,
    )


def _people(open_case: OpenCase, reader: Actor, *, acting: bool) -> list[Listed]:
    people = others_of(open_case.folder, seen_by=reader)
    if not folded(open_case, OTHERS, seen_by=reader, acting=acting):
        return people
    return [replace(one, name=gettext("somebody of the case")) for one in people]


def named_called(
    open_case: OpenCase, ref: str, *, seen_by: Actor, acting: bool = True
) -> Named | None:
    found = on_case(open_case, seen_by=seen_by, acting=acting).named
    return next((one for one in found if one.row.ref == ref), None)


def task_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Interpretation | None:
    """An open task; None once it is done."""
    found = on_case(open_case, seen_by=seen_by, acting=True).tasks
    return next((one for one in found if one.ref == ref), None)


@dataclass(frozen=True, slots=True)
class ToCarry:
    """What an interpreter says or writes in the person's language, verbatim."""

    called: Promise
    written_at: datetime
    words: tuple[str, ...]


def to_carry(open_case: OpenCase, task: Interpretation, *, seen_by: Actor) -> ToCarry | None:
    """The notice that a task is about; None for an interview."""
    if task.kind != Interpretation.Kind.NOTICE:
        return None
    paper = paper_called(open_case.folder, task.about, seen_by=seen_by)
    if paper is None:
        return None
    body = _for_whom(open_case, task, paper)
    words = [line for name in READ_OUT for line in _lines(body.get(name))]
    return ToCarry(NOTICES.get(paper.kind, NOTICE), paper.written_at, tuple(words))


def _for_whom(open_case: OpenCase, task: Interpretation, paper: Document) -> dict[str, Any]:
    """The words of the document; a related person hears no more than their own phrase
    would open."""
    body = open_case.folder.words(paper)
    if task.other is None:
        return body
    way = AccessCredential.objects.filter(other=task.other_id, ended_at__isnull=True).first()
    return read_to(way.right if way else "", paper, body)


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        return [line for one in value.values() for line in _lines(one)]
    return [line for one in value for line in _lines(one)] if isinstance(value, list) else []


def acts_on_case(open_case: OpenCase, state: CaseState, *, seen_by: Actor) -> list[Offer]:
    if not seen_by.may(Permission.CASE_WORK):
        return []
    here, code = on_case(open_case, seen_by=seen_by), open_case.code
    offers = [
        Offer(
            _act(one),
            Interpretation.Kind(one.kind).label,
            address_of("interpreting:task", code, one.ref),
            by=one.due_on,
        )
        for one in here.tasks
    ]
    if here.needed and not here.ready_for(None):
        name = address_of("interpreting:name", code)
        offers.append(Offer("name_interpreter", _("Name an interpreter"), name))
    lacking = [one for one in here.others if not here.ready_for(one.other.pk)]
    if lacking:
        name = address_of("interpreting:name_of", code, lacking[0].ref)
        title = _("Name an interpreter for somebody else of this case")
        offers.append(Offer("name_interpreter_of_others", title, name))
    need = address_of("interpreting:need", code)
    return [*offers, Offer("interpreter_need", _("Say whether an interpreter is needed"), need)]


def _still_open(case: Case, rows: QuerySet[Interpretation] = _OPEN) -> Sequence[Interpretation]:
    """Open tasks: those for the person, except after a death, and those for related persons."""
    dead = case.filing.asks_nobody
    return [one for one in rows.filter(case_id=case.pk) if one.other_id or not dead]


def _tasks_due(case: Case) -> list[Waiting]:
    return [Waiting(one.due_on, _act(one)) for one in _still_open(case, _NEXT)]


def _act(task: Interpretation) -> str:
    return (OF_OTHERS if task.other_id else PREFIX) + task.kind


also_due(
    _tasks_due,
    [
        (name + kind.value, kind.label)
        for name in (PREFIX, OF_OTHERS)
        for kind in Interpretation.Kind
    ],
    rows=[Interpretation],
)
