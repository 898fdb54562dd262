"""Acts on a file whose person is to be assessed, and whose household would be moved."""

import sys

from django.utils import timezone

from amparo.casework.assessment import agreeing
from amparo.casework.measures import adults, services
from amparo.foundations.access.models import Member
from amparo.foundations.cases.queries import opened
from amparo.foundations.institutions.models import Unit
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.queries import visit_by_phrase
from tests.people import unlocked

PASSWORD = "a window over seven quiet rivers"


def code(words: str) -> None:
    """Say which case these words belong to."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    sys.stdout.write(visitor.folder.code)


def ask(words: str) -> None:
    """Ask her whether she agrees to be assessed; propose to move her with two more adults."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    at, case = timezone.now(), opened(visitor.folder.code, seen_by=ana)
    agreeing.ask(case, by=ana, at=at)
    move = services.propose(
        case,
        services.Proposal(
            catalogue="pe21_evacuation",
            unit=Unit.objects.get(code="dgdh"),
            requested=True,
            what="Salir unos meses a un lugar seguro, con quienes viven con ella.",
            values={"coarse_place": "El distrito, sin la dirección"},
            suitability={},
        ),
        by=ana,
        at=at,
    )
    adults.name(case, move.ref, names=["Tomás", "Inés"], by=ana, at=at)
