"""What institutions were told and said in a case whose file is erased. Services, by noun."""

from amparo.casework.obligations.models import Answer, Duty
from amparo.foundations.cases.models import Case


def empty_duties(case: Case) -> list[str]:
    """Who owed what by when, and what kind of answer came on which day, stays. Returns the names of
    their files on the disk."""
    Duty.objects.filter(case=case).update(extract=b"", key_for_unit=b"", key_under_case=b"")
    answers = Answer.objects.filter(duty__case=case)
    names = list(answers.exclude(stored_as="").values_list("stored_as", flat=True))
    answers.update(sealed=b"", stored_as="")
    return names
