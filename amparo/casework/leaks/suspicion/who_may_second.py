"""Who acts as the second person on a suspicion, and who would rule alone by their own word: neither
a supervisor nor the operator may. Queries."""

from django.db.models import QuerySet

from amparo.casework.leaks.models import Leak
from amparo.casework.leaks.suspicion.lifted_suspicions import standing_among
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.membership.leak_suspension import (
    also_left_alone,
    is_held_back,
    is_left_alone,
    supervises,
)
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.role_history import who_is_free


@also_left_alone
def _left_alone(member: Member) -> bool:
    """Return whether the member is the only free supervisor, and another supervisor is suspended or
    held back on this member's word alone."""
    hers = _by_one_word(Leak.objects.filter(noted_by=f"member:{member.code}"))
    return bool(hers) and all(one.pk == member.pk for one in who_is_free())


def nobody_is_free() -> bool:
    """Return whether no supervisor is free, or each free one is left alone by their own word."""
    return all(is_left_alone(one) for one in who_is_free())


def somebody_was_named_alone() -> bool:
    """Return whether a supervisor is suspended, or held back, on one person's word."""
    return bool(_by_one_word(Leak.objects.all()))


def _by_one_word(leaks: QuerySet[Leak]) -> list[Leak]:
    standing = standing_among(leaks.select_related("suspect").filter(suspect__isnull=False))
    return [one for one in standing if one.rests_on_one and one.suspect and supervises(one.suspect)]


def is_second(actor: Actor) -> bool:
    """Return whether the member may act as the second person: a supervisor, or, while no supervisor
    is free, a member who decides on measures. A member who is held back never may."""
    if actor.may(Permission.TEAM_MANAGE):
        return True
    return actor.may(Permission.CASE_DECIDE) and not actor.is_held_back and nobody_is_free()


def may_ask(actor: Actor) -> bool:
    """Return whether the member may ask to lift a suspicion. While no supervisor is free that
    includes supervisors who are held back: a request changes nothing until a second person confirms
    it."""
    return is_second(actor) or (supervises(actor.member) and nobody_is_free())


def to_be_woken(some: list[Member]) -> set[int]:
    """Return the primary keys of those members who may act as the second person now."""
    found = {one.pk for one in some if supervises(one)}
    if nobody_is_free():
        decide = [one for one in some if Permission.CASE_DECIDE in permissions_of(one.role_set)]
        found |= {one.pk for one in decide if not is_held_back(one)}
    return found
