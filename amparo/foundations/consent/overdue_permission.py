"""Whether the person lets others than the institution that owes a measure know that it is late.
The question has a fixed text, so that it is asked without a key. Services and queries, by noun."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import still_agreed
from amparo.foundations.consent.services import ask_in
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs

KIND = Question.Kind.OVERDUE
COMMAND = "command"
"""The institution at the top of the line of command."""
OMBUDSMAN = "ombudsman"
FIELDS = ("overdue",)
"""What is told: the number of the obligation, its ground, since when it is late, and whether the
institution was silent, reported a limitation, or reported what did not arrive."""

TITLES: dict[str, Promise] = {
    COMMAND: _("Telling who stands above an institution that it is overdue"),
    OMBUDSMAN: _("Telling the ombudsman that an institution is overdue"),
}
RECIPIENTS: dict[str, Promise] = {
    COMMAND: _("The authority to which that institution belongs"),
    OMBUDSMAN: _("The ombudsman's office"),
}
TEXT: Promise = _(
    "An institution did not carry out a measure of yours in time: it did not report, it says that"
    " it cannot, or what it reported did not arrive. If you agree, the team may tell this recipient"
    " the number of the obligation, the norm, since when it is late, and which of these happened."
    " Your name, where you live and what you told are not said. It holds for what is late"
    " now and for what becomes late, until you take it back. If you do not agree, nobody else is"
    " told, and your protection does not change."
)
"""The words of both questions."""


def ask_who_may_be_told(
    filing: Filing, subjects: Iterable[str], *, by: Signs, at: datetime
) -> None:
    """Ask once of each of COMMAND and OMBUDSMAN whether it may be told. A question that stands,
    answered or not, stays as it is; one that was withdrawn is not asked again."""
    put = Question.objects.filter(filing=filing, kind=KIND).values_list("subject", flat=True)
    asked = set(put)
    for subject in dict.fromkeys(subjects):
        if subject not in asked:
            ask_in(filing, kind=KIND, subject=subject, fields=FIELDS, by=by, at=at)


def question_to_choose(filing: Filing, subject: str, *, by: Signs, at: datetime) -> Question:
    """Return the question about COMMAND or OMBUDSMAN that stands; put it where none does, since the
    person wants to answer it."""
    standing = Question.objects.standing().filter(filing=filing, kind=KIND, subject=subject)
    found = standing.order_by("-pk").first()
    return found or ask_in(filing, kind=KIND, subject=subject, fields=FIELDS, by=by, at=at)


def who_may_be_told(filing: Filing) -> frozenset[str]:
    """Return to which of COMMAND and OMBUDSMAN the person agrees now."""
    asked = Question.objects.standing().filter(filing=filing, kind=KIND)
    return frozenset(one.subject for one in asked if still_agreed(one, filing))
