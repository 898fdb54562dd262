"""The end of the record, where what is asked for lately stands: nobody walks through all of it."""

from datetime import datetime, timedelta

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, QuerySet
from django.utils.timezone import localdate

from amparo.foundations.ledger.models import OF_THE_HOUSE, Entry, PublishedHead
from amparo.foundations.ledger.whole import is_out_of_order, reads_a_part

CLOCKS = timedelta(days=1)  # so far a machine's clock may have been set back
# Word for word what the index of these rows says: by values SQLite would not know it.
_OF_THE_HOUSE = f'"ledger_entry"."event" IN ({", ".join(f"{one!r}" for one in OF_THE_HOUSE)})'


def recorded_since(since: datetime) -> QuerySet[Entry]:
    """What was recorded from then on. The last head of the days before says where that begins:
    whatever it covers is older. Without one, all of it is looked through."""
    return Entry.objects.filter(sequence__gt=published_by(since - CLOCKS), at__gte=since)


def published_by(moment: datetime) -> int:
    """How many entries the last head of the days before that covers: these are older, whatever
    moment they say."""
    heads = PublishedHead.objects.filter(day__lt=localdate(moment))
    return heads.order_by("-day", "size").values_list("size", flat=True).first() or 0


def of_the_house_since(since: datetime) -> QuerySet[Entry]:
    """What whoever supervises is told of, the oldest first; along an index of its own."""
    found = Entry.objects.extra(where=[_OF_THE_HOUSE])  # noqa: S610 - no value of anybody's in it
    return found.filter(at__gte=since).order_by("at", "sequence")


def first_since(app: str, step: str) -> int | None:
    """The first entry that was recorded since this step of the tables was taken; nothing where none
    was. Nobody puts one before it, whatever moment they write there."""
    came = _taken(app, step)
    if came is None:
        return None
    return recorded_since(came).order_by("sequence").values_list("sequence", flat=True).first()


def is_before(entry: Entry, app: str, step: str) -> bool:
    """Whether it was recorded before this step of the tables was taken: by its place."""
    if reads_a_part():  # it knows no first one of all: asked is what stands before this one
        came = _taken(app, step)
        return came is None or not (entry.at >= came or is_out_of_order(entry, since=came))
    since = first_since(app, step)
    return since is None or entry.sequence < since


def _taken(app: str, step: str) -> datetime | None:
    steps = MigrationRecorder.Migration._default_manager.filter(app=app, name=step)  # noqa: SLF001 - Django's own
    came: datetime | None = steps.aggregate(last=Max("applied"))["last"]
    return came
