"""Reading consultations: what the public may read, what an author may, what a member may."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from amparo.crypto import phrases
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import NotAPhrase, Unsealable
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.sign_in import phrase_guessing as nearness
from amparo.foundations.intake.row_scope import show_mark
from amparo.foundations.ledger.chain import Signs
from amparo.observatory.consultations.canonical_record import answers_to, is_told_on, proposals_in
from amparo.observatory.consultations.models import (
    Consultation,
    ConsultationReader,
    Danger,
    Phase,
    Proposal,
    ProposalAnswer,
)
from amparo.observatory.consultations.proposal_phrase import proposal_keys

__all__ = [
    "Author",
    "Consultation",
    "Counts",
    "Danger",
    "Kept",
    "NoSuchProposal",
    "Phase",
    "Proposal",
    "ProposalAnswer",
    "Told",
    "TooManyAlike",
    "author_again",
    "author_by_guess",
    "consultation_called",
    "consultations",
    "counts_of",
    "kept_of",
    "left_out_of",
    "may_answer",
    "own_words",
    "proposal_called",
    "read_alone_by",
    "readers_of",
    "secret_of",
    "told_in",
    "told_of",
    "told_on",
    "words_for",
]

State = Proposal.State
_ANSWERS = Permission.CONSULTATION_ANSWER


class NoSuchProposal(Exception):
    """These words are not the phrase of any proposal."""


class TooManyAlike(Exception):
    """Nearly the same words were tried too often today."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What may not be repeated in public until the end: passages that were left out, and texts that
    were withheld whole."""

    passages: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal with its present answer; an answer to an older text is in `earlier`."""

    proposal: Proposal
    answer: ProposalAnswer | None
    earlier: tuple[ProposalAnswer, ...]

    @property
    def answers(self) -> tuple[ProposalAnswer, ...]:
        return (*self.earlier, *((self.answer,) if self.answer else ()))

    @property
    def waits(self) -> bool:
        return self.proposal.state == State.WAITING

    @property
    def unanswered(self) -> bool:
        return self.proposal.state != State.WITHDRAWN and self.answer is None


@dataclass(frozen=True, slots=True)
class Counts:
    """Public numbers about what is not public, with the listed reasons."""

    received: int
    waiting: int
    overdue: int
    withdrawn: int
    answered: int
    unanswered: int
    withheld: Mapping[str, int]
    """Proposals withheld whole, by reason."""
    passages: Mapping[str, int]
    """Proposals shown with passages left out, by reason."""
    answers: Mapping[str, int]
    """Answers from which passages were left out since, by reason."""


@dataclass(frozen=True, slots=True)
class Author:
    """An author who returned with the phrase of a proposal."""

    proposal: Proposal
    pair: KeyPair = field(repr=False)

    @property
    def signature(self) -> str:
        return "person"


def consultations(*, seen_by: Signs) -> list[Consultation]:
    return list(Consultation.objects.order_by("-opens_on", "name"))


def consultation_called(name: str, *, seen_by: Signs) -> Consultation | None:
    return Consultation.objects.filter(name=name).first()


def told_in(consultation: Consultation, *, seen_by: Signs) -> list[Told]:
    """Every proposal, in the order of arrival, without words that wait or are withheld. Where the
    public pages run alone, their database role reads only day and place of these."""
    return [_told(one) for one in proposals_in(consultation)]


def told_on(consultation: Consultation, day: date, *, seen_by: Signs) -> list[Told]:
    """What the public may know about on that day."""
    found = told_in(consultation, seen_by=seen_by)
    return [one for one in found if is_told_on(one.proposal, day)]


def counts_of(
    consultation: Consultation, told: list[Told], *, at: datetime, seen_by: Signs
) -> Counts:
    since = localdate(at - consultation.look_within)
    rows = [one.proposal for one in told]
    of = Counter(one.state for one in rows)
    return Counts(
        received=len(rows),
        waiting=of[State.WAITING],
        overdue=sum(_waits_since(one) < since for one in rows if one.state == State.WAITING),
        withdrawn=of[State.WITHDRAWN],
        answered=sum(one.answer is not None for one in told),
        unanswered=sum(one.unanswered for one in told),
        withheld=Counter(one.reason for one in rows if one.state == State.WITHHELD),
        passages=Counter(one.reason for one in rows if one.state == State.SHOWN and one.passages),
        answers=Counter(x.reason for one in told for x in one.answers if x.passages),
    )


def _waits_since(one: Proposal) -> date:
    """The day since which it waits: the exact minute would show watchers when a person wrote."""
    return localdate(one.changed_at)


