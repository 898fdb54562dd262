"""Whether an access phrase is still valid, and for what."""

from amparo.foundations.consent.models import Question
from amparo.foundations.consent.representative_answers import is_hers_alone
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.models import AccessCredential
from amparo.foundations.related_people.queries import (
    SPEAKS_ON,
    Beside,
    Listed,
    is_barred,
    is_barred_relative,
    others_of,
)


class WordsEnded(CannotConsent):
    """The access phrase of the acting related person ended meanwhile: nothing was done."""


def must_stand(by: Beside) -> None:
    """Check that the phrase is valid now, and hold the row until the act is done. Raises
    WordsEnded."""
    hold_row(by.filing).values_list("pk").first()
    if not AccessCredential.objects.filter(pk=by.way.pk, ended_at__isnull=True).exists():
        raise WordsEnded("unknown_question")


def who_may_answer(folder: Folder, question: Question, *, seen_by: Signs) -> list[Listed]:
    """Return the representatives who may answer this question in the person's name; none where only
    the person can."""
    if question.kind not in SPEAKS_ON or is_hers_alone(question, seen_by=seen_by):
        return []
    listed = others_of(folder, seen_by=seen_by)
    return [one for one in listed if one.way and one.way.right == AccessCredential.Right.SPEAKS]


def only_bears_the_surname(folder: Folder, name: str, *, seen_by: Signs) -> bool:
    """Whether only a shared surname bars this name. Then the team may say that it is another
    person."""
    barred = is_barred(folder, name, seen_by=seen_by)
    return barred and not is_barred_relative(folder, name, seen_by=seen_by)
