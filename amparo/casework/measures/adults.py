"""The adults whom a measure would move besides the person: naming them, noting what each says.
Services, by noun."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from amparo.casework.measures.asked import found_on
from amparo.casework.measures.life import Hindered, must
from amparo.casework.measures.models import UNDECIDED, Measure
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import refresh
from amparo.foundations.consent.adults import (
    MustNotKnow,
    answer_for_oneself,
    ask_each,
    hear_child,
    name_adults,
    unanswer,
)
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.papers import write_paper
from amparo.foundations.others.queries import is_barred, other_called, others_of


@transaction.atomic
def name(
    open_case: OpenCase,
    ref: str,
    *,
    names: Sequence[str],
    by: Actor,
    at: datetime,
    others: Mapping[str, str] | None = None,
    children: Mapping[str, str] | None = None,
) -> None:
    """Whom it protects besides the person; none: the person alone. Before the decision, and never
    somebody who must not know or is said to be behind the danger. `others`: which name is which
    person of the case, who then may answer with words of her or his own; of `children` it is the
    guardian. Raises Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_PLAN)
    shown = found_on(open_case, ref, by=by)
    if shown.question is None:
        raise Hindered("not_asked")
    if not shown.undecided:
        raise Hindered("decided")
    folder, question = open_case.folder, shown.question
    guardians = _guardians(open_case, children or {}, by=by)
    if any(is_barred(folder, one, seen_by=by) for one in [*names, *guardians]):
        raise Hindered("adult_must_not_know")
    if names and not question.each_adult:
        ask_each(folder, question.ref, by=by, at=at)
    try:
        name_adults(
            folder, question.ref, names=names, others=others, children=children, by=by, at=at
        )
    except MustNotKnow:
        raise Hindered("adult_must_not_know") from None
    refresh(open_case.case, at=at)


@transaction.atomic
def hear(open_case: OpenCase, ref: str, adult: str, *, text: str, by: Actor, at: datetime) -> None:
    """The child's own view of it. Raises Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_PLAN)
    if adult not in {one.ref for one in found_on(open_case, ref, by=by).adults if one.row.child}:
        raise Hindered("unknown_question")
    hear_child(open_case.folder, adult, text=text, by=by, at=at)
    refresh(open_case.case, at=at)


def guardians_shut_out(folder: Folder, *, by: Signs, at: datetime) -> None:
    """After a name was written down: what such a guardian said for a child counts no more where
    nothing was decided yet. What is granted goes on: it protects the child."""
    barred = [
        one.ref for one in others_of(folder, seen_by=by) if is_barred(folder, one.name, seen_by=by)
    ]
    undecided = Measure.objects.filter(case__filing=folder.filing, state__in=UNDECIDED)
    for measure in undecided if barred else ():
        unanswer(folder, measure.ref, guardians=barred, by=by, at=at)


def _guardians(open_case: OpenCase, children: Mapping[str, str], *, by: Actor) -> list[str]:
    """The names of who would answer for these children."""
    everybody = others_of(open_case.folder, seen_by=by)
    names = {one.other.pk: one.name for one in everybody}
    wanted = set(children.values())
    keepers = [one.other.guardian_id for one in everybody if one.ref in wanted]
    return [names[pk] for pk in keepers if pk]


@transaction.atomic
def note_answer(
    open_case: OpenCase,
    ref: str,
    adult: str,
    *,
    answer: str,
    way: str,
    words: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what one adult said; the person reads on her page that it was written.

    Raises Hindered, consent's CannotConsent.
    """
    must(by, Permission.CASE_PLAN)
    shown = found_on(open_case, ref, by=by)
    named = next((one for one in shown.adults if one.ref == adult), None)
    if named is None:
        raise Hindered("unknown_question")
    guardian = named.row.child and named.row.other
    if guardian and is_barred(open_case.folder, _name_of(open_case, guardian, by), seen_by=by):
        raise Hindered("guardian_must_not_know")
    body = {"about": ref, "label": shown.entry.label, "who": named.name, "way": way, "text": words}
    write_paper(open_case.folder, kind="oral_answer", body=body, by=by, at=at, for_person=True)
    answer_for_oneself(open_case.folder, adult, answer=answer, by=by, at=at, how="oral")
    refresh(open_case.case, at=at)


def _name_of(open_case: OpenCase, ref: str, by: Actor) -> str:
    found = other_called(open_case.folder, ref, seen_by=by)
    return found.name if found else ""
