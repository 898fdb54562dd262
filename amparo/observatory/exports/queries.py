"""Reading what may leave of the register of attacks: columns alone, a few hundred attacks at a
time."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor, System
from amparo.observatory.attacks.attack_keys import OpenAttack, opened_in_turn
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    AttackLink,
    Fact,
    PartyConsent,
    Perpetrator,
    Precision,
    Response,
    Source,
    Victim,
)
from amparo.observatory.attacks.queries import Filter, attacks_in, consent_ref
from amparo.observatory.attacks.texts import ConsentText
from amparo.observatory.exports.audience import Answer, Audience, against
from amparo.observatory.exports.records import (
    ActRecord,
    AttackRecord,
    LinkRecord,
    PerpetratorRecord,
    ResponseRecord,
    SourceRecord,
    VictimRecord,
    When,
    by_country_and_year,
    is_intimate,
    without_groups,
)
from amparo.observatory.exports.tally import Tally

BATCH = 400
NO_VICTIM = "no_victim"
WITH_ATTACK = "with_its_attack"
SPANS = {Precision.DAY: "month", Precision.UNKNOWN: "unknown"}
"""A day is sealed: what leaves of it is the month."""

type Reader = Actor | System
type Fit = Callable[[AttackRecord, Tally], AttackRecord | None]
type Rows = Mapping[int, list[Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which attacks are exported, and for whom."""

    filter: Filter
    audience: Audience


def records_of(wanted: Wanted, tally: Tally, *, seen_by: Reader) -> Iterator[AttackRecord]:
    """Go through what may leave, and count what was read and what is left out. Raises Http404 for
    a member who documents no attack."""
    rows = attacks_in(wanted.filter, seen_by=seen_by)
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        read = _Batch(batch, wanted.audience, seen_by)
        followed = read.later_in(rows)
        for attack in batch:
            found = read.record(attack, tally, followed)
            if found is not None:
                yield found


def leaving(wanted: Wanted, fit: Fit, tally: Tally, *, seen_by: Reader) -> Iterator[AttackRecord]:
    """Go through what leaves in one format, and count it."""
    for record in records_of(wanted, tally, seen_by=seen_by):
        tally.agreed.update(record.counts)
        fitted = fit(record, tally)
        if fitted is not None:
            tally.out.update(fitted.counts)
            yield fitted


def tally_of(wanted: Wanted, fit: Fit, *, seen_by: Reader) -> Tally:
    """Count what would leave in one format, without writing it."""
    tally = Tally()
    for _record in leaving(wanted, fit, tally, seen_by=seen_by):
        pass
    return tally


def is_what_is_stored(wanted: Wanted, tally: Tally, *, seen_by: Reader) -> bool:
    """Return whether what was read and counted is what the database counts."""
    most = most_agreed(wanted, seen_by=seen_by)
    agreed = {kind: tally.agreed[kind] for kind in most}
    allowed = (
        agreed == most
        if wanted.audience.public
        else all(agreed[kind] <= most[kind] for kind in most)
    )
    return allowed and tally.agrees_with(stored_counts(wanted, seen_by=seen_by))


def stored_counts(wanted: Wanted, *, seen_by: Reader) -> dict[str, int]:
    """Count the rows of the register that an export reads, by the database."""
    rows = attacks_in(wanted.filter, seen_by=seen_by)
    of = rows.values("pk")
    return {
        "attacks": rows.count(),
        "victims": Victim.objects.filter(attack__in=of).count(),
        "acts": Act.objects.filter(attack__in=of).count(),
        "sources": Source.objects.filter(attack__in=of).count(),
    }


def most_agreed(wanted: Wanted, *, seen_by: Reader) -> dict[str, int]:
    """Count, by the database, the victims and acts whose last answer allows it: for everybody
    exactly, for one recipient at most."""
    allowed = Q(last__isnull=False, last_publish=True)
    if not wanted.audience.public:
        allowed |= Q(last__isnull=False, last_share=True)
    answers = PartyConsent.objects.filter(victim=OuterRef("pk")).order_by("-at", "-pk")
    victims = Victim.objects.filter(
        attack__in=attacks_in(wanted.filter, seen_by=seen_by).values("pk")
    ).annotate(
        last=Subquery(answers.values("pk")[:1]),
        last_publish=Subquery(answers.values("publish")[:1]),
        last_share=Subquery(answers.values("share")[:1]),
    )
    agreed = victims.filter(allowed)
    return {
        "victims": agreed.count(),
        "acts": Act.objects.filter(victim__in=agreed.values("pk")).count(),
    }


