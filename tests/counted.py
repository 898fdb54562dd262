"""More measures like one, for figures that tell nothing of a few."""

from datetime import datetime, timedelta

from amparo.casework.measures.models import Measure
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.consent.models import Confirmation

WORKS = Confirmation.Word.WORKS


def as_many(measure: Measure, number: int, *, hold: int, catalogue: str = "") -> list[Measure]:
    """So many more, granted in the same moment; of `hold` the person says that they work."""
    return [
        another(measure, catalogue=catalogue, word=WORKS if one < hold else "")
        for one in range(number)
    ]


def another(measure: Measure, *, catalogue: str, word: str) -> Measure:
    made = Measure.objects.get(pk=measure.pk)
    made.pk, made.ref = None, marks.new_code(3)
    made.catalogue = catalogue or made.catalogue
    made.save()
    if word and made.granted_at:
        said(made, word, made.granted_at + timedelta(days=1))
    return made


def said(measure: Measure, word: str, at: datetime) -> Confirmation:
    filing = measure.case.filing
    return Confirmation.objects.create(
        filing=filing, measure=measure.ref, word=word, how="page", said_at=at
    )