def author_by_guess(text: str, *, at: datetime, seen_by: Signs) -> Author:
    """The author with this phrase. Raises NoSuchProposal, TooManyAlike."""
    try:
        words = phrases.recognise(text)
    except NotAPhrase as problem:
        raise NoSuchProposal from problem
    if not nearness.begin(words, at=at):
        raise TooManyAlike
    keys = proposal_keys(words)
    show_mark(keys.identity)
    found = Proposal.objects.select_related("consultation").filter(identity=keys.identity).first()
    if found is None:
        raise NoSuchProposal
    nearness.was_right(words, at=at)
    return Author(found, keys.pair)


def author_again(code: str, pair: KeyPair, *, seen_by: Signs) -> Author | None:
    """The same author on the next page of a visit; None for another key."""
    show_mark(pair.public)
    found = Proposal.objects.select_related("consultation").filter(code=code).first()
    return Author(found, pair) if found and bytes(found.public) == pair.public else None


def own_words(author: Author, *, seen_by: Signs) -> dict[str, Any]:
    """What the author wrote, complete; empty once it was withdrawn."""
    sealed = bytes(author.proposal.for_author)
    if not sealed:
        return {}
    return boxes.words_in(author.pair.secret, sealed, context=author.proposal.context)


def told_of(proposal: Proposal, *, seen_by: Signs) -> Told:
    return _told(proposal)


def proposal_called(consultation: Consultation, code: str, *, seen_by: Actor) -> Told | None:
    found = consultation.proposals.filter(code=code).prefetch_related("answers").first()
    return _told(found) if found else None


def words_for(proposal: Proposal, *, seen_by: Actor) -> dict[str, Any]:
    """What was written, for a member who may read it. Raises Refused."""
    if not seen_by.may(_ANSWERS):
        raise Refused("may_not_answer")
    pair = secret_of(proposal.consultation, seen_by=seen_by)
    sealed = bytes(proposal.for_readers)
    if not sealed:
        return {}
    return boxes.words_in(pair.secret, sealed, context=proposal.context)


def left_out_of(proposal: Proposal, *, seen_by: Actor) -> list[str]:
    """The passages that earlier looks left out, also from an older text, for a member who may read
    them. Raises Refused."""
    return list(kept_of(proposal, seen_by=seen_by).passages)


def kept_of(proposal: Proposal, *, seen_by: Actor) -> Kept:
    """These passages, with the texts that were withheld whole. Raises Refused."""
    sealed = bytes(proposal.left_out)
    if not sealed:
        return Kept()
    pair = secret_of(proposal.consultation, seen_by=seen_by)
    versions = range(proposal.version, 0, -1)
    opened = (_opened(pair, sealed, proposal.context_of(version)) for version in versions)
    said: Any = next(filter(None, opened), None)
    return Kept(tuple(said["passages"]), tuple(said["whole"])) if said else Kept()


def _opened(pair: KeyPair, sealed: bytes, context: str) -> Any:
    try:
        return boxes.value_in(pair.secret, sealed, context=context)
    except Unsealable:
        return None


def secret_of(consultation: Consultation, *, seen_by: Actor) -> KeyPair:
    """The consultation's own key pair. Raises Refused for a member who is not its reader."""
    seat = ConsultationReader.objects.filter(
        consultation=consultation, member=seen_by.member
    ).first()
    if seat is None:
        raise Refused("no_reader")
    secret = boxes.open_with(seen_by.pair.secret, bytes(seat.sealed), context=consultation.code)
    return KeyPair(public=bytes(consultation.public), secret=secret)


def readers_of(consultation: Consultation, *, seen_by: Signs) -> list[Member]:
    seats = consultation.readers.select_related("member").filter(member__active=True)
    return [one.member for one in seats.order_by("member__name")]


def read_alone_by(member: Member, *, seen_by: Signs) -> list[Consultation]:
    """Open consultations of which this member is the only reader."""
    going_on = Consultation.objects.filter(closed_at=None).order_by("name")
    return [one for one in going_on if readers_of(one, seen_by=seen_by) == [member]]


def may_answer(*, seen_by: Signs) -> list[Member]:
    """All members whose role is to look at proposals and answer them."""
    active = Member.objects.filter(active=True).order_by("name")
    return [one for one in active if _ANSWERS in permissions_of(one.role_set)]


def _told(proposal: Proposal) -> Told:
    given = answers_to(proposal)
    current = next((one for one in given if one.version == proposal.version), None)
    return Told(proposal, current, tuple(one for one in given if one is not current))
