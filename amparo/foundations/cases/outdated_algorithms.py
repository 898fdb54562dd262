"""What of a case is sealed again when its key is renewed, and which cases have something that is
not sealed with the present algorithm."""

from types import ModuleType
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from amparo.foundations.cases.models import Case, CaseAccess, EmergencyAccessKey
from amparo.foundations.erasure.models import ExactLocation
from amparo.foundations.intake.keys.algorithms import BOX, ENVELOPE, sealed_otherwise
from amparo.foundations.intake.models import Attachment, CaseKey, Document, Filing, SealedMessage
from amparo.foundations.related_people.models import RelatedPersonMessage

FILE = OuterRef("filing")
SEALED_WITH_ITS_KEY: tuple[tuple[type[Model], str, str, ModuleType], ...] = (
    (CaseKey, "sealed", "filing", BOX),
    (CaseAccess, "sealed", "case", BOX),
    (EmergencyAccessKey, "sealed", "case", BOX),
    (SealedMessage, "sealed", "filing", BOX),
    (RelatedPersonMessage, "sealed", "other__filing", BOX),
    (Filing, "sealed_slot", "pk", ENVELOPE),
    (Document, "sealed", "filing", ENVELOPE),
    (Attachment, "sealed_about", "filing", ENVELOPE),
    (ExactLocation, "sealed", "filing", ENVELOPE),
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
