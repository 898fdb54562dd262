"""Decide whether information may leave a case. Every export and message asks `may_leave`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from amparo.foundations.consent.models import AffectedAdult, Beneficiary, Confirmation, Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.exclusions import taken_for
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs

EXCLUDED = "recipient_excluded"


class TakenFor(str):
    """The reason `recipient_excluded`, with the excluded body that a typed name was taken for;
    `body` is empty where it is one said to be behind the danger."""

    __slots__ = ("body",)
    body: str

    def __new__(cls, body: str) -> Self:
        """Create the reason code itself, so that it compares equal to `recipient_excluded`."""
        made = super().__new__(cls, EXCLUDED)
        made.body = body
        return made

    @property
    def why(self) -> str:
        """Return the text for the reader: which body the name was taken for, and what to do."""
        whom = (
            _("“%(body)s” must not know") % {"body": self.body}
            if self.body
            else _("Somebody who is said to be behind the danger must not know")
        )
        return _(
            "%(whom)s. The recipient's name means this, a part of it, or one above or below it:"
            " nothing goes there. Choose another recipient, or talk to the person."
        ) % {"whom": whom}


watch("questions", Question)
watch("confirmations", Confirmation)
watch("beneficiaries", Beneficiary)

_ASKED = Question.objects.select_related("unit").order_by("-asked_at")
_SAID = Confirmation.objects.order_by("said_at")
_PROTECTED = Beneficiary.objects.order_by("pk")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may leave, with the codes of all reasons against it."""

    reasons: tuple[str, ...]
    fields: tuple[str, ...]
    question: Question | None

    @property
    def allowed(self) -> bool:
        return not self.reasons


type Against = Callable[..., tuple[str, ...]]
_gates: list[Against] = []


def also_against(ask: Against) -> None:
    """Register a further check, called with folder, unit and name. Its reasons also apply to what a
    court ordered."""
    if ask not in _gates:
        _gates.append(ask)


def may_leave(
    folder: Folder,
    *,
    kind: str,
    subject: str,
    unit: Unit | None,
    fields: Sequence[str],
    seen_by: Signs,
    recipient: str = "",
    compelled: bool = False,
) -> Verdict:
    """Return whether these fields of a case may go to this unit for this purpose, or, where it is
    no unit of the tree, to the one named in `recipient`. `compelled`: a court order on record
    replaces the person's consent; those who must not know still get nothing.

    Reasons: procedure_withdrawn, recipient_excluded, no_question, not_answered, refused, discuss,
    all_sharing_withdrawn, field_not_agreed, adults_not_named, adult_not_agreed, no_acta; and
    leaked_there, not_by_you: information leaked there, and no decision was taken to continue.
    """
    # Read the person's latest decision; inside a transaction the lock orders it before or after it.
    rows = hold_row(folder.filing) if connection.in_atomic_block else Filing.objects.all()
    filing = rows.get(pk=folder.filing.pk)
    left = ["procedure_withdrawn"] if filing.withdrawn_at else []
    always = stops_telling(folder, unit, recipient, seen_by=seen_by)
    asked = Question.objects.standing().select_related("unit")
    question = asked.filter(filing=filing, kind=kind, subject=subject, unit=unit).first()
    if compelled:
        return Verdict(always, tuple(sorted(fields)), question)
    reasons = (*left, *always, *_against(question, filing, fields))
    return Verdict(reasons, tuple(question.fields) if question else (), question)


def stops_telling(
    folder: Folder, unit: Unit | None, recipient: str = "", *, seen_by: Signs
) -> tuple[str, ...]:
    """Return the reasons against telling a recipient anything, whatever the person agreed to or a
    court ordered. They also apply to additions to what the recipient already holds."""
    always = excluded_as(folder, unit, recipient, seen_by=seen_by)
    found = (code for ask in _gates for code in ask(folder, unit, recipient, seen_by=seen_by))
    return (*always, *found)


def is_excluded(folder: Folder, unit: Unit | None, recipient: str = "", *, seen_by: Signs) -> bool:
    """Whether the person said that this unit, or the one this name means, must not know."""
    return bool(excluded_as(folder, unit, recipient, seen_by=seen_by))


def excluded_as(
    folder: Folder, unit: Unit | None, recipient: str = "", *, seen_by: Signs
) -> tuple[TakenFor, ...]:
    """Return the reason against a recipient who must not know, or an empty tuple. Every form in
    which a recipient is typed asks this; names are compared as `taken_for` describes."""
    body = taken_for(folder, unit, recipient, by=seen_by)
    return () if body is None else (TakenFor(body),)


