"""What one who supervises begins and another agrees to, in her own hand: that somebody is let in,
and each end of an account after the first in thirty days. Queries."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.role_history import LEFT, MANAGES, Ranks, ranks_of, who_is_free
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs

LATELY = timedelta(days=30)
"""Amparo's own, as where somebody is named: so long one is not two with whom she alone let in, and
so long lies between two accounts that one ends alone."""
UNANSWERED = timedelta(days=3)
"""So long a second who says nothing keeps somebody out: she may be dead, or held. As long as what
the operator announces to everybody waits."""
ALONE, AWAITED = "alone", "awaited"
CALLED_BACK = "called_back"
REASONS = ("not_known", "not_so", "not_now")
"""Why a second does not agree."""


def who_agrees(first: Member, *, at: datetime, but: Member | None = None) -> list[Member]:
    """Who may be her second: whoever supervises and is free, but not whom it concerns, nor who of
    the two let the other in lately while nobody else agreed."""
    brought = _brought_alone(at)
    left_out = {first.pk, but.pk if but else first.pk}
    free = [one for one in who_is_free() if one.pk not in left_out]
    return [one for one in free if not {(first.code, one.code), (one.code, first.code)} & brought]


def how_it_holds(by: Signs, *, at: datetime) -> str:
    """Of an invitation, for the record: whether a second is awaited, or she is alone with it.
    Nothing where the operator makes it, which he may where nobody could agree."""
    if not isinstance(by, Actor):
        return ""
    return AWAITED if who_agrees(by.member, at=at) else ALONE


def made_by(number: int) -> Entry | None:
    """The entry by which an invitation was made; none of those that are older than this."""
    return all_made([number]).get(number) if number else None


def all_made(numbers: Collection[int]) -> dict[int, Entry]:
    """By their numbers."""
    found = Entry.objects.filter(sequence__in=numbers, event=_MADE) if numbers else ()
    return {one.sequence: one for one in found}


def said_of(made: Entry) -> str:
    """How it holds, as it was made: nothing where that was before this was asked."""
    return str(json.loads(made.facts).get("second", ""))


def agreed_by(made: Entry) -> str:
    """By her signature, who else agreed in her own hand, while she supervised; nothing where
    nobody did."""
    said = Entry.objects.filter(about=made.about, event=_AGREED, sequence__gt=made.sequence)
    others = said.exclude(by=made.by).order_by("sequence")
    meant = [one for one in others if facts_of(one).get("invited") == made.sequence]
    ranks = ranks_of(one.by for one in meant)
    return next((one.by for one in meant if ranks.counts(one, by_whom=MANAGES)), "")


def is_awaited(made: Entry | None, *, at: datetime) -> bool:
    """Whether its code opens nothing yet. Asked of the record, not of the row."""
    if made is None or made.at <= at - UNANSWERED:
        return False
    return said_of(made) == AWAITED and not agreed_by(made)


def waits_for(second: str) -> timedelta:
    """How long at most the code of an invitation that is held so opens nothing."""
    return UNANSWERED if second == AWAITED else timedelta(0)


def may_end(first: Member, member: Member, *, at: datetime) -> bool:
    """Of one who supervises: where somebody else is free whom she did not let in alone lately; or
    where she undoes that of this very member, and anybody is."""
    free = {one.pk for one in who_is_free()}
    if member.pk not in free or who_agrees(first, at=at, but=member):
        return True
    undone = (first.code, member.code) in _brought_alone(at)
    return undone and bool(free - {first.pk, member.pk})


def first_of(entry: Entry) -> Member | None:
    """Whoever began it, while she supervises and is free."""
    return next((one for one in who_is_free() if f"{MEMBER}{one.code}" == entry.by), None)


# --- the end of an account ---


def told_of_ends(some: Iterable[Member], *, since: datetime) -> list[Entry]:
    """What the record says of the ends of these accounts."""
    found = Entry.objects.filter(event__in=_OF_THE_END, about__in=[one.code for one in some])
    return list(found.filter(at__gt=since - LATELY).order_by("sequence"))


def endings_asked(some: Iterable[Member], *, at: datetime) -> dict[str, Entry]:
    """As `asked_in`, of these accounts."""
    return asked_in(told_of_ends(some, since=at), at=at)


def asked_in(told: Iterable[Entry], *, at: datetime) -> dict[str, Entry]:
    """By the code of the member, the entry by which somebody asks that the account end: signed,
    the last that counts of it, and by who is still free. Whoever left is none of these, and a
    suspension ends it once the account is given back."""
    told = [one for one in told if one.at > at - LATELY]
    if not any(one.event == _ASKED for one in told):
        return {}
    ranks = ranks_of(who for one in told for who in (one.by, f"{MEMBER}{one.about}"))
    asked: dict[str, Entry] = {}
    for one in told:
        if one.event == _ASKED:
            if ranks.counts(one, by_whom=MANAGES):
                asked[one.about] = one
        elif one.about in asked and _ends(one, asked[one.about], ranks):
            del asked[one.about]
    free = {f"{MEMBER}{one.code}" for one in who_is_free()} if asked else set()
    return {code: one for code, one in asked.items() if one.by in free}


def who_may_end(entry: Entry, member: Member, *, at: datetime) -> list[Member]:
    """Who may agree to what this entry asks."""
    first = first_of(entry)
    return who_agrees(first, but=member, at=at) if first else []


def ended_one_lately(by: Actor, *, at: datetime) -> bool:
    """Whether she ended an account by herself alone."""
    gone = Member.objects.filter(active=False).values_list("code", flat=True)
    left = Entry.objects.filter(about__in=list(gone), event=LEFT, by=by.signature)
    found = left.filter(at__gt=at - LATELY).values_list("facts", flat=True)
    return any(not json.loads(facts).get("asked") for facts in found)


# --- inside ---

_MADE = events.MemberInvited.__name__
_AGREED = events.InvitationAgreed.__name__
_ASKED = events.EndingAsked.__name__
_DROPPED = events.EndingDropped.__name__
_OF_THE_END = (_ASKED, _DROPPED, events.MemberReinstated.__name__)


def _ends(one: Entry, asked: Entry, ranks: Ranks) -> bool:
    """Whether what was asked is over by it. A word that nobody signed keeps no account, nor does
    that of whose account it is, or of who said nothing of who works here when she said it."""
    if one.event != _DROPPED:
        return ranks.turned_by(one)
    if facts_of(one).get("asked") != asked.sequence or one.by == f"{MEMBER}{one.about}":
        return False
    return ranks.counts(one, by_whom=MANAGES)


def _brought_alone(at: datetime) -> set[tuple[str, str]]:
    """Who let whom in during these days while nobody else agreed, by their codes."""
    used = Invitation.objects.filter(used_at__gt=at - LATELY).exclude(entry=0)
    names = dict(used.values_list("entry", "sign_in_name"))
    codes = dict(
        Member.objects.filter(sign_in_name__in=names.values()).values_list("sign_in_name", "code")
    )
    made = Entry.objects.filter(sequence__in=names, event=_MADE, by__startswith=MEMBER)
    return {
        (one.by.removeprefix(MEMBER), codes[names[one.sequence]])
        for one in made
        if names[one.sequence] in codes and not (said_of(one) == AWAITED and agreed_by(one))
    }
