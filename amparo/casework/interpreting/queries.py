"""Who carries words between the person and the team, and what waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo import rules
from amparo.casework.interpreting.models import Interpretation, Interpreter, Need
from amparo.casework.interpreting.wording import NOTICE, NOTICES
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.dates import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.offers import Offer
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.letterbox.models import Paper
from amparo.foundations.letterbox.papers import paper_called, papers_in
from amparo.foundations.letterbox.presence import watch
from amparo.foundations.prepared import Prepared

watch("interpreter_need", Need)
watch("interpreters", Interpreter)
watch("interpretations", Interpretation)

_NEED = Prepared(lambda case: Need.objects.filter(case_id=case))
_NAMED = Prepared(
    lambda case: (
        Interpreter.objects.select_related("vetted_by", "unit")
        .filter(case_id=case)
        .order_by("named_at", "pk")
    )
)
_OPEN = Prepared(
    lambda case: Interpretation.objects.filter(case_id=case, done_at__isnull=True).order_by(
        "due_on", "pk"
    )
)
PREFIX = "interpreter."
# Parts of a notice in the order of reading; the rest is for the machine.
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
}


@dataclass(frozen=True, slots=True)
class Named:
    """An interpreter with what the sealed paper says."""

    row: Interpreter
    words: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.words.get("name", ""))

    @property
    def missing(self) -> tuple[Promise, ...]:
        return () if self.row.ended else tuple(MISSING[one] for one in self.row.lacks)


@dataclass(frozen=True, slots=True)
class OnCase:
    """What the case page shows: nothing of it where no interpreter is needed."""

    need: Need | None
    named: tuple[Named, ...]
    tasks: tuple[Interpretation, ...]
    notices: dict[str, Paper]
    """What the tasks are about, by its ref; not unsealed."""

    @property
    def listed(self) -> list[tuple[Interpretation, Promise | str, Paper | None]]:
        """Each task with what its notice is called."""
        about = [(task, self.notices.get(task.about)) for task in self.tasks]
        return [(task, NOTICES.get(one.kind, NOTICE) if one else "", one) for task, one in about]

    @property
    def needed(self) -> bool:
        return self.need is not None and self.need.ended_at is None

    def __bool__(self) -> bool:
        return bool(self.needed or self.named or self.tasks)


def on_case(open_case: OpenCase, *, seen_by: Actor) -> OnCase:
    pk = open_case.case.pk
    needs = open_case.once("interpreter_need", lambda: _NEED(case=pk))
    rows = open_case.once("interpreters", lambda: _NAMED(case=pk))
    tasks = open_case.once("interpretations", lambda: _still_open(open_case.case))
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=["interpreter"]) if rows else []
    words = {one.ref: open_case.folder.words(one) for one in papers}
    return OnCase(
        next(iter(needs), None),
        tuple(Named(row, words.get(row.paper_ref, {})) for row in rows),
        tuple(tasks),
        {one.ref: one for one in papers_in(open_case.folder, seen_by=seen_by)} if tasks else {},
    )


def named_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Named | None:
    found = on_case(open_case, seen_by=seen_by).named
    return next((one for one in found if one.row.ref == ref), None)


def task_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Interpretation | None:
    """Only what is still to be done."""
    found = on_case(open_case, seen_by=seen_by).tasks
    return next((one for one in found if one.ref == ref), None)


@dataclass(frozen=True, slots=True)
class ToCarry:
    """What an interpreter says or writes in her language, word by word."""

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
    body = open_case.folder.words(paper)
    words = [line for name in READ_OUT for line in _lines(body.get(name))]
    return ToCarry(NOTICES.get(paper.kind, NOTICE), paper.written_at, tuple(words))


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        return [line for one in value.values() for line in _lines(one)]
    return [line for one in value for line in _lines(one)] if isinstance(value, list) else []


def acts_on_case(open_case: OpenCase, state: rules.CaseState, *, seen_by: Actor) -> list[Offer]:
    if not seen_by.may(Permission.CASE_WORK):
        return []
    here, code = on_case(open_case, seen_by=seen_by), open_case.code
    offers = [
        Offer(
            f"{PREFIX}{one.kind}",
            Interpretation.Kind(one.kind).label,
            reverse("interpreting:task", args=[code, one.ref]),
        )
        for one in here.tasks[:1]
    ]
    if here.needed and not any(one.row.ready for one in here.named):
        name = reverse("interpreting:name", args=[code])
        offers.append(Offer("name_interpreter", _("Name an interpreter"), name))
    need = reverse("interpreting:need", args=[code])
    return [*offers, Offer("interpreter_need", _("Say whether an interpreter is needed"), need)]


def _still_open(case: Case) -> Sequence[Interpretation]:
    """What is still to be said to the person; nothing after a death."""
    return () if case.filing.asks_nobody else list(_OPEN(case=case.pk))


def _next_task(case: Case) -> Waiting | None:
    first = next(iter(_still_open(case)), None)
    return Waiting(first.due_on, PREFIX + first.kind) if first else None


also_due(_next_task, [(PREFIX + kind.value, kind.label) for kind in Interpretation.Kind])
