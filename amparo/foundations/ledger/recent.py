"""The end of the record, where what is asked for lately stands: nobody walks through all of it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from amparo.foundations.ledger.models import Entry, PublishedHead

CLOCKS = timedelta(days=1)  # so far a machine's clock may have been set back


def recorded_since(since: datetime) -> QuerySet[Entry]:
    """What was recorded from then on. The last head of the days before says where that begins:
    whatever it covers is older. Without one, all of it is looked through."""
    heads = PublishedHead.objects.filter(day__lt=localdate(since - CLOCKS))
    covered = heads.order_by("-day", "size").values_list("size", flat=True).first() or 0
    return Entry.objects.filter(sequence__gt=covered, at__gte=since)
