"""An outsider with everything that was ever published, and with algebra: no hidden count comes out.

She takes all tables of a year together, by kind, by territory, by track and by trait, with the
national totals of every month before and after and the tables of the years before. Whatever can be
written as an equation, or follows because nothing is counted fewer than no times, she writes down.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.figures.edition_counts import STANDS, protected, traits_of
from amparo.law import load_protocol
from amparo.law.small_count_suppression import THRESHOLD
from tests.examples import examples

LAW = load_protocol("pe-2021")
KINDS, PLACES = ("patrol", "shelter", "escort"), ("Loreto", "Ucayali", "Pasco")
TRACKS, OUTCOMES = ("ordinary", "extraordinary"), ("granted", "partly", "denied")
GENDERS, AGES = ("woman", "man", "non_binary", ""), ("under_18", "from_60", "")

type Unknown = tuple[Any, ...]
type Year = tuple[dict[str, Any], ...]

measures = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from((*PLACES, "")), st.sampled_from(STANDS)),
    max_size=60,
)
decisions = st.lists(st.tuples(st.sampled_from(TRACKS), st.sampled_from(OUTCOMES)), max_size=40)
told = st.lists(st.tuples(st.sampled_from(GENDERS), st.sampled_from(AGES)), max_size=60)


@dataclass
class Truth:
    """One year as it was, which nobody outside sees."""

    measures: list[tuple[str, str, str]]
    decisions: list[tuple[str, str]]
    told: list[tuple[str, str]]

    def published(self) -> Year:
        kinds = Counter((kind, stands) for kind, _place, stands in self.measures)
        places = Counter((place, stands) for _kind, place, stands in self.measures)
        tables = (
            protected("measures_by_kind", KINDS, STANDS, kinds),
            protected("measures_by_territory", PLACES, STANDS, places),
            protected("decisions_by_track", TRACKS, OUTCOMES, Counter(self.decisions)),
        )
        answers = [{"gender_identity": gender, "age_band": age} for gender, age in self.told]
        traits = traits_of(LAW, [{k: v for k, v in one.items() if v} for one in answers])
        [law] = traits["laws"]
        return (*(one for one in tables if one is not None), *law["splits"])


years = st.builds(Truth, measures, decisions, told)


@dataclass
class Outsider:
    """What is known: equations between unknown counts, each with a constant."""

    equations: list[tuple[dict[Unknown, int], int]] = field(default_factory=list)
    hidden: dict[Unknown, int] = field(default_factory=dict)
    """Each hidden count, with the most that the shown total of its column allows."""

    def read(self, year: int, table: Mapping[str, Any]) -> None:
        name, columns = (year, table["id"]), range(len(table["columns"]))
        for row, (cells, total) in enumerate(zip(table["cells"], table["row_totals"], strict=True)):
            places: dict[Unknown, Any] = {(*name, row, column): cells[column] for column in columns}
            places[*name, row, "total"] = total
            for place, shown in places.items():
                if shown is not None:
                    self.equations.append(({place: 1}, shown))
                else:
                    end = place[-1]
                    totals = table["column_totals"]
                    self.hidden[place] = sum(totals) if end == "total" else totals[end]
            line = dict.fromkeys([(*name, row, column) for column in columns], 1)
            self.equations.append(({**line, (*name, row, "total"): -1}, 0))
        for column, total in enumerate(table["column_totals"]):
            down = {(*name, row, column): 1 for row in range(len(table["rows"]))}
            self.equations.append((down, total))

    def compare(self, year: int, tables: Year) -> None:
        """The same measures twice, and the same answers many times: their totals are the same."""
        for one, other in pairwise(tables):
            if one["column_totals"] == other["column_totals"]:
                both = {(year, one["id"], row, "total"): 1 for row in range(len(one["rows"]))}
                less = {(year, other["id"], row, "total"): -1 for row in range(len(other["rows"]))}
                self.equations.append((both | less, 0))

    def read_totals(self, year: int, table: Mapping[str, Any], months: list[int]) -> None:
        """The national totals before and after each month, subtracted: what was done in it."""
        cells = {
            (year, table["id"], row, column): 1
            for row in range(len(table["rows"]))
            for column in range(len(table["columns"]))
        }
        done = [after - before for before, after in pairwise(months)]
        self.equations.append((cells, sum(done)))

    def solved(self) -> dict[Unknown, Fraction]:
        """Every count that follows from the equations alone, by elimination in whole fractions."""
        reduced: dict[Unknown, Line] = {}
        for counts, right in self.equations:
            line: Line = {name: Fraction(factor) for name, factor in counts.items()}
            line[CONSTANT] = Fraction(right)
            for name in [name for name in line if name in reduced]:
                line = _less(line, reduced[name], line[name])
            pivot = next((name for name, factor in line.items() if factor and name), None)
            if pivot is None:
                assert not line[CONSTANT], "what is published contradicts itself"
                continue
            line = {name: factor / line[pivot] for name, factor in line.items() if factor}
            reduced = {
                name: _less(one, line, one[pivot]) if pivot in one else one
                for name, one in reduced.items()
            }
            reduced[pivot] = line
        return {
            name: line.get(CONSTANT, Fraction(0))
            for name, line in reduced.items()
            if set(line) <= {name, CONSTANT}
        }

    def ranges(self) -> dict[Unknown, tuple[int, int]]:
        """From where to where each count lies, for as long as one equation narrows another."""
        most = sum(abs(right) for _counts, right in self.equations)
        found = {name: (0, most) for counts, _right in self.equations for name in counts}
        narrower = True
        while narrower:
            narrower = sum(_narrowed(found, *one) for one in self.equations) > 0
        return found


CONSTANT: Unknown = ()
type Line = dict[Unknown, Fraction]


def _less(line: Line, other: Line, times: Fraction) -> Line:
    """One equation less so many times another; what vanishes is gone."""
    names = {*line, *other}
    found = {name: line.get(name, 0) - times * other.get(name, 0) for name in names}
    return {name: Fraction(factor) for name, factor in found.items() if factor or not name}


def _narrowed(
    found: dict[Unknown, tuple[int, int]], counts: dict[Unknown, int], right: int
) -> bool:
    """Whether one equation, whose factors are 1 and -1, says more of any of its counts."""
    spans = {
        name: (found[name] if factor > 0 else tuple(-end for end in reversed(found[name])))
        for name, factor in counts.items()
    }
    least, most = (sum(span[end] for span in spans.values()) for end in (0, 1))
    narrower = False
    for name, factor in counts.items():
        low, high = right - (most - spans[name][1]), right - (least - spans[name][0])
        if factor < 0:
            low, high = -high, -low
        span = max(found[name][0], low), min(found[name][1], high)
        narrower, found[name] = narrower or span != found[name], span
    return narrower


def everything(published: list[Year]) -> Outsider:
    outsider = Outsider()
    for year, tables in enumerate(published):
        for table in tables:
            outsider.read(year, table)
        outsider.compare(year, tables)
    return outsider


@examples(150)
@given(st.lists(years, min_size=1, max_size=2), st.integers(0, 30))
def test_nothing_hidden_comes_out_of_all_that_was_ever_published(
    truths: list[Truth], before: int
) -> None:
    published = [one.published() for one in truths]
    outsider = everything(published)
    for year, truth in enumerate(truths):
        months = [before, before + len(truth.measures) // 2, before + len(truth.measures)]
        outsider.read_totals(year, published[year][0], months)
    solved, ranges = outsider.solved(), outsider.ranges()
    assert {
        name for name in outsider.hidden if name in solved and not free(outsider, name)
    } == set()
    for name, most in outsider.hidden.items():
        low, high = ranges[name]
        assert high - low >= min(THRESHOLD, most), name


def free(outsider: Outsider, name: Unknown) -> bool:
    """Nothing happened in its whole column, and everybody may know that."""
    return outsider.hidden[name] == 0


@examples(40)
@given(years)
def test_a_small_count_is_never_shown(truth: Truth) -> None:
    for table in truth.published():
        for cells, total in zip(table["cells"], table["row_totals"], strict=True):
            for shown, most in zip(cells, table["column_totals"], strict=True):
                assert shown is None or shown >= THRESHOLD or not most
            assert total is None or total >= THRESHOLD or not sum(table["column_totals"])


def test_this_outsider_works_out_what_is_hidden_alone() -> None:
    """Or the tests above would try nothing."""
    table = {
        "id": "measures_by_kind", "rows": ["a", "b"], "columns": ["x", "y"],
        "cells": [[None, 9], [30, 12]], "row_totals": [12, 42], "column_totals": [33, 21],
    }  # fmt: skip
    outsider = everything([(table,)])
    assert outsider.solved()[0, "measures_by_kind", 0, 0] == 3
    assert outsider.ranges()[0, "measures_by_kind", 0, 0] == (3, 3)


def test_a_count_that_two_tables_share_is_worked_out_from_both() -> None:
    one = {
        "id": "measures_by_kind", "rows": ["a", "b"], "columns": ["x"], "cells": [[None], [None]],
        "row_totals": [None, 20], "column_totals": [24],
    }  # fmt: skip
    assert everything([(one,)]).solved()[0, "measures_by_kind", 0, 0] == 4


@pytest.mark.parametrize("name", ["pe-2021", "xx-example"])
def test_no_national_total_is_of_one_track_alone(name: str) -> None:
    """A term that only one track knows would give away, without a threshold, what a split hides."""
    law = load_protocol(name)
    tracks = {one.id for one in law.procedure.track}
    for term in law.terms.term:
        if law.roles[term.owed_by].authority:
            assert {value.track for value in term.value} - {None, ""} in (set(), tracks), term.id
