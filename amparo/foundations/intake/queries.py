"""Finding a filing: by passphrase, or from the reception's list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import NotAPhrase
from amparo.crypto.keys import KeyPair
from amparo.crypto.signed_heads import Inclusion
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.sign_in import phrase_guessing as nearness
from amparo.foundations.intake.blanket_demands import as_signed
from amparo.foundations.intake.exclusions import must_not_know
from amparo.foundations.intake.keys.case_keys import Folder, Visitor, key_context
from amparo.foundations.intake.models import CaseKey, Filing, PublishedBlanketDemand
from amparo.foundations.intake.procedure.law_of_filing import state_of
from amparo.foundations.intake.requests.services import phrase_keys
from amparo.foundations.intake.row_scope import show_key, show_mark, show_proof
from amparo.foundations.ledger.queries import first_with, inclusion_of
from amparo.foundations.ledger.services import Signs
from amparo.law import CaseState

__all__ = [
    "Filing",
    "NoSuchWords",
    "Proof",
    "TooManyAlike",
    "every_file_demanded",
    "filing_to_open",
    "inclusion_of_filing",
    "norms_in_use",
    "proof_called",
    "standing",
    "visit",
    "visit_again",
    "visit_by_guess",
    "visit_by_phrase",
]


YEAR = timedelta(days=365)


class NoSuchWords(Exception):
    """The passphrase opens no case. The reason is never given."""


class TooManyAlike(Exception):
    """Too many attempts with nearly the same words today; no more are accepted."""


def visit_by_phrase(text: str, *, seen_by: Signs) -> tuple[Visitor, KeyPair]:
    """Return the case that a passphrase opens, and the key pair to keep for the visit. Raises
    NoSuchWords."""
    ways = phrase_keys(_recognised(text))
    show_mark(ways.identity)
    way = CaseKey.objects.select_related("filing").filter(identity=ways.identity).first()
    if way is None:
        raise NoSuchWords
    show_key(way.pk, ways.pair.public)
    return visit(way, ways.pair, seen_by=seen_by), ways.pair


def visit_by_guess(text: str, *, at: datetime, seen_by: Signs) -> tuple[Visitor, KeyPair]:
    """Do the same with a limit on guessing. Raises NoSuchWords; TooManyAlike even for correct
    words."""
    words = _recognised(text)
    if not nearness.begin(words, at=at):
        raise TooManyAlike
    found = visit_by_phrase(text, seen_by=seen_by)
    nearness.was_right(words, at=at)
    return found


def _recognised(text: str) -> tuple[str, ...]:
    try:
        return phrases.recognise(text)
    except NotAPhrase as problem:
        raise NoSuchWords from problem


def visit_again(way_id: int, pair: KeyPair, *, seen_by: Signs) -> Visitor | None:
    """Return the case for the next page of a visit, or None."""
    show_key(way_id, pair.public)
    way = CaseKey.objects.select_related("filing").filter(pk=way_id, holder="person").first()
    return visit(way, pair, seen_by=seen_by) if way else None


def visit(way: CaseKey, pair: KeyPair, *, seen_by: Signs) -> Visitor:
    key = boxes.open_with(pair.secret, bytes(way.sealed), context=key_context(way.filing))
    return Visitor(Folder(way.filing, key), way)


def standing(filing: Filing, *, at: datetime) -> CaseState:
    """Return the legal state of a filing: stage, terms, what is late."""
    return state_of(filing.protocol, filing.happened, filing.facts, at=at, norms=filing.norms)


def has_other_norms(norm: str, *, seen_by: Signs) -> bool:
    """Return whether any filing is under another norm than this one."""
    # Two ranges of an index, where "not equal" would read all.
    others = Q(protocol__lt=norm) | Q(protocol__gt=norm)
    return Filing.objects.filter(others).exists()


def norms_in_use(*, seen_by: Signs) -> set[str]:
    """Return the norms of all filings."""
    return set(Filing.objects.order_by().values_list("protocol", flat=True).distinct())


def filing_to_open(code: str, *, seen_by: Actor) -> Folder | None:
    """Unlock a request with the reception's key, or with the member's own where others are
    excluded. None for excluded members, and once it is a case, which is opened through its members'
    own keys."""
    filing = Filing.objects.filter(code=marks.code_normalised(code), opened_at=None).first()
    if filing is None:
        return None
    keys = {(key.holder, key.member): key for key in CaseKey.objects.filter(filing=filing)}
    own = keys.get((CaseKey.Holder.RECEPTIONIST, seen_by.member.code))
    shared = keys.get((CaseKey.Holder.RECEPTION, ""))
    if own:
        secret, sealed = seen_by.pair.secret, bytes(own.sealed)
    elif shared:
        try:
            pair = seen_by.group_pair("reception", public=bytes(shared.public))
        except Refused:
            return None
        secret, sealed = pair.secret, bytes(shared.sealed)
    else:
        return None
    folder = Folder(filing, boxes.open_with(secret, sealed, context=key_context(filing)))
    return None if must_not_know(folder, seen_by.member, by=seen_by) else folder


@dataclass(frozen=True, slots=True)
class Proof:
    """The public data of a proof of filing: when it was stored, and its fingerprint."""

    number: str
    filed_at: datetime
    fingerprint: str


def proof_called(number: str, fingerprint: str, *, seen_by: Signs) -> Proof | None:
    """Return the proof that has both number and fingerprint; neither alone finds one. Where the
    public pages have a database role of their own, they see no other."""
    said = [marks.code_normalised(one) for one in (number, fingerprint)]
    if not all(said):
        return None
    show_proof(*said)
    filing = (
        Filing.objects.filter(proof_number=said[0], fingerprint=said[1])
        .only("proof_number", "filed_at", "fingerprint")
        .first()
    )
    return Proof(filing.proof_number, filing.filed_at, filing.fingerprint) if filing else None


def inclusion_of_filing(proof: Proof, *, seen_by: Signs) -> Inclusion | None:
    """Return the proof that the published record includes this filing; None before publication.
    Needs number and fingerprint, and reveals no case."""
    entry = first_with(proof.fingerprint, seen_by=seen_by)
    return inclusion_of(entry, seen_by=seen_by) if entry else None


def every_file_demanded(
    *, seen_by: Signs, of: Filing | None = None, lately: datetime | None = None
) -> list[PublishedBlanketDemand]:
    """Return the demands for every case that may be published, newest first: all, or those of the
    year before `lately`. `of`: only those published after this filing, which earlier ones did not
    affect."""
    found = as_signed(PublishedBlanketDemand.objects.all())
    since = [of.filed_at] if of else []
    since += [lately - YEAR] if lately else []
    told = [one for one in found if all(one.told_at > moment for moment in since)]
    return sorted(told, key=lambda one: (one.told_at, one.pk), reverse=True)
