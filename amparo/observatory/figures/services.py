"""Making editions of the public tables of attacks, and putting them before the public."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.ledger.chain import NOTHING, Signs
from amparo.foundations.ledger.services import record
from amparo.observatory.figures.counting import (
    CountedAct,
    Crossed,
    counted_acts,
    crossed,
    links,
)
from amparo.observatory.figures.events import AttackFiguresMade, AttackFiguresPublished
from amparo.observatory.figures.models import Edition
from amparo.observatory.figures.public_tables import PublicTable, order_of, public_tables, rules
from amparo.observatory.figures.published_json import AttackTableSaid
from amparo.statistics.disclosure import (
    THRESHOLD,
    CannotProtect,
    Relation,
    Release,
    StatisticsMissing,
    Table,
    failures,
    is_installed,
    protect,
)

log = logging.getLogger("amparo.tick")

FORMAT = 1
CHANGED = 5
"""Victims who must have changed in a table before a correction of it is made."""
MARK = 12
"""Letters of the hash of a victim and the counts under which it stands."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What counting again gives, beside an edition: whether every shown count is the same, and so
    is the digest that is on record."""

    same: bool
    victims_changed: int


def make_what_is_due(*, by: Signs, at: datetime) -> list[Edition]:
    """Make the tables of the last year once it is over, unless one of them exists. Corrections are
    made by the command. Raises StatisticsMissing."""
    year = localdate(at).year - 1
    if Edition.objects.filter(year=year).exists() or next(counted_acts(year), None) is None:
        return []
    if not is_installed():
        raise StatisticsMissing
    return make_editions(year, by=by, at=at)


@transaction.atomic
def make_editions(year: int, *, by: Signs, at: datetime) -> list[Edition]:
    """Count, protect and store the tables of a year: those that have no edition, and corrections of
    those in which at least five victims changed. Raises StatisticsMissing."""
    acts = list(counted_acts(year))
    stored = list(Edition.objects.filter(year=year).order_by("pk"))
    releases = [_release(one) for one in stored]
    made = []
    for table in public_tables().values() if acts else ():
        own = [one for one in stored if one.table == table.id]
        if own:
            again = crossed(table, _axes(own[-1]), acts)
            if _difference(again, own[-1]).victims_changed < CHANGED:
                continue
        found = _protected(table, acts, releases, own[-1] if own else None)
        if found is None:
            continue
        counts, release = found
        releases.append(release)
        made.append(_store(table, year, counts, release, number=len(own) + 1, by=by, at=at))
    return made


@transaction.atomic
def publish(edition: Edition, *, by: Actor, at: datetime) -> None:
    """Put an edition before the public; a second time nothing happens. Raises Refused."""
    if not by.may(Permission.ATTACK_DOCUMENT):
        raise Refused("documents_nothing")
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    if row.published_at is not None:
        return
    row.published_at = at
    row.save(update_fields=["published_at"])
    said = AttackFiguresPublished(about=_about(row), table=row.table, edition=row.edition)
    record(said, by=by, at=at)


def editions_of(year: int) -> list[Edition]:
    """Return the editions of a year, as they were made."""
    return list(Edition.objects.filter(year=year).order_by("pk"))


def make_each_year(*, by: Signs, at: datetime) -> None:
    """Make the tables that are due; without the extra say what to install."""
    try:
        make_what_is_due(by=by, at=at)
    except StatisticsMissing:
        log.warning("figures of attacks need the extra: install amparo[statistics]")


def compare_again(edition: Edition) -> Difference:
    """Count the table of an edition again from the register as it is now."""
    table, acts = public_tables()[edition.table], list(counted_acts(edition.year))
    counts = crossed(table, _axes(edition), acts)
    found = _difference(counts, edition)
    if counts is None or not found.same:
        return found
    release = Release(counts.table, _release(edition).hidden)
    again = _as_json(_content(table, edition, counts, release))
    same = again == edition.content and _digest(again).hex() == edition.digest
    return Difference(same=same, victims_changed=0)


def audit_of(edition: Edition) -> list[str]:
    """Return the hidden counts of an edition that can be narrowed too far from all editions of that
    year: none. Raises StatisticsMissing."""
    rows = Edition.objects.filter(year=edition.year).order_by("pk")
    others = [_release(one) for one in rows if one.pk != edition.pk]
    release = _release(edition)
    known = {name for one in others for name in one.table.counts}
    return failures(release, others, links(known | {*release.table.counts}))


def _protected(
    table: PublicTable,
    acts: Sequence[CountedAct],
    earlier: Sequence[Release],
    before: Edition | None,
) -> tuple[Crossed, Release] | None:
    """Return the finest try that hides few enough, or the last that can be protected; None where
    none can. A correction is counted as its edition was."""
    known = {name for one in earlier for name in one.table.counts}
    tries = [_axes(before)] if before is not None else table.tries
    kept = None
    for axes in tries:
        counts = crossed(table, axes, acts)
        if counts is None:
            return None
        try:
            release = protect(counts.table, earlier, links(known | {*counts.table.counts}))
        except CannotProtect:
            continue
        kept = counts, release
        filled = [one for one in counts.inner if counts.table.counts[one]]
        hidden = sum(one in release.hidden for one in filled)
        if hidden <= rules()["hidden_share"] * len(filled):
            break
    return kept


def _store(
    table: PublicTable,
    year: int,
    counts: Crossed,
    release: Release,
    *,
    number: int,
    by: Signs,
    at: datetime,
) -> Edition:
    name = str(year) if number == 1 else f"{year}-{number}"
    row = Edition(table=table.id, edition=name, year=year, made_at=at)
    row.content = _as_json(_content(table, row, counts, release))
    row.withheld = _as_json(_withheld(counts, release))
    digest = _digest(row.content)
    row.digest = digest.hex()
    row.save(force_insert=True)
    said = AttackFiguresMade(about=_about(row), table=row.table, edition=row.edition)
    record(said, by=by, at=at, digest=digest)
    return row


def _content(
    table: PublicTable, edition: Edition, counts: Crossed, release: Release
) -> AttackTableSaid:
    shown, kept = release.shown, rules()["filter"]
    rows = order_of(counts.axes[0], set(counts.rows))
    columns = order_of(counts.axes[1], set(counts.columns))
    return {
        "format": FORMAT,
        "table": table.id,
        "edition": edition.edition,
        "year": edition.year,
        "made_on": localdate(edition.made_at).isoformat(),
        "counts": "distinct victims",
        "definition": {"es": table.words["means_es"], "en": table.words["means_en"]},
        "filter": {
            "verifications": kept["verifications"],
            "defence_links": kept["defence_links"],
            "consent": "publish",
            "version": rules()["version"],
        },
        "threshold": THRESHOLD,
        "axes": list(counts.axes),
        "columns": columns,
        "rows": [
            {
                "code": row,
                "counts": [shown[counts.name(row, column)] for column in columns],
                "total": shown[counts.name(row)],
            }
            for row in rows
        ],
        "column_totals": [shown[counts.name("", column)] for column in columns],
        "total": shown[counts.name()],
    }


def _withheld(counts: Crossed, release: Release) -> dict[str, Any]:
    return {
        "counts": dict(counts.table.counts),
        "need": {one: need for one, need in counts.table.need.items() if need != THRESHOLD},
        "relations": [[one.total, list(one.parts)] for one in counts.table.relations],
        "open": sorted(counts.table.open),
        "hidden": sorted(release.hidden),
        "victims": sorted(_mark(one) for one in counts.victims),
    }


def _release(edition: Edition) -> Release:
    held = json.loads(edition.withheld)
    table = Table(
        held["counts"],
        tuple(Relation(total, tuple(parts)) for total, parts in held["relations"]),
        need=held["need"],
        open=frozenset(held["open"]),
    )
    return Release(table, frozenset(held["hidden"]))


def _difference(now: Crossed | None, edition: Edition) -> Difference:
    held = json.loads(edition.withheld)
    before, after = set(held["victims"]), {_mark(one) for one in now.victims} if now else set()
    changed = max(len(before - after), len(after - before))
    return Difference(same=before == after, victims_changed=changed)


def _axes(edition: Edition) -> tuple[str, str]:
    rows, columns = json.loads(edition.content)["axes"]
    return rows, columns


def _mark(victim: str) -> str:
    return marks.chain(NOTHING, victim.encode()).hex()[:MARK]


def _digest(content: str) -> bytes:
    return marks.chain(NOTHING, content.encode())


def _about(edition: Edition) -> str:
    return f"figures:{edition.table}:{edition.edition}"


def _as_json(said: Mapping[str, Any]) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"))
