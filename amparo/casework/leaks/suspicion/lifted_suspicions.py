"""Lifted suspicions as the record has them: one member asks, another lifts, each with a signature.
A row that was overwritten lifts nothing. Queries, by noun: liftings."""

from collections import defaultdict
from collections.abc import Iterable

from amparo.casework.leaks.events import LiftAsked, LiftRefused, SuspicionLifted
from amparo.casework.leaks.models import Leak, SuspicionLiftRequest
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.member_signatures import MEMBER
from amparo.foundations.accounts.role_history import SUSPENDS, asked_in, ranks_of
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs

_ASKED, _LIFTED = LiftAsked.__name__, SuspicionLifted.__name__
_KINDS = (_ASKED, LiftRefused.__name__, _LIFTED)


class Liftings:
    """Signed entries on lifting for several leaks, in the order of the record, read in one
    query."""

    def __init__(self, leaks: Iterable[Leak]) -> None:
        leaks = list(leaks)
        refs = [one.ref for one in leaks]
        found = Entry.objects.filter(about__in=refs, event__in=_KINDS) if refs else []
        told = sorted(found, key=lambda one: one.sequence)
        suspects = [f"{MEMBER}{one.suspect.code}" for one in leaks if one.suspect]
        self._ranks = ranks_of([*(one.by for one in told), *suspects])
        self._of: dict[str, list[Entry]] = defaultdict(list)
        for one in told:
            if _is_operators(one) or self._ranks.counts(one, by_whom=SUSPENDS):
                self._of[one.about].append(one)

    def asked(self, leak: Leak) -> Entry | None:
        """Return the open request to lift the suspicion: not answered since, and made under the
        suspension that holds now; None if there is none."""
        asked: Entry | None = None
        for one in self._of[leak.ref]:
            if one.event != _ASKED:
                asked = None if one.event != _LIFTED or self._lifts(one) else asked
            elif self._is_meant(one, leak):
                asked = one
        return asked

    def is_lifted(self, leak: Leak) -> bool:
        """Return whether the row is marked as lifted and the record confirms it: by two members, or
        by the operator."""
        lifted = (one for one in self._of[leak.ref] if one.event == _LIFTED)
        return leak.lifted_at is not None and any(self._lifts(one) for one in lifted)

    def _lifts(self, entry: Entry) -> bool:
        """Return whether the entry is by another signer than the one who asked, or by the
        operator."""
        asked = {one.sequence: one.by for one in self._of[entry.about] if one.event == _ASKED}
        by_two = asked.get(asked_in(entry), "") not in {"", entry.by}
        return by_two or _is_operators(entry)

    def _is_meant(self, asked: Entry, leak: Leak) -> bool:
        """Return whether the request refers to the suspension that holds now, or to none where
        there is none."""
        if leak.suspect is None:
            return True
        found = self._ranks.suspension(f"{MEMBER}{leak.suspect.code}")
        return bool(facts_of(asked).get("suspended", 0) == (found.sequence if found else 0))


def asked_of(leak: Leak, *, seen_by: Signs) -> Entry | None:
    """Return the open request of one leak."""
    del seen_by  # the caller has checked access
    return Liftings([leak]).asked(leak)


def why_of(asked: Entry) -> str:
    """Return the reason that the request gives, as text."""
    said = str(facts_of(asked).get("why"))
    return str(dict(SuspicionLiftRequest.Why.choices).get(said, ""))


def suspension_of(leak: Leak) -> int:
    """Return the sequence of the entry by which the account is suspended now; 0 where it is not, or
    no member is suspected."""
    if leak.suspect is None:
        return 0
    signature = f"{MEMBER}{leak.suspect.code}"
    found = ranks_of([signature]).suspension(signature)
    return found.sequence if found else 0


def is_lifted(leak: Leak) -> bool:
    return bool(lifted_among([leak]))


def lifted_among(leaks: Iterable[Leak], told: Liftings | None = None) -> frozenset[int]:
    """Return the primary keys of the leaks that the record confirms as lifted. Only rows marked as
    lifted are checked. `told`: a `Liftings` to reuse."""
    said = [one for one in leaks if one.lifted_at is not None]
    told = told or Liftings(said)
    return frozenset(one.pk for one in said if told.is_lifted(one))


def as_recorded(leaks: Iterable[Leak], told: Liftings | None = None) -> list[Leak]:
    """Return the leaks as the record confirms them: `lifted_at` is cleared where only the row says
    so."""
    leaks = list(leaks)
    lifted = lifted_among(leaks, told)
    for one in leaks:
        if one.pk not in lifted:
            one.lifted_at = None
    return leaks


def standing_among(leaks: Iterable[Leak]) -> list[Leak]:
    """Return those of the leaks that are not lifted."""
    return [one for one in as_recorded(leaks) if one.lifted_at is None]


def standing(**whom: object) -> list[Leak]:
    """Return the leaks that match `whom` and are not lifted."""
    return standing_among(Leak.objects.select_related("suspect").filter(**whom))


def was_lifted(by: Signs, **whom: object) -> bool:
    """Return whether a suspicion that this signer noted before was lifted: then one person's word
    is not enough against the same account or institution."""
    hers = Leak.objects.filter(noted_by=by.signature, lifted_at__isnull=False)
    return bool(lifted_among(hers.filter(**whom).select_related("suspect")))


# --- inside ---


def _is_operators(entry: Entry) -> bool:
    """Return whether the operator lifted it. No surface can write such an entry (`rights.toml`)."""
    return entry.event == _LIFTED and entry.by == SYSTEM.signature
