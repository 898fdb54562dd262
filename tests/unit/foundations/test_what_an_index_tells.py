"""What a stolen name index tells beside what is sealed: the same whatever the names are. And where
a leaf ends, since all are of one size."""

from collections.abc import Callable
from datetime import timedelta
from itertools import batched, islice, product

import pytest
from django.db import transaction
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import CaseAccess, NameIndexBucket, NameIndexLeaf
from amparo.foundations.cases.names import index as listing
from amparo.foundations.cases.names import index_leaf_format as leaves
from amparo.foundations.cases.names.index_leaf_format import (
    OTHER,
    SIZE,
    SPREAD,
    Leaf,
    end_filled,
    lines_of,
    room_of,
)
from amparo.foundations.cases.names.search import LookedUp, look_up
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.inherited_exclusions import Kept, tell_linked
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.related_people.services import name_other
from tests.people import BODY, MONDAY

type Files = Callable[[str], str]
type Told = tuple[list[tuple[int, int, int, int]], list[tuple[int | None, bool]]]
type Seen = list[Told]
CALLS = 5
MANY = 60  # words of one name: more in a bucket than the step by which buckets once grew


@pytest.fixture
def files(rosa: Actor, ana: Actor, letter: Callable[..., Letter]) -> Files:
    """File a request of somebody called so and open it; rosa and ana are its team."""

    def make(name: str) -> str:
        sent = file_request(letter(body=BODY | {"chosen_name": name}), by=STRANGER, at=MONDAY)
        folder = filing_to_open(sent.folder.code, seen_by=rosa)
        assert folder
        open_case(folder, by=rosa, at=MONDAY + timedelta(hours=1))
        return folder.code

    return make


def looked(typed: str, by: Actor, *, patience: float = 0) -> LookedUp:
    found = look_up(typed, by=by, at=timezone.now(), reason="person_called", patience=patience)
    assert found
    return found


def codes(typed: str, by: Actor) -> list[str]:
    return [one.seat.case.code for one in looked(typed, by).found]


def words(first: int) -> str:
    """Words that nobody else bears and that all begin alike, so that they share a bucket."""
    letters = "bdfglmnprt"
    numbers = range(first * MANY, (first + 1) * MANY)
    return " ".join("ma" + "a".join(letters[int(one)] for one in f"{each:04}") for each in numbers)


def told() -> Told:
    """All that stands in the tables of the index and in the seats, but for what is sealed; each
    number by its place among those that there are."""
    numbers = list(NameIndexLeaf.objects.order_by("pk").values_list("pk", flat=True))
    place = {None: None} | {number: at for at, number in enumerate(numbers)}
    whose = list(NameIndexLeaf.objects.order_by("pk").values_list("member", flat=True))
    rows = [
        (place[one.leaf_id] or 0, one.label, len(bytes(one.sealed)), whose.index(one.member_id))
        for one in NameIndexBucket.objects.order_by("pk")
    ]
    seats = CaseAccess.objects.order_by("case", "member").values_list("leaf", "listed")
    return rows, [(place[leaf], listed) for leaf, listed in seats]


WORLDS: dict[str, tuple[list[str], str]] = {
    "of one family": (["Rosa Quispe"] * CALLS, "Ciro Mendoza"),
    "nobody's name twice": ([words(number) for number in range(CALLS)], "Ciro Mendoza"),
    "by no name": ([""] * CALLS, "Ciro Mendoza"),
    "kept from one who lists it": (["Rosa Quispe"] * CALLS, "Ana Huaman"),
}


@pytest.fixture
def played(files: Files, ana: Actor, rosa: Actor) -> Callable[[str], Seen]:
    """The same acts in the same order, with other names: what could be stolen after each."""

    def play(world: str) -> Seen:
        names, kept_from = WORLDS[world]
        seen: Seen = []
        with transaction.atomic():
            for number, name in enumerate(names):
                code = files(name)
                if number == 1:
                    kept = Kept((), kept_from)
                    tell_linked(Filing.objects.get(code=code), kept, at=MONDAY)
                looked("Nadie", ana)
                seen.append(told())
                if number % 2:
                    looked("Nadie", rosa)
                    seen.append(told())
            transaction.set_rollback(True)
        return seen

    return play


def test_a_stolen_index_is_the_same_whatever_the_names_are(
    played: Callable[[str], Seen],
) -> None:
    first, *others = (played(world) for world in WORLDS)
    assert len(first[-1][0]) == 2 * leaves.BUCKETS
    for other in others:
        assert other == first


def test_a_leaf_is_as_long_with_one_case_as_with_many(files: Files, ana: Actor) -> None:
    lengths = set()
    for number in range(CALLS):
        files(words(number))
        looked("Nadie", ana)
        lengths |= {len(bytes(one.sealed)) for one in NameIndexBucket.objects.all()}
    assert len(lengths) == 1


def test_where_a_leaf_is_full_lies_by_the_key_anywhere_within_some_kilobytes() -> None:
    rooms = {room_of(bytes([number]) * 32, leaf) for number in range(9) for leaf in range(40)}
    assert len(rooms) > 300
    assert min(rooms) >= SIZE - SPREAD
    assert max(rooms) < SIZE
    assert max(rooms) - min(rooms) > SPREAD * 0.9