class _Batch:
    """A few hundred attacks with all that belongs to them, in one query for each kind of row."""

    def __init__(self, attacks: list[Attack], audience: Audience, seen_by: Reader) -> None:
        self.attacks, self.audience, self.reader = attacks, audience, seen_by
        self.keys = [one.pk for one in attacks]
        self.victims = self._of(Victim, "same_as", "kind", "gender", "groups", "work_areas")
        self.acts = self._of(
            Act,
            "victim_id",
            "kind",
            "gendered_forms",
            "month",
            "department",
            "verification",
            "office_level",
            "medium",
        )
        self.perpetrators = self._of(Perpetrator, "kind", "legal_form", "involvement")
        self.sources = self._of(Source, "kind", "reliability")
        self.responses = self._of(Response, "kind", "outcome", "month")
        links = AttackLink.objects.filter(earlier__in=self.keys).order_by("pk")
        self.links = _grouped(
            links.values_list("earlier_id", "later_id", "later__code", "kind", named=True)
        )
        facts = Fact.objects.filter(attack__in=self.keys).order_by("pk")
        self.facts = _grouped(facts.values_list("source_id", "about", named=True))
        self.answers = self._answers()

    def later_in(self, rows: QuerySet[Attack]) -> frozenset[int]:
        """Return which of the attacks that followed leave with the same export."""
        later = {link.later_id for links in self.links.values() for link in links}
        found = list(rows.filter(pk__in=later))
        if not found:
            return frozenset()
        read = _Batch(found, self.audience, self.reader)
        records = {one.pk: read.record(one, Tally(), frozenset()) for one in found}
        return frozenset(
            key for key, one in records.items() if one and not self._is_told_by_year(one)
        )

    def record(self, attack: Attack, tally: Tally, followed: frozenset[int]) -> AttackRecord | None:
        """Return what leaves of one attack; nothing where no victim agreed."""
        tally.read["attacks"] += 1
        victims = self._victims(attack, tally)
        acts = self._acts(attack, victims)
        sources = self._sources(attack, tally, leaves=bool(victims))
        if not victims:
            return None
        found = AttackRecord(
            id=attack.code,
            when=_when(attack.first_month, attack.last_month, attack.precision),
            country=attack.country,
            department=attack.department,
            defence_link=attack.defence_link,
            verification=attack.verification,
            victims=tuple(victims.values()),
            acts=acts,
            perpetrators=tuple(map(_perpetrator, self.perpetrators[attack.pk])),
            sources=sources,
            responses=tuple(map(_response, self.responses[attack.pk])),
            links=tuple(
                LinkRecord(later=one.later__code, kind=one.kind)
                for one in self.links[attack.pk]
                if one.later_id in followed
            ),
        )
        return self._for_audience(found, tally)

    def _for_audience(self, record: AttackRecord, tally: Tally) -> AttackRecord:
        """Make it coarser where everybody reads it."""
        if not self.audience.public:
            return record
        if self._is_told_by_year(record):
            tally.changed["by_year"] += 1
            record = by_country_and_year(record)
        tally.changed["groups"] += sum(bool(one.groups) for one in record.victims)
        return without_groups(record)

    def _is_told_by_year(self, record: AttackRecord) -> bool:
        return self.audience.public and any(
            is_intimate(one.kind, one.gendered_forms) for one in record.acts
        )

    def _victims(self, attack: Attack, tally: Tally) -> dict[int, VictimRecord]:
        rows, agreed, reasons = self.victims[attack.pk], {}, [""]
        acts: dict[int, int] = defaultdict(int)
        for act in self.acts[attack.pk]:
            acts[act.victim_id] += 1
        tally.read["victims"] += len(rows)
        tally.read["acts"] += sum(acts.values())
        for row in rows:
            why = against(self.audience, self.answers.get(("victim", row.pk)))
            if why:
                reasons.append(why)
                tally.leave("victims", why)
                tally.leave("acts", why, acts[row.pk])
            else:
                agreed[row.pk] = _victim(row)
        if not agreed:
            tally.leave("attacks", reasons[-1] or NO_VICTIM)
        return agreed

    def _acts(self, attack: Attack, victims: Mapping[int, VictimRecord]) -> tuple[ActRecord, ...]:
        return tuple(
            _act(row, victims[row.victim_id], attack)
            for row in self.acts[attack.pk]
            if row.victim_id in victims
        )

    def _sources(self, attack: Attack, tally: Tally, *, leaves: bool) -> tuple[SourceRecord, ...]:
        """Return the sources that agreed; of an attack that does not leave, none."""
        agreed = []
        for row in self.sources[attack.pk]:
            tally.read["sources"] += 1
            why = against(self.audience, self.answers.get(("source", row.pk)))
            if why or not leaves:
                tally.leave("sources", why or WITH_ATTACK)
            else:
                agreed.append(_source(row, self.facts[row.pk]))
        return tuple(agreed)

    def _answers(self) -> dict[tuple[str, int], Answer]:
        """Return the last answer of each party."""
        rows = PartyConsent.objects.filter(attack__in=self.keys).order_by("at", "pk")
        last = {
            _party(row): row
            for row in rows.values_list(
                "pk", "victim_id", "source_id", "hold", "share", "publish", named=True
            )
        }
        said = self._shared_with(row.pk for row in last.values() if row.share and not row.publish)
        return {
            party: Answer(row.hold, row.share, row.publish, said.get(row.pk, ""))
            for party, row in last.items()
        }

    def _shared_with(self, answers: Iterable[int]) -> dict[int, str]:
        """Unseal with whom it may be shared, where an answer depends on it."""
        if self.audience.public or not isinstance(self.reader, Actor):
            return {}
        rows = PartyConsent.objects.filter(pk__in=list(answers)).select_related("victim", "source")
        asked: dict[int, list[PartyConsent]] = defaultdict(list)
        for row in rows:
            asked[row.attack_id].append(row)
        attacks = [one for one in self.attacks if one.pk in asked]
        return {
            row.pk: _said(held, row)
            for held in opened_in_turn(attacks, seen_by=self.reader)
            for row in asked[held.attack.pk]
        }

    def _of(self, kind: Any, *columns: str) -> Rows:
        """Return the rows of this kind by attack, as tuples: instances take twice the time."""
        rows = kind.objects.filter(attack__in=self.keys).order_by("pk")
        return _grouped(rows.values_list("attack_id", "pk", "ref", *columns, named=True))


