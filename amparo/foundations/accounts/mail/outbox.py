"""Mails that say only that something waits. One that cannot be sent keeps no other back, and is
tried again, later each time. Services, by noun: outgoing mails.

Nothing leaves because it was queued. In the moment of sending, whoever queued it is asked again
whether this very member is still to be told; a mail for which nobody answers stays here.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from django.conf import settings
from django.db.models import Q, QuerySet

from amparo.crypto import marks
from amparo.foundations.accounts.mail.neutral_mail import neutral
from amparo.foundations.accounts.models import Member, Outgoing
from amparo.foundations.each import each_by_itself

log = logging.getLogger("amparo.mail")

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=30)
SILENT = timedelta(days=1)
"""After so long without a mail that could be sent somebody must look."""
AN_ANSWER_HOLDS = 20.0
"""Seconds of one run in which nobody is asked anew: a slow mail server takes minutes."""

BEGUN = "Begun"
"""Taken out to be sent, and nobody noted what came of it: the machine died in between."""

type StillTold = Callable[[datetime], Iterable[tuple[int, str]]]
"""Who is to be told now, and of what: the id of a member, and the words of `put`."""

_asked: dict[str, StillTold] = {}


class NotSent(Exception):
    """Of some it could not be asked whether they may go, or they broke in another way."""


def ask_again(kind: str, still_told: StillTold) -> None:
    """Reasons that begin with `kind/` are asked for once more before each sending."""
    _asked[kind] = still_told


def tell_as_long_as(kind: str, to_tell: Callable[[datetime], Iterable[tuple[Member, str]]]) -> None:
    """Where whom to tell is asked in the same way once more before each sending."""
    ask_again(kind, lambda at: ((one.pk, why) for one, why in to_tell(at)))


def put(member: Member, why: str, *, at: datetime) -> bool:
    """Once for one reason. `why` is kept as a keyed hash: it may say a code. Returns whether it is
    new. A mail that was dropped may come again: what stood against it can have ended."""
    if why.partition("/")[0] not in _asked:
        raise LookupError(why)
    found = {"member": member, "why": _hashed(why)}
    row, new = Outgoing.objects.get_or_create(**found, defaults={"put_at": at, "next_at": at})
    if new or row.dropped_at is None:
        return new
    again = {"put_at": at, "next_at": at, "tries": 0, "trouble": "", "dropped_at": None}
    return bool(Outgoing.objects.filter(pk=row.pk).update(**again))


def those_told(whys: Iterable[str], *, since: datetime) -> dict[tuple[int, str], datetime | None]:
    """Who was told of these since then, or is about to be: the id of each member and the words of
    `put`, with the moment in which it went."""
    meant = {_hashed(why): why for why in whys}
    rows = Outgoing.objects.filter(put_at__gte=since, dropped_at=None)
    found = rows.values_list("member", "why", "sent_at")
    return {(who, meant[bytes(why)]): went for who, why, went in found if bytes(why) in meant}


def send_out(*, at: datetime) -> int:
    """Each by itself. Returns how many went. Raises NotSent once all had their turn."""
    due = list(_waiting().filter(next_at__lte=at).order_by("next_at", "pk").values_list("pk"))
    problems: list[Exception] = []
    answers = _Answers(problems, at=at)
    sent = each_by_itself((partial(_send_one, one, answers, at=at) for (one,) in due), problems)
    if problems:
        raise NotSent from problems[0]
    return sent


def unanswered(*, at: datetime) -> dict[str, str]:
    """Of which kinds of mails it cannot be asked who is still to be told, and what was raised."""
    found: dict[str, str] = {}
    for kind, still_told in _asked.items():
        problems: list[Exception] = []
        each_by_itself([partial(_count, still_told, at)], problems)
        if problems:
            found[kind] = type(problems[0]).__name__
    return found


def stuck_since(*, at: datetime) -> datetime | None:
    """Since when a mail waits that was not sent within a day: also where nobody tried, because the
    jobs stand still."""
    waiting = _waiting().filter(put_at__lte=at - SILENT).order_by("put_at")
    return waiting.values_list("put_at", flat=True).first()


def forget_sent(*, at: datetime) -> int:
    before = at - KEPT
    over = Outgoing.objects.filter(Q(sent_at__lte=before) | Q(dropped_at__lte=before))
    return over.delete()[0]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How mails leave, for whoever manages the team. `went`, `stayed`, `unaddressed`: of whole days
    until `until`, so that no number of today tells what happened to somebody today; `stayed` says
    no reason, since that somebody must not know is one. `since`: when what could not be sent began
    to wait, or, of whole days, what nobody tried to send; `untried`: how many of those; `troubles`:
    what the machine said of it; `last`: when one went last, on a whole day."""

    until: datetime
    went: int
    stayed: int
    unaddressed: int
    since: datetime | None
    untried: int
    troubles: tuple[str, ...]
    last: datetime | None

    def is_stuck(self, at: datetime) -> bool:
        return self.since is not None and at - self.since >= SILENT


