"""Acts that one supervisor begins and another agrees to by signature: admitting a member, and each
further end of an account within thirty days. Queries."""

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
"""Amparo's own value, the same as for invitations: how long an inviter and the member invited
without a second count as one person, and the minimum time between two accounts that one supervisor
ends alone."""
UNANSWERED = timedelta(days=3)
"""How long an unanswered second agreement blocks an invitation: the second may be dead, or held. As
long as an operator's announced invitation waits."""
ALONE, AWAITED = "alone", "awaited"
CALLED_BACK = "called_back"
REASONS = ("not_known", "not_so", "not_now")
"""Reasons for which a second refuses to agree."""


def who_agrees(first: Member, *, at: datetime, but: Member | None = None) -> list[Member]:
    """Return the members who may be the second of `first`: free supervisors, without `but`, the
    member concerned, and without those where one of the two lately admitted the other with no
    second."""
    brought = _brought_alone(at)
    left_out = {first.pk, but.pk if but else first.pk}
    free = [one for one in who_is_free() if one.pk not in left_out]
    return [one for one in free if not {(first.code, one.code), (one.code, first.code)} & brought]


def how_it_holds(by: Signs, *, at: datetime) -> str:
    """Return how an invitation holds, for the record: whether a second is awaited, or the
    supervisor is alone with it. Empty if the operator makes it, who may do so where no member could
    agree."""
    if not isinstance(by, Actor):
        return ""
    return AWAITED if who_agrees(by.member, at=at) else ALONE


def made_by(number: int) -> Entry | None:
    """Return the entry by which an invitation was made; None for invitations older than this
    rule."""
    return all_made([number]).get(number) if number else None


def all_made(numbers: Collection[int]) -> dict[int, Entry]:
    """Return the entries of these invitations by their numbers."""
    found = Entry.objects.filter(sequence__in=numbers, event=_MADE) if numbers else ()
    return {one.sequence: one for one in found}


def said_of(made: Entry) -> str:
    """Return how the invitation holds, as recorded; empty if it was made before this rule."""
    return str(json.loads(made.facts).get("second", ""))


def agreed_by(made: Entry) -> str:
    """Return the signature of the other member who agreed by a valid signature while supervising;
    empty if there is none."""
    said = Entry.objects.filter(about=made.about, event=_AGREED, sequence__gt=made.sequence)
    others = said.exclude(by=made.by).order_by("sequence")
    meant = [one for one in others if facts_of(one).get("invited") == made.sequence]
    ranks = ranks_of(one.by for one in meant)
    return next((one.by for one in meant if ranks.counts(one, by_whom=MANAGES)), "")


def is_awaited(made: Entry | None, *, at: datetime) -> bool:
    """Return whether the code of the invitation opens nothing yet. Reads the record, not the
    row."""
    if made is None or made.at <= at - UNANSWERED:
        return False
    return said_of(made) == AWAITED and not agreed_by(made)


def waits_for(second: str) -> timedelta:
    """Return how long at most the code of such an invitation opens nothing."""
    return UNANSWERED if second == AWAITED else timedelta(0)


def may_end(first: Member, member: Member, *, at: datetime) -> bool:
    """Return whether `first` may end this supervisor's account: another supervisor is free whom
    `first` did not lately admit alone, or `first` undoes the admission of this very member and any
    other supervisor is free."""
    free = {one.pk for one in who_is_free()}
    if member.pk not in free or who_agrees(first, at=at, but=member):
        return True
    undone = (first.code, member.code) in _brought_alone(at)
    return undone and bool(free - {first.pk, member.pk})


def first_of(entry: Entry) -> Member | None:
    """Return the member who began it, while that member supervises and is free."""
    return next((one for one in who_is_free() if f"{MEMBER}{one.code}" == entry.by), None)


# --- the end of an account ---


def told_of_ends(some: Iterable[Member], *, since: datetime) -> list[Entry]:
    """Return the entries about the ends of these accounts."""
    found = Entry.objects.filter(event__in=_OF_THE_END, about__in=[one.code for one in some])
    return list(found.filter(at__gt=since - LATELY).order_by("sequence"))


def endings_asked(some: Iterable[Member], *, at: datetime) -> dict[str, Entry]:
    """Apply `asked_in` to these accounts."""
    return asked_in(told_of_ends(some, since=at), at=at)


def asked_in(told: Iterable[Entry], *, at: datetime) -> dict[str, Entry]:
    """Return, by the code of the member, the entry that asks for the end of the account: the last
    one that is validly signed, by a supervisor who is still free. Requests by members who left do
    not count, and a suspension ends the request once the account is given back."""
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
    """Return who may agree to what this entry asks."""
    first = first_of(entry)
    return who_agrees(first, but=member, at=at) if first else []


def ended_one_lately(by: Actor, *, at: datetime) -> bool:
    """Return whether this supervisor lately ended an account alone."""
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
    """Return whether this entry ends the request. An unsigned entry does not, nor one by the member
    whose account it is, nor one by a member who did not supervise at that time."""
    if one.event != _DROPPED:
        return ranks.turned_by(one)
    if facts_of(one).get("asked") != asked.sequence or one.by == f"{MEMBER}{one.about}":
        return False
    return ranks.counts(one, by_whom=MANAGES)


def _brought_alone(at: datetime) -> set[tuple[str, str]]:
    """Return the pairs (inviter, invited) of member codes where lately no second agreed."""
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
