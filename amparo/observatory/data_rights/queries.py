"""Reading why attacks are kept, and what people ask about data on them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.timezone import localdate

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.hashes_and_tokens import code_normalised
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks.attack_keys import GROUP
from amparo.observatory.attacks.models import Attack
from amparo.observatory.data_rights.models import DataRequest, Holding

UNSAID = timedelta(days=365)
"""After how long an attack without a ground is looked at."""
SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestText:
    """What is sealed of a request. `asked_by`: victim, source, named or other; `attack`: a code."""

    asked_by: str = ""
    who: str = ""
    asks: str = ""
    attack: str = ""
    answer: str = ""
    published_at: str = ""  # where what a reply answers was published

    def as_json(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**{name: stored[name] for name in cls.__slots__ if name in stored})


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request whose text is unsealed, for one page."""

    row: DataRequest
    text: RequestText


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for the monitors: numbers, and the next day."""

    requests: int
    answer_by: date | None
    attacks: int


def holding_of(attack: Attack, *, seen_by: Actor) -> Holding | None:
    """Return why an attack is kept, if a member said so."""
    _must_read(seen_by)
    return Holding.objects.filter(attack=attack).first()


def attacks_to_look_at(*, at: datetime, seen_by: Actor) -> QuerySet[Attack]:
    """Return the attacks whose day is over, the oldest first."""
    _must_read(seen_by)
    due = Q(holding__look_again_on__lte=localdate(at)) | Q(
        holding__isnull=True, recorded_at__lte=at - UNSAID
    )
    return Attack.objects.filter(due).select_related("holding").order_by("recorded_at", "code")


def requests(*, answered: bool, seen_by: Actor) -> Sequence[DataRequest]:
    """Return the requests to answer, the next first, or those answered last."""
    _must_read(seen_by)
    found = DataRequest.objects.filter(answered_on__isnull=not answered)
    order = ("-answered_on", "ref") if answered else ("answer_by", "ref")
    return list(found.order_by(*order)[:SHOWN])


def pending(*, at: datetime, seen_by: Actor) -> Pending:
    """Return what waits for the monitors."""
    _must_read(seen_by)
    waits = DataRequest.objects.filter(answered_on__isnull=True)
    days = list(waits.order_by("answer_by").values_list("answer_by", flat=True))
    attacks = attacks_to_look_at(at=at, seen_by=seen_by).count()
    return Pending(len(days), days[0] if days else None, attacks)


def request_called(ref: str, *, seen_by: Actor) -> OpenRequest:
    """Return one request, unsealed. Raises Http404 where there is none or the member holds no key
    of it."""
    _must_read(seen_by)
    row = DataRequest.objects.filter(ref=code_normalised(ref)).first()
    if row is None:
        raise Http404
    try:
        pair = seen_by.group_pair(GROUP, public=bytes(row.sealed_to))
    except Refused as problem:
        raise Http404 from problem
    said = boxes.words_in(pair.secret, bytes(row.sealed), context=row.context)
    return OpenRequest(row, RequestText.from_json(said))


def _must_read(by: Actor) -> None:
    if not by.may(Permission.ATTACK_DOCUMENT):
        raise Http404
