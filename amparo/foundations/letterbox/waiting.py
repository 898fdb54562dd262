"""Requests that nobody has opened: as each member may know of them.

Whoever must not know of a request sees no code of it either: a code that she sees and cannot open
would tell her that somebody asked for protection and named her, or where she works.
"""

from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import DUTY_POOL, Permission
from amparo.foundations.letterbox.exclusions import guarded
from amparo.foundations.letterbox.models import Filing, Key
from amparo.foundations.letterbox.queries import filing_to_open
from amparo.foundations.prepared import Prepared

_UNOPENED = Filing.objects.filter(opened_at__isnull=True, withdrawn_at__isnull=True).order_by(
    "-urgent", "filed_at"
)


def waiting(*, seen_by: Actor, urgent: bool = False, most: int) -> list[Filing]:
    """Codes and moments only, urgent first, oldest first."""
    if not seen_by.roles & DUTY_POOL:
        # She is seated on no case by itself: none is missing to her.
        return list((_UNOPENED.filter(urgent=True) if urgent else _UNOPENED)[:most])
    found = _guarded(urgent, most)(member=seen_by.member.code)
    return [one for one in found if not one.guarded or _may_know(one, seen_by)]


@cache
def _guarded(urgent: bool, most: int) -> Prepared[Any]:  # noqa: FBT001 - one query for each
    def compose(member: str) -> QuerySet[Any]:
        found = _UNOPENED.filter(urgent=True) if urgent else _UNOPENED
        keys = Key.objects.filter(filing=OuterRef("pk")).filter(_opens_for(member))
        known = found.filter(Exists(keys)).annotate(guarded=guarded("pk"))
        return known[:most]

    return Prepared(compose)


def woken_by(filing: Filing, codes: set[str]) -> set[str]:
    """Of these members of the reception, those who may open the request."""
    keys = Key.objects.filter(filing=filing)
    if keys.filter(holder=Key.Holder.RECEPTION).exists():
        return codes
    own = keys.filter(holder=Key.Holder.RECEPTIONIST, member__in=codes)
    return set(own.values_list("member", flat=True))


def _opens_for(member: str) -> Q:
    own = Q(holder=Key.Holder.RECEPTIONIST, member=member)
    return own | Q(holder=Key.Holder.RECEPTION)


def _may_know(filing: Filing, reader: Actor) -> bool:
    """Where somebody must not know: only who can open it learns that it is there."""
    opens = reader.may(Permission.FILING_OPEN)
    return opens and filing_to_open(filing.code, seen_by=reader) is not None