def delivery(*, until: datetime) -> Delivery:
    stayed = Outgoing.objects.filter(dropped_at__lte=until)  # what is over is kept for `KEPT`
    untried = _waiting().filter(tries=0, put_at__lte=until)
    tried = _waiting().filter(tries__gt=0).exclude(trouble=BEGUN)
    rows = list((tried | untried).order_by("put_at").values_list("put_at", "trouble"))
    went = Outgoing.objects.filter(sent_at__lte=until).order_by("-sent_at")
    return Delivery(
        until=until,
        went=went.count(),
        stayed=stayed.count(),
        unaddressed=stayed.filter(trouble="no_address").count(),
        since=rows[0][0] if rows else None,
        untried=untried.count(),
        troubles=tuple(sorted({trouble for _put, trouble in rows if trouble})),
        last=went.values_list("sent_at", flat=True).first(),
    )


# --- inside ---


def _waiting() -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(sent_at=None, dropped_at=None)


class _Answers:
    """Who is still to be told, as all say who queue mails: asked once for a run, and anew only
    where that is no answer of this moment any more. One that raises leaves the others' standing."""

    def __init__(self, problems: list[Exception], *, at: datetime) -> None:
        self._problems, self._at = problems, at
        self._told: set[tuple[int, bytes]] = set()
        self._held_until = 0.0
        self.doubt = ""
        """The name of what was raised: a mail that nobody answers for may be one of that kind."""

    def say(self, one: Outgoing) -> bool:
        if monotonic() >= self._held_until:
            self._ask()
        return (one.member_id, bytes(one.why)) in self._told

    def _ask(self) -> None:
        self._told, before = set(), len(self._problems)
        each_by_itself((partial(self._hear, ask) for ask in _asked.values()), self._problems)
        raised = self._problems[before:]
        self.doubt = type(raised[0]).__name__[:60] if raised else ""
        self._held_until = monotonic() + AN_ANSWER_HOLDS

    def _hear(self, ask: StillTold) -> None:
        for who, why in ask(self._at):
            self._told.add((who, _hashed(why)))


def _count(still_told: StillTold, at: datetime) -> int:
    return sum(1 for _one in still_told(at))


def _send_one(number: int, answers: _Answers, *, at: datetime) -> bool:
    """Taken first, and that is noted, then sent: whoever else sends in this minute passes it by,
    and where the machine dies in between it is tried again, as the same mail."""
    one = Outgoing.objects.select_related("member").get(pk=number)
    may = answers.say(one)
    if against := _against(one, may=may or bool(answers.doubt)):
        _waiting().filter(pk=number).update(dropped_at=at, trouble=against)
        return False
    wait = min(FIRST_WAIT * 2 ** min(one.tries, 10), LONGEST_WAIT)
    taken = {"tries": one.tries + 1, "next_at": at + wait, "trouble": BEGUN}
    if not _waiting().filter(pk=number, tries=one.tries).update(**taken):
        return False
    trouble = _send(one) if may else answers.doubt
    if trouble:
        log.warning("mail %s", trouble)
    fresh = {"trouble": trouble, "sent_at": None if trouble else at}
    Outgoing.objects.filter(pk=number).update(**fresh)
    return not trouble


def _against(one: Outgoing, *, may: bool) -> str:
    """Why it may not go now. What lies behind `over` is not said: that somebody must not know of a
    request looks like one that was opened meanwhile."""
    if not one.member.active:
        return "left"
    if not one.member.mail:
        return "no_address"
    return "" if may else "over"


def _send(one: Outgoing) -> str:
    """The name of what went wrong; nothing where it went."""
    when = one.put_at.isoformat()
    mark = marks.blinded(settings.SITE.limit_pepper, "message", f"{one.pk}/{when}")
    try:
        neutral(one.member.mail, mark[:16].hex()).send()
    except (OSError, ValueError) as problem:  # an address that is none is a ValueError
        return type(problem).__name__[:60]
    return ""


def _hashed(why: str) -> bytes:
    return marks.blinded(settings.SITE.limit_pepper, "outgoing", why)