def _grouped(rows: Iterable[Any]) -> Rows:
    """Return tuples by what stands first in them."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _party(row: Any) -> tuple[str, int]:
    return ("victim", row.victim_id) if row.victim_id else ("source", row.source_id or 0)


def _said(held: OpenAttack, row: PartyConsent) -> str:
    try:
        return held.read(consent_ref(row), row.sealed, ConsentText).shared_with
    except Unsealable:
        return ""


def _when(first: date | None, last: date | None, precision: str) -> When:
    if first is None or last is None:
        return When(None, None, "unknown")
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return When(first, end, SPANS.get(Precision(precision), precision))


def _victim(row: Any) -> VictimRecord:
    return VictimRecord(
        id=row.ref,
        same_as=row.same_as,
        kind=row.kind,
        gender=row.gender,
        groups=tuple(row.groups),
        work_areas=tuple(row.work_areas),
    )


def _act(row: Any, victim: VictimRecord, attack: Attack) -> ActRecord:
    if row.month:
        when = _when(row.month, row.month, Precision.MONTH)
    else:
        when = _when(attack.first_month, attack.last_month, attack.precision)
    return ActRecord(
        id=row.ref,
        victim=victim,
        kind=row.kind,
        gendered_forms=tuple(row.gendered_forms),
        when=when,
        department=row.department or attack.department,
        verification=row.verification,
        office_level=row.office_level,
        medium=row.medium,
    )


def _perpetrator(row: Any) -> PerpetratorRecord:
    return PerpetratorRecord(
        id=row.ref, kind=row.kind, legal_form=row.legal_form, involvement=row.involvement
    )


def _source(row: Any, facts: Iterable[Any]) -> SourceRecord:
    about = tuple(dict.fromkeys(one.about for one in facts))
    return SourceRecord(id=row.ref, kind=row.kind, reliability=row.reliability, about=about)


def _response(row: Any) -> ResponseRecord:
    month = row.month
    when = _when(month, month, Precision.MONTH if month else Precision.UNKNOWN)
    return ResponseRecord(id=row.ref, kind=row.kind, outcome=row.outcome, when=when)
