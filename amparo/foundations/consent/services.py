"""Ask the person, and record the answers. Answers take effect without a key."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.consent import events
from amparo.foundations.consent.beneficiary_shares import confirm as confirm  # noqa: PLC0414 - pages name it
from amparo.foundations.consent.last_days import ASKED_AGAIN, last_day, note_ended
from amparo.foundations.consent.models import FOR_HER, Question
from amparo.foundations.consent.queries import is_excluded
from amparo.foundations.consent.representative_answers import CannotConsent as CannotConsent  # noqa: PLC0414 - pages name it
from amparo.foundations.consent.representative_answers import (
    impediment_of,
    must_not_be_written_over,
    spoke_against,
)
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Folder, hold_row, must_be_alive
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.chain import of_team
from amparo.foundations.ledger.services import Signs, record

ASSESSMENT = "assessment"
"""Subject of the question about being assessed; a case has one."""


@transaction.atomic
def ask(
    folder: Folder,
    *,
    kind: str,
    subject: str,
    unit: Unit | None,
    fields: Sequence[str],
    by: Signs,
    at: datetime,
    paper_ref: str = "",
    each_adult: bool = False,
) -> Question:
    """Put one question to the person. Asking again about the same subject replaces the question.

    `each_adult`: nothing is shared before every adult whom the measure would move has agreed too
    (accompanying_adults.py). What was once asked of a collective is asked of it again, by acta
    (actas.py).
    """
    return ask_in(
        folder.filing,
        kind=kind,
        subject=subject,
        unit=unit,
        fields=fields,
        paper_ref=paper_ref,
        each_adult=each_adult,
        by=by,
        at=at,
    )


@transaction.atomic
def ask_to_be_assessed(filing: Filing, *, by: Signs, at: datetime) -> Question:
    """Ask whether the person agrees to be assessed. There is one such question per case, with a
    fixed text, so that it can be asked without a key."""
    return ask_in(filing, kind=Question.Kind.ASSESSMENT, subject=ASSESSMENT, by=by, at=at)


@transaction.atomic
def ask_in(
    filing: Filing,
    *,
    kind: str,
    subject: str,
    unit: Unit | None = None,
    fields: Sequence[str] = (),
    paper_ref: str = "",
    each_adult: bool = False,
    by: Signs,
    at: datetime,
) -> Question:
    """Put one question to the person, whose text needs no key: see `ask`."""
    must_be_alive(filing)
    note_ended(filing, at=at)
    earlier = Question.objects.filter(filing=filing, subject=subject, by_acta=True)
    same = Question.objects.standing().filter(filing=filing, subject=subject, unit=unit, kind=kind)
    same.update(withdrawn_at=at)
    question = Question.objects.create(
        ref=marks.new_code(groups=3),
        filing=filing,
        kind=kind,
        subject=subject,
        unit=unit,
        fields=sorted(fields),
        paper_ref=paper_ref,
        each_adult=each_adult,
        by_acta=earlier.exists(),
        asked_at=at,
    )
    record(
        events.ConsentAsked(
            about=filing.code,
            question=question.ref,
            kind=kind,
            subject=subject,
            unit=unit.code if unit else "",
        ),
        by=by,
        at=at,
    )
    return question


@transaction.atomic
def answer(
    folder: Folder,
    ref: str,
    *,
    answer: str,
    by: Signs,
    at: datetime,
    how: str = "page",
    who: str = "",
    until: date | None = None,
) -> Question:
    """Record an answer. `how` is "oral" where the team writes down what the person said, and
    FOR_HER where a representative (`who`) answered. `until`: the last day of a consent that ends by
    itself (last_days.py).

    A refusal that the person gave on the page is not overwritten: the person is asked again, or
    changes it. While an impediment stands, the requester may control the page: a refusal from there
    counts, a consent does not; after a death neither is accepted. An answer to the team ends the
    impediment.
    """
    return answer_in(folder.filing, ref, answer=answer, by=by, at=at, how=how, who=who, until=until)


@transaction.atomic
def answer_in(
    filing: Filing,
    ref: str,
    *,
    answer: str,
    by: Signs,
    at: datetime,
    how: str,
    who: str = "",
    until: date | None = None,
) -> Question:
    """Record an answer without a case key. A representative with their own access phrase may answer
    what the person has not answered, and on which nothing depends yet."""
    hold_row(filing).values_list("pk").first()
    heard_herself = of_team(by) and how != FOR_HER
    impeded = impediment_of(
        filing, agrees=not heard_herself and answer == Question.Answer.AGREED, seen_by=by
    )
    question = _standing(filing, ref)
    must_not_be_written_over(question, how=how, by=by)
    question.answer = Question.Answer(answer).value
    question.answered_at = at
    question.how = how
    question.ends_on = last_day(question, until)
    question.replaced_at = None
    question.replaced_for = ""
    question.reopened_at = question.put_at = None
    if question.answer != Question.Answer.AGREED:
        question.acta_ref = ""  # a new consent needs a new decision of the board
    question.save()
    event = events.ConsentAnswered(
        about=filing.code,
        answer=question.answer,
        how=how,
        who=who,
        until=question.ends_on.isoformat() if question.ends_on else "",
        **question.in_events(),
    )
    record(event, by=by, at=at)
    if impeded and heard_herself:
        end_impediment(filing, how="oral", by=by, at=at)
    return question


@transaction.atomic
def end_impediment(
    filing: Filing, *, how: str, by: Signs, at: datetime, digest: bytes = b""
) -> int:
    """End the impediment and put every reasoned decision to the person.

    Nothing new is shared on those decisions; what was shared continues until the person answers.
    Returns how many questions now wait for the person. Raises CannotConsent if there is no
    impediment, or the person has died.
    """
    fresh = hold_row(filing).get()
    if not fresh.impediment or fresh.asks_nobody:
        raise CannotConsent("no_impediment")
    Filing.objects.filter(pk=filing.pk).update(impediment="")
    filing.impediment = ""
    decided = Question.objects.standing().filter(filing=filing, answer="")
    reopened = decided.filter(replaced_at__isnull=False).update(reopened_at=at, asked_at=at)
    event = events.ImpedimentEnded(
        about=filing.code, impediment=fresh.impediment, how=how, questions=reopened
    )
    record(event, by=by, at=at, digest=digest)
    return reopened


@transaction.atomic
def withdraw(folder: Folder, ref: str, *, by: Signs, at: datetime) -> None:
    """Withdraw one consent, with immediate effect."""
    must_be_alive(folder.filing)
    question = _standing(folder.filing, ref)
    question.withdrawn_at = at
    question.save(update_fields=["withdrawn_at"])
    record(events.ConsentWithdrawn(about=folder.code, **question.in_events()), by=by, at=at)


@transaction.atomic
def ask_ended_again(folder: Folder, ref: str, *, by: Signs, at: datetime) -> Question:
    """Put a question again, in the same words, whose consent ended by its last day. Only the last
    one about its subject and recipient, and no recipient who must not know by now. Raises
    CannotConsent."""
    hold_row(folder.filing).values_list("pk").first()
    note_ended(folder.filing, at=at)
    rows = Question.objects.select_related("unit").filter(filing=folder.filing)
    ended = rows.filter(ref=ref, kind__in=ASKED_AGAIN).first()
    if ended is None or not ended.ended:
        raise CannotConsent("unknown_question")
    same = rows.filter(kind=ended.kind, subject=ended.subject, unit=ended.unit)
    if is_excluded(folder, ended.unit, seen_by=by) or same.filter(pk__gt=ended.pk).exists():
        raise CannotConsent("unknown_question")
    return ask_in(
        folder.filing,
        kind=ended.kind,
        subject=ended.subject,
        unit=ended.unit,
        fields=ended.fields,
        paper_ref=ended.paper_ref,
        each_adult=ended.each_adult,
        by=by,
        at=at,
    )


@transaction.atomic
def close(filing: Filing, *, kind: str, subject: str, by: Signs, at: datetime) -> None:
    """Close a question that became moot; it no longer waits for the person. One that ended by its
    last day is left to what puts that on record."""
    asked = Question.objects.filter(filing=filing, kind=kind, subject=subject)
    if asked.standing().update(withdrawn_at=at):
        record(events.QuestionClosed(about=filing.code, kind=kind, subject=subject), by=by, at=at)


@transaction.atomic
def withdraw_all(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Withdraw all sharing at once. New questions can still be asked and answered."""
    must_be_alive(folder.filing)
    note_ended(folder.filing, at=at)
    Filing.objects.filter(pk=folder.filing.pk).update(sharing_ended_at=at)
    folder.filing.sharing_ended_at = at
    answered = Question.objects.standing().filter(filing=folder.filing).exclude(answer="")
    answered.update(withdrawn_at=at)
    record(events.AllSharingWithdrawn(about=folder.code), by=by, at=at)


