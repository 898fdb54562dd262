"""The case of a filing, for what follows from an event."""

from amparo.foundations.cases.models import Case


def case_of_filing(filing_code: str) -> Case | None:
    """Return the case of a filing, for flows, which act for the system and read no content; or
    None."""
    return Case.objects.select_related("filing").filter(filing__code=filing_code).first()
