"""What an older backup brought back is erased again, by the list that no backup holds. Services, by
noun: what is erased."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from django.db import transaction

from amparo.foundations.erasing.emptying import empty
from amparo.foundations.erasing.listed import Line
from amparo.foundations.erasing.models import Erasure
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.folders import hold_row
from amparo.foundations.letterbox.models import Filing

AGAIN, ALREADY, NEWER = "again", "already", "newer"


def erase_again(lines: Iterable[Line], *, by: Signs, at: datetime) -> Mapping[str, int]:
    """Each whole or not at all. Returns how many were erased, were erased already, or are of a file
    that this database does not have yet."""
    return Counter(_erase_again(one, by=by, at=at) for one in lines)


# --- inside ---


@transaction.atomic
def _erase_again(line: Line, *, by: Signs, at: datetime) -> str:
    filing = Filing.objects.filter(code=line.code).first()
    if filing is None:
        return NEWER
    hold_row(filing).values_list("pk").first()
    if Erasure.objects.filter(ref=line.ref, erased_at__isnull=False).exists():
        return ALREADY
    going_on = Erasure.objects.filter(filing=filing, ended_at=None, done_at=None)
    going_on.exclude(ref=line.ref).filter(erased_at=None).update(ended_at=at)
    on = datetime.combine(date.fromisoformat(line.on), time.min, UTC)
    found = {"how": Erasure.How.AGAIN, "answer": Erasure.Answer.GRANTED, "ended_at": None}
    new = {"asked_by": by.signature, "asked_at": on, "not_before": on}
    told = {"filing": filing, "scope": line.scope}
    erasure, _made = Erasure.objects.update_or_create(
        ref=line.ref, defaults=found | told, create_defaults=found | told | new
    )
    empty(erasure, by=by, at=at)
    return AGAIN
