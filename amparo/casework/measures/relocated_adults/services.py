"""Services for the adults whom a measure would move besides the person: naming them and noting what
each says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures.models import UNDECIDED, Measure
from amparo.casework.measures.person_answers import found_on
from amparo.casework.measures.presentation import ARRIVED, Shown
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.accompanying_adults import (
    MustNotKnow,
    Whom,
    adults_of,
    answer_for_oneself,
    ask_each,
    hear_child,
    name_adults,
)
from amparo.foundations.consent.beneficiary_shares import (
    confirm,
    confirm_in,
    keep_away,
    protect_these,
    protected_in,
    share_of_the_dead,
)
from amparo.foundations.consent.excluded_adults_answers import (
    answered_for,
    ask_guardian,
    ask_no_more,
    has_died,
    hold_back,
    let_count,
    unanswer,
)
from amparo.foundations.consent.models import NOBODY, Question
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText
from amparo.foundations.intake.documents.schemas.measures import ArrivalText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.queries import (
    is_barred,
    is_barred_relative,
    other_called,
    others_of,
)


@transaction.atomic
def name(
    open_case: OpenCase,
    ref: str,
    *,
    by: Actor,
    at: datetime,
    names: Sequence[str] = (),
    listed: Sequence[Whom] = (),
    hers: bool = True,
) -> None:
    """Name whom the measure protects besides the person; an empty list means the person alone.

    Possible before the decision only. With the last flag false the measure does not protect the
    person. `listed`: people of the case, who can answer with an access phrase of their own. Raises
    Hindered (also for a name that must not know or is said to be behind the danger), consent's
    CannotConsent.
    """
    must(by, Permission.CASE_PLAN)
    shown = found_on(open_case, ref, by=by)
    if shown.question is None:
        raise Hindered("not_asked")
    if not shown.undecided:
        raise Hindered("decided")
    folder, question = open_case.folder, shown.question
    everybody = [*listed, *(Whom(one) for one in names)]
    if not everybody and not hers:
        raise Hindered("protects_nobody")
    must_all_be_asked(open_case, everybody, by=by)
    if everybody and not question.each_adult:
        ask_each(folder, question.ref, by=by, at=at)
    anew = question.adults is None
    try:
        made = name_adults(folder, question.ref, listed=everybody, by=by, at=at)
    except MustNotKnow:
        raise Hindered("adult_must_not_know") from None
    protect_these(question, made, anew=anew, hers=hers, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def hear(open_case: OpenCase, ref: str, adult: str, *, text: str, by: Actor, at: datetime) -> None:
    """Note the child's own view of the measure. Raises Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_PLAN)
    asked = found_on(open_case, ref, by=by).everybody
    if adult not in {one.ref for one in asked if one.row.child}:
        raise Hindered("unknown_question")
    hear_child(open_case.folder, adult, text=text, by=by, at=at)
    refresh(open_case.case, at=at)


