from django.db.models import Q, QuerySet

from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.services import Signs

__all__ = ["Unit", "command_of", "unit_called", "units"]


def units(*, seen_by: Signs) -> QuerySet[Unit]:
    """The public tree of institutions: the state's own structure, no secret of anybody's."""
    return Unit.objects.filter(active=True).order_by("line")


def unit_called(code: str, *, seen_by: Signs) -> Unit | None:
    return units(seen_by=seen_by).filter(code=code).first()


def command_of(unit: Unit, *, seen_by: Signs) -> frozenset[str]:
    """Codes of the unit, of all that command it and of all that it commands."""
    # Closed units too: who commanded one that was excluded still must not know.
    below = Unit.objects.filter(Q(line=unit.line) | Q(line__startswith=f"{unit.line}/"))
    return frozenset(unit.above) | frozenset(below.values_list("code", flat=True)) | {unit.code}
