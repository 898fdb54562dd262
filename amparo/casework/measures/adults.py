"""The adults whom a measure would move besides the person: naming them, noting what each says.
Services, by noun."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from amparo.casework.measures.asked import found_on
from amparo.casework.measures.life import Hindered, must
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import refresh
from amparo.foundations.consent.adults import MustNotKnow, answer_for_oneself, name_adults
from amparo.foundations.letterbox.papers import write_paper


@transaction.atomic
def name(
    open_case: OpenCase,
    ref: str,
    *,
    names: Sequence[str],
    by: Actor,
    at: datetime,
    others: Mapping[str, str] | None = None,
) -> None:
    """Who else would be moved; none: the person alone. Before the decision, and never somebody who
    must not know. `others`: which name is which person of the case, who then may answer with words
    of her or his own. Raises Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_PLAN)
    shown = found_on(open_case, ref, by=by)
    if shown.question is None or not shown.question.each_adult:
        raise Hindered("not_asked")
    if not shown.undecided:
        raise Hindered("decided")
    try:
        name_adults(open_case.folder, shown.question.ref, names=names, others=others, by=by, at=at)
    except MustNotKnow:
        raise Hindered("adult_must_not_know") from None
    refresh(open_case.case, at=at)


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
    body = {"about": ref, "label": shown.entry.label, "who": named.name, "way": way, "text": words}
    write_paper(open_case.folder, kind="oral_answer", body=body, by=by, at=at, for_person=True)
    answer_for_oneself(open_case.folder, adult, answer=answer, by=by, at=at, how="oral")
    refresh(open_case.case, at=at)
