"""By which algorithm what is stored was sealed: the first byte of it, which anybody may read."""

from types import ModuleType
from typing import Any

from django.db.models import BinaryField, Count, QuerySet
from django.db.models.functions import Substr

from amparo.crypto import boxes, envelopes

BOX, ENVELOPE = boxes, envelopes
"""Sealed to somebody's public key; sealed under a key that two share."""


def sealed_otherwise(rows: QuerySet[Any], column: str, sealing: ModuleType) -> QuerySet[Any]:
    """Those of these rows that are not sealed as it is done today. What was emptied is not
    sealed."""
    found: QuerySet[Any] = with_algorithm(rows, column).exclude(algorithm=sealing.ALGORITHM)
    return found


def counted(rows: QuerySet[Any], column: str) -> dict[bytes, int]:
    """How many of these rows are sealed by which algorithm."""
    found = with_algorithm(rows, column).order_by().values("algorithm").annotate(many=Count("pk"))
    return {bytes(one["algorithm"]): one["many"] for one in found}


def with_algorithm(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    first = Substr(column, 1, 1, output_field=BinaryField())
    found: QuerySet[Any] = rows.exclude(**{column: b""}).annotate(algorithm=first)
    return found
