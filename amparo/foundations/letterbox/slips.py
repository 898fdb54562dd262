"""Traits on their way to the statistics key: without id, in shuffled batches."""

import json
import secrets
from collections.abc import Mapping

from amparo.foundations.letterbox.models import TraitBatch, TraitSlip
from amparo.sealing import boxes

BATCH = 20
CONTEXT = "traits"
SIZE = 1024  # every slip is as long as every other


def drop(traits: Mapping[str, str], public: bytes) -> None:
    """Seal what was offered and let it wait among others. Shuffle when a batch is full."""
    text = json.dumps(dict(traits), ensure_ascii=False, sort_keys=True).encode()
    TraitSlip.objects.create(
        id=secrets.token_hex(16),
        sealed=boxes.seal_to(public, text[:SIZE].ljust(SIZE), context=CONTEXT),
    )
    waiting = list(TraitSlip.objects.order_by("id")[: BATCH + 1])
    if len(waiting) >= BATCH:
        _shuffle(waiting[:BATCH])


def _shuffle(slips: list[TraitSlip]) -> None:
    number = secrets.token_hex(16)
    sealed = [bytes(slip.sealed) for slip in slips]
    secrets.SystemRandom().shuffle(sealed)
    TraitBatch.objects.bulk_create(
        [TraitBatch(number=number, place=place, sealed=one) for place, one in enumerate(sealed)]
    )
    TraitSlip.objects.filter(pk__in=[slip.pk for slip in slips]).delete()
