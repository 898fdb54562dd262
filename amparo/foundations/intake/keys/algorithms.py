"""Algorithms of sealed columns, read from their first byte, which is not encrypted."""

from types import ModuleType
from typing import Any

from django.db.models import BinaryField, Count, QuerySet
from django.db.models.functions import Substr

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes

BOX, ENVELOPE = boxes, envelopes
"""`BOX` seals to a public key; `ENVELOPE` seals under a shared symmetric key."""


def sealed_otherwise(rows: QuerySet[Any], column: str, sealing: ModuleType) -> QuerySet[Any]:
    """Return the rows whose column is not sealed by the present algorithm of `sealing`. Empty
    values are left out."""
    found: QuerySet[Any] = with_algorithm(rows, column).exclude(algorithm=sealing.ALGORITHM)
    return found


def counted(rows: QuerySet[Any], column: str) -> dict[bytes, int]:
    """Return the number of rows for each algorithm byte."""
    found = with_algorithm(rows, column).order_by().values("algorithm").annotate(many=Count("pk"))
    return {bytes(one["algorithm"]): one["many"] for one in found}


def with_algorithm(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    first = Substr(column, 1, 1, output_field=BinaryField())
    found: QuerySet[Any] = rows.exclude(**{column: b""}).annotate(algorithm=first)
    return found
