"""Queries of recent entries that avoid a scan of the whole record."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Lookup, QuerySet
from django.utils.timezone import localdate

from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.models import OF_ACCOUNTS, OF_THE_HOUSE, Entry, PublishedHead
from amparo.foundations.ledger.queries import LOOKS

CLOCKS = timedelta(days=1)  # by so much a machine's clock may have been set back
# Exactly the text of the index condition: with bound values SQLite would not use the index.
_OF_THE_HOUSE = f'"ledger_entry"."event" IN ({", ".join(f"{one!r}" for one in OF_THE_HOUSE)})'


class _OfAccounts(Lookup):
    """Lookup whether a kind is one of these, with the exact text of the index condition. Contains
    no user input."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        said, values = self.process_lhs(compiler, connection)
        return f"{said} IN ({', '.join(map(repr, self.rhs))})", values


def recorded_since(since: datetime) -> QuerySet[Entry]:
    """Return what was recorded from then on. The last head of the days before bounds the search:
    all it covers is older. Without a head all entries are searched."""
    return Entry.objects.filter(sequence__gt=published_by(since - CLOCKS), at__gte=since)


def published_by(moment: datetime) -> int:
    """Return how many entries the last head of the days before covers: these are older, whatever
    moment they state."""
    heads = PublishedHead.objects.filter(day__lt=localdate(moment))
    return heads.order_by("-day", "size").values_list("size", flat=True).first() or 0


def of_the_house_since(since: datetime) -> QuerySet[Entry]:
    """Return the entries that supervisors are told of, the oldest first; uses an index of its
    own."""
    found = Entry.objects.extra(where=[_OF_THE_HOUSE])  # noqa: S610 - no user input in it
    return found.filter(at__gte=since).order_by("at", "sequence")


def of_accounts() -> QuerySet[Entry]:
    """Return entries that give an account its signing key and roles, or take roles and give them
    back; uses an index of its own."""
    return Entry.objects.filter(_OfAccounts(F("event"), OF_ACCOUNTS))


def who_wrote(about: str, *, since: datetime, seen_by: Signs) -> set[str]:
    """Return who else recorded something there after that moment; looking does not count."""
    entries = Entry.objects.filter(about=about, at__gt=since).exclude(event__in=LOOKS)
    return set(entries.exclude(by=seen_by.signature).values_list("by", flat=True))
