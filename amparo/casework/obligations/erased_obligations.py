"""Services that erase what institutions were told and answered in a case whose file is erased."""

from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.stations.models import HandedOn
from amparo.foundations.cases.models import Case


def empty_duties(case: Case) -> list[str]:
    """Erase all sealed content of the case's obligations. Who owed what by when, and which kind of
    answer came on which day, stays. Return the names of their files on the disk."""
    Obligation.objects.filter(case=case).update(extract=b"", key_for_unit=b"", key_under_case=b"")
    HandedOn.objects.filter(duty__case=case).update(key_for_unit=b"", limitation=b"", reply=b"")
    answers = ObligationAnswer.objects.filter(duty__case=case)
    names = list(answers.exclude(stored_as="").values_list("stored_as", flat=True))
    answers.update(sealed=b"", stored_as="")
    return names