@transaction.atomic
def replace_by_reason(
    folder: Folder, ref: str, *, reason_paper_digest: bytes, by: Actor, at: datetime
) -> Question:
    """Replace a consent that cannot be asked for by a supervisor's reasoned decision.

    Only while the filing names an impediment, for this measure and this recipient. It is put to the
    person when the impediment ends. It never overrides the person's own refusal, wish to talk, or
    withdrawn consent, even after the question was asked again; a representative's refusal does not
    count as the person's.
    """
    _hold(folder)
    question = _standing(folder.filing, ref)
    impediment = Filing.objects.values_list("impediment", flat=True).get(pk=folder.filing.pk)
    if not by.may(Permission.CASE_SUPERVISE):
        raise CannotConsent("not_a_supervisor")
    answered = bool(question.answer) and not question.no_for_her
    if impediment in {"", DIED} or answered or not reason_paper_digest:
        raise CannotConsent("no_impediment")
    if spoke_against(question, seen_by=by):
        raise CannotConsent("answered_herself")
    question.answer, question.how, question.answered_at = "", "", None
    question.ends_on = None
    question.replaced_at = at
    question.replaced_for = impediment
    question.reopened_at = None
    question.save()
    record(
        events.ConsentReplaced(
            about=folder.code,
            impediment=impediment,
            **question.in_events(),
        ),
        by=by,
        at=at,
        digest=reason_paper_digest,
    )
    return question


def _hold(folder: Folder) -> None:
    hold_row(folder.filing).values_list("pk").first()


def _standing(filing: Filing, ref: str) -> Question:
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(filing=filing, ref=ref)
        .standing()
        .first()
    )
    if question is None:
        raise CannotConsent("unknown_question")
    return question