def test_a_leaf_takes_what_it_has_room_for_and_not_one_byte_more() -> None:
    """What is reckoned is what is written."""
    new = [(1, f"kispi quispe {number:03}.1".encode()) for number in range(40)]
    new += [(2, b"a b 1.1"), (2, b"a b 1.1"), (2, b"c d 1.1")]
    size = len(b"\nkispi quispe" + b" 000.1" * 40 + b"\n")
    for room, fits in ((size, True), (size - 1, False)):
        leaf = Leaf(room)
        was_empty = leaf.empty
        assert leaf.takes(new) is fits
        assert (was_empty, leaf.empty) == (True, not fits)
        assert len(end_filled(leaf.lines)[1].rstrip(b"\n")) + 1 == (size if fits else 1)
    with pytest.raises(ValueError, match="holds"):
        end_filled({1: [b"x y 1.1" * SIZE]})


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves that are full soon, of two such names: what begins alike lies in one bucket."""
    monkeypatch.setattr(leaves, "SIZE", 4096)
    monkeypatch.setattr(leaves, "SHARED", 1)
    monkeypatch.setattr(leaves, "SPREAD", 1)


@pytest.mark.usefixtures("small")
def test_a_case_that_finds_no_room_begins_another_leaf(files: Files, ana: Actor) -> None:
    made = [files(f"Killa {words(number)}") for number in range(CALLS)]
    assert looked("Killa", ana, patience=9).left == 0
    assert sorted(codes("Killa", ana)) == sorted(made)
    assert NameIndexLeaf.objects.filter(member=ana.member).count() > 1
    held = [leaf.seats.count() for leaf in NameIndexLeaf.objects.filter(member=ana.member)]
    assert sum(held) == CALLS
    assert max(held) < CALLS


def test_four_hundred_people_of_one_case_have_room_where_no_word_is_borne_twice() -> None:
    begun = [first + second for first in "bcdfglmnpqrst" for second in "aeo"]
    words = ("".join(four) for four in list(product(begun, repeat=4))[:: len(begun) * 37])
    called = [(OTHER, " ".join(name)) for name in islice(batched(words, 4), 400)]
    assert len({*" ".join(name for _, name in called).split()}) == 400 * 4
    assert Leaf(SIZE - SPREAD).takes(lines_of(40_000, called, bytes(32)))


@pytest.mark.usefixtures("small")
def test_names_that_no_leaf_has_room_for_are_said_to_be_unread(files: Files, ana: Actor) -> None:
    before = files("Killa Waman")
    long = files(" ".join(words(number) for number in range(CALLS)))
    after = files("Killa Condori")
    found = looked("Killa", ana, patience=9)
    assert {one.seat.case.code for one in found.found} == {before, after}
    assert (found.left, found.unread) == (0, 1)
    assert CaseAccess.objects.get(case__filing__code=long, member=ana.member).listed


@pytest.mark.usefixtures("small")
def test_a_case_that_finds_no_room_where_it_was_is_listed_in_another_leaf(
    files: Files, ana: Actor
) -> None:
    made = [files(f"Killa {words(number)}") for number in range(2)]
    looked("Killa", ana)
    [leaf] = NameIndexLeaf.objects.filter(member=ana.member)
    assert leaf.seats.count() == len(made)
    folder = opened(made[0], seen_by=ana).folder
    name_other(folder, name=f"Urpi {words(2)}", relation="witness", by=ana, at=MONDAY)
    made.append(files("Urpi Condori"))
    assert looked("Urpi", ana, patience=9).left == 0
    assert sorted(codes("Urpi", ana)) == sorted([made[0], made[2]])
    assert sorted(codes("Killa", ana)) == sorted(made[:2])


@pytest.fixture
def few_in_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "CASES", 8)
    monkeypatch.setattr(listing, "BATCH", 1)
    monkeypatch.setattr(listing, "HOLLOW", 2)


@pytest.mark.usefixtures("few_in_each")
def test_a_leaf_that_lost_most_of_its_cases_gives_the_others_to_a_new_one(
    files: Files, ana: Actor
) -> None:
    made = [files("Killa Waman") for _ in range(9)]
    assert looked("Killa", ana, patience=9).left == 0
    first, second = NameIndexLeaf.objects.filter(member=ana.member).order_by("pk")
    assert (first.seats.count(), second.seats.count()) == (8, 1)
    renamed = CaseAccess.objects.filter(leaf=first).order_by("pk")[:6].values_list("pk", flat=True)
    CaseAccess.objects.filter(pk__in=list(renamed)).update(listed=False)
    made += [files("Killa Waman") for _ in range(2)]
    assert looked("Killa", ana, patience=9).left == 0
    assert not NameIndexLeaf.objects.filter(pk=first.pk).exists()
    assert not NameIndexBucket.objects.filter(leaf=first.pk).exists()
    assert sorted(codes("Killa", ana)) == sorted(made)
