from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.services import Signs
from amparo.law import Protocol, load_protocol
from amparo.law.state.who_is_bound import is_bound

__all__ = ["Unit", "binds", "command_of", "is_of_the_mechanism", "unit_called", "units"]


def units(*, seen_by: Signs) -> QuerySet[Unit]:
    """Return the public tree of institutions: the state's own structure, which is not secret."""
    return Unit.objects.filter(active=True).order_by("line")


def unit_called(code: str, *, seen_by: Signs) -> Unit | None:
    return units(seen_by=seen_by).filter(code=code).first()


def binds(law: Protocol, unit: Unit, *, on: date) -> bool:
    """Return whether the norm binds a unit on that day; otherwise it is only asked to cooperate."""
    return is_bound(law, unit.line.split("/"), unit.branch, unit.level, on=on)


def is_of_the_mechanism(unit: Unit) -> bool:
    """Return whether a unit is in one tree with the institution that runs this mechanism: then it
    does not oversee it. False on an organisation's site, which no institution of its law runs."""
    if settings.ORGANISATION:
        return False
    run_by = load_protocol(settings.PROTOCOL).obligations.run_by
    own = Unit.objects.filter(code=run_by).first()
    return own is not None and own.line.split("/")[0] == unit.line.split("/")[0]


def command_of(unit: Unit, *, seen_by: Signs) -> frozenset[str]:
    """Return the codes of the unit, of all that command it and of all that it commands."""
    # Closed units too: members of the command of an excluded unit still must not know.
    below = Unit.objects.filter(Q(line=unit.line) | Q(line__startswith=f"{unit.line}/"))
    return frozenset(unit.above) | frozenset(below.values_list("code", flat=True)) | {unit.code}
