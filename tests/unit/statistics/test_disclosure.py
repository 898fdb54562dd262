"""Disclosure control against every table that a reader could think of."""

from itertools import product
from random import Random  # noqa: TID251 - made tables, the same in every run

import pytest

pytest.importorskip("scipy")

from amparo.statistics.disclosure import (
    THRESHOLD,
    CannotProtect,
    Relation,
    Release,
    Table,
    audit,
    failures,
    protect,
)

ROWS, COLUMNS = "abc", "xyz"


def crossed(cells, need=None):
    """Return a table of rows by columns, with its totals."""
    counts = {f"{row}{column}": cells[row, column] for row, column in product(ROWS, COLUMNS)}
    lines = [Relation(f"{row}*", tuple(f"{row}{one}" for one in COLUMNS)) for row in ROWS]
    lines += [Relation(f"*{one}", tuple(f"{row}{one}" for row in ROWS)) for one in COLUMNS]
    lines += [Relation("**", tuple(f"{row}*" for row in ROWS))]
    lines += [Relation("**", tuple(f"*{one}" for one in COLUMNS))]
    for line in lines:
        counts[line.total] = sum(counts[part] for part in line.parts)
    return Table(counts, tuple(lines), need=need or {}, open=frozenset({"**"}))


def drawn(seed, most=12):
    random = Random(seed)  # noqa: S311
    return {place: random.choice((0, 0, *range(1, most))) for place in product(ROWS, COLUMNS)}


def inferred(release):
    """Return what trying all tables of whole numbers infers of each hidden count, where all totals
    are shown."""
    table = release.table
    hidden = sorted(one for one in release.hidden if "*" not in one)
    left = {
        line.total: table.counts[line.total]
        - sum(table.counts[part] for part in line.parts if part not in release.hidden)
        for line in table.relations[:6]
    }
    found = {one: set() for one in hidden}

    def place(number, chosen, rest):
        if number == len(hidden):
            if not any(rest.values()):
                for one, value in chosen.items():
                    found[one].add(value)
            return
        one = hidden[number]
        totals = f"{one[0]}*", f"*{one[1]}"
        for value in range(1, min(rest[total] for total in totals) + 1):
            less = {**rest, **{total: rest[total] - value for total in totals}}
            place(number + 1, {**chosen, one: value}, less)

    place(0, {}, left)
    return {one: (min(values), max(values)) for one, values in found.items()}


@pytest.mark.parametrize("seed", range(12))
def test_the_audit_infers_what_trying_all_tables_infers(seed):
    table = crossed({place: count + 6 for place, count in drawn(seed).items()})
    places = [f"{one}{two}" for one, two in product(ROWS, COLUMNS)]
    hidden = Random(seed).sample(places, 5)  # noqa: S311
    release = Release(table, frozenset(hidden))
    ranges = audit(release)
    assert {one: (told.low, told.high) for one, told in ranges.items()} == inferred(release)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_protected_holds_and_totals_stay(seed):
    table = crossed(drawn(seed, most=30), need={"ax": 10})
    try:
        release = protect(table)
    except CannotProtect:
        pytest.skip("this table can only be withheld")
    assert set(table.primary) <= release.hidden
    assert not failures(release)
    shown = release.shown
    assert shown["**"] == table.counts["**"]
    assert all(shown[one] in {None, table.counts[one]} for one in shown)


def test_hiding_the_small_counts_alone_fails_the_audit():
    table = crossed(dict.fromkeys(product(ROWS, COLUMNS), 20) | {("a", "x"): 2})
    assert failures(Release(table, frozenset({"ax"}))) == ["ax"]
    assert len(protect(table).hidden) == 4


def test_an_earlier_edition_is_part_of_the_audit():
    cells = dict.fromkeys(product(ROWS, COLUMNS), 20) | {("a", "x"): 2}
    first = protect(crossed(cells))
    shown_before = next(one for one in ("ay", "az") if one not in first.hidden)
    corrected = crossed(cells | {("c", "z"): 30})
    other = {"ax", shown_before, f"b{shown_before[1]}", "bx"}
    assert not failures(Release(corrected, frozenset(other)))
    assert "ax" in failures(Release(corrected, frozenset(other)), [first])
    assert not failures(protect(corrected, [first]), [first])


def test_what_cannot_be_protected_is_refused():
    lone = dict.fromkeys(product(ROWS, COLUMNS), 0) | {("a", "x"): THRESHOLD - 1}
    with pytest.raises(CannotProtect):
        protect(crossed(lone))


def test_a_count_without_a_threshold_is_shown_whatever_its_size():
    cells = dict.fromkeys(product(ROWS, COLUMNS), 20) | {("a", "x"): 1}
    assert protect(crossed(cells, need={"ax": 0})).hidden == frozenset()


def test_no_part_is_supposed_greater_than_its_total():
    """Ten of one kind and ten of another, twelve in all: who knows the overlap knows 8 to 12."""
    overlap = Table({"all": 12, "x": 10, "y": 10}, (Relation("all", ("x", "y")),))
    ranges = audit(Release(overlap, frozenset({"x", "y"})))
    assert {(one.low, one.high) for one in ranges.values()} == {(8, 12)}
    assert failures(Release(overlap, frozenset({"x", "y"}))) == ["x", "y"]


def test_what_was_published_together_stays_linked_after_a_correction():
    """A coarse table and a fine one were shown; the correction of one leaves what both said."""
    link = Relation("half", ("one", "two"))
    coarse = Release(Table({"half": 13}, ()), frozenset())
    fine = Release(Table({"one": 3, "two": 10}, ()), frozenset({"one", "two"}))
    corrected = Release(Table({"half": 40}, ()), frozenset())
    assert not failures(fine, [coarse], [link])
    bare = Release(Table({"one": 3, "two": 10}, ()), frozenset({"one"}))
    assert failures(corrected, [coarse, bare], [link]) == ["one"]
