"""Mails that say only that something waits. A mail that cannot be sent blocks no other, and is
tried again at growing intervals. Services, by noun: outgoing mails.

Being queued is not enough to be sent. At the moment of sending, the module that queued it is asked
again whether this very member is still to be told; a mail without such an answer stays here.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from django.conf import settings
from django.db.models import Q, QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.mail.neutral_mail import neutral
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.failure_isolation import each_by_itself

log = logging.getLogger("amparo.mail")

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=30)
SILENT = timedelta(days=1)
"""After so long without a mail that could be sent, an operator must look."""
AN_ANSWER_HOLDS = 20.0
"""Seconds of one run for which an answer is reused: a slow mail server takes minutes."""

BEGUN = "Begun"
"""Taken to be sent, with no result noted: the machine stopped in between."""

type StillTold = Callable[[datetime], Iterable[tuple[int, str]]]
"""Who is to be told now, and of what: the id of a member, and the reason as in `put`."""

_asked: dict[str, StillTold] = {}


class NotSent(Exception):
    """Some mails failed: the question whether they may go raised an error, or the sending broke."""


def ask_again(kind: str, still_told: StillTold) -> None:
    """Register the query that is asked before each sending of reasons that begin with `kind/`."""
    _asked[kind] = still_told


def tell_as_long_as(kind: str, to_tell: Callable[[datetime], Iterable[tuple[Member, str]]]) -> None:
    """Register the query for whom to tell as the query before each sending."""
    ask_again(kind, lambda at: ((one.pk, why) for one, why in to_tell(at)))


def put(member: Member, why: str, *, at: datetime) -> bool:
    """Queue one mail for one reason. `why` is kept as a keyed hash: it may contain a code. Returns
    whether it is new. A dropped mail may be queued again: what stood against it can have ended."""
    if why.partition("/")[0] not in _asked:
        raise LookupError(why)
    found = {"member": member, "why": _hashed(why)}
    row, new = OutgoingMail.objects.get_or_create(**found, defaults={"put_at": at, "next_at": at})
    if new or row.dropped_at is None:
        return new
    again = {"put_at": at, "next_at": at, "tries": 0, "trouble": "", "dropped_at": None}
    return bool(OutgoingMail.objects.filter(pk=row.pk).update(**again))


def those_told(whys: Iterable[str], *, since: datetime) -> dict[tuple[int, str], datetime | None]:
    """Return who was told of these reasons since then, or is about to be: the id of each member and
    the reason, with the moment in which the mail went."""
    meant = {_hashed(why): why for why in whys}
    rows = OutgoingMail.objects.filter(put_at__gte=since, dropped_at=None)
    found = rows.values_list("member", "why", "sent_at")
    return {(who, meant[bytes(why)]): went for who, why, went in found if bytes(why) in meant}


def send_out(*, at: datetime) -> int:
    """Send each due mail by itself. Returns how many went. Raises NotSent once all were tried."""
    due = list(_waiting().filter(next_at__lte=at).order_by("next_at", "pk").values_list("pk"))
    problems: list[Exception] = []
    answers = _Answers(problems, at=at)
    sent = each_by_itself((partial(_send_one, one, answers, at=at) for (one,) in due), problems)
    if problems:
        raise NotSent from problems[0]
    return sent


def unanswered(*, at: datetime) -> dict[str, str]:
    """Return the kinds of mails whose query fails, with the name of what it raised."""
    found: dict[str, str] = {}
    for kind, still_told in _asked.items():
        problems: list[Exception] = []
        each_by_itself([partial(_count, still_told, at)], problems)
        if problems:
            found[kind] = type(problems[0]).__name__
    return found


def stuck_since(*, at: datetime) -> datetime | None:
    """Return since when a mail waits that was not sent within a day: also if it was not tried,
    because the jobs stand still."""
    waiting = _waiting().filter(put_at__lte=at - SILENT).order_by("put_at")
    return waiting.values_list("put_at", flat=True).first()


def forget_sent(*, at: datetime) -> int:
    before = at - KEPT
    over = OutgoingMail.objects.filter(Q(sent_at__lte=before) | Q(dropped_at__lte=before))
    return over.delete()[0]


@dataclass(frozen=True, slots=True)
class Delivery:
    """State of the delivery of mails, for those who manage the team. `went`, `stayed`,
    `unaddressed`: of whole days until `until`, so that no number of today shows what happened to a
    member today; `stayed` gives no reason, since one reason is that the member must not know.
    `since`: when a mail that could not be sent began to wait, or, of whole days, one that was not
    tried; `untried`: how many of those; `troubles`: names of the errors; `last`: when one went
    last, on a whole day."""

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
    stayed = OutgoingMail.objects.filter(dropped_at__lte=until)  # kept for `KEPT`
    untried = _waiting().filter(tries=0, put_at__lte=until)
    tried = _waiting().filter(tries__gt=0).exclude(trouble=BEGUN)
    rows = list((tried | untried).order_by("put_at").values_list("put_at", "trouble"))
    went = OutgoingMail.objects.filter(sent_at__lte=until).order_by("-sent_at")
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


def _waiting() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(sent_at=None, dropped_at=None)


class _Answers:
    """Who is still to be told, according to all modules that queue mails: asked once for a run, and
    again only after AN_ANSWER_HOLDS. One that raises does not affect the others' answers."""

    def __init__(self, problems: list[Exception], *, at: datetime) -> None:
        self._problems, self._at = problems, at
        self._told: set[tuple[int, bytes]] = set()
        self._held_until = 0.0
        self.doubt = ""
        """The name of what was raised: a mail without an answer may be one of the failing kind."""

    def say(self, one: OutgoingMail) -> bool:
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
    """Send one mail. It is marked as taken before it is sent: another process in the same minute
    skips it, and if the machine stops in between it is tried again, as the same mail."""
    one = OutgoingMail.objects.select_related("member").get(pk=number)
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
    OutgoingMail.objects.filter(pk=number).update(**fresh)
    return not trouble


def _against(one: OutgoingMail, *, may: bool) -> str:
    """Return why the mail may not go now. `over` gives no reason: that a member must not know of a
    request looks like a request that was opened meanwhile."""
    if not one.member.active:
        return "left"
    if not one.member.mail:
        return "no_address"
    return "" if may else "over"


def _send(one: OutgoingMail) -> str:
    """Return the name of the error; empty if the mail went."""
    when = one.put_at.isoformat()
    mark = marks.blinded(settings.SITE.limit_pepper, "message", f"{one.pk}/{when}")
    try:
        neutral(one.member.mail, mark[:16].hex()).send()
    except (OSError, ValueError) as problem:  # an invalid address raises ValueError
        return type(problem).__name__[:60]
    return ""


def _hashed(why: str) -> bytes:
    return marks.blinded(settings.SITE.limit_pepper, "outgoing", why)
