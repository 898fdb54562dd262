"""Renewal of the keys of all cases, without a key that opens all: a member of each team renews it,
on next opening the case or on request."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.http import Http404

from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.credentials.keyholders import assent_to_key
from amparo.foundations.accounts.error_pages import KeyChanged
from amparo.foundations.cases.access.who_can_read import waiting_to_be_sealed
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.outdated_algorithms import of_another_algorithm
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import seal_anew
from amparo.foundations.intake.services import ExclusionLost

AT_ONCE = 500  # cases marked in one statement


@transaction.atomic
def assent(typed: str, *, by: Actor, at: datetime) -> bool:
    """Record a member's confirmation that the proposed recovery key is the keyholders'. With the
    second one it becomes the site's key, and every case is marked to be sealed to it. Return
    whether it is the site's key now. Raises Refused."""
    holds = assent_to_key(typed, by=by, at=at) is not None
    if holds:
        seal_all_anew()
    return holds


def seal_all_anew() -> int:
    """Mark every case for a new key, closed ones included. Return how many."""
    return Case.objects.update(seal_anew=True)


def seal_what_is_of_another_algorithm() -> Iterator[int]:
    """Mark the cases with data that is not sealed by the present algorithm. Yield the number marked
    so far. It can be stopped and started again at any time."""
    marked = 0
    left = of_another_algorithm().filter(seal_anew=False).order_by("pk")
    while codes := list(left.values_list("pk", flat=True)[:AT_ONCE]):
        marked += Case.objects.filter(pk__in=codes).update(seal_anew=True)
        yield marked


def seal_when_opened(code: str) -> None:
    """Mark a case for a new key, after a holder lost access."""
    Case.objects.filter(filing__code=code).update(seal_anew=True)


def seal_waiting(*, by: Actor, at: datetime) -> Iterator[str]:
    """Renew the keys of the marked cases that the member can open; yield the code of each. It can
    be stopped at any time."""
    for code in waiting_to_be_sealed(seen_by=by):
        with suppress(Http404, KeyChanged, Refused, ExclusionLost):
            open_case = opened(code, seen_by=by)
            seal_anew(open_case.case, open_case.folder, by=by, at=at)
            yield code
