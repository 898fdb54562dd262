"""Very many requests at once, as rows alone: what stands on lists and in counts, and nothing that
anybody could open."""

from datetime import datetime, timedelta

from django.db.models import Max

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.models import CaseKey, Filing


def flood(
    like: Filing, number: int, *, at: datetime, urgent: bool = True, in_flood: bool = False
) -> list[Filing]:
    """A second apart, each sealed to the reception as a group."""
    first = (Filing.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    found = Filing.objects.bulk_create(
        Filing(
            code=f"{first + one:08d}",
            protocol=like.protocol,
            channel=like.channel,
            urgent=urgent,
            in_flood=in_flood,
            filed_at=at + timedelta(seconds=one),
            first_contact_at=at,
            happened=like.happened,
            facts=like.facts,
            once_hash=marks.token(),
            proof_number=marks.new_code(groups=3),
            fingerprint="F",
        )
        for one in range(number)
    )
    CaseKey.objects.bulk_create(
        CaseKey(filing=one, holder=CaseKey.Holder.RECEPTION, sealed=b"x", public=b"p" * 32)
        for one in found
    )
    return found
