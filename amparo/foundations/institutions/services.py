from datetime import datetime

from django.db import transaction

from amparo.foundations.institutions.events import UnitAdded
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.services import Signs, record


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: str,
    parent: Unit | None,
    branch: str,
    level: str,
    by: Signs,
    at: datetime,
    territory: str = "",
    police: bool = False,
) -> Unit:
    """Add an institution, or a part of one below its parent. An existing one stays as it is."""
    found = Unit.objects.filter(code=code).first()
    if found:
        return found
    unit = Unit(
        code=code,
        parent=parent,
        line=f"{parent.line}/{code}" if parent else code,
        name=name,
        branch=branch,
        level=level,
        territory=territory,
        police=police or bool(parent and parent.police),
    )
    unit.full_clean()
    unit.save()
    record(UnitAdded(about=code, parent=parent.code if parent else ""), by=by, at=at)
    return unit
