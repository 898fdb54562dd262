"""Which records are about the same victim or the same event: names as they are spelled, places and
days. Everybody here is made up."""

from datetime import date, timedelta
from itertools import combinations, product

import pytest

from amparo.statistics.likelihood import (
    begin,
    groups,
    learned,
    reasons,
    reviewed_weights,
)
from amparo.statistics.linkage import EVENTS, VICTIMS, Record, compare
from amparo.statistics.spelling import sound_of, sounds_of, words_of

GIVEN = ("José", "Ermelinda", "Luis Alberto", "Nélida", "Wilmer", "Rosa Elvira", "Teófilo")
SURNAMES = ("Huamán", "Coaquira", "Ttito", "Pacaya", "Condori")
PLACES = (("Cusco", "Espinar", "Coporaque"), ("Ucayali", "Padre Abad", "Irazola"))
SPELLED = {
    "José": "Pepe",
    "Luis Alberto": "Lucho",
    "Huamán": "GUAMAN",
    "Coaquira": "Qoaquira",
    "Ttito": "Tito",
    "Condori": "Kondori",
}


def people():
    """Two records of each of 63 victims, the second as another list would have it."""
    for number, (given, first, second) in enumerate(product(GIVEN, SURNAMES[:3], SURNAMES[2:])):
        surnames, place = f"{first} {second}", PLACES[number % 2]
        day = date(2025, 1, 1) + timedelta(days=number * 37 % 700)
        yield Record(
            names=(f"{given} {surnames}",), first=day, department=place[0], province=place[1],
            district=place[2], kinds=frozenset(("threat",)),
        )  # fmt: skip
        also = f"{SPELLED.get(first, first)} {SPELLED.get(second, second)}"
        other = f"{also}, {SPELLED.get(given, given)}"
        yield Record(
            names=(other,), first=day + timedelta(days=number % 4), department=place[0],
            province=place[1], kinds=frozenset(("threat",)),
        )  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return compare(list(people()), VICTIMS)


def f1(members):
    joined = {pair for one in members for pair in combinations(sorted(one), 2)}
    right = {(i, j) for i, j in joined if i // 2 == j // 2}
    return 2 * len(right) / (len(joined) + len(found_true()))


def found_true():
    return [(i, i + 1) for i in range(0, 126, 2)]


def test_names_sound_the_same_however_they_are_spelled():
    assert words_of("HUAMÁN DE LA CRUZ, Lucho") == ("lucho", "huaman", "cruz")
    for one, two in (("huaman", "waman"), ("ccopa", "qopa"), ("ttito", "tito")):
        assert sound_of(one) == sound_of(two), (one, two)
    assert sounds_of(("lucho", "tito")) == sounds_of(("luis", "ttito"))
    assert sound_of("quispe") != sound_of("condori")


def test_most_records_of_one_victim_are_found_without_labels(found):
    chances = learned(found).chances(found)
    assert f1(groups(found, chances)) >= 0.9
    assert chances.min() >= 0
    assert chances.max() <= 1


def test_reviewed_pairs_move_the_weights_and_few_move_them_little(found):
    before = learned(found)
    pairs = [(int(i), int(j)) for i, j in found.pairs]
    truth = {pair: pair[0] // 2 == pair[1] // 2 for pair in pairs[::3]}
    after = reviewed_weights(found, before, truth).chances(found)
    assert f1(groups(found, after)) >= f1(groups(found, before.chances(found))) - 0.01
    # Labels that say the opposite of everything are followed too: it is the team that decides.
    turned = reviewed_weights(found, before, {one: not same for one, same in truth.items()})
    assert f1(groups(found, turned.chances(found))) < 0.5
    one = reviewed_weights(found, before, {pairs[0]: truth.get(pairs[0], True)}).chances(found)
    assert abs(one - before.chances(found)).mean() < 0.1


def test_a_pair_says_why_it_is_likely(found):
    weights = learned(found)
    pair = int(weights.chances(found).argmax())
    told = reasons(found, weights, pair)
    assert told[0].doublings > 0
    assert {"names", "surname", "days", "place"} <= {one.feature for one in told}
    assert "age" not in {one.feature for one in told}, "what is unknown says nothing"


def test_victims_of_one_event_are_never_the_same():
    alike = Record(names=("Rosa Quispe",), first=date(2026, 5, 1), department="Cusco", apart="A")
    assert not len(compare([alike, alike], VICTIMS).pairs)
    other = Record(names=("Rosa Quispe",), first=date(2026, 5, 1), department="Cusco", apart="B")
    found = compare([alike, other, alike], VICTIMS)
    assert sorted(map(len, groups(found, begin(VICTIMS).chances(found)))) == [1, 2]


def test_a_community_is_never_one_with_a_person_nor_has_it_a_given_name():
    def told(name, *, collective):
        return Record(names=(name,), department="Cusco", collective=collective)

    records = [
        told("Santa Clara de Uchunya", collective=False),
        told("Comunidad Santa Clara de Uchunya", collective=True),
        told("CN Santa Clara Uchunya", collective=True),
    ]
    found = compare(records, VICTIMS)
    assert found.pairs.tolist() == [[1, 2]]
    told_of = {one.feature for one in reasons(found, begin(VICTIMS), 0)}
    assert "names" in told_of
    assert not told_of & {"given", "surname", "second_surname"}


def test_an_event_is_found_by_place_and_day_without_a_name():
    def told(day, *names, kind="eviction"):
        return Record(
            names=names, first=day, department="Ucayali", province="Padre Abad",
            district="Irazola", kinds=frozenset((kind,)),
        )  # fmt: skip

    day = date(2026, 5, 14)
    records = [
        told(day, "Ermelinda Pacaya"),
        told(day + timedelta(days=1), "E. Pacaya Ríos", "Teófilo Ruiz"),
        told(day),
        told(date(2024, 5, 14), "Ermelinda Pacaya", kind="threat"),
        told(day, "Wilmer Condori", kind="threat"),
    ]
    found = compare(records, EVENTS)
    chances = learned(found).chances(found)
    likely = {
        (int(i), int(j))
        for (i, j), chance in zip(found.pairs, chances, strict=True)
        if chance > 0.5
    }
    assert {(0, 1), (0, 2)} <= likely
    assert not {(0, 3), (0, 4)} & likely
    of_one = compare(records, EVENTS, only=frozenset((2,))).pairs
    assert of_one.tolist() == [[0, 2], [1, 2], [2, 4]]


def test_nothing_to_compare_is_no_error():
    for records in ([], [Record()], [Record(), Record()]):
        found = compare(records, VICTIMS)
        assert groups(found, learned(found).chances(found)) == [[n] for n in range(len(records))]