def guardians_shut_out(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Drop guardians who are meant by a name that was just written down as excluded or feared.

    Such a guardian no longer answers for any child. For a guardian who only bears the same surname,
    a no for the child counts and a yes does not, until the team says whether it is the same person.
    """
    adults = [one for one in others_of(folder, seen_by=by) if not one.other.child]
    meant = [one.ref for one in adults if is_barred_relative(folder, one.name, seen_by=by)]
    alike = [one for one in adults if is_barred(folder, one.name, seen_by=by)]
    told: dict[str, Any] = {"by": by, "at": at}
    undecided = undecided_in(folder.filing)
    if meant:
        unanswer(folder.filing, meant, undecided=undecided, **told)
    doubted = {one.ref for one in alike} - set(meant)
    if doubted:
        hold_back(folder.filing, answered_for(folder.filing, doubted), undecided=undecided, **told)
    apart = {one.ref for one in adults} - {one.ref for one in alike}
    let_count(folder.filing, answered_for(folder.filing, apart), **told)


def adults_shut_out(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Stop waiting for adults who are meant by a name that was just written down as excluded or
    feared.

    No open decision waits for such an adult, and granted measures go on whatever the adult says.
    For an adult who only bears the same surname the team says whether it is the same person: see
    `surname_services.py`.
    """
    rows = Question.objects.standing().filter(filing=folder.filing, each_adult=True)
    asked = [
        one
        for one in adults_of(folder, list(rows), seen_by=by)
        if not one.row.child and not one.set_aside
    ]
    told: dict[str, Any] = {"by": by, "at": at}
    out = [one.row for one in asked if is_barred_relative(folder, one.name, seen_by=by)]
    if out:
        ask_no_more(folder.filing, out, undecided=undecided_in(folder.filing), **told)
    left = [one for one in asked if one.row not in out]
    alike = [one.row for one in left if is_barred(folder, one.name, seen_by=by)]
    if alike:
        hold_back(folder.filing, alike, undecided=undecided_in(folder.filing), **told)
    let_count(folder.filing, [one.row for one in left if one.row not in alike], **told)
    found = protected_in(Folder(folder.filing, folder.key), seen_by=by)
    adults = [one for of_one in found.values() for one in of_one if not one.row.child and one.name]
    kept = [one.ref for one in adults if is_barred_relative(folder, one.name, seen_by=by)]
    if kept:
        keep_away(folder.filing, kept)


def guardian_changed(filing: Filing, child: str, guardian: str, *, by: Signs, at: datetime) -> None:
    """Ask the new guardian; the previous guardian's answer no longer counts on undecided measures.

    `guardian` is empty where the person answers for the child.
    """
    ask_guardian(filing, child, guardian, undecided=undecided_in(filing), by=by, at=at)


def died(filing: Filing, other: str, *, by: Signs, at: datetime) -> None:
    """Stop waiting for the answer of a person of the case who has died."""
    has_died(filing, other, undecided=undecided_in(filing), by=by, at=at)


def lives(filing: Filing, other: str, *, at: datetime) -> None:
    """Undo `died`: the death was recorded wrongly, and the measures protect this person again."""
    share_of_the_dead(filing, other, died=False, at=at)


def undecided_in(filing: Filing) -> list[str]:
    """References of the measures that are not decided yet."""
    rows = Measure.objects.filter(case__filing=filing, state__in=UNDECIDED)
    return list(rows.values_list("ref", flat=True))


def must_all_be_asked(open_case: OpenCase, everybody: Sequence[Whom], *, by: Actor) -> None:
    """Raise Hindered if one of them or a child's guardian has died, must not know or is feared."""
    folder, known = open_case.folder, others_of(open_case.folder, seen_by=by)
    young = {one.child for one in everybody if one.child}
    keepers = {one.other.guardian_id for one in known if one.ref in young}
    guardians = [one for one in known if one.other.pk in keepers]
    asked = young | {one.other for one in everybody}
    if any(one.other.died_at for one in known if one in guardians or one.ref in asked):
        raise Hindered("adult_died")
    if any(is_barred(folder, one.name, seen_by=by) for one in guardians):
        raise Hindered("adult_must_not_know")
    if any(is_barred(folder, one.name, seen_by=by, child=bool(one.child)) for one in everybody):
        raise Hindered("adult_must_not_know")


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
    """Write down what one adult said; the person can read on their page that it was written.

    Raises Hindered, consent's CannotConsent.
    """
    must(by, Permission.CASE_PLAN)
    shown = found_on(open_case, ref, by=by)
    named = next((one for one in shown.everybody if one.ref == adult), None)
    if named is None:
        raise Hindered("unknown_question")
    keeper = named.row.child and named.row.other
    name = _name_of(open_case, keeper, by) if keeper else ""
    if name and is_barred_relative(open_case.folder, name, seen_by=by):
        raise Hindered("guardian_must_not_know")
    body = OralAnswerText(about=ref, label=shown.entry.label, who=named.name, way=way, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    answer_for_oneself(open_case.folder, adult, answer=answer, by=by, at=at, how="oral")
    refresh(open_case.case, at=at)


@transaction.atomic
def note_arrival(
    open_case: OpenCase,
    ref: str,
    who: str,
    *,
    word: str,
    way: str,
    words: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down whether the measure arrived, as said by one of those it protects besides the
    person or by a child's guardian. Raises Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_WORK)
    shown = found_on(open_case, ref, by=by)
    one = next((one for one in shown.protects_besides if one.ref == who), None)
    if one is None or one.row.hers_to_say or one.row.other == NOBODY or shown.undecided:
        raise Hindered("nobody_to_hear")
    body = ArrivalText(about=who, who=one.name, said=word, way=way, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at)
    told = {"measure": ref, "word": word, "beneficiary": who, "how": "oral"}
    confirm_in(open_case.folder.filing, **told, by=by, at=at)
    refresh(open_case.case, at=at)


def may_hear_her(open_case: OpenCase, shown: Shown) -> bool:
    """Whether the person can say whether the measure arrived: an institution was told of it, it
    protects them, and nothing prevents asking."""
    return shown.under_way and shown.protects_her and not open_case.folder.filing.impediment


@transaction.atomic
def note_her_arrival(
    open_case: OpenCase, ref: str, *, word: str, way: str, words: str, by: Actor, at: datetime
) -> None:
    """Write down whether the measure arrived, as the person said it in conversation and it was read
    back; the person finds on their page what was written, and may say otherwise there. Raises
    Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    shown = found_on(open_case, ref, by=by)
    if not may_hear_her(open_case, shown):
        raise Hindered("nobody_to_hear")
    label = f"{shown.entry.label}: {ARRIVED[word][1]}"
    body = OralAnswerText(label=label, way=way, text=words, about=ref)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    confirm(open_case.folder, measure=ref, word=word, how="oral", by=by, at=at)
    refresh(open_case.case, at=at)


def _name_of(open_case: OpenCase, ref: str, by: Actor) -> str:
    found = other_called(open_case.folder, ref, seen_by=by)
    return found.name if found else ""
