"""Traits on their way to the statistics key: without id, in shuffled batches."""

import json
import secrets
from collections.abc import Mapping

from amparo.foundations.access.queries import statistics_key
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.models import TraitBatch, TraitSlip
from amparo.sealing import boxes

BATCH = 20
CONTEXT = "traits"
SIZE = 1024  # every slip is as long as every other


def drop_later(traits: Mapping[str, str], *, by: Signs) -> None:
    """What was told after the request itself: sealed as ever, among others, tied to nothing."""
    public = statistics_key(seen_by=by) if traits else None
    if public:
        drop(traits, public)


def drop(traits: Mapping[str, str], public: bytes) -> None:
    """Seal what was offered and let it wait among others. Shuffle when a batch is full.

    Those that wait are stored anew each time: their rows do not lie in the order of the filings.
    """
    if not traits:
        return
    text = json.dumps(dict(traits), ensure_ascii=False, sort_keys=True).encode()
    slips = list(TraitSlip.objects.select_for_update().order_by("id")[:BATCH])
    sealed = [bytes(slip.sealed) for slip in slips]
    sealed.append(boxes.seal_to(public, text[:SIZE].ljust(SIZE), context=CONTEXT))
    secrets.SystemRandom().shuffle(sealed)
    TraitSlip.objects.filter(pk__in=[slip.pk for slip in slips]).delete()
    if len(sealed) < BATCH:
        TraitSlip.objects.bulk_create(
            [TraitSlip(id=secrets.token_hex(16), sealed=one) for one in sealed]
        )
        return
    number = secrets.token_hex(16)
    TraitBatch.objects.bulk_create(
        [TraitBatch(number=number, place=place, sealed=one) for place, one in enumerate(sealed)]
    )
