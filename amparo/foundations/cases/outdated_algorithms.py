"""What of a case is sealed again when its key is renewed, and which cases have something that is
not sealed with the present algorithm."""

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
"""Model, column, path to its case or filing, and form of sealing."""


def of_another_algorithm() -> QuerySet[Case]:
    """Return cases with something not sealed by the present algorithm, closed ones included."""
    found = Q()
    for model, column, way, sealing in SEALED_WITH_ITS_KEY:
        of_it = OuterRef("pk") if way == "case" else FILE
        rows: QuerySet[Any] = QuerySet(model).filter(**{way: of_it})
        found |= Q(Exists(sealed_otherwise(rows, column, sealing)))
    return Case.objects.filter(found)
