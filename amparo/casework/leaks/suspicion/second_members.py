"""Who says the second word on whoever may have let something out, and that nobody rules alone by
her own: neither one who supervises, nor the operator. Queries."""

from django.db.models import QuerySet

from amparo.casework.leaks.models import Leak
from amparo.casework.leaks.suspicion.lifted import standing_among
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
    """Nobody else who supervises is free, and one of them is not by what she alone has said."""
    hers = _by_one_word(Leak.objects.filter(noted_by=f"member:{member.code}"))
    return bool(hers) and all(one.pk == member.pk for one in who_is_free())


def nobody_is_free() -> bool:
    """Nobody who supervises is free, or whoever is has left herself alone."""
    return all(is_left_alone(one) for one in who_is_free())


def somebody_was_named_alone() -> bool:
    """Whether one who supervises is suspended, or held back, by one person's word: whose ever."""
    return bool(_by_one_word(Leak.objects.all()))


def _by_one_word(leaks: QuerySet[Leak]) -> list[Leak]:
    standing = standing_among(leaks.select_related("suspect").filter(suspect__isnull=False))
    return [one for one in standing if one.rests_on_one and one.suspect and supervises(one.suspect)]


def is_second(actor: Actor) -> bool:
    """Whoever supervises; while nobody who does is free, whoever decides on measures too. Never
    whoever is held back."""
    if actor.may(Permission.TEAM_MANAGE):
        return True
    return actor.may(Permission.CASE_DECIDE) and not actor.is_held_back and nobody_is_free()


def may_ask(actor: Actor) -> bool:
    """That it be lifted from somebody else: then also whoever supervises and is held back, since
    asking gives nothing to anybody before another says so too."""
    return is_second(actor) or (supervises(actor.member) and nobody_is_free())


def to_be_woken(some: list[Member]) -> set[int]:
    """Of these, whoever says the second word now."""
    found = {one.pk for one in some if supervises(one)}
    if nobody_is_free():
        decide = [one for one in some if Permission.CASE_DECIDE in permissions_of(one.role_set)]
        found |= {one.pk for one in decide if not is_held_back(one)}
    return found
