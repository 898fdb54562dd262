"""The end of the record, where what is asked for lately stands: nobody walks through all of it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Lookup, QuerySet
from django.utils.timezone import localdate

from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.models import OF_ACCOUNTS, OF_THE_HOUSE, Entry, PublishedHead
from amparo.foundations.ledger.queries import LOOKS

CLOCKS = timedelta(days=1)  # so far a machine's clock may have been set back
# Word for word what the index of these rows says: by values SQLite would not know it.
_OF_THE_HOUSE = f'"ledger_entry"."event" IN ({", ".join(f"{one!r}" for one in OF_THE_HOUSE)})'


class _OfAccounts(Lookup):
    """Whether a kind is one of these, word for word as their index says. No value of anybody's."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        said, values = self.process_lhs(compiler, connection)
        return f"{said} IN ({', '.join(map(repr, self.rhs))})", values


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


def of_accounts() -> QuerySet[Entry]:
    """What gives an account its hand and its rank, takes that and gives it back; along an index of
    its own."""
    return Entry.objects.filter(_OfAccounts(F("event"), OF_ACCOUNTS))


def who_wrote(about: str, *, since: datetime, seen_by: Signs) -> set[str]:
    """Who else recorded something there after that moment; looking is no news."""
    entries = Entry.objects.filter(about=about, at__gt=since).exclude(event__in=LOOKS)
    return set(entries.exclude(by=seen_by.signature).values_list("by", flat=True))