def still_agreed(question: Question, filing: Filing) -> bool:
    """Whether a consent stands now, apart from the recipient it names. Used by the unit's own
    page."""
    return not _against(question, filing, question.fields) and filing.withdrawn_at is None


def goes_on(question: Question, filing: Filing) -> bool:
    """Whether what was shared on this question may stay with the recipient: while the person agrees
    and, where a reasoned decision replaced the answer, until the person gives it."""
    against = _against(question, filing, question.fields)
    waits = question.reopened and against == ["not_answered"]
    return (not against or waits) and filing.withdrawn_at is None


def _took_all_back(question: Question, filing: Filing) -> bool:
    """Whether the person withdrew all sharing after this question was answered or decided in their
    place, or before either."""
    ended, decided = filing.sharing_ended_at, question.answered_at or question.replaced_at
    return ended is not None and (decided is None or decided <= ended)


def word_now(question: Question, filing: Filing) -> str:
    """Return the state of a question: asked, replaced, an answer, or withdrawn (alone or with all
    sharing)."""
    said = question.answer or ("replaced" if question.replaced else "asked")
    refused = said in {Question.Answer.REFUSED, Question.Answer.DISCUSS}
    over = filing.withdrawn_at or (said != "asked" and _took_all_back(question, filing))
    return "withdrawn" if question.withdrawn_at or (over and not refused) else said


def _against(question: Question | None, filing: Filing, fields: Sequence[str]) -> list[str]:
    if question is None or question.withdrawn_at:
        return ["no_question"]
    reasons = []
    if _took_all_back(question, filing):
        reasons.append("all_sharing_withdrawn")
    if not question.answer and not question.replaced:
        reasons.append("not_answered")
    elif question.answer and question.answer != Question.Answer.AGREED:
        reasons.append(question.answer)
    if not set(fields) <= set(question.fields):
        reasons.append("field_not_agreed")
    return reasons + ["no_acta"] * question.lacks_acta + _of_adults(question)


def _of_adults(question: Question) -> list[str]:
    """Return the reasons against it among the adults who are asked too."""
    if not question.each_adult:
        return []
    if question.adults is None:
        return ["adults_not_named"]
    heard = Q(child="") | ~Q(view_ref="")  # a child's own view, with the guardian's answer
    yes = question.named.filter(heard, answer=Question.Answer.AGREED)
    yes = yes.exclude(doubt=AffectedAdult.Doubt.WAITS)
    agreed = yes.count() if question.adults else 0
    return [] if agreed == question.adults else ["adult_not_agreed"]


def answer_of_all(ref: str, *, seen_by: Signs) -> str:
    """Return the combined answer of all to whom this question is put: "agreed" where all agreed;
    "discuss" where the person agreed but an adult has not, or a board agreed and its acta is
    missing; otherwise the person's own answer."""
    question = Question.objects.get(ref=ref)
    answer = question.answer or ("agreed" if question.replaced else "")
    open_still = question.lacks_acta or bool(_of_adults(question))
    return "discuss" if answer == Question.Answer.AGREED and open_still else answer


def waits_for_her(filing: Filing, *, seen_by: Signs) -> list[Question]:
    """Return what was decided while the person could not be asked and is put to them now."""
    rows = Question.objects.standing().select_related("unit")
    found = rows.filter(filing=filing, answer="", reopened_at__isnull=False)
    return list(found.order_by("pk"))


def questions_of(folder: Folder, *, seen_by: Signs) -> list[Question]:
    """Return all questions put to the person, newest first."""
    return folder.once("questions", lambda: list(_ASKED.filter(filing_id=folder.filing.pk)))


def confirmations_of(folder: Folder, *, seen_by: Signs) -> list[Confirmation]:
    return folder.once("confirmations", lambda: list(_SAID.filter(filing_id=folder.filing.pk)))


def beneficiaries_in(folder: Folder, *, seen_by: Signs) -> list[Beneficiary]:
    """Return all past and present beneficiaries of the measures of this case."""
    return folder.once("beneficiaries", lambda: list(_PROTECTED.filter(filing_id=folder.filing.pk)))


def on_being_assessed(folder: Folder, *, seen_by: Signs) -> Question | None:
    """Return the last question on whether the person agrees to be assessed; None if never asked."""
    asked = questions_of(folder, seen_by=seen_by)
    return next((one for one in asked if one.kind == Question.Kind.ASSESSMENT), None)
