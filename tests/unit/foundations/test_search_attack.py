"""The thieves of `bench.search_attack` are set on a small history that is played in the product
itself, and on indexes that are not built: there they succeed, otherwise it would prove nothing."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess, NameIndexBucket
from amparo.foundations.cases.names.index_leaf_format import SIZE, SPREAD
from bench.search_attack import MOST_ADDED, MOST_TOLD, Scores, scored
from bench.search_planted import drawn, grown_right, told, until_it_ends
from bench.search_played import Site, a_row_a_word, grown, history, rows_cut_short
from bench.search_thief import Copy, Looking, seen_in
from bench.town import town

FEW, MANY = 48, 600


@pytest.fixture
def team(ana: Actor, beto: Actor, rosa: Actor, saul: Actor) -> Sequence[Actor]:
    return [ana, beto, rosa, saul]


def test_the_index_as_it_is_built_tells_the_thief_nothing_of_any_case(
    team: Sequence[Actor],
) -> None:
    of = history(FEW, seed=0)
    assert any(one.nameless for one in of.truths)
    assert any(one.kept_from is not None for one in of.truths)
    copies = list(Site(team).plays(of))
    assert NameIndexBucket.objects.exists()
    assert CaseAccess.objects.filter(listed=True).count() > FEW
    assert len({size for size, _ in copies[-1].rows.values()}) == 1
    assert seen_in(copies, FEW) == [frozenset()] * FEW


def test_the_same_thief_learns_from_leaves_that_grow_and_leave_cases_out() -> None:
    of = history(MANY, seed=0)
    found = scored(of, seen_in(grown(of), MANY))
    assert found["nameless"] > 90
    assert found["kept from"] > 70
    assert found["rare"] > MOST_TOLD


def test_the_same_thieves_name_people_where_each_word_has_a_row() -> None:
    of = history(MANY, seed=0)
    blind = scored(of, [frozenset()] * MANY)
    for seen in (a_row_a_word(of), rows_cut_short(of)):
        found = scored(of, seen)
        assert found["surname"] > 5 * blind["surname"]
        assert found["family"] > 5 * max(blind["family"], MOST_ADDED)


def test_who_files_requests_learns_whether_a_name_is_there_where_leaves_grow() -> None:
    assert told(town(400, seed=0), 20, grown_right, seed=0) > 90


def test_where_a_leaf_ends_tells_nobody_which_names_are_in_it() -> None:
    """Whatever he sees, both can be, but at the ends of what the key may choose."""
    one = drawn(1, town(400, seed=0), seed=0)
    rooms = range(SIZE - SPREAD, SIZE, SPREAD // 16)
    with_it, without = (
        [until_it_ends(replace(one, there=there), room) for room in rooms]
        for there in (True, False)
    )
    assert len(set(with_it)) == len(rooms)
    assert min(without) - min(with_it) <= 5
    assert max(without) - max(with_it) <= 5
    assert with_it != without


@pytest.mark.parametrize(
    ("before", "after", "told_of"),
    [
        ({1: (9, b"a"), 2: (9, b"b")}, {1: (9, b"c"), 2: (9, b"b")}, ("changed", 1, 0)),
        ({1: (9, b"a"), 2: (9, b"b")}, {1: (9, b"c"), 2: (8, b"d")}, ("longer", 1, 0)),
        ({1: (9, b"a"), 2: (9, b"b")}, {1: (10, b"c"), 2: (10, b"d")}, ("grew", 0)),
        ({1: (9, b"a"), 2: (9, b"b")}, {1: (9, b"c"), 2: (9, b"c")}, ("twice", b"c", 0)),
    ],
)
def test_the_thief_sees_what_one_case_changed(
    before: dict[int, tuple[int, bytes]],
    after: dict[int, tuple[int, bytes]],
    told_of: tuple[object, ...],
) -> None:
    looking = Looking()
    rows = [{(7, label): row for label, row in one.items()} for one in (before, after)]
    looking.between(Copy(rows[0], {}), Copy(rows[1], {(0, 0): 7}))
    assert told_of in looking.of[0]


def test_the_thief_sees_a_case_in_no_leaf_and_one_that_ended_a_leaf() -> None:
    looking = Looking()
    looking.between(Copy({}, {(0, 0): 7}), Copy({(8, 1): (9, b"a")}, {(0, 0): 7, (1, 0): 8}))
    looking.between(Copy({}, {}), Copy({}, {(2, 0): None}))
    assert ("ended a leaf", 0) in looking.of[1]
    assert looking.of[2] == {("no leaf", 0)}


def test_more_than_is_stated_is_said() -> None:
    blind = {"surname": 3.0, "family": 1.0, "nameless": 50.0}
    found = Scores(blind, {"surname": 4.1, "family": 1.9, "nameless": 55.1}, {})
    assert found.too_much == ["surname", "nameless"]
