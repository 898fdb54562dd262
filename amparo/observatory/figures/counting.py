"""Distinct victims by two axes: what a table counts, before anything is hidden."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import batched, product
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from amparo.observatory.attacks.models import Act, Attack, PartyConsent, Perpetrator, Source
from amparo.observatory.duplicates.counting import represented_by
from amparo.observatory.duplicates.questions import Question
from amparo.observatory.figures.public_tables import (
    COLLECTIVE,
    FINER,
    UNKNOWN,
    PublicTable,
    coarser,
    finer_codes,
    rules,
)
from amparo.statistics.disclosure import THRESHOLD, Relation, Table

TOTAL = "total"
BLOCK = 5000
type Codes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CountedAct:
    """One act, by codes alone: of which victim, and under which codes it is counted."""

    victim: str
    codes: Codes
    published_twice: bool  # a killing that enough published sources tell of, without any case

    def under(self, axis: str) -> tuple[str, ...]:
        """Return the codes of this act on an axis; none where it is not counted there."""
        if axis not in FINER:
            return self.codes[axis]
        codes = dict.fromkeys(coarser(axis, one) for one in self.codes[FINER[axis]])
        return tuple(one for one in codes if one)


@dataclass(frozen=True, slots=True)
class Crossed:
    """The victims of a table by two axes."""

    axes: tuple[str, str]
    table: Table
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    scope: str
    victims: frozenset[str]  # each with the cells under which it stands

    @property
    def inner(self) -> set[str]:
        """The names of the counts inside the table, without totals."""
        return {self.name(row, column) for row, column in product(self.rows, self.columns)}

    def name(self, row: str = "", column: str = "") -> str:
        return name_of(self.axes, row, column, self.scope)


def counted_once(rows: Iterable[tuple[Any, ...]], at: int) -> Iterator[tuple[Any, ...]]:
    """Yield rows with the code of the victim, which stands at this place, as it is counted."""
    for block in batched(rows, BLOCK):
        same = represented_by(Question.VICTIM, {row[at] for row in block})
        for row in block:
            yield (*row[:at], same.get(row[at], row[at]), *row[at + 1 :])


def counted_acts(year: int) -> Iterator[CountedAct]:
    """Yield the acts of a year that stand in figures: documented well enough, linked to the defence
    work, and of victims who agreed that what happened is published."""
    begin, end = date(year, 1, 1), date(year, 12, 1)
    within = Q(month__range=(begin, end)) | Q(
        month__isnull=True, attack__first_month__range=(begin, end)
    )
    kept = rules()["filter"]
    acts = _with_answer(
        Act.objects.filter(
            within,
            verification__in=kept["verifications"],
            attack__defence_link__in=kept["defence_links"],
        )
    )
    perpetrators, sources = _perpetrators(year), _published_sources(year)
    of_killing = rules()["killings"]
    rows = acts.order_by("pk").values_list(
        "attack_id", "victim__same_as", "victim__kind", "victim__gender", "kind", "department",
        "attack__department", "month", "attack__first_month", "attack__last_month", "office_level",
        "attack__origin",
    )  # fmt: skip
    for row in counted_once(rows.iterator(BLOCK), 1):
        attack, victim, of, gender, kind, own, place, month, first, last, level, origin = row
        by = perpetrators.get(attack, ())
        yield CountedAct(
            victim,
            {
                "kind": (kind,),
                "department": (own or place or UNKNOWN,),
                "quarter": (_quarter(month or first, month or last),),
                "gender": (gender or UNKNOWN if of == "person" else COLLECTIVE,),
                "perpetrator": tuple({one: None for one, _form in by}) or (UNKNOWN,),
                "legal_form": tuple({form: None for _one, form in by}) or (UNKNOWN,),
                "office_level": (level or UNKNOWN,),
            },
            kind == of_killing["kind"]
            and origin != Attack.Origin.COPIED
            and sources[attack] >= of_killing["sources"],
        )


def crossed(
    wanted: PublicTable, axes: tuple[str, str], acts: Iterable[CountedAct]
) -> Crossed | None:
    """Cross the acts by two axes; None where there is no victim."""
    scope = f"kind={wanted.only_kind}" if wanted.only_kind else ""
    scope = "sdg=*" if "sdg" in axes else scope
    cells: dict[str, set[str]] = defaultdict(set)
    single: dict[str, bool] = {}
    seen: tuple[dict[str, None], dict[str, None]] = ({}, {})
    for act in acts:
        if wanted.only_kind and wanted.only_kind not in act.codes["kind"]:
            continue
        places = list(product(act.under(axes[0]), act.under(axes[1])))
        for row, column in places:
            seen[0][row], seen[1][column] = None, None
            for one in (
                name_of(axes, row, column, scope),
                name_of(axes, row, "", scope),
                name_of(axes, "", column, scope),
                name_of(axes, "", "", scope),
            ):
                cells[one].add(act.victim)
                single[one] = single.get(one, True) and act.published_twice
    if not cells:
        return None
    rows, columns = tuple(sorted(seen[0])), tuple(sorted(seen[1]))
    total = name_of(axes, "", "", scope)
    lines = [
        *(_line(axes, scope, (row, ""), [(row, one) for one in columns]) for row in rows),
        *(_line(axes, scope, ("", one), [(row, one) for row in rows]) for one in columns),
        _line(axes, scope, ("", ""), [(row, "") for row in rows]),
        _line(axes, scope, ("", ""), [("", one) for one in columns]),
    ]
    names = {part for line in lines for part in (line.total, *line.parts)}
    counts = {one: len(cells.get(one, ())) for one in sorted(names)}
    need = {one: _need(one, shown=single.get(one, False)) for one in counts}
    table = Table(counts, tuple(lines), need=need, open=frozenset({total}))
    return Crossed(axes, table, rows, columns, scope, _victims(cells))


def links(known: set[str]) -> list[Relation]:
    """Return how counts of a coarse axis are made of finer ones that stand in another table."""
    found = []
    for name in sorted(known):
        parts = name.split("|")
        for place, part in enumerate(parts):
            axis, _sign, code = part.partition("=")
            if axis not in FINER or code == "*":
                continue
            finer = [
                "|".join(sorted([*parts[:place], f"{FINER[axis]}={one}", *parts[place + 1 :]]))
                for one in finer_codes(axis, code)
            ]
            there = tuple(one for one in finer if one in known)
            if there:
                found.append(Relation(name, there))
    return found


def name_of(axes: tuple[str, str], row: str, column: str, scope: str = "") -> str:
    """Return the name of a count: the same in every table that shows it."""
    said = [f"{axis}={code}" for axis, code in zip(axes, (row, column), strict=True) if code]
    if scope and not (scope == "sdg=*" and any(one.startswith("sdg=") for one in said)):
        said.append(scope)
    return "|".join(sorted(said)) or TOTAL


def _line(
    axes: tuple[str, str], scope: str, total: tuple[str, str], parts: list[tuple[str, str]]
) -> Relation:
    return Relation(
        name_of(axes, *total, scope), tuple(name_of(axes, *part, scope) for part in parts)
    )


def _need(name: str, *, shown: bool) -> int:
    """Return the threshold of a count; 0 where it holds only killings that were published."""
    if shown:
        return 0
    strict = rules()["threshold"]
    sensitive = set(strict["kinds"])
    for part in name.split("|"):
        axis, _sign, code = part.partition("=")
        codes = {code} if axis == "kind" else set()
        if axis == "kind_group":
            codes = set(finer_codes(axis, code))
        if codes & sensitive:
            return int(strict["sensitive"])
    return THRESHOLD


def _victims(cells: Mapping[str, set[str]]) -> frozenset[str]:
    stands: dict[str, list[str]] = defaultdict(list)
    for name in sorted(cells):
        for victim in cells[name]:
            stands[victim].append(name)
    return frozenset(f"{victim} {'; '.join(names)}" for victim, names in stands.items())


def _with_answer(acts: QuerySet[Act]) -> QuerySet[Act]:
    """Limit the acts to those whose victim's last answer lets what happened be published."""
    last = PartyConsent.objects.filter(victim=OuterRef("victim")).order_by("-at", "-pk")
    return acts.annotate(agreed=Subquery(last.values("publish")[:1])).filter(agreed=True)


def _perpetrators(year: int) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Perpetrator.objects.filter(_in_year(year)).order_by("pk")
    for attack, kind, form in rows.values_list("attack_id", "kind", "legal_form").iterator():
        found[attack].append((kind, form))
    return found


def _published_sources(year: int) -> Mapping[int, int]:
    found: dict[int, int] = defaultdict(int)
    kinds = rules()["killings"]["source_kinds"]
    rows = Source.objects.filter(_in_year(year), kind__in=kinds).order_by("pk")
    for attack in rows.values_list("attack_id", flat=True).iterator():
        found[attack] += 1
    return found


def _in_year(year: int) -> Q:
    return Q(attack__last_month__gte=date(year, 1, 1), attack__first_month__lte=date(year, 12, 1))


def _quarter(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return UNKNOWN
    begin, end = ((one.year, (one.month - 1) // 3 + 1) for one in (first, last))
    return f"Q{begin[1]}" if begin == end else UNKNOWN
