"""What of a case is sealed anew with its key, and of which cases something is sealed otherwise than
today. Queries."""

from types import ModuleType
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from amparo.foundations.cases.models import Case, Glass, Seat
from amparo.foundations.erasure.models import Place
from amparo.foundations.intake.keys.algorithms import BOX, ENVELOPE, sealed_otherwise
from amparo.foundations.intake.models import Attachment, Drop, Filing, Key, Paper
from amparo.foundations.related_people.models import Said

FILE = OuterRef("filing")
SEALED_WITH_ITS_KEY: tuple[tuple[type[Model], str, str, ModuleType], ...] = (
    (Key, "sealed", "filing", BOX),
    (Seat, "sealed", "case", BOX),
    (Glass, "sealed", "case", BOX),
    (Drop, "sealed", "filing", BOX),
    (Said, "sealed", "other__filing", BOX),
    (Filing, "sealed_slot", "pk", ENVELOPE),
    (Paper, "sealed", "filing", ENVELOPE),
    (Attachment, "sealed_about", "filing", ENVELOPE),
    (Place, "sealed", "filing", ENVELOPE),
)
"""What, in which column, how it leads to its case or file, and how it is sealed."""


def of_another_algorithm() -> QuerySet[Case]:
    """Cases of which something is not sealed as it is sealed today, closed ones too."""
    found = Q()
    for model, column, way, sealing in SEALED_WITH_ITS_KEY:
        of_it = OuterRef("pk") if way == "case" else FILE
        rows: QuerySet[Any] = QuerySet(model).filter(**{way: of_it})
        found |= Q(Exists(sealed_otherwise(rows, column, sealing)))
    return Case.objects.filter(found)
