"""Services for alerts about urgent requests that no member opened: who is alerted and mailed. The
mail says only that something waits.

One mail covers all alerts of a member at that moment. While one of these still waits, the next mail
comes a quarter of an hour later: many requests mail a member as often as one does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from amparo.casework.admission import events
from amparo.casework.admission.models import UnopenedRequestAlert
from amparo.casework.admission.queries import RUNGS, not_yet_alerted
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail.outbox import ask_again, put, those_told
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.accounts.queries import members, receptionists
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.unopened_requests import who_may_open
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record

AT_ONCE = 100
"""Alerts of one level in one run; the next run makes the rest, so that no run takes long."""
QUIET = timedelta(minutes=15)


class NotAlerted(Exception):
    """Some alerts could not be made. All others were."""


def alert_unopened(*, by: Signs, at: datetime) -> int:
    """Alert the officer on duty, then the supervisor, of urgent requests that no member opened.

    Each level once for each request, however often this runs. Return the number of new alerts.
    """
    wrong: list[Exception] = []
    new = 0
    for rung, wait in RUNGS.items():
        late = not_yet_alerted(rung, since=at - wait, most=AT_ONCE, seen_by=by)
        new += each_by_itself((partial(_alert, one, rung, by=by, at=at) for one in late), wrong)
    each_by_itself([partial(_wake, by=by, at=at)], wrong)
    if wrong:
        raise NotAlerted from wrong[0]
    return new


@transaction.atomic
def _alert(filing: Filing, rung: str, *, by: Signs, at: datetime) -> bool:
    _row, made = UnopenedRequestAlert.objects.get_or_create(
        filing=filing, rung=rung, defaults={"at": at}
    )
    if made:
        record(events.UnopenedAlerted(about=filing.code, rung=rung), by=by, at=at)
    return made


@dataclass(frozen=True, slots=True)
class _Woken:
    """The first field: by member, the alerts to mail now, in order; `numbers`: all alerts since the
    oldest of these, also of requests opened meanwhile."""

    hers: Mapping[Member, Sequence[UnopenedRequestAlert]]
    numbers: Sequence[int]

    @property
    def since(self) -> datetime:
        return min(alerts[0].at for alerts in self.hers.values())


def _wake(*, by: Signs, at: datetime) -> None:
    found = _woken(by=by)
    if not found.hers:
        return  # a member may come on duty before the next run
    told = those_told(map(_reason, found.numbers), since=found.since)
    reached: set[int] = set()
    for member, alerts in found.hers.items():
        hers = {one: (member.pk, _reason(one)) for one in found.numbers}
        went = {one: told[key] for one, key in hers.items() if key in told}
        until = _tell(member, alerts, went, at=at)
        reached |= {alert.pk for alert in alerts if alert.pk <= until and not alert.mailed_at}
    UnopenedRequestAlert.objects.filter(pk__in=reached).update(mailed_at=at)


def _tell(
    member: Member,
    alerts: Iterable[UnopenedRequestAlert],
    went: Mapping[int, datetime | None],
    *,
    at: datetime,
) -> int:
    """Queue a neutral mail: no code, no name, no place, nothing that says what it is about. Return
    the number of the newest alert that the member was told of, which covers all before it."""
    until = max(went, default=0)
    new = [alert.pk for alert in alerts if alert.pk > until]
    if not new:
        return until
    if any(alert.pk <= until for alert in alerts):
        last = went[until]
        if last is None or at - last < QUIET:
            return until
    put(member, _reason(max(new)), at=at)
    return max(new)


def _still_woken(_: datetime) -> Iterator[tuple[int, str]]:
    """At sending: the reasons of mails that are still needed. No mail is sent for requests that
    were opened or withdrawn or are excluded for the member, nor to a member off duty."""
    found = _woken(by=SYSTEM)
    for member, alerts in found.hers.items():
        yield from ((member.pk, _reason(one)) for one in found.numbers if one >= alerts[0].pk)


def _reason(alert: int) -> str:
    """Reason of a mail that covers this alert and all before it."""
    return f"unopened/{alert}"


ask_again("unopened", _still_woken)


def _woken(*, by: Signs) -> _Woken:
    """Members to mail: the reception on duty; the supervisors where no one of it is on duty or may
    know."""
    waiting = UnopenedRequestAlert.objects.filter(filing__opened_at=None, filing__withdrawn_at=None)
    alerts = list(waiting.order_by("pk"))
    if not alerts:
        return _Woken({}, ())
    team = [one for one in members(seen_by=by) if one.mail]
    on_duty = [one for one in team if one.on_duty and Role.RECEPTION in one.role_set]
    supervisors = [one for one in team if Role.SUPERVISOR in one.role_set]
    holders = {one.code for one in receptionists(seen_by=by)}
    knowing = who_may_open({one.code for one in on_duty}, holders)
    hers: dict[Member, list[UnopenedRequestAlert]] = defaultdict(list)
    for alert in alerts:
        first = [one for one in on_duty if one.code in knowing.get(alert.filing_id, ())]
        for member in (
            first if first and alert.rung == UnopenedRequestAlert.Rung.OFFICER else supervisors
        ):
            hers[member].append(alert)
    since = UnopenedRequestAlert.objects.filter(pk__gte=alerts[0].pk).order_by("pk")
    return _Woken(hers, list(since.values_list("pk", flat=True)))
