"""Whether the words of somebody of a case still hold."""

from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.letterbox.folders import hold_row
from amparo.foundations.others.models import Way
from amparo.foundations.others.queries import Beside


class WordsEnded(CannotConsent):
    """The words of whoever acts ended meanwhile: nothing was done."""


def must_stand(by: Beside) -> None:
    """They hold at the moment of the act, and until it is done. Raises WordsEnded."""
    hold_row(by.filing).values_list("pk").first()
    if not Way.objects.filter(pk=by.way.pk, ended_at__isnull=True).exists():
        raise WordsEnded("unknown_question")
