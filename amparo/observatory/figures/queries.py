"""Reading editions: the published ones for everybody, all of them and free counts for the team."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks.models import Act, Attack, AttackLink
from amparo.observatory.attacks.queries import Filter, attack_called
from amparo.observatory.figures.counting import BLOCK, counted_once
from amparo.observatory.figures.models import Edition
from amparo.observatory.figures.public_tables import (
    PublicTable,
    axis_name,
    label_of,
    public_tables,
)

CHAIN = 40
"""Attacks shown at most in one chain."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; None for a hidden count."""

    code: str
    label: str
    counts: tuple[tuple[str, int | None], ...]  # heading of the column, count
    total: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One edition, as it is read."""

    table: PublicTable
    edition: str
    year: int
    made_at: datetime
    published_at: datetime | None
    digest: str
    content: dict[str, Any]

    @property
    def axes(self) -> tuple[str, str]:
        first, second = self.content["axes"]
        return first, second

    @property
    def headings(self) -> tuple[str, str]:
        first, second = (axis_name(one) for one in self.axes)
        return first, second

    @property
    def columns(self) -> list[str]:
        return [label_of(self.axes[1], one) for one in self.content["columns"]]

    @property
    def lines(self) -> list[Line]:
        heads = self.columns
        return [
            Line(
                row["code"],
                label_of(self.axes[0], row["code"]),
                tuple(zip(heads, row["counts"], strict=True)),
                row["total"],
            )
            for row in self.content["rows"]
        ]

    @property
    def column_totals(self) -> list[tuple[str, int | None]]:
        return list(zip(self.columns, self.content["column_totals"], strict=True))

    @property
    def total(self) -> int:
        return int(self.content["total"])

    @property
    def hides(self) -> bool:
        """Whether any count is hidden."""
        rows = self.content["rows"]
        counts = [one for row in rows for one in (*row["counts"], row["total"])]
        return None in [*counts, *self.content["column_totals"]]


@dataclass(frozen=True, slots=True)
class FreeCounts:
    """Exact counts of distinct victims for the team, under any filter."""

    victims: int
    attacks: int
    by_kind: list[tuple[str, int]]
    by_department: dict[str, int]
    by_month: list[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One attack of a chain, by codes alone."""

    attack: Attack
    kinds: tuple[str, ...]
    follows: tuple[tuple[str, str], ...]  # code of the earlier attack, kind of the link


def published(*, seen_by: object) -> list[Shown]:
    """Return the latest published edition of each table and year, the newest year first."""
    rows = Edition.objects.filter(published_at__isnull=False).order_by("-year", "table", "pk")
    latest = {(row.year, row.table): row for row in rows.defer("withheld")}
    order = list(public_tables())
    found = [_shown(row) for row in latest.values() if row.table in public_tables()]
    return sorted(found, key=lambda one: (-one.year, order.index(one.table.id)))


def published_edition(table: str, edition: str, *, seen_by: object) -> Shown:
    """Return one published edition. Raises Http404."""
    rows = Edition.objects.filter(table=table, edition=edition, published_at__isnull=False)
    row = rows.defer("withheld").first()
    if row is None or row.table not in public_tables():
        raise Http404
    return _shown(row)


def published_text(table: str, edition: str, *, seen_by: object) -> str:
    """Return one published edition byte for byte, as its digest is on record. Raises Http404."""
    rows = Edition.objects.filter(table=table, edition=edition, published_at__isnull=False)
    row = rows.only("content").first()
    if row is None:
        raise Http404
    return row.content


def editions(*, seen_by: Actor) -> list[Shown]:
    """Return all editions for the team, the newest first. Raises Http404."""
    _must_read(seen_by)
    rows = Edition.objects.defer("withheld").order_by("-year", "table", "-pk")
    return [_shown(row) for row in rows if row.table in public_tables()]


def edition_called(table: str, edition: str, *, seen_by: Actor) -> Edition:
    """Return the row of one edition for the team. Raises Http404."""
    _must_read(seen_by)
    row = Edition.objects.filter(table=table, edition=edition).first()
    if row is None:
        raise Http404
    return row


def shown_of(edition: Edition, *, seen_by: Actor) -> Shown:
    """Return an edition as it is read. Raises Http404."""
    _must_read(seen_by)
    return _shown(edition)


def counted(wanted: Filter, *, seen_by: Actor) -> FreeCounts:
    """Count for the team, exactly: every documented attack, whatever the victims agreed to."""
    _must_read(seen_by)
    acts = Act.objects.filter(**_limits(wanted))
    by_kind: dict[str, set[str]] = defaultdict(set)
    by_department: dict[str, set[str]] = defaultdict(set)
    by_month: dict[date, set[str]] = defaultdict(set)
    everyone, attacks = set(), set()
    rows = acts.order_by().values_list(
        "victim__same_as", "kind", "attack__department", "attack__first_month", "attack_id"
    )
    for victim, kind, department, month, attack in counted_once(rows.iterator(BLOCK), 0):
        by_kind[kind].add(victim)
        by_department[department].add(victim)
        if month:
            by_month[month].add(victim)
        everyone.add(victim)
        attacks.add(attack)
    return FreeCounts(
        len(everyone),
        len(attacks),
        sorted(((one, len(who)) for one, who in by_kind.items()), key=lambda one: (-one[1], one)),
        {one: len(who) for one, who in by_department.items()},
        sorted((one, len(who)) for one, who in by_month.items()),
    )


def _limits(wanted: Filter) -> dict[str, Any]:
    limits = {
        "kind": wanted.kind,
        "attack__department": wanted.department,
        "verification": wanted.verification,
        "attack__last_month__gte": wanted.since,
        "attack__first_month__lte": wanted.until,
    }
    return {one: value for one, value in limits.items() if value}


def chain_of(code: str, *, seen_by: Actor) -> list[ChainLink]:
    """Return the chain in which an attack stands, the earliest first. Raises Http404."""
    begin = attack_called(code, seen_by=seen_by).attack
    found, new = {begin.pk}, {begin.pk}
    while new and len(found) < CHAIN:
        rows = AttackLink.objects.filter(earlier__in=new) | AttackLink.objects.filter(later__in=new)
        ends = {one for pair in rows.values_list("earlier", "later") for one in pair}
        new = set(sorted(ends - found)[: CHAIN - len(found)])
        found |= new
    kinds: dict[int, dict[str, None]] = defaultdict(dict)
    for attack, kind in Act.objects.filter(attack__in=found).values_list("attack", "kind"):
        kinds[attack][kind] = None
    follows: dict[int, list[tuple[str, str]]] = defaultdict(list)
    links = AttackLink.objects.filter(earlier__in=found, later__in=found).order_by("pk")
    for later, earlier, kind in links.values_list("later", "earlier__code", "kind"):
        follows[later].append((earlier, kind))
    attacks = Attack.objects.filter(pk__in=found).order_by("first_month", "pk")
    return [ChainLink(one, tuple(kinds[one.pk]), tuple(follows[one.pk])) for one in attacks]


def _shown(row: Edition) -> Shown:
    return Shown(
        public_tables()[row.table],
        row.edition,
        row.year,
        row.made_at,
        row.published_at,
        row.digest,
        json.loads(row.content),
    )


def _must_read(by: Actor) -> None:
    if not by.may(Permission.ATTACK_DOCUMENT):
        raise Http404
