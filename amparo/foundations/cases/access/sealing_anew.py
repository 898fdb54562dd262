"""Every case under a new key, with nobody's power over all: each is sealed anew by somebody of its
team, when she next opens it or when she asks for it. Services, by noun: sealing anew."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.http import Http404

from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.credentials.keyholders import assent_to_key
from amparo.foundations.accounts.refusals import KeyChanged
from amparo.foundations.cases.access.readers import waiting_to_be_sealed
from amparo.foundations.cases.algorithms import of_another_algorithm
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import seal_anew
from amparo.foundations.intake.services import ExclusionLost

AT_ONCE = 500  # cases that are marked in one statement


@transaction.atomic
def assent(typed: str, *, by: Actor, at: datetime) -> bool:
    """A member's word that the proposed recovery key is the keyholders'; with the second one every
    case waits to be sealed to it. Returns whether it is the site's key now. Raises Refused."""
    holds = assent_to_key(typed, by=by, at=at) is not None
    if holds:
        seal_all_anew()
    return holds


def seal_all_anew() -> int:
    """From now on every case waits to be sealed anew, closed ones too. Returns how many wait."""
    return Case.objects.update(seal_anew=True)


def seal_what_is_of_another_algorithm() -> Iterator[int]:
    """Every case of which something is not sealed as it is sealed today waits to be sealed anew.
    Gives how many are marked so far. Stop whenever you like: whoever begins again goes on."""
    marked = 0
    left = of_another_algorithm().filter(seal_anew=False).order_by("pk")
    while codes := list(left.values_list("pk", flat=True)[:AT_ONCE]):
        marked += Case.objects.filter(pk__in=codes).update(seal_anew=True)
        yield marked


def seal_when_opened(code: str) -> None:
    """Somebody lost what opened this case: it waits to be sealed anew."""
    Case.objects.filter(filing__code=code).update(seal_anew=True)


def seal_waiting(*, by: Actor, at: datetime) -> Iterator[str]:
    """Seal anew, one by one, what waits and she can open; gives the code of each that is done. Stop
    whenever you like: what is left waits on."""
    for code in waiting_to_be_sealed(seen_by=by):
        with suppress(Http404, KeyChanged, Refused, ExclusionLost):
            open_case = opened(code, seen_by=by)
            seal_anew(open_case.case, open_case.folder, by=by, at=at)
            yield code
