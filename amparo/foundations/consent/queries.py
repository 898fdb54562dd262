"""May this leave? One function answers, and every way out asks it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from amparo.foundations.consent.models import Adult, Beneficiary, Confirmation, Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.exclusions import taken_for
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.presence import watch
from amparo.foundations.ledger.services import Signs

EXCLUDED = "recipient_excluded"


class TakenFor(str):
    """The reason `recipient_excluded`, with the body that must not know and for which a typed name
    was taken; no body where it is one who is said to be behind the danger."""

    __slots__ = ("body",)
    body: str

    def __new__(cls, body: str) -> Self:
        """The code itself, as whoever compares reasons knows it."""
        made = super().__new__(cls, EXCLUDED)
        made.body = body
        return made

    @property
    def why(self) -> str:
        """For the reader: as which body it was taken, and what to do."""
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
    """Whether something may leave, with the codes of every reason against it."""

    reasons: tuple[str, ...]
    fields: tuple[str, ...]
    question: Question | None

    @property
    def allowed(self) -> bool:
        return not self.reasons


type Against = Callable[..., tuple[str, ...]]
_gates: list[Against] = []


def also_against(ask: Against) -> None:
    """A later stage may know why nothing goes to somebody just now. Asked with the folder, the unit
    and the name; what it answers stands also where a court ordered it."""
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
    """Whether these fields of this file may go to this unit for this purpose; or, where it is no
    unit of the tree, to whom `recipient` names. `compelled`: a court's order on record stands for
    her word; who must not know gets nothing all the same.

    Reasons: procedure_withdrawn, recipient_excluded, no_question, not_answered, refused, discuss,
    all_sharing_withdrawn, field_not_agreed, adults_not_named, adult_not_agreed, no_acta; and
    leaked_there, not_by_you: something got out there, and nobody has decided that it goes on.
    """
    # What she decided this minute counts; inside a transaction she decides before it or after it.
    rows = hold_row(folder.filing) if connection.in_atomic_block else Filing.objects.all()
    filing = rows.get(pk=folder.filing.pk)
    left = ["procedure_withdrawn"] if filing.withdrawn_at else []
    always = stops_telling(folder, unit, recipient, seen_by=seen_by)
    question = (
        Question.objects.filter(
            filing=filing, kind=kind, subject=subject, unit=unit, withdrawn_at__isnull=True
        )
        .select_related("unit")
        .first()
    )
    if compelled:
        return Verdict(always, tuple(sorted(fields)), question)
    reasons = (*left, *always, *_against(question, filing, fields))
    return Verdict(reasons, tuple(question.fields) if question else (), question)


def stops_telling(
    folder: Folder, unit: Unit | None, recipient: str = "", *, seen_by: Signs
) -> tuple[str, ...]:
    """What stands against telling them anything, whatever she agreed to and a court ordered: also
    some words more on what they hold already."""
    always = excluded_as(folder, unit, recipient, seen_by=seen_by)
    found = (code for ask in _gates for code in ask(folder, unit, recipient, seen_by=seen_by))
    return (*always, *found)


def is_excluded(folder: Folder, unit: Unit | None, recipient: str = "", *, seen_by: Signs) -> bool:
    """Whether the person said that this unit, or whom this name means, must not know."""
    return bool(excluded_as(folder, unit, recipient, seen_by=seen_by))


def excluded_as(
    folder: Folder, unit: Unit | None, recipient: str = "", *, seen_by: Signs
) -> tuple[TakenFor, ...]:
    """The reason against a recipient who must not know, nothing against another. Every place where
    a recipient is typed asks this; what was typed is compared as `taken_for` says."""
    body = taken_for(folder, unit, recipient, by=seen_by)
    return () if body is None else (TakenFor(body),)


def still_agreed(question: Question, filing: Filing) -> bool:
    """Whether a consent stands now, apart from whom it names (the unit's own page asks this)."""
    return not _against(question, filing, question.fields) and filing.withdrawn_at is None


def goes_on(question: Question, filing: Filing) -> bool:
    """Whether what left on this question may stay where it is: as long as she agrees, and, where a
    reason stood for her answer while she could not be asked, until she gives it."""
    against = _against(question, filing, question.fields)
    waits = question.reopened and against == ["not_answered"]
    return (not against or waits) and filing.withdrawn_at is None


def _took_all_back(question: Question, filing: Filing) -> bool:
    """Whether she took back all sharing since this was answered, or decided in her place; or before
    either."""
    ended, decided = filing.sharing_ended_at, question.answered_at or question.replaced_at
    return ended is not None and (decided is None or decided <= ended)


def word_now(question: Question, filing: Filing) -> str:
    """What stands of it now: asked, replaced, an answer, or withdrawn, by itself or with all."""
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
    """What stands against it among the adults whom it would move, where each of them is asked."""
    if not question.each_adult:
        return []
    if question.adults is None:
        return ["adults_not_named"]
    heard = Q(child="") | ~Q(view_ref="")  # a child's own view, beside the guardian's word
    yes = question.named.filter(heard, answer=Question.Answer.AGREED)
    yes = yes.exclude(doubt=Adult.Doubt.WAITS)
    agreed = yes.count() if question.adults else 0
    return [] if agreed == question.adults else ["adult_not_agreed"]


def answer_of_all(ref: str, *, seen_by: Signs) -> str:
    """What was answered to this question by everybody whom it is put to: "agreed" where all agreed,
    "discuss" where she did and an adult has not, or a board did and its acta is not here, and
    otherwise her own answer."""
    question = Question.objects.get(ref=ref)
    answer = question.answer or ("agreed" if question.replaced else "")
    open_still = question.lacks_acta or bool(_of_adults(question))
    return "discuss" if answer == Question.Answer.AGREED and open_still else answer


def waits_for_her(filing: Filing, *, seen_by: Signs) -> list[Question]:
    """What was decided while she could not be asked, and is put to her now."""
    found = Question.objects.select_related("unit").filter(
        filing=filing, answer="", reopened_at__isnull=False, withdrawn_at__isnull=True
    )
    return list(found.order_by("pk"))


def questions_of(folder: Folder, *, seen_by: Signs) -> list[Question]:
    """Everything the person was asked, newest first."""
    return folder.once("questions", lambda: list(_ASKED.filter(filing_id=folder.filing.pk)))


def confirmations_of(folder: Folder, *, seen_by: Signs) -> list[Confirmation]:
    return folder.once("confirmations", lambda: list(_SAID.filter(filing_id=folder.filing.pk)))


def beneficiaries_in(folder: Folder, *, seen_by: Signs) -> list[Beneficiary]:
    """Whom the measures of this file protect, or did."""
    return folder.once("beneficiaries", lambda: list(_PROTECTED.filter(filing_id=folder.filing.pk)))


def on_being_assessed(folder: Folder, *, seen_by: Signs) -> Question | None:
    """The last question whether she agrees to be assessed; None where she was never asked."""
    asked = questions_of(folder, seen_by=seen_by)
    return next((one for one in asked if one.kind == Question.Kind.ASSESSMENT), None)
