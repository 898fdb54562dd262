"""What is hidden in a split cannot be worked out from what is shown.

The outsider here is written anew, and knows only what is shown: whoever can count can try every
table that would show the same.
"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law.small_count_suppression import THRESHOLD, Place, Range, Split, protect, range_of
from tests.examples import examples


def splits(most=40, rows=6, columns=4):
    return st.integers(2, rows).flatmap(
        lambda high: st.integers(1, columns).flatmap(
            lambda wide: st.lists(
                st.tuples(*[st.one_of(st.integers(0, 6), st.integers(0, most))] * wide),
                min_size=high,
                max_size=high,
            ).map(split_of)
        )
    )


def split_of(counts):
    rows = tuple(f"kind {row}" for row in range(len(counts)))
    columns = tuple(f"state {column}" for column in range(len(counts[0])))
    return Split(rows, columns, tuple(tuple(line) for line in counts))


def hidden_places(shown):
    cells = {
        Place(row, column)
        for row, line in enumerate(shown.cells)
        for column, count in enumerate(line)
        if count is None
    }
    return cells | {Place(row) for row, count in enumerate(shown.row_totals) if count is None}


def tables_that_would_show_the_same(shown):
    """By trying each: columns one by one, then the rows."""
    by_column = []
    for column, total in enumerate(shown.column_totals):
        told = [line[column] for line in shown.cells]
        choices = [range(total + 1) if count is None else (count,) for count in told]
        by_column.append([one for one in product(*choices) if sum(one) == total])
    for columns in product(*by_column):
        table = list(zip(*columns, strict=True))
        if all(
            told is None or sum(line) == told
            for line, told in zip(table, shown.row_totals, strict=True)
        ):
            yield table


@given(splits())
def test_nothing_small_is_shown_and_nothing_shown_is_wrong(split):
    shown = protect(split)
    assert shown.column_totals == split.column_totals
    for place in split.places:
        told = shown.row_totals[place.row]
        if place.column is not None:
            told = shown.cells[place.row][place.column]
        assert told in {None, split.at(place)}
        empty = place.column is not None and not split.column_totals[place.column]
        assert told is None or told >= THRESHOLD or empty or not shown.total


@given(splits())
def test_no_hidden_count_can_be_worked_out(split):
    shown = protect(split)
    hidden = hidden_places(shown)
    for place in hidden:
        most = shown.total if place.column is None else shown.column_totals[place.column]
        assert range_of(split, hidden, place).width >= min(THRESHOLD, most) > 0


@examples(60)
@given(splits(most=7, rows=3, columns=2))
def test_an_outsider_who_tries_every_table_learns_no_more(split):
    shown = protect(split)
    could_be = list(tables_that_would_show_the_same(shown))
    assert [list(line) for line in split.counts] in [
        [list(line) for line in one] for one in could_be
    ]
    hidden = hidden_places(shown)
    for place in hidden:
        values = {
            sum(one[place.row]) if place.column is None else one[place.row][place.column]
            for one in could_be
        }
        assert Range(min(values), max(values)) == range_of(split, hidden, place)
        assert len(values) > 1


@given(splits(), st.randoms())
def test_the_order_of_the_rows_changes_nothing_of_what_is_safe(split, chance):
    order = list(range(len(split.rows)))
    chance.shuffle(order)
    turned = split_of([split.counts[row] for row in order])
    hidden = hidden_places(protect(turned))
    for place in hidden:
        assert range_of(turned, hidden, place).width > 0


def test_hiding_the_small_count_alone_would_not_do():
    split = split_of([(30, 3), (20, 40), (25, 35)])
    assert range_of(split, {Place(0, 1)}, Place(0, 1)) == Range(3, 3)
    shown = protect(split)
    assert shown.cells[0][1] is None
    assert len(hidden_places(shown)) > 1


def test_what_is_large_is_shown():
    shown = protect(split_of([(30, 12), (20, 40)]))
    assert shown.cells == ((30, 12), (20, 40))
    assert shown.row_totals == (42, 60)
    assert shown.total == 102


def test_none_and_four_are_hidden_alike():
    assert protect(split_of([(0, 9), (9, 9)])).cells == protect(split_of([(4, 9), (5, 9)])).cells


def test_where_nothing_happened_nothing_is_hidden():
    shown = protect(split_of([(0, 0), (0, 0)]))
    assert shown.cells == ((0, 0), (0, 0))
    assert shown.row_totals == (0, 0)


@pytest.mark.parametrize("counts", [[(7, 8)], []])
def test_one_row_is_the_total_and_no_split(counts):
    rows = tuple(str(row) for row in range(len(counts)))
    assert protect(Split(rows, ("a", "b"), tuple(counts))) is None


@pytest.mark.parametrize(
    ("rows", "columns", "counts"),
    [(("a",), ("x",), ()), (("a",), ("x", "y"), ((1,),)), (("a",), ("x",), ((-1,),))],
)
def test_what_is_no_table_is_refused(rows, columns, counts):
    with pytest.raises(ValueError, match=r"a split has one|fewer than no times"):
        Split(rows, columns, counts)
