"""That it did not come from where it was thought to, asked by one and said by another, each in her
own hand, as the record has it: what a row says that somebody may have written over lifts nothing.
Queries, by noun: liftings."""

from amparo.casework.secrecy.events import LiftAsked, LiftRefused, SuspicionLifted
from amparo.casework.secrecy.models import Leak, Lifting
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.hands import MEMBER, of_before
from amparo.foundations.access.ranks import SUSPENDS, Ranks, asked_in, ranks_of
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs

_ASKED, _LIFTED = LiftAsked.__name__, SuspicionLifted.__name__
_KINDS = (_ASKED, LiftRefused.__name__, _LIFTED)


def asked_of(leak: Leak, *, seen_by: Signs) -> Entry | None:
    """The entry by which one asked that it be lifted, where nobody has answered since, and her
    account was suspended then as it is now."""
    del seen_by  # whoever asks was let in
    told, ranks = _told(leak)
    asked: Entry | None = None
    for one in told:
        if one.event != _ASKED:
            asked = None
        elif _is_meant(one, leak, ranks):
            asked = one
    return asked


def why_of(asked: Entry) -> str:
    """In words."""
    said = str(facts_of(asked).get("why"))
    return str(dict(Lifting.Why.choices).get(said, ""))


def suspension_of(leak: Leak) -> int:
    """The entry by which the account is suspended now; 0 where it is not, or none is meant."""
    if leak.suspect is None:
        return 0
    signature = f"{MEMBER}{leak.suspect.code}"
    found = ranks_of([signature]).suspension(signature)
    return found.sequence if found else 0


def is_lifted(leak: Leak) -> bool:
    """Whether its row says so, and two have: or the operator, where one had asked it."""
    return leak.lifted_at is not None and any(one.event == _LIFTED for one in _told(leak)[0])


def standing(**whom: object) -> list[Leak]:
    """Those of somebody that were not lifted."""
    return [one for one in Leak.objects.filter(**whom) if not is_lifted(one)]


# --- inside ---


def _told(leak: Leak) -> tuple[list[Entry], Ranks]:
    """What counts of it, in the order of the record; what lifts it only where another had asked."""
    told = list(Entry.objects.filter(about=leak.ref, event__in=_KINDS).order_by("sequence"))
    signatures = [one.by for one in told]
    if leak.suspect:
        signatures.append(f"{MEMBER}{leak.suspect.code}")
    ranks, is_older = ranks_of(signatures), of_before()
    counts = [one for one in told if _is_operators(one) or ranks.counts(one, by_whom=SUSPENDS)]
    asked = {one.sequence: one.by for one in counts if one.event == _ASKED}
    found = []
    for one in counts:
        first = asked.get(asked_in(one), "")
        by_two = first not in {"", one.by} or _is_operators(one) or is_older(one)
        if one.event != _LIFTED or by_two:
            found.append(one)
    return found, ranks


def _is_operators(entry: Entry) -> bool:
    """No surface writes it so (`rights.toml`)."""
    return entry.event == _LIFTED and entry.by == SYSTEM.signature


def _is_meant(asked: Entry, leak: Leak, ranks: Ranks) -> bool:
    """Whether it was said of the suspension that holds now: of none, where there is none. What is
    older than that was asked says nothing of it."""
    if leak.suspect is None or "suspended" not in facts_of(asked):
        return True
    found = ranks.suspension(f"{MEMBER}{leak.suspect.code}")
    return bool(facts_of(asked)["suspended"] == (found.sequence if found else 0))
