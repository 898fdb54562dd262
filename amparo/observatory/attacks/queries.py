"""Reading the register of attacks: the codes of all, and the text of one that is unlocked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from amparo.crypto.hashes_and_tokens import code_normalised
from amparo.foundations.accounts.actors import Actor, Refused, System
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks.attack_keys import OpenAttack, opened
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    AttackLink,
    Fact,
    Part,
    PartyConsent,
    Perpetrator,
    Response,
    Source,
    Victim,
)
from amparo.observatory.attacks.texts import (
    ActText,
    AttackText,
    ConsentText,
    FactText,
    PerpetratorText,
    ResponseText,
    SourceText,
    Text,
    VictimText,
)

TEXT_OF: dict[type[Part], type[Text]] = {
    Victim: VictimText,
    Act: ActText,
    Perpetrator: PerpetratorText,
    Source: SourceText,
    Fact: FactText,
    Response: ResponseText,
}
"""The class of the sealed text of each kind of row."""
PAGE = 50

type AnyPart = Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of attacks is limited to; what is empty limits nothing."""

    kind: str = ""
    department: str = ""
    verification: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One attack in a list: codes only, nothing is unsealed."""

    attack: Attack
    kinds: tuple[str, ...]
    victims: int


@dataclass(frozen=True, slots=True)
class Shown[P: Part, T: Text]:
    """A part of an unlocked attack, with its text."""

    row: P
    text: T


@dataclass(frozen=True, slots=True)
class ConsentShown:
    consent: PartyConsent
    text: ConsentText


@dataclass(frozen=True, slots=True)
class Whole:
    """An unlocked attack with everything that belongs to it."""

    attack: Attack
    text: AttackText
    victims: Sequence[Shown[Victim, VictimText]]
    acts: Sequence[Shown[Act, ActText]]
    perpetrators: Sequence[Shown[Perpetrator, PerpetratorText]]
    sources: Sequence[Shown[Source, SourceText]]
    facts: Sequence[Shown[Fact, FactText]]
    responses: Sequence[Shown[Response, ResponseText]]
    consents: Sequence[ConsentShown]
    earlier: Sequence[AttackLink]
    later: Sequence[AttackLink]

    def answer_of(self, party: Victim | Source) -> ConsentShown | None:
        """Return what this victim or source agreed to last."""
        own = [one for one in self.consents if one.consent.party == party]
        return own[-1] if own else None


def listed(wanted: Filter, *, page: int, seen_by: Actor) -> tuple[list[Row], bool]:
    """Return one page of the attacks, the newest first, and whether more follow. Raises Http404 for
    a member who documents none."""
    _must_read(seen_by)
    found = _filtered(wanted).order_by("-first_month", "code")
    begin = (page - 1) * PAGE
    rows = list(found[begin : begin + PAGE + 1])
    return _with_acts(rows[:PAGE]), len(rows) > PAGE


def number_of(wanted: Filter, *, seen_by: Actor) -> int:
    """Return how many attacks a list holds."""
    _must_read(seen_by)
    return _filtered(wanted).count()


def attacks_in(wanted: Filter, *, seen_by: Actor | System) -> QuerySet[Attack]:
    """Return the attacks of a list, to read their codes in an order of one's own. Raises Http404
    for a member who documents none."""
    if isinstance(seen_by, Actor):
        _must_read(seen_by)
    return _filtered(wanted)


def attack_called(code: str, *, seen_by: Actor) -> OpenAttack:
    """Return one attack, unlocked. Raises Http404 where there is none or the member holds no key of
    it."""
    _must_read(seen_by)
    found = Attack.objects.filter(code=code_normalised(code)).first()
    if found is None:
        raise Http404
    try:
        return opened(found, seen_by=seen_by)
    except Refused as problem:
        raise Http404 from problem


def part_called[P: Part](held: OpenAttack, kind: type[P], ref: str, *, seen_by: Actor) -> P:
    """Return one part of an attack. Raises Http404."""
    found = part_or_none(held, kind, ref, seen_by=seen_by)
    if found is None:
        raise Http404
    return found


def part_or_none[P: Part](held: OpenAttack, kind: type[P], ref: str, *, seen_by: Actor) -> P | None:
    """Return one part of an attack, or None where it was removed."""
    _must_read(seen_by)
    rows: QuerySet[P] = kind.objects.filter(attack=held.attack)  # type: ignore[attr-defined]
    return rows.filter(ref=code_normalised(ref)).first()


def party_called(held: OpenAttack, part: str, ref: str, *, seen_by: Actor) -> Victim | Source:
    """Return the victim or the source of an attack whose consent is asked. Raises Http404."""
    if part == "victims":
        return part_called(held, Victim, ref, seen_by=seen_by)
    if part == "sources":
        return part_called(held, Source, ref, seen_by=seen_by)
    raise Http404


def text_of(held: OpenAttack, row: Part) -> Text:
    """Return the text of a part. Raises Unsealable."""
    return held.read(row.ref, row.sealed, TEXT_OF[type(row)])


def whole(held: OpenAttack, *, seen_by: Actor) -> Whole:
    """Return an attack with everything that belongs to it. Raises Unsealable."""
    _must_read(seen_by)
    attack = held.attack
    return Whole(
        attack=attack,
        text=held.read(attack.code, attack.sealed, AttackText),
        victims=_shown(held, attack.victims.order_by("pk"), VictimText),
        acts=_shown(held, attack.acts.select_related("victim").order_by("pk"), ActText),
        perpetrators=_shown(held, attack.perpetrators.order_by("pk"), PerpetratorText),
        sources=_shown(held, attack.sources.order_by("pk"), SourceText),
        facts=_shown(held, attack.facts.select_related("source").order_by("pk"), FactText),
        responses=_shown(held, attack.responses.order_by("pk"), ResponseText),
        consents=[
            ConsentShown(one, held.read(consent_ref(one), one.sealed, ConsentText))
            for one in attack.consents.select_related("victim", "source").order_by("at", "pk")
        ],
        earlier=list(attack.earlier_links.select_related("earlier").order_by("pk")),
        later=list(attack.later_links.select_related("later").order_by("pk")),
    )


def consent_ref(consent: PartyConsent) -> str:
    """Return the reference under which the text of an answer is sealed."""
    return f"consent/{consent.party.ref}/{consent.at.isoformat()}"


def _must_read(by: Actor) -> None:
    if not by.may(Permission.ATTACK_DOCUMENT):
        raise Http404


def _filtered(wanted: Filter) -> QuerySet[Attack]:
    limits = Q()
    if wanted.kind:
        limits &= Q(pk__in=Act.objects.filter(kind=wanted.kind).values("attack"))
    if wanted.department:
        limits &= Q(department=wanted.department)
    if wanted.verification:
        limits &= Q(verification=wanted.verification)
    if wanted.since:
        limits &= Q(last_month__gte=wanted.since)
    if wanted.until:
        limits &= Q(first_month__lte=wanted.until)
    return Attack.objects.filter(limits)


def _with_acts(attacks: Sequence[Attack]) -> list[Row]:
    kinds: dict[int, dict[str, None]] = {}
    victims: dict[int, set[int]] = {}
    acts = Act.objects.filter(attack__in=attacks).order_by("pk")
    for attack, victim, kind in acts.values_list("attack_id", "victim_id", "kind"):
        kinds.setdefault(attack, {})[kind] = None
        victims.setdefault(attack, set()).add(victim)
    return [Row(one, tuple(kinds.get(one.pk, ())), len(victims.get(one.pk, ()))) for one in attacks]


def _shown[P: Part, T: Text](
    held: OpenAttack, rows: Iterable[P], kind: type[T]
) -> list[Shown[P, T]]:
    return [Shown(row, held.read(row.ref, row.sealed, kind)) for row in rows]
