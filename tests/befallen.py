"""What stands in the addresses of a disappearance: somebody missing, and who may be told."""

from datetime import date, timedelta
from typing import Any

from amparo.casework.disappearances import services
from amparo.casework.disappearances.incident_report import Account
from amparo.casework.disappearances.models import DisappearanceOrDeath, SearcherNotice
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from tests.people import MONDAY

AT = MONDAY + timedelta(hours=3)
DAY = date(2026, 11, 8)
VALUES = {"chosen_name": "Flor", "coarse_place": "Alto Río", "risk_summary": "no volvió"}


def account(**changes: Any) -> Account:
    given: dict[str, Any] = {
        "what": "disappeared",
        "whose": "person",
        "kind": "unknown",
        "on": DAY,
        "text": "salió en bote y no llegó",
        "source": "su hermana",
        "values": VALUES,
    }
    return Account(**{**given, **changes})


def note(team: OpenCase, by: Actor, **changes: Any) -> DisappearanceOrDeath:
    at = changes.pop("at", AT)
    return services.note(team, account(**changes), by=by, at=at)


def somebody_else_missing(team: OpenCase, *, by: Actor) -> dict[str, str]:
    """Not the person at risk: her page goes on as it was."""
    happening = note(team, by, whose="other", name="Teófilo Inuma")
    return {
        "a_disappearance": happening.ref,
        "a_searcher": SearcherNotice.objects.filter(happening=happening).earliest("pk").ref,
    }
