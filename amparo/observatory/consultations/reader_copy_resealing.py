"""Services for sealing the readers' copies of a consultation again after a change of algorithm. A
reader does it, because the server has no key. Each reader's own key is sealed by that reader alone.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KeyPair, pair_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.intake.keys.algorithms import BOX, sealed_otherwise
from amparo.foundations.ledger.services import record
from amparo.observatory.consultations import events
from amparo.observatory.consultations.models import Consultation, ConsultationReader, Proposal
from amparo.observatory.consultations.queries import secret_of

COLUMNS = ("for_readers", "left_out")
"""What readers open. The author's copy is not sealed again by others: the public key in the row may
have been written there by another person."""


def waiting_to_be_sealed(*, seen_by: Actor) -> list[Consultation]:
    """Consultations of which the member is a reader and that hold something sealed by an older
    algorithm."""
    if not seen_by.may(Permission.CONSULTATION_ANSWER):
        return []
    of_it = OuterRef("pk")
    hers = ConsultationReader.objects.filter(member=seen_by.member)
    found = Q(Exists(sealed_otherwise(hers.filter(consultation=of_it), "sealed", BOX)))
    proposals = Proposal.objects.filter(consultation=of_it)
    for column in COLUMNS:
        found |= Q(Exists(sealed_otherwise(proposals, column, BOX)))
    mine = Consultation.objects.filter(pk__in=hers.values("consultation"))
    return list(mine.filter(found).order_by("pk"))


def seal_waiting(*, by: Actor, at: datetime) -> Iterator[str]:
    """Seal one consultation after the other again, each whole or not at all, and yield its name.
    May be stopped at any time: the rest keeps waiting."""
    for one in waiting_to_be_sealed(seen_by=by):
        if _seal(one, by=by, at=at):
            yield one.name


@transaction.atomic
def _seal(consultation: Consultation, *, by: Actor, at: datetime) -> bool:
    held = consultation.hold()
    pair = pair_of(secret_of(held, seen_by=by).secret)
    done = [one for column in COLUMNS for one in _in(held, column, pair)]
    seats = sealed_otherwise(held.readers.filter(member=by.member), "sealed", BOX)
    sealed = boxes.seal_to(by.pair.public, pair.secret, context=held.code)
    own = ConsultationReader.objects.filter(pk__in=list(seats.values_list("pk", flat=True)))
    if not own.update(sealed=sealed) and not done:
        return False
    proposals = len({one.pk for one in done})
    record(events.ConsultationSealedAnew(about=held.code, proposals=proposals), by=by, at=at)
    return True


def _in(held: Consultation, column: str, pair: KeyPair) -> list[Proposal]:
    """The proposals of which this column was sealed again; one that does not open stays
    as it is."""
    rows = list(sealed_otherwise(held.proposals.select_for_update(), column, BOX))
    done = [one for one in rows if _anew(one, column, pair)]
    Proposal.objects.bulk_update(done, [column], batch_size=200)
    return done


def _anew(one: Proposal, column: str, pair: KeyPair) -> bool:
    """Seal in the same context: what was left out may be from an older version."""
    sealed = bytes(getattr(one, column))
    for version in range(one.version, 0, -1):
        context = one.context_of(version)
        try:
            words = boxes.open_with(pair.secret, sealed, context=context)
        except Unsealable:
            continue
        setattr(one, column, boxes.seal_to(pair.public, words, context=context))
        return True
    return False
