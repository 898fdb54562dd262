"""Whose words still hold, and for what."""

from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.consent.speaking import is_hers_alone
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.models import Way
from amparo.foundations.related_people.queries import (
    SPEAKS_ON,
    Beside,
    Listed,
    is_barred,
    is_barred_relative,
    others_of,
)


class WordsEnded(CannotConsent):
    """The words of whoever acts ended meanwhile: nothing was done."""


def must_stand(by: Beside) -> None:
    """They hold at the moment of the act, and until it is done. Raises WordsEnded."""
    hold_row(by.filing).values_list("pk").first()
    if not Way.objects.filter(pk=by.way.pk, ended_at__isnull=True).exists():
        raise WordsEnded("unknown_question")


def who_may_answer(folder: Folder, question: Question, *, seen_by: Signs) -> list[Listed]:
    """Who may answer this in the person's name: whoever has words to speak for her, where nothing
    of it is hers alone."""
    if question.kind not in SPEAKS_ON or is_hers_alone(question, seen_by=seen_by):
        return []
    listed = others_of(folder, seen_by=seen_by)
    return [one for one in listed if one.way and one.way.right == Way.Right.SPEAKS]


def only_bears_the_surname(folder: Folder, name: str, *, seen_by: Signs) -> bool:
    """Whether a surname is all that keeps somebody of this name away: then the team may say that it
    is somebody else."""
    barred = is_barred(folder, name, seen_by=seen_by)
    return barred and not is_barred_relative(folder, name, seen_by=seen_by)
